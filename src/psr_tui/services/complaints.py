"""Complaints: taken in the person's own words, given to somebody else, decided with outcome and steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.complaints import (
    Complaint,
    ComplaintState,
    check_owner,
    check_step,
    due_days,
    is_grievance,
    next_state,
)
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_Act = Callable[[UnitOfWork, Complaint, date], str]


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What is typed when somebody complains. ``solved``: on the spot, with ``outcome`` saying how."""

    words: str
    channel: str
    category: str
    patient_id: str = ""
    about_staff_id: str = ""
    about: str = ""
    solved: bool = False
    outcome: str = ""


class ComplaintService:
    """The complaints worklist."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def standing(self, actor: Actor) -> list[Complaint]:
        """Every complaint that is not over; whoever it is about does not see it here."""
        with self._store.read() as work:
            found = [one for one in work.complaints.standing() if one.about_staff_id != actor.staff_id]
        self._views.listed(actor, [one.patient_id for one in found if one.patient_id], "complaints")
        return found

    def get(self, actor: Actor, complaint_id: str) -> Complaint:
        """One complaint, whole; its patient is logged as seen first."""
        with self._store.write(actor, "view", "complaint", complaint_id) as work:
            found = must_exist(work.complaints.get(complaint_id), "This complaint")
            check_owner(found.about_staff_id, actor.staff_id, actor.name)
            if found.patient_id:
                work.audit.viewed([found.patient_id], "complaint")
            work.commit()
        return found

    def take(self, actor: Actor, new: NewComplaint) -> str:
        """File it. Solved on the spot it is over; else, and when written, about abuse or a bill, its clock runs."""
        words, outcome = clean_note(new.words), clean_note(new.outcome)
        if not words:
            raise InvalidInput("They said: type it in their own words.", "They said")
        if new.solved and not outcome:
            raise InvalidInput("Solved how: type a few words, or take the tick away.", "Solved how")
        grievance = is_grievance(new.channel, new.category, new.solved)
        with self._store.write(actor, "complaint.take", "complaint") as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            closed = work.clinic.closed_days(today, today + timedelta(days=90))
            by, until = due_days(today, clinic.acknowledge_days, clinic.decide_days, closed)
            state = ComplaintState.OPEN if grievance else ComplaintState.RESOLVED_AT_ONCE
            one = Complaint(
                work.new_id(), new.patient_id, "", grievance, new.channel, new.category, words, new.about_staff_id,
                clean(new.about), "", "", work.now, by if grievance else None, until if grievance else None, state,
                outcome, "solved on the spot" if new.solved else "",
            )  # fmt: skip
            work.complaints.add(one, actor.name, work.now)
            work.audit.append("complaint.take", "complaint", one.complaint_id, detail={"category": new.category})
            work.touch("work")
            work.commit()
        if not grievance:
            return "Filed as solved on the spot."
        return (
            f"Filed as a grievance: acknowledge by {by:%a %m/%d}, decide by {until:%a %m/%d}. 7 gives it to somebody."
        )

    def give(self, actor: Actor, complaint_id: str, version: int, owner_id: str) -> str:
        """Somebody looks after it; never whom it is about."""

        def act(work: UnitOfWork, one: Complaint, _today: date) -> str:
            owner = must_exist(work.staff.get(owner_id), "This colleague")
            check_owner(one.about_staff_id, owner_id, owner.name)
            work.complaints.change(complaint_id, actor.name, work.now, owner_id=owner_id)
            return f"{owner.name} looks after it."

        return self._act(actor, "complaint.give", complaint_id, version, act)

    def step(self, actor: Actor, complaint_id: str, version: int, outcome: str = "", steps: str = "") -> str:
        """One step forward; deciding it needs the outcome and the steps that were taken."""

        def act(work: UnitOfWork, one: Complaint, today: date) -> str:
            to = next_state(one)
            told, taken = clean_note(outcome) or one.outcome, clean_note(steps) or one.steps
            check_step(to, told, taken)
            values: dict[str, object] = {"state": to.value, "outcome": told, "steps": taken}
            if to is ComplaintState.LETTER_SENT:
                values["letter_on"] = today
            work.complaints.change(complaint_id, actor.name, work.now, **values)
            return f"It is {to.word} now."

        return self._act(actor, "complaint.step", complaint_id, version, act)

    def _act(self, actor: Actor, name: str, complaint_id: str, version: int, act: _Act) -> str:
        with self._store.write(actor, name, "complaint", complaint_id) as work:
            tz = work.clinic.get().tz
            one = must_exist(work.complaints.get(complaint_id), "This complaint")
            check_owner(one.about_staff_id, actor.staff_id, actor.name)
            guard_version("This complaint", one, version, tz)
            words = act(work, one, local_date(work.now, tz))
            work.audit.append(name, "complaint", complaint_id)
            work.touch("work")
            work.commit()
        return words
