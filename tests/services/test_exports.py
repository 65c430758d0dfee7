"""Exports from a real store: who may, what is logged, what the file is like, and that all forms agree."""

from __future__ import annotations

import csv
import json
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from psr_tui.domain.closing import Closing
from psr_tui.domain.drawer import DrawerSession, DrawerState
from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import ExportKind
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TenderKind
from psr_tui.exchange.iif import QUICKBOOKS_NAMES
from psr_tui.services.exports import ExportService, file_name
from psr_tui.services.posting import post_journal
from psr_tui.services.reports import z_report
from psr_tui.store.tables.drawer import DrawerSessionRow
from psr_tui.store.unit_of_work import UnitOfWork
from tests.helpers.clinic import TODAY, TestClinic, make_clinic
from tests.helpers.exported_files import cents, exact, pdf_words, sheet
from tests.helpers.hledger import balances, check
from tests.helpers.money import Till, cash, command_id
from tests.helpers.posted_days import COMMENT, FIRST, LAST_NAME, SECOND, THIRD, busy_days, export


@dataclass
class Days:
    clinic: TestClinic
    folder: Path


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    folder = tmp_path_factory.mktemp("days")
    clinic = busy_days(make_clinic(folder))
    yield Days(clinic, folder)
    clinic.store.close()


def service(clinic: TestClinic) -> ExportService:
    return ExportService(clinic.store, clinic.clock)


def exported(clinic: TestClinic) -> list[dict[str, object]]:
    """The details of the exports in the log, oldest first."""
    with clinic.store.read() as work:
        return [json.loads(entry.detail) for entry, *_ in work.audit.rows() if entry.action == "journal.export"]


def test_all_forms_of_one_day_have_the_same_totals(days: Days, tmp_path: Path) -> None:
    """CD-104: one posted set; the totals are read back from each file."""
    done = {kind: export(days.clinic, kind, tmp_path, SECOND, SECOND) for kind in ExportKind}
    assert len({one.total for kind, one in done.items() if kind is not ExportKind.HLEDGER}) == 1
    total = done[ExportKind.CSV].total.cents
    with done[ExportKind.CSV].path.open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    by_account: dict[str, int] = {}
    for row in table:
        by_account[row["account"]] = by_account.get(row["account"], 0) + cents(row["amount"])
    taken = [row for row in table if row["description"] in ("payment", "void", "refund") and row["tender"]]
    assert sum(cents(row["amount"]) for row in taken) == total == 4500 + 1500 + 2000 - 3000 + 900

    book = sheet(done[ExportKind.XLSX].path.read_bytes(), 3)
    in_book = {row[0]: exact(row[1]) for row in book[1:]}
    assert {name: in_book[name] for name in by_account} == by_account and in_book["taken"] == total

    shown = pdf_words(done[ExportKind.PDF].path.read_bytes())
    assert cents(shown[shown.index("TOTAL") + 1]) == total
    assert {name: cents(shown[shown.index(name) + 1]) for name in by_account} == by_account

    in_books: dict[str, int] = {}
    for line in done[ExportKind.IIF].path.read_text(encoding="cp1252").splitlines()[3:]:
        if line != "ENDTRNS":
            _, _, _, name, amount, *_ = line.split("\t")
            in_books[name] = in_books.get(name, 0) + cents(amount)
    ours: dict[str, int] = {}
    for name, amount_of in by_account.items():
        quickbooks = QUICKBOOKS_NAMES[Account(name.split(":")[1])]
        ours[quickbooks] = ours.get(quickbooks, 0) + amount_of
    assert in_books == ours


@pytest.mark.parametrize("kind", list(ExportKind))
def test_no_patient_and_no_typed_comment_leaves(days: Days, tmp_path: Path, kind: ExportKind) -> None:
    body = export(days.clinic, kind, tmp_path).path.read_bytes()
    parts = [body.decode("latin-1")]
    if kind is ExportKind.XLSX:
        parts = [cell for number in (1, 2, 3) for row in sheet(body, number) for cell in row]
    if kind is ExportKind.PDF:
        parts = pdf_words(body)
    text = "\n".join(parts)
    assert "R-0000001" in text
    for word in (LAST_NAME, COMMENT, "Rosa", "dime"):
        assert word not in text
    if kind is ExportKind.HLEDGER:
        for name in ("Rivera", "Otto", "Chen", "4242", "=1+1", "2002"):
            assert name not in text


