"""What happened at the drawers before the training day opens: yesterday's drawer was closed, this morning's copays were
taken. Done by the same services as real work, so receipts, report and ledger are as true as a real clinic's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.domain.board import BoardFilter, BoardRow
from psr_tui.domain.check_in import Item, Outcome
from psr_tui.domain.clock import FixedClock, at_local, local_date
from psr_tui.domain.counting import CountRow, Form, denomination
from psr_tui.domain.drawer import DrawerSession, TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, OpenDrawer, SubmitCount
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ids import new_id
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, BalanceDue, ChargeKind, TakePayment
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.drawer import DrawerService
from psr_tui.services.payments import PaymentService
from psr_tui.services.sign_in import SignInService
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_MOST_VISITS = 200
_FLOAT = {
    "B100": 0, "B50": 0, "B20": 4, "B10": 5, "B5": 8, "B1": 20, "C25": 32, "C10": 15, "C5": 8, "C1": 10,
}  # fmt: skip
_PART = Money(2500)  # what each of yesterday's two patients paid of an older balance
_TERMINAL = "T1"


@dataclass(frozen=True, slots=True)
class Owed:
    """A charge of a patient, and the visit it belongs to."""

    patient_id: str
    visit_id: str | None
    charge: BalanceDue


class TrainingMorning:
    """Works on a training clinic that was just loaded; ``clock`` is the store's own and is moved through the hours.
    ``password``: of its staff, for yesterday's deposit bag was sealed by two."""

    def __init__(self, store: Store, clock: FixedClock, password: str) -> None:
        self._store, self._clock, self._password = store, clock, password
        self._sign_in = SignInService(store, clock)
        self._payments = PaymentService(store, clock)
        self._drawer = DrawerService(store, clock)

    def hold(self) -> None:
        """Leaves the clock where it stood."""
        now = self._clock.now()
        with self._store.read() as work:
            tz = work.clinic.get().tz
        today = local_date(now, tz)
        try:
            self._yesterday(at_local(today - timedelta(days=1), 7, 40, tz), today)
            self._this_morning(at_local(today, 7, 43, tz), now, today, tz)
        finally:
            self._clock.set(now)

    def _yesterday(self, opened: datetime, today: date) -> None:
        """D1 from its float to its report: one cash and one card payment on older balances, counted even, closed."""
        actor = self._begin("mrivera", opened)
        session = self._open(actor, "D1")
        cash, card = self._older_debts(today)
        self._take(actor, opened + timedelta(hours=2), cash, Tender(TenderKind.CASH, _PART, tendered=Money(4000)))
        self._take(actor, opened + timedelta(hours=5), card, _card(_PART))
        self._clock.set(opened + timedelta(hours=9, minutes=20))
        sheet = self._drawer.begin_count(actor, session.session_id, session.version)
        counted = SubmitCount(
            self._id(), session.session_id, sheet.session.version, _rows(B20=1, B5=1),
            tenders=(TenderCount(ExpectedKey(TenderKind.CARD, _TERMINAL), _PART, 1, "0411"),),
        )  # fmt: skip
        frozen = self._drawer.freeze(actor, counted).session
        command = CloseDrawer(self._id(), session.session_id, frozen.version, "B0000117")
        self._drawer.close(actor, command, "lgrant", self._password)
        self._sign_in.end(actor, "asked")

    def _this_morning(self, opened: datetime, now: datetime, today: date, tz: ZoneInfo) -> None:
        """D2 is open since before eight; the copays that check-in marked as collected went into it."""
        actor = self._begin("tchen", opened)
        self._open(actor, "D2")
        ways = cycle((_card, _cash, _card, _check))
        for collected, debt in self._collected(today, tz):
            self._take(actor, min(now, collected), debt, next(ways)(debt.charge.open))
        self._clock.set(now)
        self._sign_in.end(actor, "asked")

    # --- what is owed ---
    def _visits(self, work: UnitOfWork, today: date) -> list[BoardRow]:
        return work.visits.page(BoardFilter(everything=True), today, None, 0, _MOST_VISITS)

    def _older_debts(self, today: date) -> list[Owed]:
        """The older balances of two patients who come today, the last of the day first."""
        with self._store.read() as work:
            patients = dict.fromkeys(row.patient_id for row in reversed(self._visits(work, today)))
            due = [(one, debt) for one in patients for debt in work.ledger.balances(one)[:1]]
        return [
            Owed(patient_id, None, debt)
            for patient_id, debt in due
            if debt.service_date < today and debt.open >= _PART and debt.kind != ChargeKind.COPAY
        ][:2]

    def _collected(self, today: date, tz: ZoneInfo) -> list[tuple[datetime, Owed]]:
        """Copays of this morning whose check-in says that they were collected, in the order of the collecting."""
        found = []
        with self._store.read() as work:
            rows = self._visits(work, today)
            facts = work.check_in.facts(rows, today, tz)
            for row in rows:
                step = facts[row.visit_id].steps.get(Item.COPAY)
                charge = work.ledger.charge_of(row.visit_id, ChargeKind.COPAY)
                if step is not None and step.outcome is Outcome.DONE and charge is not None and charge.open:
                    found.append((step.at or row.state_at, Owed(row.patient_id, row.visit_id, charge)))
        return sorted(found, key=lambda pair: pair[0])

    # --- one act each ---
    def _begin(self, login: str, at: datetime) -> Actor:
        self._clock.set(at)
        return self._sign_in.begin(f"u-{login}", "desk-1" if login == "mrivera" else "desk-2", 0)

    def _open(self, actor: Actor, code: str) -> DrawerSession:
        drawer = next(line.drawer for line in self._drawer.drawers(actor) if line.drawer.code == code)
        return self._drawer.open(actor, OpenDrawer(self._id(), drawer.drawer_id, _rows())).session

    def _take(self, actor: Actor, at: datetime, owed: Owed, tender: Tender) -> None:
        self._clock.set(at)
        paid = (Allocation(owed.charge.charge_id, tender.amount),)
        self._payments.take(actor, TakePayment(self._id(), owed.patient_id, owed.visit_id, (tender,), paid))

    def _id(self) -> str:
        return new_id(self._clock.now(), os.urandom(10))


def _rows(**more: int) -> tuple[CountRow, ...]:
    """The float piece by piece, and what came in on top of it."""
    return tuple(
        CountRow(denomination(code), Form.LOOSE, pieces + more.get(code, 0)) for code, pieces in _FLOAT.items()
    )


def _card(amount: Money) -> Tender:
    return Tender(
        TenderKind.CARD, amount, terminal=_TERMINAL, batch="0412", brand="Visa", last4="4242", auth="04A91B"
    )  # fmt: skip


def _cash(amount: Money) -> Tender:
    return Tender(TenderKind.CASH, amount, tendered=Money(-(-amount.cents // 2000) * 2000))


def _check(amount: Money) -> Tender:
    return Tender(TenderKind.CHECK, amount, reference="1017")
