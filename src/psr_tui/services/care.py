"""Care for the person: what somebody asked for and what was done, kept for the policy log and shown on the queue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.care import CareKind, CareLine, CareNote
from psr_tui.domain.clock import Clock, at_local, local_date
from psr_tui.domain.staff import Actor
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

LOG_DAYS = 30


class CareService:
    """The policy log; only added to."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def note(self, actor: Actor, note: CareNote) -> str:
        """Write one line; a private area or a request also marks the visit, so that everybody who meets the patient
        knows. Returns the sentence for the message line. Raises InvalidInput, NotFound."""
        note = note.checked()
        with self._store.write(actor, "care", "appointment", note.visit_id) as work:
            visit = must_exist(work.visits.get(note.visit_id), "This visit")
            note = CareNote(visit.patient_id, visit.visit_id, note.kind, note.asked, note.done, note.job_number)
            work.check_in.care.add(work.new_id(), note, actor.staff_id, actor.name, work.now)
            self._mark(work, actor, note)
            work.audit.append("care", "appointment", visit.visit_id, detail={"kind": note.kind.value})
            work.touch("queue")
            work.commit()
        return f"{visit.patient}: {note.kind.word} is in the log; the queue shows it."

    @staticmethod
    def _mark(work: UnitOfWork, actor: Actor, note: CareNote) -> None:
        marks = {
            CareKind.PRIVATE_AREA: {"waiting_area": "private"},
            CareKind.ACCESSIBILITY: {"access_request": note.asked},
            CareKind.OTHER: {"access_request": note.asked},
        }.get(note.kind)
        if marks:
            work.visits.change(note.visit_id, actor.name, work.now, **marks)

    def log(self, actor: Actor, since: date | None = None) -> tuple[date, list[CareLine]]:
        """The first day shown and its lines up to now, newest first; the last 30 days unless a day is named. The
        patients on it are logged as seen first."""
        with self._store.read() as work:
            tz = work.clinic.get().tz
            today = local_date(work.now, tz)
            first = since or today - timedelta(days=LOG_DAYS)
            begins = at_local(first, 0, 0, tz)
            lines = work.check_in.care.between(begins, at_local(today + timedelta(days=1), 0, 0, tz))
        self._views.listed(actor, [line.patient_id for line in lines], "care log")
        return first, lines