def test_an_export_is_the_owners_alone_logged_and_never_written_over(days: Days, tmp_path: Path) -> None:
    done = export(days.clinic, ExportKind.CSV, tmp_path, FIRST, FIRST)
    assert done.path == tmp_path / file_name(ExportKind.CSV, FIRST, FIRST) == tmp_path / "psr-journal-2026-03-04.csv"
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert exported(days.clinic)[-1] == {"format": "csv", "from": "2026-03-04", "to": "2026-03-04", "rows": done.rows}
    logged = len(exported(days.clinic))
    done.path.write_text("mine")
    with pytest.raises(InvalidInput, match="is there already and was left alone"):
        export(days.clinic, ExportKind.CSV, tmp_path, FIRST, FIRST)
    assert done.path.read_text() == "mine"
    assert len(exported(days.clinic)) == logged  # what was not written is not said to be
    actor = days.clinic.actor("sotto")
    again = service(days.clinic).write(actor, ExportKind.CSV, FIRST, FIRST, tmp_path, done.path.name, over=True)
    assert again.path.read_text().startswith('"date"')
    assert stat.S_IMODE(again.path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [done.path.name]  # no part is left


def test_a_link_that_waits_under_the_name_is_not_followed(days: Days, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("untouched")
    link = tmp_path / "out.csv"
    link.symlink_to(tmp_path / "victim")
    actor, exports = days.clinic.actor("sotto"), service(days.clinic)
    with pytest.raises(InvalidInput, match="there already"):
        exports.write(actor, ExportKind.CSV, FIRST, FIRST, tmp_path, "out.csv")
    exports.write(actor, ExportKind.CSV, FIRST, FIRST, tmp_path, "out.csv", over=True)
    assert (tmp_path / "victim").read_text() == "untouched" and not link.is_symlink()


@pytest.mark.parametrize("login", ["mrivera", "lgrant"])
def test_below_supervisor_nobody_exports_and_the_attempt_is_logged(days: Days, tmp_path: Path, login: str) -> None:
    with pytest.raises(NotAllowed, match="supervisor"):
        service(days.clinic).write(days.clinic.actor(login), ExportKind.CSV, FIRST, FIRST, tmp_path)
    assert list(tmp_path.iterdir()) == []
    with days.clinic.store.read() as work:
        newest = work.audit.of_entity("journal", "")[0]
    assert (newest.action, newest.reason) == ("refused", "NotAllowed")


def test_bad_days_and_folders_are_one_sentence_and_nothing_is_logged(days: Days, tmp_path: Path) -> None:
    actor, exports, logged = days.clinic.actor("sotto"), service(days.clinic), len(exported(days.clinic))
    with pytest.raises(InvalidInput, match="other way round"):
        exports.write(actor, ExportKind.CSV, SECOND, FIRST, tmp_path)
    with pytest.raises(InvalidInput, match="cannot be written"):
        exports.write(actor, ExportKind.CSV, FIRST, FIRST, tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="is a folder"):
        exports.write(actor, ExportKind.CSV, FIRST, FIRST, tmp_path.parent, tmp_path.name, over=True)
    assert len(exported(days.clinic)) == logged


def test_a_day_without_postings_is_an_empty_export(days: Days, tmp_path: Path) -> None:
    done = export(days.clinic, ExportKind.CSV, tmp_path, date(2026, 3, 1), date(2026, 3, 1))
    assert (done.rows, done.total.cents) == (0, 0)


def test_who_counts_a_drawer_exports_nothing_before_the_count_is_frozen(clinic: TestClinic, tmp_path: Path) -> None:
    """The set says what is expected; a supervisor may have a drawer too (CD-46)."""
    till = Till(clinic, "sotto")
    till.open()
    till.take(clinic.add_patient(), cash(2500))
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    with pytest.raises(Refused, match="until the count of drawer D1 is frozen"):
        service(clinic).write(till.actor, ExportKind.CSV, TODAY, TODAY, tmp_path)
    assert list(tmp_path.glob("*.csv")) == []


def test_who_counts_the_drawer_of_somebody_else_exports_nothing_either(clinic: TestClinic, tmp_path: Path) -> None:
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500))
    boss = clinic.actor("sotto")
    till.drawer.begin_count(boss, till.session.session_id, till.session.version)
    with pytest.raises(Refused, match="until the count of drawer D1 is frozen"):
        service(clinic).write(boss, ExportKind.CSV, TODAY, TODAY, tmp_path)
    assert service(clinic).write(clinic.actor("admin"), ExportKind.CSV, TODAY, TODAY, tmp_path).rows


def test_order_is_the_business_date_then_the_order_of_posting(days: Days, tmp_path: Path) -> None:
    with export(days.clinic, ExportKind.CSV, tmp_path).path.open(encoding="utf-8", newline="") as lines:
        places = [(row["date"], int(row["sequence"])) for row in csv.DictReader(lines)]
    assert places == sorted(places)
    assert [place for _, place in places] != sorted(place for _, place in places)  # a drawer closed after midnight
    assert {place for _, place in places} == set(range(1, max(place for _, place in places) + 1))


# --- the figures of day reports ---


def test_reports_of_a_number_and_of_a_day(days: Days) -> None:
    actor, exports = days.clinic.actor("sotto"), service(days.clinic)
    (one,) = exports.reports(actor, z_number=1)
    assert one.printed is not None
    assert (one.session.drawer_code, one.printed.to_bank.cents, one.reason) == ("D1", 9000, "OS10")
    assert next((item.label, item.amount.cents) for item in one.differences) == ("cash", -10)
    assert [item.stored.z_number for item in exports.reports(actor, day=SECOND)] == [3, 4, 5, 6]
    with days.clinic.store.read() as work:
        assert next(entry.action for entry in work.audit.of_entity("day_report", "4")) == "report.read"


