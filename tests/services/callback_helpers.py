"""Short ways to put callbacks into a test's store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.staff import Actor
from psr_tui.services.callbacks import CallbackService
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.patients import PatientPhoneRow
from tests.helpers.clinic import NOW, SETUP, TestClinic

ZONES = "America/Denver|NM"


@dataclass
class Phones:
    """A clinic with two reps and their callback service."""

    clinic: TestClinic
    service: CallbackService
    rivera: Actor
    chen: Actor
    made: int = 0

    def add(self, patient_id: str | None = "", minutes: int = -30, **more: Any) -> str:
        """An open pool callback due ``minutes`` from now; returns its id. ``patient_id`` None: of a caller who is not
        on file."""
        clinic = self.clinic
        if patient_id == "":
            patient_id = clinic.add_patient(f"CALLEE{chr(65 + self.made % 26)}", f"Ann{self.made}")
        self.made += 1
        with clinic.store.write(SETUP) as work:
            phone = work.session.exec(select(PatientPhoneRow).where(PatientPhoneRow.patient_id == patient_id)).first()
            due = work.now + timedelta(minutes=minutes)
            priority = Priority(more.pop("priority", "normal"))
            values: dict[str, Any] = {
                "id": work.new_id(),
                "patient_id": patient_id,
                "phone_id": phone.id if phone else None,
                "reason_code": "REFILL",
                "priority": priority.value,
                "due_at": due,
                "order_at": rank_at(more.get("due_at", due), priority),
                "patient_zone": "America/Denver",
                "window_key": ZONES,
                "requested_at": work.now - timedelta(hours=3),
                "changed_at": work.now,
                "changed_by": "setup",
                **more,
            }
            work.session.add(CallbackRow(**values))
            work.commit()
        return str(values["id"])

    def row(self, callback_id: str) -> CallbackRow:
        with self.clinic.store.read() as work:
            row = work.session.get_one(CallbackRow, callback_id)
            work.session.expunge(row)  # keeps its values when the reading unit rolls back
        return row

    def events(self, callback_id: str) -> list[CallbackEventRow]:
        with self.clinic.store.read() as work:
            query = select(CallbackEventRow).where(CallbackEventRow.callback_id == callback_id)
            found = sorted(work.session.exec(query).all(), key=lambda event: event.seq)
            work.session.expunge_all()
        return found

    def ids(self, actor: Actor) -> list[str]:
        return [line.item.id for line in self.service.page(actor, "", 0, 500)]


def make_phones(clinic: TestClinic, at: datetime | None = None) -> Phones:
    if at is not None:
        clinic.clock.set(at)
    return Phones(
        clinic, CallbackService(clinic.store, clinic.clock), clinic.actor("mrivera"), clinic.actor("tchen", "desk-2")
    )


def fresh_again(clinic: TestClinic, caps: bool = False) -> Phones:
    """The clinic of a whole test file at its first moment again, with nobody waiting for a call. ``caps``: the limits
    of calling hold, as they do in a real clinic."""
    clinic.clock.set(NOW)
    with clinic.store.write(SETUP) as work:
        run = work.session.connection().exec_driver_sql
        run("UPDATE callback SET state = 'cancelled', claimed_by = NULL, closed_at = NULL")
        run("UPDATE call_cap SET active = ?", (int(caps),))
        work.commit()
    return make_phones(clinic)
