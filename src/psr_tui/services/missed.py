"""No-shows: each opens an item for the desk, and the missed ones of the day may be marked together (FD-36, FD-152)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.missed import was_missed
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.list_views import ListViews

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.repositories.waits import Coming
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork


def follow_no_show(work: UnitOfWork, actor: Actor, visit: Visit, to: VisitState) -> None:
    """Open the item of a no-show (due in 24 hours), and close it when the no-show is taken back or came after all."""
    if to is VisitState.NO_SHOW:
        whom = f" with {visit.provider}" if visit.provider else ""
        title = f"No-show {visit.local_date:%m/%d} {visit.local_start}{whom}: call and rebook"
        new = NewWork(WorkKind.NO_SHOW, title, visit.patient_id, visit.visit_id, visit.visit_id)
        work.items.open_item(new, actor.staff_id, actor.name, work.now)
        work.touch("work")
    elif visit.state is VisitState.NO_SHOW:
        outcome = "came after all" if to is VisitState.ARRIVED else "taken back"
        work.items.close_about(WorkKind.NO_SHOW, visit.visit_id, outcome, actor.staff_id, actor.name, work.now)
        work.touch("work")


class MissedService:
    """The list of what may be marked; marking itself is the queue's batch, with its one undo."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def missed(self, actor: Actor, provider_id: str = "") -> Sequence[Coming]:
        """Visits of today that nobody arrived for and whose time is over. Raises Refused while the clinic has not
        switched bulk marking on (FD-36); the patients on it are logged as seen."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            if not clinic.bulk_missed:
                raise Refused(
                    "Marking missed visits together is off here; 6 marks one. A supervisor switches it on: "
                    "psr-tui clinic set bulk_missed yes."
                )
            coming = work.waits.booked(local_date(work.now, clinic.tz), provider_id)
            found = [one for one in coming if was_missed(one.starts_at, one.minutes, work.now)]
        self._views.listed(actor, [one.patient_id for one in found], "missed")
        return found
