"""What is asked before a visit is moved, beside the table of states: lateness, the gate, the code of a cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.arrivals import check_late, late
from psr_tui.domain.check_in import GateClosed
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_needs import gate_of
from psr_tui.services.check_in_facts import facts_of

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def lateness(work: UnitOfWork, visit: Visit, code: str) -> str:
    """What the rep is told about lateness, '' when there is none; raises LateAsks beyond the grace without a code of
    the list why they are taken in."""
    how = late(visit.starts_at, work.now, work.visits.grace(visit.visit_type))
    if code and work.reference.reason("late", code) is None:
        raise Refused("Late: choose the reason from the list.")
    check_late(visit.patient, how, code)
    return f" {how.minutes} min late, grace {how.grace}." if how is not None else ""


def check_gate(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    """Raise GateClosed with what this person has not settled yet (FD-37)."""
    facts = facts_of(work, [visit], visit.local_date)[visit.visit_id]
    gate = gate_of(facts, work.check_in.kinds(), visit.local_date, actor.staff_id)
    if not gate.open:
        raise GateClosed(visit.patient, gate.missing)


def check_cancel_code(work: UnitOfWork, code: str, note: str) -> None:
    """Raise Refused unless a cancellation has a reason of the list, with words where it asks for them."""
    coded = work.reference.reason("cancel", code)
    if coded is None:
        raise Refused("Cancelling needs a reason from the list; choose one.")
    if coded.needs_comment and not note.strip():
        raise Refused(f"{coded.label}: add a few words why the visit is cancelled.")
