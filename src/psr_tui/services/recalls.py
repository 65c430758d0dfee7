"""Recalls and confirmations: who is due to come back, who was reminded, and whose visit is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.booking import CONFIRMATIONS
from psr_tui.domain.clock import Clock, local, local_date
from psr_tui.domain.errors import InvalidInput, Stale
from psr_tui.domain.recalls import (
    Recall,
    RecallList,
    ToConfirm,
    business_days,
    check_recall,
    due_after,
    listed,
    together,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

CONFIRM_DAYS = 2
"""Business days of the confirmation list (FD-102)."""


@dataclass(frozen=True, slots=True)
class NewRecall:
    """A recall as it is typed. ``due_instead``: a day that counts instead of the computed one."""

    command_id: str
    patient_id: str
    kind: str
    visit_type: str
    every_months: int | None
    provider_id: str = ""
    due_instead: date | None = None
    suppressed_until: date | None = None
    priority: int = 50
    note: str = ""


class RecallService:
    """Each act is one transaction; a list is logged as seen before it is shown."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- recalls ---
    def due(self, actor: Actor) -> RecallList:
        """Who is called back today, and how many are left out for which reason (FD-100, FD-101)."""
        with self._store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
            found = listed(work.recalls.open(), today, work.recalls.booked(today))
        self._views.listed(actor, [one.patient_id for one in found.due], "recall")
        return found

    def save(self, actor: Actor, new: NewRecall) -> str:
        """Write a recall; a patient has one of each kind, so the same kind again changes it (FD-99). Raises
        InvalidInput naming what is missing."""
        with self._store.write(actor, "recall.save", "patient", new.patient_id) as work:
            words = save_recall(work, actor, new)
            work.commit()
        return words

    def reminded(self, actor: Actor, recall_id: str, version: int, channel: str, note: str = "") -> str:
        """A reminder was given: the patient leaves the list and comes back after a while, up to three times (FD-101).
        Raises Stale."""
        with self._store.write(actor, "recall.remind", "recall", recall_id) as work:
            recall = self._standing(work, recall_id, version)
            today = local_date(work.now, work.clinic.get().tz)
            work.recalls.change(recall_id, actor.name, work.now, reminders=recall.reminders + 1, last_reminded_on=today)
            work.recalls.contacted(
                work.new_id(), recall.patient_id, "recall", channel, actor, work.now,
                clean_note(note, 4000) or f"reminded: {recall.kind}",
            )  # fmt: skip
            _keep(work, must_exist(work.recalls.get(recall_id), "This recall"))
            work.audit.append("recall.remind", "recall", recall_id)
            work.touch("recalls")
            work.commit()
        return f"{recall.patient}: reminder {recall.reminders + 1} of 3 written down."

    def put_off(self, actor: Actor, recall_id: str, version: int, until: date) -> str:
        """Leave the patient alone until a day. Raises Stale, InvalidInput for a day that is past."""
        with self._store.write(actor, "recall.put_off", "recall", recall_id) as work:
            recall = self._standing(work, recall_id, version)
            if until <= local_date(work.now, work.clinic.get().tz):
                raise InvalidInput("Until: type a day to come, for example +3mo.", "Until")
            work.recalls.change(recall_id, actor.name, work.now, suppressed_until=until)
            _keep(work, must_exist(work.recalls.get(recall_id), "This recall"))
            work.audit.append("recall.put_off", "recall", recall_id)
            work.touch("recalls")
            work.commit()
        return f"{recall.patient} is put off until {until:%a %m/%d/%Y}."

    def close(self, actor: Actor, recall_id: str, version: int, why: str) -> str:
        """Nobody calls about it any more, with the reason. Raises Stale, InvalidInput."""
        words = clean_note(why, 300)
        if not words:
            raise InvalidInput("Why: a few words are needed, for example goes to another clinic now.", "Why")
        with self._store.write(actor, "recall.close", "recall", recall_id) as work:
            recall = self._standing(work, recall_id, version)
            close_recall(work, actor, recall_id, words)
            work.commit()
        return f"{recall.patient}: the recall is closed."

    @staticmethod
    def _standing(work: UnitOfWork, recall_id: str, version: int) -> Recall:
        recall = must_exist(work.recalls.get(recall_id), "This recall")
        state, by, at = work.recalls.stand(recall_id)
        if recall.version != version or state == "closed":
            raise Stale(recall.patient, by or "somebody", at, f"{local(at, work.clinic.get().tz):%H:%M}")
        return recall

    # --- confirming ---
    def to_confirm(self, actor: Actor) -> list[ToConfirm]:
        """The visits of the next two business days, families together, settled ones last (FD-102)."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            closed = work.clinic.closed_days(today, date.fromordinal(today.toordinal() + 60))
            days = business_days(today, CONFIRM_DAYS, clinic.office_days, closed)
            found = together(work.recalls.to_confirm(days))
        self._views.listed(actor, [one.patient_id for one in found], "confirm")
        return found

    def waiting_to_confirm(self, actor: Actor) -> int:
        """How many of them nobody has called yet, for the choice of lists."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            closed = work.clinic.closed_days(today, date.fromordinal(today.toordinal() + 60))
            days = business_days(today, CONFIRM_DAYS, clinic.office_days, closed)
            return sum(1 for one in work.recalls.to_confirm(days) if one.confirmation == "not_called")


