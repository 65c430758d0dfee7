"""What the call box shows of one call: frozen rows, shaped for the screen (call-center.md sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from psr_tui.domain.board import VisitLine
from psr_tui.domain.call_seconds import Phase, Seconds
from psr_tui.domain.callback_list import Attempt, Choice
from psr_tui.domain.callers import Caller, Matched
from psr_tui.domain.calls import CallState, Role
from psr_tui.domain.contacts import ContactPerson
from psr_tui.domain.may_be_told import Telling
from psr_tui.domain.verifying import Gate


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """A call handed on, as far as it has come (CC-74). ``from_name``: whose call it is."""

    id: str
    call_id: str
    from_id: str
    from_name: str
    way: str
    to_whom: str
    to_staff_id: str | None
    words: str
    asked_at: datetime
    answered_at: datetime | None
    accepted_at: datetime | None
    refused_at: datetime | None
    why: str

    @property
    def open(self) -> bool:
        """Nobody has taken or refused it yet."""
        return self.accepted_at is None and self.refused_at is None


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call of a patient or a number, for the box (CC-73)."""

    at: datetime
    direction: str
    who: str
    reason: str
    outcome: str
    resolved: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open callback of the caller that this call can settle, or something to be told when they call (CC-45)."""

    callback_id: str
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is shown of the patient once the caller is verified; empty where the caller may not hear it (CC-73)."""

    coming: tuple[VisitLine, ...] = ()
    last_visit: VisitLine | None = None
    calls: tuple[PastCall, ...] = ()
    callbacks: tuple[Attempt, ...] = ()
    alerts: tuple[str, ...] = ()
    contact_note: str = ""
    tell: tuple[OpenItem, ...] = ()
    waiting: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherCall:
    """Another open call of the same rep, named by its number and state only."""

    call_id: str
    state: CallState
    number: str
    seconds: int


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Everything the box shows of one call. ``gone``: the telephone system says that the other side has hung up."""

    call_id: str
    version: int
    direction: str
    state: CallState
    number: str
    number_shown: str
    queue: str
    seconds: Seconds
    in_phase: int
    wrap_target: int
    gone: bool
    matched: Matched
    role: Role
    caller_name: str
    telling: Telling
    reason: str
    note: str
    patient: Caller | None = None
    gate: Gate | None = None
    ticked: tuple[str, ...] = ()
    contacts: tuple[ContactPerson, ...] = ()
    known: Known = field(default_factory=Known)
    callback_id: str = ""
    taken: str = ""
    transfer: TransferRecord | None = None
    coming: TransferRecord | None = None
    others: tuple[OtherCall, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    script: tuple[tuple[str, bool], ...] = ()
    patient_zone: str = ""
    language: str = ""
    script_values: Mapping[str, str] = field(default_factory=dict)
    number_waits: OpenItem | None = None
    """An open callback to this number for a caller who is not on file."""

    @property
    def verified(self) -> bool:
        """Whether protected data may be shown."""
        return self.gate is not None and self.gate.passed(self.ticked)

    @property
    def clock(self) -> int:
        """Seconds the box counts: of the work after the call in wrap-up, else of the whole call."""
        if self.state is CallState.WRAP:
            return self.seconds.of(Phase.WRAP)
        return self.seconds.total
