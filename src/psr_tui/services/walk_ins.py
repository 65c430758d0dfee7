"""Walk-ins: somebody without an appointment is put on today's list and stands at the desk (front-desk.md FD-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain.arrivals import AlreadyHere, check_may_come
from psr_tui.domain.clock import local, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.visit import WALK_IN, Act, VisitEvent, VisitState
from psr_tui.services.guards import must_exist
from psr_tui.services.visit_acts import Moved, Said, VisitActs
from psr_tui.store.repositories.visits import NewVisit, Visit

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

WALK_IN_TYPE = "WALK"


@dataclass(frozen=True, slots=True)
class WalkIn:
    """``command_id`` is made by the screen and becomes the visit's id, so that one key press adds one row."""

    command_id: str
    patient_id: str
    provider_id: str | None = None
    visit_type: str = WALK_IN_TYPE
    note: str = ""
    reason: str = ""


class WalkIns:
    """People who come without an appointment; works in the caller's transaction."""

    def __init__(self, acts: VisitActs) -> None:
        self._acts = acts

    def add(self, work: UnitOfWork, actor: Actor, command: WalkIn) -> Moved:
        """Put the person on today's list, arrived. Raises AlreadyHere, Refused; the same command adds one row only."""
        known = work.visits.get(command.command_id)
        if known is not None:
            return Moved(known.visit_id, known.version, known.state, f"{known.patient} is on the list already.")
        tz = work.clinic.get().tz
        day = local_date(work.now, tz)
        self.check(work, actor, command.patient_id, command.reason)
        kind = next((one for one in work.reference.visit_types() if one.code == command.visit_type), None)
        if kind is None:
            raise Refused("This visit type is not in use; choose another from the list.")
        new = NewVisit(
            visit_id=command.command_id, patient_id=command.patient_id, provider_id=command.provider_id,
            visit_type=kind.code, kind=WALK_IN, local_date=day, local_start=f"{local(work.now, tz):%H:%M}",
            time_zone=tz.key, starts_at=work.now, minutes=kind.minutes, interpreter="", note=clean(command.note),
        )  # fmt: skip
        work.visits.add(new, actor.name, work.now)
        created = self.created(work, actor, must_exist(work.visits.get(command.command_id), "This visit"))
        work.visits.append(created, 1)
        work.audit.append("create", "appointment", command.command_id, detail={"kind": WALK_IN, "type": kind.code})
        said = Said(command.reason, clean(command.note))
        return self._acts.move(work, actor, command.command_id, 1, VisitState.ARRIVED, said)

    @staticmethod
    def check(work: UnitOfWork, actor: Actor, patient_id: str, reason: str = "") -> None:
        """Raise Refused for a deceased or restricted patient, AlreadyHere when there is an open visit today."""
        who = must_exist(work.visits.person(patient_id), "This patient")
        today = local_date(work.now, work.clinic.get().tz)
        check_may_come(who.name, work.patients.booking_stops(patient_id, today), actor, reason)
        for visit in work.visits.open_on(patient_id, today):
            raise AlreadyHere(who.name, f"{visit.state.word}, {visit.local_start}", visit.visit_id)

    @staticmethod
    def created(work: UnitOfWork, actor: Actor, visit: Visit) -> VisitEvent:
        return VisitEvent(
            work.new_id(), visit.visit_id, work.now, actor.staff_id, actor.name, actor.station, Act.CREATED, None,
            VisitState.BOOKED,
        )  # fmt: skip
