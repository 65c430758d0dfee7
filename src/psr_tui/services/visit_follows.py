"""What follows from a step of a visit, whichever way it was taken: uses of authorisations, work that is left, and
whether the day is still open. Functions in the caller's transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState, day_is_over
from psr_tui.services.authorisation_use import give_back, take
from psr_tui.services.check_out_steps import come_back, leave
from psr_tui.services.estimate_steps import on_changed

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def follow(work: UnitOfWork, actor: Actor, visit: Visit, to: VisitState) -> None:
    """A visit that was kept uses its authorisation and leaves behind what is not finished; one that was not kept after
    all gives both back (FD-123, FD-136). ``visit`` is as it was before the step."""
    if to is VisitState.CHECKED_OUT:
        take(work, actor, visit)
        leave(work, actor, visit)
    elif visit.state is VisitState.CHECKED_OUT:
        give_back(work, actor, visit)
        come_back(work, actor, visit)


def follow_back(work: UnitOfWork, actor: Actor, visit: Visit, to: VisitState) -> None:
    """A visit that was given up stands again: so does the clock of its estimate. Called after the step was written."""
    if visit.state.closed and to in (VisitState.BOOKED, VisitState.REQUESTED):
        on_changed(work, actor, visit.visit_id)


def day_over(work: UnitOfWork, day: date) -> bool:
    """Whether a visit's day is over: closed by a lead, or past."""
    today = local_date(work.now, work.clinic.get().tz)
    return day_is_over(day, today, closed=day <= today and work.check_out.closed(day) is not None)


def check_not_closed(work: UnitOfWork, visit: Visit) -> None:
    """A day that a lead closed stays as it was accounted for. Raises Refused."""
    closed = work.check_out.closed(visit.local_date)
    if closed is not None:
        raise Refused(f"{visit.patient}: {closed.by} closed the day {visit.local_date:%m/%d}; this step stays.")
