"""What money costs: a payment posted, the expected amounts of a long day, its end-of-day report.

    python -m bench.payments [payments]

Prints milliseconds (p50, p95, p99) on a real encrypted store in a temporary folder. A payment is shown three ways: with
the disk asked to keep every commit (as in use), without that ("besides the disk"), and as the processor time of its own
thread, which says what the program costs when the machine has other things to do; the disk's share is the difference of
the first two. Goals: a payment p99 under 15 ms besides the disk, expected amounts under 20 ms, the report under 300 ms.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time

from sqlalchemy import event

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, OpenDrawer, SubmitCount
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, PostCharge, TakePayment
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.drawer import DrawerService
from psr_tui.services.payments import PaymentService
from tests.helpers.clinic import TODAY, TestClinic, make_clinic
from tests.helpers.money import SEALED, command_id, rows

DAY = 5000
MEASURED = 400


def ms(values: list[float]) -> str:
    cuts = quantiles(values, n=100)
    return f"p50 {cuts[49] * 1000:7.2f}  p95 {cuts[94] * 1000:7.2f}  p99 {cuts[98] * 1000:7.2f}"


def timed(act: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        start = perf_counter()
        act()
        found.append(perf_counter() - start)
    return found


def quiet_disk(clinic: TestClinic) -> None:
    """Every later connection stops asking the disk to keep its commits; for this comparison only."""

    def off(connection: object, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]

    clinic.store._engine.dispose()
    event.listen(clinic.store._engine, "connect", off)


class Day:
    """A clinic with a drawer that takes two tenders from each patient, and how long each payment took."""

    def __init__(self, folder: Path) -> None:
        self.clinic = make_clinic(folder)
        self.rep = self.clinic.actor()
        self.money = PaymentService(self.clinic.store, self.clinic.clock)
        self.drawer = DrawerService(self.clinic.store, self.clinic.clock)
        self.session = self.drawer.open(self.rep, OpenDrawer(command_id(), "drawer-D1", rows(20000))).session
        self.patients = [self.clinic.add_patient(f"PATIENT{number}") for number in range(1000)]
        self.times: list[float] = []
        self.own: list[float] = []

    def take(self, number: int) -> None:
        patient = self.patients[number % len(self.patients)]
        copay = PostCharge(command_id("c"), patient, None, ChargeKind.COPAY, Money(2500), TODAY, "Copay")
        charge = self.money.charge(self.rep, copay)
        tenders = (
            Tender(TenderKind.CASH, Money(1500), tendered=Money(2000)),
            Tender(TenderKind.CARD, Money(1000), terminal="T1", batch="0412", last4="4242", brand="Visa"),
        )
        command = TakePayment(command_id("p"), patient, None, tenders, (Allocation(charge, Money(2500)),))
        start, own_start = perf_counter(), thread_time()
        self.money.take(self.rep, command)
        self.times.append(perf_counter() - start)
        self.own.append(thread_time() - own_start)


def main(payments: int = DAY) -> None:
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder))
        for number in range(MEASURED):
            day.take(number)
        with_disk = list(day.times)
        print(f"post a payment, two tenders, with the disk    ms  {ms(with_disk)}")
        quiet_disk(day.clinic)
        day.times.clear()
        day.own.clear()
        for number in range(MEASURED, payments):
            day.take(number)
        print(f"post a payment, besides the disk, first {MEASURED}  ms  {ms(day.times[:MEASURED])}")
        print(f"post a payment, besides the disk, last {MEASURED}   ms  {ms(day.times[-MEASURED:])}")
        print(f"    its own processor time, first {MEASURED}        ms  {ms(day.own[:MEASURED])}")
        print(f"    its own processor time, last {MEASURED}         ms  {ms(day.own[-MEASURED:])}")
        share = (median(with_disk) - median(day.times[:MEASURED])) * 1000
        print(f"    the disk keeping a commit, about         ms  p50 {share:7.2f}")
        end_of_day(day, payments)
        day.clinic.store.close()


def end_of_day(day: Day, payments: int) -> None:
    """Expected amounts, the frozen count and the close with its report."""
    clinic, rep, drawer, session = day.clinic, day.rep, day.drawer, day.session

    def sums() -> None:
        with clinic.store.read() as work:
            expected(work.ledger.session_entries(session.session_id))

    print(f"expected amounts of {payments} payments             ms  {ms(timed(sums, 40))}")
    cash = 20000 + 1500 * payments
    slips = (TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(1000 * payments), payments, "0412"),)
    drawer.begin_count(rep, session.session_id, session.version)
    count = SubmitCount(command_id(), session.session_id, session.version + 1, rows(cash), (), slips)
    start = perf_counter()
    reveal = drawer.freeze(rep, count)
    print(f"freeze and reveal of {payments} payments            ms  {(perf_counter() - start) * 1000:7.2f}")
    command = CloseDrawer(command_id(), session.session_id, reveal.session.version, "T0098124")
    start = perf_counter()
    drawer.close(rep, command, *SEALED)
    print(f"close with its report of {payments} payments        ms  {(perf_counter() - start) * 1000:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DAY)
