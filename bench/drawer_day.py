"""What the end of a long day costs: expected amounts, the day report, the close, exports, and the lists afterwards.

    python -m bench.drawer_day [payments]

Prints milliseconds (median, p95, largest) on a real encrypted store in a temporary folder. Goals (issue "The drawer in
full"): expected amounts of 5,000 payments under 20 ms, their report under 300 ms, a close of 500 postings under 1 s.
The payments are written past the services, with the same rows, so that the day is made in seconds.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, SubmitCount
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import ExportKind
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.day_lists import DayListService
from psr_tui.services.drawer_history import DrawerHistoryService
from psr_tui.services.exports import ExportService
from psr_tui.services.reports import x_text
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic, make_clinic
from tests.helpers.money import SEALED, Till, bag_number, command_id, rows

DAY = 5000
SMALL = 500
CASH, BY_CARD, BY_CHECK = 1500, 1000, 700  # cents of each payment; every tenth has a check as well


def say(what: str, times: list[float]) -> None:
    found = sorted(1000 * one for one in times)
    p95 = found[int(0.95 * (len(found) - 1))]
    print(f"{what:<48} median {median(found):8.2f}   p95 {p95:8.2f}   max {found[-1]:8.2f}")


def timed(act: Callable[[], object], times: int = 15) -> list[float]:
    found = []
    for _ in range(times):
        start = perf_counter()
        act()
        found.append(perf_counter() - start)
    return found


def payments(till: Till, patients: list[str], number: int) -> int:
    """Post so many payments into the till's session; how many of them were also paid by check."""
    session, checks = till.session, 0
    with till.clinic.store.write(till.actor) as work:
        receipt = work.session.connection().exec_driver_sql("SELECT coalesce(max(receipt_number), 0) FROM journal")
        first = int(receipt.scalar_one())
        for at in range(number):
            lines = [
                Line(Account.TILL, Money(CASH), TenderKind.CASH),
                Line(Account.CARDS, Money(BY_CARD), TenderKind.CARD, terminal="T1", batch="0412", last4="4242"),
            ]
            if at % 10 == 0:
                checks += 1
                lines.append(Line(Account.CHECKS, Money(BY_CHECK), TenderKind.CHECK, reference=f"{1000 + at}"))
            patient = patients[at % len(patients)]
            total = Money.total(line.amount for line in lines)
            lines.append(Line(Account.UNAPPLIED, -total, patient_id=patient))
            journal = post(
                command_id("p"), JournalKind.PAYMENT, lines, at=work.now, business_date=session.business_date,
                staff_id=till.actor.staff_id, content_hash="bench", session_id=session.session_id, patient_id=patient,
            )  # fmt: skip
            work.ledger.append(replace(journal, receipt_number=first + at + 1), first + at + 1, till.actor.name, "")
        work.session.connection().exec_driver_sql(f"UPDATE counter SET value = {first + number} WHERE name = 'receipt'")
        work.session.connection().exec_driver_sql(
            f"INSERT OR IGNORE INTO counter (name, value) VALUES ('receipt', {first + number})"
        )
        work.commit()
    return checks


def close(till: Till, number: int, checks: int) -> tuple[float, float]:
    """(seconds of the freeze, seconds of the close with report and slip) of an even count."""
    slips = (TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(BY_CARD * number), number, "0412"),)
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    sheet = till.drawer.sheet(till.actor, session.session_id)
    papers = tuple((paper.journal_id, paper.position) for paper in sheet.papers)
    count = SubmitCount(
        command_id(), session.session_id, sheet.session.version, rows(20000 + CASH * number), papers, slips
    )
    start = perf_counter()
    reveal = till.drawer.freeze(till.actor, count)
    frozen = perf_counter() - start
    assert not reveal.needs_reason and reveal.papers.cents == BY_CHECK * checks
    command = CloseDrawer(command_id(), session.session_id, reveal.session.version, bag_number())
    start = perf_counter()
    till.drawer.close(till.actor, command, *SEALED)
    return frozen, perf_counter() - start


def main(number: int = DAY) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clinic: TestClinic = make_clinic(Path(folder))
        patients = [clinic.add_patient(f"PATIENT{at}") for at in range(200)]
        till = Till(clinic)
        till.open()
        checks = payments(till, patients, number)
        figures(till, number)
        lists, boss = DayListService(clinic.store, clinic.clock), clinic.actor("sotto")
        say(f"receipts of the day, {number}", timed(lambda: lists.receipts(boss, TODAY), 5))
        say("money paid ahead, 200 patients", timed(lambda: lists.paid_ahead(boss), 5))
        frozen, closed = close(till, number, checks)
        say(f"freeze of {number} payments", [frozen])
        say(f"close with report and slip, {number} payments", [closed])
        exports(clinic, Path(folder), number)
        small_closes(till, patients)
        history = DrawerHistoryService(clinic.store, clinic.clock)
        say("closed drawers, list", timed(lambda: history.closed(boss)))
        say("over and short", timed(lambda: history.variance(boss)))
        clinic.store.close()


def figures(till: Till, number: int) -> None:
    """What the drawer should hold, and its report so far."""
    clinic, session = till.clinic, till.session

    def sums() -> None:
        with clinic.store.read() as work:
            expected(work.ledger.session_entries(session.session_id))

    def report() -> None:
        with clinic.store.read() as work:
            x_text(work, work.clinic.get(), session)

    say(f"expected amounts of {number} payments", timed(sums, 40))
    say(f"report of {number} payments", timed(report))


def exports(clinic: TestClinic, folder: Path, number: int) -> None:
    """The posted day as a file of each form."""
    service, boss = ExportService(clinic.store, clinic.clock), clinic.actor("sotto")
    for kind in ExportKind:
        write = partial(service.write, boss, kind, TODAY, TODAY, folder, over=True)
        say(f"export of {number} payments as {kind.value}", timed(write, 3))


def small_closes(till: Till, patients: list[str]) -> None:
    """A usual day, some times."""
    freezes, closes = [], []
    for _ in range(8):
        till.open()
        one, other = close(till, SMALL, payments(till, patients, SMALL))
        freezes.append(one)
        closes.append(other)
    say(f"freeze of {SMALL} payments", freezes)
    say(f"close with report and slip, {SMALL} payments", closes)
    say("  of it the second person's password", timed(lambda: till_verify(till), 8))


def till_verify(till: Till) -> None:
    from psr_tui.services.sign_in import SignInService

    SignInService(till.clinic.store, till.clinic.clock).verify("lgrant", PASSWORD)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DAY)