def result_words(code: str) -> str:
    """A confirmation's result as lists show it."""
    return dict(CONFIRMATIONS).get(code, code)


def save_recall(work: UnitOfWork, actor: Actor, new: NewRecall) -> str:
    """Write a recall in the caller's transaction; the sentence. Raises InvalidInput naming what is missing."""
    check_recall(new.kind, new.visit_type, new.every_months)
    kind, months = clean(new.kind, 60), new.every_months or 0
    today = local_date(work.now, work.clinic.get().tz)
    patient = must_exist(work.booking.booker(new.patient_id), "This patient")
    seen = work.recalls.last_visit(new.patient_id, new.visit_type) or today
    fields = {
        "visit_type": new.visit_type, "provider_id": new.provider_id or None, "every_months": months,
        "due_on": due_after(seen, months), "due_instead": new.due_instead,
        "suppressed_until": new.suppressed_until, "priority": new.priority,
        "note": clean_note(new.note, 4000), "state": "open",
    }  # fmt: skip
    known = work.recalls.of_kind(new.patient_id, kind)
    if known is None:
        work.recalls.add(new.command_id, actor.name, work.now, patient_id=new.patient_id, kind=kind, **fields)
    else:
        work.recalls.change(known, actor.name, work.now, reminders=0, last_reminded_on=None, **fields)
    recall = must_exist(work.recalls.get(known or new.command_id), "This recall")
    _keep(work, recall)
    work.audit.append("recall.save", "recall", recall.recall_id)
    work.touch("recalls")
    return f"{patient.name}: {kind} due {recall.due:%a %m/%d/%Y}."


def close_recall(work: UnitOfWork, actor: Actor, recall_id: str, words: str) -> None:
    """End a recall in the caller's transaction; why is added to its note."""
    note = must_exist(work.recalls.get(recall_id), "This recall").note
    work.recalls.change(recall_id, actor.name, work.now, state="closed", note=f"{note}\n{words}".strip())
    _keep(work, must_exist(work.recalls.get(recall_id), "This recall"))
    work.audit.append("recall.close", "recall", recall_id)
    work.touch("recalls")


def _keep(work: UnitOfWork, recall: Recall) -> None:
    names = (
        "kind", "visit_type", "provider_id", "every_months", "due_on", "due_instead", "suppressed_until",
        "reminders", "last_reminded_on", "priority", "note",
    )  # fmt: skip
    content = {name: getattr(recall, name) for name in names}
    content["state"] = work.recalls.stand(recall.recall_id)[0]
    work.versions.keep("recall", recall.recall_id, recall.version, recall.patient_id, content)
