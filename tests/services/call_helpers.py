"""Short ways to have calls in a test's store."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import select

from psr_tui.domain.staff import Actor
from psr_tui.services.calls import CallEnd, CallSaved, CallService
from psr_tui.store.tables.calls import CallEventRow, CallRow
from psr_tui.store.tables.phone_blocks import RepLineRow
from psr_tui.store.tables.phone_line import PhoneAgentRow, PhoneEventRow
from tests.helpers.clinic import SETUP, TestClinic

_IDS = itertools.count()


@dataclass
class Desk:
    """A clinic with two reps and their calls."""

    clinic: TestClinic
    service: CallService
    rivera: Actor
    chen: Actor
    used: set[str] = field(default_factory=set)

    def start(self, who: Actor | None = None) -> str:
        return self.service.start(who or self.rivera, new("call"))

    def verified(self, patient_id: str, who: Actor | None = None) -> str:
        """A call about this patient whose caller proved who they are."""
        actor = who or self.rivera
        call = self.start(actor)
        self.service.choose(actor, call, patient_id)
        assert self.service.verify(actor, call, ["NAME", "DOB", "ADDR"])
        return call

    def save(self, call: str, outcome: str = "RES", who: Actor | None = None, **more: Any) -> CallSaved:
        given: dict[str, Any] = {"reason": "REFILL", "resolved": True} | more
        return self.service.save_call(who or self.rivera, CallEnd(new("end"), call, outcome, **given))

    def wait(self, seconds: float) -> None:
        self.clinic.clock.set(self.clinic.clock.now() + timedelta(seconds=seconds))

    def row(self, call_id: str) -> CallRow:
        with self.clinic.store.read() as work:
            row = work.session.get_one(CallRow, call_id)
            work.session.expunge(row)
        return row

    def events(self, call_id: str) -> list[CallEventRow]:
        with self.clinic.store.read() as work:
            found = sorted(
                work.session.exec(select(CallEventRow).where(CallEventRow.call_id == call_id)).all(),
                key=lambda event: event.seq,
            )
            work.session.expunge_all()
        return found

    def line(self, state: str, call_id: str = "ast-1", who: str = "u-mrivera", **event: Any) -> None:
        """What the telephone system tells: the state of a rep's line, and one event when a kind is given."""
        with self.clinic.store.write(SETUP) as work:
            row = work.session.get(RepLineRow, who) or RepLineRow(staff_id=who, since=work.now)
            row.state, row.line_call_id, row.since = state, call_id, work.now
            work.session.add(row)
            if work.session.get(PhoneAgentRow, who) is None:
                work.session.add(PhoneAgentRow(staff_id=who, agent=f"Agent/{who}", changed_at=work.now))
            if event:
                values = {"digest": new("d").encode(), "source": "queue", "at": work.now, "call_id": call_id, **event}
                work.session.add(PhoneEventRow(**values))
            work.touch("line")
            work.commit()


def new(kind: str) -> str:
    """An id nobody used before, as a screen makes one for each command."""
    return f"{kind}-{next(_IDS):06d}"


def make_desk(clinic: TestClinic) -> Desk:
    return Desk(
        clinic, CallService(clinic.store, clinic.clock), clinic.actor("mrivera"), clinic.actor("tchen", "desk-2")
    )
