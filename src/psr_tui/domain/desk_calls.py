"""Calls as the reps themselves stamped them: the figures of a desk without a telephone system come from these alone
(CC-62), and after-call work, reasons and the answer "resolved?" always do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.first_contact import Contact
from psr_tui.domain.phone_log import half_hour_of
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.queue_calls import CallEnd, QueueCall

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class DeskCall:
    """One call as one rep had it; seconds. ``line``: which telephone system told of it; a call nobody told of has no
    wait, because a rep cannot know it."""

    call_id: str
    inbound: bool
    missed: bool
    staff: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait: int
    talk: int
    hold: int
    wrap: int | None
    line: str = MANUAL
    queue: str = ""
    patient_id: str = ""
    reason: str = ""
    resolved: bool | None = None
    handed_on: bool = False

    @property
    def contact(self) -> Contact | None:
        """For first-contact resolution: an answered call of a patient who is known."""
        if self.missed or not self.inbound or not self.patient_id or self.handed_on:
            return None
        return Contact(self.call_id, self.started_at, self.patient_id, self.reason, self.resolved)

    def as_queue_call(self) -> QueueCall:
        """The call as figures count it."""
        return QueueCall(
            self.call_id, self.queue, 1, self.started_at,
            end=CallEnd.ABANDONED if self.missed else CallEnd.ANSWERED, agent=self.staff,
            wait=None if self.line == MANUAL else self.wait, talk=self.talk, hold=self.hold, wrap=self.wrap,
            answered_at=self.answered_at, ended_at=self.ended_at,
        )  # fmt: skip


@dataclass(slots=True)
class DeskFigures:
    """Sums over calls of reps: those that came in, those they made, and everything each rep handled."""

    zone: ZoneInfo
    inbound: Tally = field(default_factory=Tally)
    outbound: Tally = field(default_factory=Tally)
    handled: Tally = field(default_factory=Tally)
    by_queue: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_hour: defaultdict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_half_hour: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_agent: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    contacts: list[Contact] = field(default_factory=list)

    def feed(self, calls: Iterable[DeskCall]) -> DeskFigures:
        """Take in calls, in any order. One that was handed on is a new call for the rep and not for the caller: it
        counts as handled and not as offered again (CC-74)."""
        for call in calls:
            counted = call.as_queue_call()
            if not call.missed:
                self.handled.add(counted)
                self.by_agent[call.staff].add(counted)
            if not call.inbound:
                self.outbound.add(counted)
            elif not call.handed_on:
                here = call.started_at.astimezone(self.zone)
                self.inbound.add(counted)
                self.by_queue[call.queue].add(counted)
                self.by_hour[here.hour].add(counted)
                self.by_half_hour[half_hour_of(here)].add(counted)
            if (contact := call.contact) is not None:
                self.contacts.append(contact)
        return self
