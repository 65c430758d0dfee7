"""The line: priority with a comment, a step up or down, and lists without times; each is an event (FD-13, FD-17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.line import UNTIMED, Priority, place_words, shifted
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.visit import Act
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.visit_acts import Moved, Said, VisitActs
from psr_tui.services.walk_ins import WalkIns
from psr_tui.store.repositories.visits import NewVisit

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

UNTIMED_TYPE = "URG"


@dataclass(frozen=True, slots=True)
class Untimed:
    """Somebody for a provider's list without times; ``command_id`` becomes the visit's id."""

    command_id: str
    patient_id: str
    provider_id: str | None = None
    visit_type: str = UNTIMED_TYPE
    note: str = ""
    reason: str = ""


class LineService:
    """Who is next, as people decide it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = VisitActs()
        self._walk_ins = WalkIns(self._acts)

    def set_priority(self, actor: Actor, visit_id: str, version: int, priority: Priority, comment: str) -> Moved:
        """Say how soon somebody should be seen, and why. Raises Stale, Refused for a visit that is over."""
        with self._store.write(actor, "priority", "appointment", visit_id) as work:
            visit = self._open(work, visit_id, version)
            number = work.visits.change(
                visit_id, actor.name, work.now, priority=int(priority), priority_note=clean(comment, 200)
            )
            note = " ".join(part for part in (priority.name.lower(), comment) if part)
            work.visits.append(self._acts.event(work, actor, visit, Act.PRIORITY, visit.state, Said(note=note)), number)
            work.audit.append("priority", "appointment", visit_id, detail={"priority": int(priority)})
            work.touch("queue")
            work.commit()
        word = f"is to be seen {priority.name.lower()}" if priority else "has no priority any more"
        return Moved(visit_id, number, visit.state, f"{visit.patient} {word}.")

    def shift(self, actor: Actor, visit_id: str, version: int, step: int) -> Moved:
        """One place forward (-1) or back (1) in the line of the same provider. Raises Stale, Refused at the ends."""
        with self._store.write(actor, "line", "appointment", visit_id) as work:
            visit = self._open(work, visit_id, version)
            places = work.waits.line(visit.local_date, visit.provider_id)
            weight = shifted(places, visit_id, step)
            number = work.visits.change(visit_id, actor.name, work.now, sort_weight=weight)
            places = [replace(one, weight=weight) if one.visit_id == visit_id else one for one in places]
            words = place_words(places, visit_id, visit.provider)
            where = "forward" if step < 0 else "back"
            work.visits.append(self._acts.event(work, actor, visit, Act.LINE, visit.state, Said(note=where)), number)
            work.audit.append("line", "appointment", visit_id, detail={"step": step})
            work.touch("queue")
            work.commit()
        return Moved(visit_id, number, visit.state, f"{words}.")

    def add_untimed(self, actor: Actor, command: Untimed) -> Moved:
        """Put somebody on a provider's list without times, at its end. Raises AlreadyHere, Refused; the same command
        adds one row only."""
        with self._store.write(actor, "untimed", "patient", command.patient_id) as work:
            moved = self._add(work, actor, command)
            work.commit()
        return moved

    def _add(self, work: UnitOfWork, actor: Actor, command: Untimed) -> Moved:
        known = work.visits.get(command.command_id)
        if known is not None:
            return Moved(known.visit_id, known.version, known.state, f"{known.patient} is on the list already.")
        self._walk_ins.check(work, actor, command.patient_id, command.reason)
        tz = work.clinic.get().tz
        kind = next((one for one in work.reference.visit_types() if one.code == command.visit_type), None)
        if kind is None:
            raise Refused("This visit type is not in use; choose another from the list.")
        work.visits.add(
            NewVisit(
                visit_id=command.command_id, patient_id=command.patient_id, provider_id=command.provider_id,
                visit_type=kind.code, kind=UNTIMED, local_date=local_date(work.now, tz),
                local_start=f"{local(work.now, tz):%H:%M}", time_zone=tz.key, starts_at=work.now,
                minutes=kind.minutes, interpreter="", note=clean(command.note),
                provider_minutes=0,  # it takes no time of the schedule (FD-75)
            ),
            actor.name, work.now,
        )  # fmt: skip
        visit = must_exist(work.visits.get(command.command_id), "This visit")
        work.visits.append(self._walk_ins.created(work, actor, visit), 1)
        work.audit.append("create", "appointment", visit.visit_id, detail={"kind": UNTIMED, "type": kind.code})
        work.touch("queue")
        words = place_words(work.waits.line(visit.local_date, visit.provider_id), visit.visit_id, visit.provider)
        return Moved(visit.visit_id, 1, visit.state, f"{words}, without a time.")

    @staticmethod
    def _open(work: UnitOfWork, visit_id: str, version: int) -> Visit:
        visit = must_exist(work.visits.get(visit_id), "This visit")
        guard_version(visit.patient, visit, version, work.clinic.get().tz)
        if visit.state.closed:
            raise Refused(f"{visit.patient} is {visit.state.word}: only a visit that is still to come has a place.")
        return visit