def test_reports_that_are_not_there_or_not_ones_own_are_refused(days: Days) -> None:
    exports = service(days.clinic)
    with pytest.raises(NotFound, match="03/01/2026"):
        exports.reports(days.clinic.actor("sotto"), day=date(2026, 3, 1))
    with pytest.raises(NotFound, match="Z report 99"):
        exports.reports(days.clinic.actor("sotto"), z_number=99)
    assert exports.reports(days.clinic.actor("tchen"), z_number=2)[0].session.staff_name == "T. Chen"
    with pytest.raises(NotAllowed, match=r"read the report of M\. Rivera"):
        exports.reports(days.clinic.actor("tchen"), z_number=1)


def test_the_third_day_is_still_open_and_says_so(days: Days, tmp_path: Path) -> None:
    text = export(days.clinic, ExportKind.HLEDGER, tmp_path, THIRD, THIRD).path.read_text()
    assert "; S41 is not closed: nothing is asserted about its close" in text


# --- what services of other parts will post ---


def test_a_correction_after_a_close_and_a_banked_bag_keep_their_accounts(clinic: TestClinic, tmp_path: Path) -> None:
    """A correction is the closed rep's over/short (CD-60) and counted by nobody; the bag leaves by its own name."""
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(5000))
    session = till.count(24900).session
    till.close(till.drawer.explain(till.actor, session.session_id, session.version, "OS01", "x"), "T0098124")
    _correct_and_bank(clinic, session.session_id)
    done = export(clinic, ExportKind.HLEDGER, tmp_path, TODAY, TODAY)
    text = done.path.read_text()
    name = re.search(r"\(Z-000002\) closed  ; session:(S\d+)", text)
    assert name is not None
    assert f"assets:till:D1:{name[1]} " in text
    assert "expenses:over_short:D1:u-mrivera" in text and "over_short:D1:u-tchen" not in text
    assert text.count("assets:deposit_bag:T0098124") == 4  # declared, filled, asserted, banked
    if shutil.which("hledger"):
        assert check(done.path) == (0, "")
        assert balances(done.path)["assets:bank"] == 4900
        assert balances(done.path)["assets:deposit_bag:T0098124"] == 0


def _correct_and_bank(clinic: TestClinic, closed_id: str) -> None:
    actor = clinic.actor("tchen")
    with clinic.store.write(actor) as work:
        deposit = (
            work.session.connection().exec_driver_sql("SELECT id FROM journal WHERE kind = 'deposit'").scalar_one()
        )
        correction = DrawerSession(
            session_id="correction", drawer_id="drawer-D1", drawer_code="D1", staff_id=actor.staff_id,
            staff_name=actor.name, state=DrawerState.OPEN, business_date=TODAY, opened_at=work.now,
            float_expected=Money(0), float_counted=Money(0), version=1, changed_by=actor.name, changed_at=work.now,
        )  # fmt: skip
        work.session.add(
            DrawerSessionRow(
                id="correction", drawer_id="drawer-D1", staff_id=actor.staff_id, staff_name=actor.name,
                business_date=TODAY, opened_at=work.now, float_expected_cents=0, float_counted_cents=0,
                adjusts=closed_id, changed_at=work.now,
            )
        )  # fmt: skip
        work.session.flush()
        till = Line(Account.TILL, Money(100), TenderKind.CASH)
        _post(work, actor, JournalKind.PAYMENT, (till, Line(Account.UNAPPLIED, Money(-100))))
        cleared = replace(till, amount=Money(-100)), Line(Account.OVER_SHORT, Money(100), drawer_id="drawer-D1")
        _post(work, actor, JournalKind.CLEARING, cleared)
        moved = Line(Account.BANK, Money(4900)), Line(Account.DEPOSIT_BAG, Money(-4900))
        _post(work, actor, JournalKind.BANKED, moved, session_id=None, refers_to=deposit)
        done = work.drawer.move(
            correction, DrawerState.CLOSED, actor.name, work.now, closed_at=work.now, closed_by=actor.staff_id,
            z_number=work.clinic.next_number("z"), approved_by="u-sotto", difference_reason="OS08",
        )  # fmt: skip
        assert done is not None
        z_report(work, work.clinic.get(), done, (), Closing((), Money(0), Money(0)), "", 2)
        work.commit()


def _post(
    work: UnitOfWork, actor: Actor, kind: JournalKind, lines: tuple[Line, ...], session_id: str | None = "correction",
    refers_to: str | None = None,
) -> None:  # fmt: skip
    journal = post(
        command_id("x"), kind, lines, at=work.now, business_date=TODAY, staff_id=actor.staff_id, content_hash="h",
        session_id=session_id, refers_to=refers_to,
    )  # fmt: skip
    post_journal(work, actor, journal)
