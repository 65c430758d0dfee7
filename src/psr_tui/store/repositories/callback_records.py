"""What the callback repository reads and writes: one item for an act, the person behind it, one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psr_tui.domain.callback_states import Act, State


@dataclass(frozen=True, slots=True)
class CallbackState:
    """A callback as an act needs it. ``patient_id`` is empty for a caller who is not on file."""

    id: str
    version: int
    changed_by: str
    changed_at: datetime
    patient_id: str
    phone_id: str | None
    reason_code: str
    priority: str
    owner_id: str
    due_at: datetime
    promise: bool
    red_flag: bool
    attempts: int
    cadence: str
    state: State
    blocked: str
    holder_id: str
    claimed_at: datetime | None
    lease_until: datetime | None
    dialed_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    note: str
    window_key: str
    patient_zone: str
    requested_at: datetime
    wanted_for: datetime | None
    last_attempt_at: datetime | None
    ladder: str
    missed_promises: int
    expires_at: datetime | None
    tell_words: str
    tell_when_they_call: bool
    language: str
    needs_language: bool
    callback_number: str
    caller_name: str
    reserved_block_id: str


@dataclass(frozen=True, slots=True)
class Callee:
    """The person to be called, as the rules need them."""

    patient_id: str
    mrn: int
    name: str
    first_name: str
    last_name: str
    dob: date | None
    deceased: bool
    time_zone: str
    state: str
    language: str
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """An event to append. ``event_id``: the command id of the screen for outcomes, so that twice is once."""

    event_id: str
    act: Act
    from_state: State | None
    to_state: State
    outcome: str = ""
    counts: bool = False
    reason: str = ""
    number: str = ""
    voicemail: str = ""
    talk_seconds: int | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last claim of a callback ended: by what act, by whom, with which reason code and words."""

    act: Act
    staff_id: str
    staff_name: str
    reason: str
    note: str
