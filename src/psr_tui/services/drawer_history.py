"""Closed drawers afterwards: the list of closes, and how far counts were off by rep and by drawer (CD-106)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.drawer import business_end
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.variance import CloseResult, Variance, variances
from psr_tui.store.repositories.drawer_history import ClosedRow
from psr_tui.store.store import Store

__all__ = ["PERIODS", "ClosedDrawer", "DrawerHistoryService", "Variance"]

PERIODS: tuple[tuple[str, int | None], ...] = (
    ("the last 31 days", 31),
    ("the last 90 days", 90),
    ("the last 6 months", 183),
    ("the last 12 months", 365),
    ("since the beginning", None),
)
"""(in words, days) of the periods a report may look back; None for all of it."""


@dataclass(frozen=True, slots=True)
class ClosedDrawer:
    """A closed drawer in the list. A correction was not counted and says which Z it ``corrects``; ``late`` when it was
    closed after the end of its business day."""

    row: ClosedRow
    late: bool
    corrects: int | None

    @property
    def difference(self) -> Money:
        """Counted less expected, over all tenders."""
        return self.row.counted - self.row.expected

    @property
    def word(self) -> str:
        """How the close came out, in words."""
        return "correction" if self.row.adjusts is not None else _result(self.row).word


class DrawerHistoryService:
    """A rep sees their own closes, a supervisor everybody's."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def closed(self, actor: Actor, days: int | None = None) -> list[ClosedDrawer]:
        """Closed drawers, newest first; of the last ``days``, None for all."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            rows = work.history.closed(_since(today, days), _whose(actor))
            numbers = {row.session_id: row.z_number for row in rows}
            wanted = {row.adjusts for row in rows if row.adjusts is not None} - set(numbers)
            for session_id in wanted:  # corrected closes of before the period
                corrected = work.drawer.session(session_id)
                if corrected is not None and corrected.z_number is not None:
                    numbers[session_id] = corrected.z_number
            return [
                ClosedDrawer(
                    row,
                    row.closed_at >= business_end(row.business_date, clinic.cut_off_hour, clinic.tz),
                    numbers.get(row.adjusts) if row.adjusts is not None else None,
                )
                for row in rows
            ]

    def variance(self, actor: Actor, days: int | None = None) -> list[Variance]:
        """By rep, then by drawer; corrections count with the close they correct. A rep sees only their own."""
        with self._store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
            rows = work.history.closed(_since(today, days), _whose(actor))
        return variances(_result(row) for row in rows if row.adjusts is None)


def _since(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days - 1)


def _whose(actor: Actor) -> str:
    return "" if actor.at_least(Role.SUPERVISOR) else actor.staff_id


def _result(row: ClosedRow) -> CloseResult:
    return CloseResult(
        row.z_number, row.business_date, row.staff_id, row.rep, row.drawer, row.counted - row.expected, row.off,
        row.cleared,
    )  # fmt: skip
