"""The outside oracle (cash-drawer.md 14.4, CD-107 to CD-111): the real hledger reads what we export."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import ExportKind, PostedSet
from psr_tui.exchange.journal_hledger import journal_hledger
from psr_tui.exchange.journal_rows import rows
from psr_tui.services.exports import ExportDone
from tests.helpers.clinic import TestClinic, make_clinic
from tests.helpers.exported_files import cents
from tests.helpers.hledger import balances, check, duplicate_codes, hledger, needs_hledger, register
from tests.helpers.posted_days import FIRST, SECOND, THIRD, busy_days, export
from tests.helpers.posted_sets import posted_sets

pytestmark = needs_hledger()


@dataclass
class Days:
    """A clinic after three business dates, its journal, and our own CSV of the same set."""

    clinic: TestClinic
    folder: Path
    done: ExportDone
    journal: Path
    csv: list[dict[str, str]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    folder = tmp_path_factory.mktemp("days")
    clinic = busy_days(make_clinic(folder))
    done = export(clinic, ExportKind.HLEDGER, folder)
    table = export(clinic, ExportKind.CSV, folder).path
    with table.open(encoding="utf-8", newline="") as lines:
        yield Days(clinic, folder, done, done.path, list(csv.DictReader(lines)))
    clinic.store.close()


def test_the_exported_journal_passes_the_strict_check(days: Days) -> None:
    assert check(days.journal) == (0, "")
    assert duplicate_codes(days.journal) == []
    assert len(re.findall(r" = \$", days.journal.read_text())) > 40  # the check has something to compare


def test_its_register_is_our_csv_cell_by_cell(days: Days) -> None:
    ours = [(row["date"], row["code"], row["account"], f"${row['amount']}") for row in days.csv]
    assert register(days.journal) == ours
    assert len(ours) == days.done.rows > 80


@pytest.mark.parametrize("day", [FIRST, SECOND, THIRD])
def test_its_balances_on_each_day_are_the_sums_of_our_csv(days: Days, day: date) -> None:
    ours: dict[str, int] = {}
    for row in days.csv:
        if row["date"] <= str(day):
            ours[row["account"]] = ours.get(row["account"], 0) + cents(row["amount"])
    theirs = balances(days.journal, f"--end={day + timedelta(days=1)}")
    assert {name: amount for name, amount in theirs.items() if amount} == {n: a for n, a in ours.items() if a}
    assert sum(theirs.values()) == 0


def test_what_was_taken_is_what_each_report_prints_and_the_grand_total_follows(days: Days) -> None:
    """I14, from the two sides: hledger adds up the receipts of a session, the stored Z says what it should be."""
    with days.clinic.store.read() as work:
        sessions = work.exports.sessions(FIRST, THIRD).values()
    closed = sorted((one for one in sessions if one.printed is not None), key=lambda one: one.z_number or 0)
    assert len(closed) == 6
    before = Money(0)
    for session in closed:
        printed = session.printed
        assert printed is not None
        taken = balances(days.journal, "code:^R-", f"tag:session=^{session.name}$", "^assets:(till|checks|cards|other)")
        assert sum(taken.values()) == printed.net_taken.cents
        assert printed.grand_total_before == before
        assert printed.grand_total == before + printed.net_taken
        before = printed.grand_total


def test_a_journal_of_a_later_day_holds_the_earlier_ones(days: Days, tmp_path: Path) -> None:
    """CD-109: its running balances would hang in the air otherwise; later days are not in it."""
    done = export(days.clinic, ExportKind.HLEDGER, tmp_path, SECOND, SECOND)
    assert (done.start, done.end) == (FIRST, SECOND)
    assert check(done.path) == (0, "")
    assert {row[0] for row in register(done.path)} == {str(FIRST), str(SECOND)}


# --- the oracle bites: each fault of the table in 14.4 ---


def twice(text: str) -> str:
    block = next(one for one in text.split("\n\n") if "(R-0000007)" in one)
    return text.replace(block, f"{block}\n\n{block.replace('(R-0000007)', '(R-0000907)')}")


def without(text: str) -> str:
    return "\n\n".join(block for block in text.split("\n\n") if "(R-0000007)" not in block)


def close_first(text: str) -> str:
    """The close of the first session, moved before its opening on the same day."""
    blocks = text.split("\n\n")
    first = next(place for place, block in enumerate(blocks) if "(J-0000001)" in block)
    moved = next(block for block in blocks if "(S1-COUNT)" in block)
    blocks.remove(moved)
    return "\n\n".join([*blocks[:first], moved, *blocks[first:]])


def changed(code: str, *pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        block = next(one for one in text.split("\n\n") if f"({code})" in one)
        new = block
        for old, other in pairs:
            assert old in new
            new = new.replace(old, other, 1)
        return text.replace(block, new)

    return change


FAULTS: list[tuple[str, Callable[[str], str], str]] = [
    ("one posting + $0.01", changed("R-0000007", ("$150.10", "$150.11")), "could not balance"),
    ("both sides + $0.01", changed("R-0000007", ("$150.10", "$150.11"), ("$-25.00", "$-25.01")), "balance assertion"),
    ("a transaction removed", without, "balance assertion"),
    ("a transaction doubled", twice, "balance assertion"),
    (
        "an account name with a typo",
        changed("R-0000007", ("liabilities:unapplied", "liabilities:unaplied")),
        "undeclared",
    ),
    ("closed before it was opened", close_first, "balance assertion"),
    ("a date out of order", changed("J-0000003", ("2026-03-04", "2026-03-06")), "order"),
    ("a count that is not the one", changed("S1-COUNT", ("= $250.00", "= $250.01")), "balance assertion"),
    ("a print that is not the one", changed("Z-000001", ("= $90.00", "= $89.99")), "balance assertion"),
]


@pytest.mark.parametrize(("fault", "make", "words"), FAULTS, ids=[name for name, *_ in FAULTS])
def test_the_oracle_finds(days: Days, tmp_path: Path, fault: str, make: Callable[[str], str], words: str) -> None:
    text = days.journal.read_text()
    wrong = make(text)
    assert wrong != text
    path = tmp_path / "wrong.journal"
    path.write_text(wrong)
    status, told = check(path)
    assert status == 1, fault
    assert re.search(words, told), told


def test_the_oracle_finds_a_receipt_number_twice_by_its_codes(days: Days, tmp_path: Path) -> None:
    path = tmp_path / "twice.journal"
    path.write_text(changed("R-0000008", ("(R-0000008)", "(R-0000007)"))(days.journal.read_text()))
    assert check(path)[0] == 0  # hledger alone does not see it
    assert duplicate_codes(path) == ["R-0000007"]


def test_no_amount_has_more_than_two_decimals(days: Days) -> None:
    """hledger 1.25 lets $1.004 pass for $1.00, so it is the exporter that never writes one."""
    text = days.journal.read_text()
    amounts = re.findall(r"\$[^ ,\n]+", "\n".join(line for line in text.splitlines() if line.startswith("    ")))
    assert len(amounts) > 100
    assert all(re.fullmatch(r"\$-?[0-9]+\.[0-9]{2}", amount) for amount in amounts)


def test_a_second_session_on_a_drawer_beside_the_first_is_no_fault(days: Days) -> None:
    """Each session has its own till: the second drawer of the first day was closed after midnight, beside others."""
    told = hledger(days.journal, "accounts", "^assets:till")
    assert told.stdout.split() == [
        "assets:till:D1:S1", "assets:till:D1:S22", "assets:till:D1:S35", "assets:till:D1:S41", "assets:till:D2:S2",
        "assets:till:D2:S37", "assets:till:D3:S28",
    ]  # fmt: skip


# --- any set ---


@given(posted_sets(), st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_set_passes_and_one_cent_never_does(tmp_path: Path, posted: PostedSet, data: st.DataObject) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(journal_hledger(posted))
    assert check(path) == (0, "")
    assert duplicate_codes(path) == []
    ours = [(row[0], row[1], row[3], f"${row[4]}") for row in rows(posted)]
    assert register(path) == ours
    lines = path.read_text().splitlines()
    asserted = [place for place, line in enumerate(lines) if " = $" in line]
    if asserted:
        place = data.draw(st.sampled_from(asserted))
        figure = re.search(r" = \$(-?[0-9.]+)", lines[place])
        assert figure is not None
        more = cents(figure[1]) + 1
        lines[place] = lines[place].replace(
            figure[0], f" = ${'-' if more < 0 else ''}{abs(more) // 100}.{abs(more) % 100:02d}"
        )
        path.write_text("\n".join(lines) + "\n")
        assert check(path)[0] == 1
