"""Every form of the posted set, on random sets: read back, it has the same lines and the same totals (CD-104)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import Account, JournalKind, UnbalancedError
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSet, account_name, check_set, ident
from psr_tui.exchange.iif import QUICKBOOKS_NAMES, journal_iif, quickbooks_names
from psr_tui.exchange.journal_csv import journal_csv
from psr_tui.exchange.journal_hledger import journal_hledger
from psr_tui.exchange.journal_pdf import journal_pdf
from psr_tui.exchange.journal_rows import HEADER, KIND_WORDS, plain
from psr_tui.exchange.journal_xlsx import SHEETS, journal_xlsx
from psr_tui.exchange.receipt_list import RECEIPT_HEADER
from psr_tui.store.tables.ledger import ACCOUNTS, JOURNAL_KINDS
from tests.helpers.exported_files import cents, csv_rows, exact, pdf_words, sheet
from tests.helpers.posted_sets import DAY, TZ, nasty, posted_sets, with_typed_words

forms = settings(max_examples=25, deadline=None)


# --- CSV ---


@given(posted_sets())
@forms
def test_csv_reads_back_with_the_same_lines_and_totals(posted: PostedSet) -> None:
    table = csv_rows(journal_csv(posted))
    assert [row["code"] for row in table] == [journal.code for journal, _ in posted.lines()]
    assert [row["amount"] for row in table] == [plain(line.amount) for _, line in posted.lines()]
    assert summed((row["account"], cents(row["amount"])) for row in table) == nonzero(posted.totals())
    taken = [
        row
        for row in table
        if row["code"].startswith("R-") and re.match("assets:(till|checks|cards|oth)", row["account"])
    ]
    assert sum(cents(row["amount"]) for row in taken) == posted.taken.cents


@given(posted_sets(), nasty)
@forms
def test_no_cell_of_the_csv_is_a_formula_or_breaks_its_row(posted: PostedSet, words: str) -> None:
    body = journal_csv(with_typed_words(posted, words))
    table = list(csv.reader(io.StringIO(body.decode(), newline="")))
    assert len(table) == posted.rows + 1
    for row in table:
        assert len(row) == len(HEADER)
        for cell in row:
            assert re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)*", cell) or not cell.startswith(tuple("=+-@\t\r\n")), cell
    assert body.endswith(b"\r\n")


# --- XLSX ---


@given(posted_sets(2), nasty)
@settings(max_examples=8, deadline=None)
def test_xlsx_reads_back_with_the_same_lines_and_totals(posted: PostedSet, words: str) -> None:
    posted = with_typed_words(posted, words)
    body = journal_xlsx(posted)
    postings, receipts, totals = (sheet(body, number) for number in (1, 2, 3))
    assert body == journal_xlsx(posted)
    place = HEADER.index("amount")
    assert postings[0] == list(HEADER) and len(postings) == posted.rows + 1
    assert [exact(row[place]) for row in postings[1:]] == [line.amount.cents for _, line in posted.lines()]
    assert sum(exact(row[5]) for row in receipts[1:]) == posted.taken.cents
    found = {row[0]: exact(row[1]) for row in totals[1:]}
    assert {name: found[name] for name in posted.totals()} == {n: a.cents for n, a in posted.totals().items()}
    assert found["taken"] == posted.taken.cents
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert len(SHEETS) == 3


# --- PDF ---


@given(posted_sets(3))
@settings(max_examples=8, deadline=None)
def test_the_pdf_shows_every_receipt_and_the_same_totals(posted: PostedSet) -> None:
    body = journal_pdf(posted)
    shown = pdf_words(body)
    assert body == journal_pdf(posted)
    for receipt in posted.receipts():
        assert receipt.code in shown and plain(receipt.held) in shown
    cells = shown[shown.index("Receipts") + 1 : shown.index(f"{len(posted.receipts())} receipts")]
    assert set(RECEIPT_HEADER) <= set(cells)  # no heading is cut
    assert all(f"{one.at.astimezone(posted.tz):%H:%M}" in cells for one in posted.receipts())
    total = shown.index("TOTAL")
    assert shown[total + 1] == plain(posted.taken)
    accounts = shown[next(place for place, word in enumerate(shown) if word.startswith("Accounts")) + 1 :]
    accounts = [word for word in accounts if not word.startswith(("page ", posted.clinic))]
    assert Counter(accounts[1::2]) == Counter(plain(amount) for amount in posted.totals().values())


# --- IIF ---


@given(posted_sets(), nasty)
@forms
def test_iif_has_its_header_first_and_every_entry_sums_to_zero(posted: PostedSet, words: str) -> None:
    lines = journal_iif(with_typed_words(posted, words), QUICKBOOKS_NAMES).decode("cp1252").split("\r\n")
    assert [line.split("\t")[0] for line in lines[:3]] == ["!TRNS", "!SPL", "!ENDTRNS"]
    assert lines[0].split("\t")[1:] == lines[1].split("\t")[1:]
    sums: Counter[str] = Counter()
    entry = 0
    for cells in (line.split("\t") for line in lines[3:-1]):
        if cells == ["ENDTRNS"]:
            assert entry == 0
            continue
        assert len(cells) == 7 and cells[0] in ("TRNS", "SPL") and cells[1] == "GENERAL JOURNAL"
        assert re.fullmatch(r"[0-1][0-9]/[0-3][0-9]/20[0-9]{2}", cells[2])
        entry += cents(cells[4])
        sums[cells[3]] += cents(cells[4])
    ours: Counter[str] = Counter()
    for _, line in posted.lines():
        ours[QUICKBOOKS_NAMES[line.account]] += line.amount.cents
    assert +sums == +ours and -sums == -ours
    assert sum(line.startswith("TRNS\t") for line in lines) == len(posted.journals)


def test_an_iif_that_does_not_balance_or_has_a_name_missing_is_refused() -> None:
    lame = replace(one_journal(), lines=(PostedLine(Account.TILL, Money(1)),))
    posted = PostedSet("c", False, TZ, DAY, DAY, (lame,))
    with pytest.raises(Refused, match="J-0000001 does not sum to zero"):
        journal_iif(posted, QUICKBOOKS_NAMES)
    whole = replace(posted, journals=(one_journal(),))
    with pytest.raises(Refused, match="no QuickBooks name"):
        journal_iif(whole, {Account.SAFE: "Safe"})


@pytest.mark.parametrize(
    ("given_names", "words"),
    [
        ({"tills": "x"}, "tills is no account"),
        ({"till": ""}, "the name for till"),
        ({"till": " Cash"}, "no blanks"),
        ({"till": "Cash\tDrawer"}, "as QuickBooks has it"),
        ({"till": "A" * 32}, "31 characters"),
        ({"till": "Assets::Cash"}, "levels parted by colons"),
        ({"till": 'the "till"'}, "no quotes"),
        ({"till": "現金"}, "as QuickBooks has it"),
    ],
)
def test_a_name_quickbooks_would_change_is_refused(given_names: Mapping[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        quickbooks_names(given_names)


def test_the_clinics_names_go_over_the_built_in_ones() -> None:
    names = quickbooks_names({"till": "Assets:Caisse n° 1"})
    assert names[Account.TILL] == "Assets:Caisse n° 1"
    assert names[Account.SAFE] == QUICKBOOKS_NAMES[Account.SAFE]


# --- what all forms share ---


def test_every_account_and_kind_has_a_place_in_every_form() -> None:
    """A new account or kind cannot be forgotten: it would be missing here."""
    for account in Account:
        assert account_name(PostedLine(account, Money(1)), one_journal(), None)
        assert QUICKBOOKS_NAMES[account]
    assert set(KIND_WORDS) == set(JournalKind)
    assert {account.value for account in Account} == set(ACCOUNTS)
    assert {kind.value for kind in JournalKind} == set(JOURNAL_KINDS)
    assert len(set(QUICKBOOKS_NAMES.values())) == len(Account)
    assert quickbooks_names({account.value: name for account, name in QUICKBOOKS_NAMES.items()}) == QUICKBOOKS_NAMES


@given(posted_sets(), nasty)
@forms
def test_nothing_that_was_typed_stands_in_the_hledger_journal(posted: PostedSet, words: str) -> None:
    text = journal_hledger(with_typed_words(posted, f"Zzyzx {words}")).decode()
    assert "Zzyzx" not in text
    account = r"[a-z_]+(:[A-Za-z0-9._-]+)+"
    for line in text.splitlines():
        assert re.fullmatch(
            rf"|; .*|commodity \$1,000\.00|account {account}|"
            r"\d{4}-\d\d-\d\d \([A-Z0-9-]+(-COUNT)?\) [a-z, -]+  ; [A-Za-z0-9:., _-]+|"
            rf"    {account} +\$-?\d+\.\d\d( = \$-?\d+\.\d\d)?(  ; [a-z0-9:$., -]+)?",
            line,
        ), line


@given(st.text(max_size=40))
@forms
def test_an_id_stays_and_any_other_text_becomes_a_code(text: str) -> None:
    shown = ident(text)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}|", shown)
    assert ident(shown) == shown
    assert (shown == text) == bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}|", text))


@pytest.mark.parametrize(
    "make",
    [
        lambda one: (replace(one, lines=one.lines[:1]),),
        lambda one: (one, one),
        lambda one: (replace(one, sequence=2), one),
        lambda one: (one, replace(one, sequence=2, receipt=7), replace(one, sequence=3, receipt=7)),
        lambda one: (replace(one, session=4),),
    ],
    ids=["unbalanced", "twice", "out of order", "receipt twice", "unknown session"],
)
def test_a_set_that_is_not_whole_never_leaves(make: object) -> None:
    journals = make(one_journal())  # type: ignore[operator]
    with pytest.raises(UnbalancedError):
        check_set(PostedSet("c", False, TZ, DAY, DAY, journals))


def test_an_account_of_zero_dollars_and_a_day_without_postings_are_fine() -> None:
    empty = PostedSet("c", True, TZ, DAY, DAY)
    assert len(csv_rows(journal_csv(empty))) == 0
    assert "TRAINING" in journal_hledger(empty).decode()
    assert journal_pdf(empty).startswith(b"%PDF") and journal_xlsx(empty).startswith(b"PK")
    assert journal_iif(empty, QUICKBOOKS_NAMES).count(b"\r\n") == 3


def one_journal() -> PostedJournal:
    lines = (PostedLine(Account.TILL, Money(5)), PostedLine(Account.SAFE, Money(-5)))
    return PostedJournal(
        1, "j1", JournalKind.PAY_IN, DAY, datetime(2026, 11, 2, 15, tzinfo=UTC), "u7", "M. Rivera", lines
    )


def summed(pairs: object) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, amount in pairs:  # type: ignore[attr-defined]
        found[name] += amount
    return {name: amount for name, amount in found.items() if amount}


def nonzero(totals: Mapping[str, Money]) -> dict[str, int]:
    return {name: amount.cents for name, amount in totals.items() if amount}
