"""Lists over a day and over patients: receipts by tender, visits accounted for, money paid ahead.

They name patients, so whoever asks for one has looked at it and the log says so. While somebody counts a drawer, the
lists that would tell what it should hold are refused to them (cash-drawer.md CD-46).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.day_account import AccountedVisit, account_for
from psr_tui.domain.money import Money
from psr_tui.domain.paid_ahead import PaidAhead, paid_ahead
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.blind import refuse_while_counting
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.day_lists import DayReceipt
from psr_tui.store.store import Store

__all__ = ["AccountedVisit", "DayAccount", "DayListService", "DayReceipt", "DayReceipts", "PaidAhead"]


@dataclass(frozen=True, slots=True)
class DayReceipts:
    """The receipts of a business date; ``everybody`` is False when only one's own drawers are in it."""

    day: date
    receipts: tuple[DayReceipt, ...]
    everybody: bool

    @property
    def totals(self) -> dict[TenderKind, Money]:
        """What each tender brought, less what went back, in the order of tenders."""
        sums: dict[TenderKind, Money] = {}
        for receipt in self.receipts:
            for tender, amount in receipt.tenders:
                sums[tender] = sums.get(tender, Money(0)) + amount
        return {tender: sums[tender] for tender in TenderKind if tender in sums}


@dataclass(frozen=True, slots=True)
class DayAccount:
    """The visits of a day, what is missing first."""

    day: date
    visits: tuple[AccountedVisit, ...]

    @property
    def missing(self) -> int:
        """How many visits nobody has accounted for."""
        return sum(bool(one.missing) for one in self.visits)


class DayListService:
    """Reads that are looks at patients."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._views = ListViews(store)

    def today(self, actor: Actor) -> date:
        """The clinic's calendar day."""
        with self._store.read() as work:
            return local_date(work.now, work.clinic.get().tz)

    def receipts(self, actor: Actor, day: date) -> DayReceipts:
        """Every receipt of a business date in its order; a rep sees those of their own drawers.

        Raises: Refused while the actor counts a drawer: the list would tell what it should hold.
        """
        everybody = actor.at_least(Role.SUPERVISOR)
        with self._store.read() as work:
            refuse_while_counting(work, actor, "This list")
            found = work.day_lists.receipts(day, "" if everybody else actor.staff_id)
        self._views.listed(actor, [one.patient_id for one in found], "day_receipts")
        return DayReceipts(day, tuple(found), everybody)

    def visits(self, actor: Actor, day: date) -> DayAccount:
        """Every appointment of a day in exactly one row. Raises Refused while the actor counts a drawer."""
        with self._store.read() as work:
            refuse_while_counting(work, actor, "This list")
            today = local_date(work.now, work.clinic.get().tz)
            rows = account_for(work.day_lists.visits(day), day, today, work.now)
        self._views.listed(actor, [row.visit.patient_id for row in rows], "day_visits")
        return DayAccount(day, tuple(rows))

    def paid_ahead(self, actor: Actor) -> list[PaidAhead]:
        """Every patient with money that no charge has used, the longest waiting first."""
        with self._store.read() as work:
            found = paid_ahead(work.day_lists.paid_ahead())
        self._views.listed(actor, [one.patient_id for one in found], "paid_ahead")
        return found
