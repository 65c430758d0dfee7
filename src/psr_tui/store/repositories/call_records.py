"""What the call repository reads and writes: one call for an act, one event, one transfer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.calls import CallAct, CallState, Role


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as one rep has it. Times are aware UTC; ``number`` is E.164 or empty."""

    id: str
    version: int
    changed_by: str
    changed_at: datetime
    direction: str
    state: CallState
    staff_id: str
    patient_id: str | None
    callback_id: str | None
    number: str
    number_typed: str
    line: str
    line_call_id: str
    queue: str
    caller_role: Role
    caller_name: str
    verified: str
    reason_code: str
    note: str
    outcome: str
    resolved: bool | None
    started_at: datetime
    answered_at: datetime | None
    held_since: datetime | None
    ended_at: datetime | None
    transferred_from: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """An event to append. ``event_id``: for acts of a screen its command id, so that twice is once."""

    event_id: str
    act: CallAct
    detail: str = ""
    told_by: str = "rep"


@dataclass(frozen=True, slots=True)
class LineCall:
    """A call as the telephone system tells of it: who calls, in which queue, and since when it rings or talks."""

    line_call_id: str
    state: str
    since: datetime
    number: str = ""
    queue: str = ""
    source: str = ""
