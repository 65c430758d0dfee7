"""Restrictions and the day of death: what stops somebody from being booked (front-desk.md FD-35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.board import VisitLine
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import AlreadyDone, Refused
from psr_tui.domain.patients import Patient
from psr_tui.domain.restrictions import RESTRICTIONS, Restriction, Stop, checked_death, checked_restriction
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import so_many
from psr_tui.domain.visit import VisitState
from psr_tui.services.after_death import close_what_waits
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.patient_records import PATIENT, content_of
from psr_tui.services.visit_acts import Said, VisitActs
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

DECEASED = "pat-dec"
"""The cancel reason of the visits of somebody who died (front-desk.md 18.2)."""
_MOST_VISITS = 200


@dataclass(frozen=True, slots=True)
class NewRestriction:
    """A restriction as it is written. ``kind``: no_booking, same_day_only, supervisor_only."""

    patient_id: str
    kind: str
    reason: str
    ends_on: date | None = None


class RestrictionService:
    """Leads write and lift restrictions and mark the deceased; supervisors take a death back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = VisitActs()

    def of(self, actor: Actor, patient_id: str) -> tuple[Restriction, ...]:
        """The restrictions that were not lifted; the view of the record is logged already."""
        with self._store.read() as work:
            return tuple(work.restrictions.of_patient(patient_id))

    def stops(self, actor: Actor, patient_id: str, day: date) -> tuple[Stop, ...]:
        """What stands against a visit on a day, for the card and for booking."""
        with self._store.read() as work:
            return work.patients.booking_stops(patient_id, day)

    def add(self, actor: Actor, new: NewRestriction, command_id: str) -> str:
        """Restrict a patient from now on; the same command id adds one only. Raises NotAllowed, InvalidInput."""
        with self._store.write(actor, "restrict", "patient", new.patient_id) as work:
            actor.require(Role.LEAD, "restrict who is booked")
            patient = must_exist(work.patients.get(new.patient_id), "This patient")
            kind, reason = checked_restriction(new.kind, new.reason, new.ends_on, self._today(work))
            known = work.restrictions.get(command_id)
            if known is not None:
                if (known[1].kind, known[1].reason, known[1].ends_on) != (kind, reason, new.ends_on):
                    raise AlreadyDone("This restriction was saved already; lift it and add another.")
                return f"{patient.display} is restricted already."
            work.restrictions.add(command_id, new.patient_id, kind, reason, new.ends_on, actor, work.now)
            content = {"restriction": kind, "reason": reason, "last day": new.ends_on}
            work.versions.keep("patient_restriction", command_id, 1, new.patient_id, content)
            work.audit.append("restrict", "patient", new.patient_id, detail={"kind": kind.value, "id": command_id})
            work.touch("patients", "queue")
            work.commit()
        return f"{patient.display} {RESTRICTIONS[kind]} from now on."

    def lift(self, actor: Actor, restriction_id: str, version: int) -> str:
        """It stops nothing any more. Raises NotAllowed, Stale, Refused for one that was lifted."""
        with self._store.write(actor, "lift", "patient_restriction", restriction_id) as work:
            actor.require(Role.LEAD, "lift a restriction")
            patient_id, before = must_exist(work.restrictions.get(restriction_id), "This restriction")
            guard_version("This restriction", before, version, work.clinic.get().tz)
            if before.lifted_at is not None:
                raise Refused(f"This restriction was lifted by {before.changed_by} already.")
            after = work.restrictions.lift(restriction_id, actor, work.now)
            content = {"restriction": before.kind, "reason": before.reason, "last day": before.ends_on}
            work.versions.keep(
                "patient_restriction", restriction_id, after, patient_id, {**content, "lifted": True}, content
            )
            work.audit.append("lift", "patient", patient_id, detail={"id": restriction_id})
            work.touch("patients", "queue")
            work.commit()
        return "The restriction is lifted."

    # --- death ---
    def visits_left(self, actor: Actor, patient_id: str) -> tuple[VisitLine, ...]:
        """Visits from today on that are not over, the nearest first: what a death would cancel."""
        with self._store.read() as work:
            return tuple(self._left(work, patient_id))

    def mark_deceased(self, actor: Actor, patient_id: str, version: int, on: date, cancel: bool) -> str:
        """Record the day of death; nothing can be booked from then on. ``cancel``: cancel the visits that are left
        with the reason pat-dec. What waits for the patient (wait list, recalls, callbacks) is closed.

        Raises NotAllowed for reps, Stale, InvalidInput, Refused."""
        with self._store.write(actor, "deceased", "patient", patient_id) as work:
            actor.require(Role.LEAD, "mark a patient as deceased")
            patient = must_exist(work.patients.get(patient_id), "This patient")
            guard_version(patient.display, patient, version, work.clinic.get().tz)
            if patient.deceased_on is not None:
                raise Refused(f"{patient.display} is marked as deceased already.")
            on = checked_death(on, patient.demographics.born, self._today(work))
            cancelled = self._cancel_all(work, actor, patient_id) if cancel else 0
            self._write_death(work, actor, patient, on)
            close_what_waits(work, actor, patient_id)
            work.commit()
        visits = f" {so_many(cancelled, 'visit')} cancelled." if cancelled else ""
        return f"{patient.display} is marked as deceased on {on:%m/%d/%Y}.{visits}"

    def alive_after_all(self, actor: Actor, patient_id: str, version: int) -> str:
        """Take a wrong death back; what was cancelled or closed stays so. Raises NotAllowed, Stale, Refused."""
        with self._store.write(actor, "not_deceased", "patient", patient_id) as work:
            actor.require(Role.SUPERVISOR, "take a death back")
            patient = must_exist(work.patients.get(patient_id), "This patient")
            guard_version(patient.display, patient, version, work.clinic.get().tz)
            if patient.deceased_on is None:
                raise Refused(f"{patient.display} is not marked as deceased.")
            self._write_death(work, actor, patient, None)
            work.commit()
        return f"{patient.display} is not marked as deceased any more; what was cancelled or closed is made anew."

    @staticmethod
    def _write_death(work: UnitOfWork, actor: Actor, patient: Patient, on: date | None) -> None:
        after = work.patients.mark_deceased(patient.id, on, actor.name, work.now)
        asked = work.contacts.permissions(patient.id)
        content, before = (content_of(patient.demographics, asked, day) for day in (on, patient.deceased_on))
        work.versions.keep(PATIENT, patient.id, after, patient.id, content, before)
        work.audit.append("deceased" if on else "not_deceased", PATIENT, patient.id)
        work.touch("patients", "queue", "callbacks")

    def _cancel_all(self, work: UnitOfWork, actor: Actor, patient_id: str) -> int:
        """One batch, so that one undo takes all of it back."""
        batch = work.new_id()
        left = self._left(work, patient_id)
        for line in left:
            visit = must_exist(work.visits.get(line.visit_id), "This visit")
            said = Said(DECEASED, "", batch)
            self._acts.move(work, actor, line.visit_id, visit.version, VisitState.CANCELLED, said)
        return len(left)

    def _left(self, work: UnitOfWork, patient_id: str) -> list[VisitLine]:
        today = self._today(work)
        coming = work.visits.coming(patient_id, today, _MOST_VISITS)
        lines = [
            VisitLine(one.visit_id, one.local_date, one.local_start, one.provider, one.visit_type, one.state)
            for one in work.visits.open_on(patient_id, today)
        ]
        return [one for one in (*lines, *coming) if one.state in (VisitState.REQUESTED, VisitState.BOOKED)]

    @staticmethod
    def _today(work: UnitOfWork) -> date:
        return local_date(work.now, work.clinic.get().tz)
