"""What telephone systems tell: one event type for every adapter (call-center.md section 15, CC-119).

Durations are seconds as the system gave them, unchanged and unchecked: a negative one is counted and listed by the
figures, never turned into zero (CC-112). Times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PhoneKind(StrEnum):
    """What happened on the line; the value is the stored word."""

    JOINED = "joined"  # a caller entered a queue
    RINGING = "ringing"  # an agent's telephone rings
    NOT_ANSWERED = "not_answered"  # it rang and nobody took it
    CONNECTED = "connected"  # an agent and a caller talk
    HELD = "held"
    RESUMED = "resumed"
    ENDED = "ended"  # after a talk
    ABANDONED = "abandoned"  # the caller hung up waiting
    LEFT = "left"  # out of the queue by time, by key, or because nobody was there
    TRANSFERRED = "transferred"
    PAUSED = "paused"
    UNPAUSED = "unpaused"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    DIALED = "dialed"  # a call we asked for
    DIAL_ANSWERED = "dial_answered"
    DIAL_FAILED = "dial_failed"
    STARTED = "started"  # the system started anew
    OTHER = "other"  # a known word that changes nothing here
    WARNING = "warning"  # could not be read; ``raw`` is the line, ``reason`` names why


LOGGED = frozenset(PhoneKind) - {
    PhoneKind.RINGING, PhoneKind.HELD, PhoneKind.RESUMED, PhoneKind.DIALED, PhoneKind.DIAL_ANSWERED,
    PhoneKind.DIAL_FAILED, PhoneKind.WARNING,
}  # fmt: skip
"""What Asterisk writes into its queue_log as well as telling it to a manager."""


@dataclass(frozen=True, slots=True)
class PhoneEvent:
    """One event of one line. ``call_id`` is the system's id of the caller's channel; ``linked_id`` the other side.

    ``number``: the caller's number as the system wrote it; ``position``: in the queue; ``first_position``: when they
    joined. ``reason``: who ended it, why it left, the pause reason, the name of a warning. ``to``: where it was
    transferred. ``verb``: the system's own word.
    """

    at: datetime
    kind: PhoneKind
    call_id: str = ""
    queue: str = ""
    agent: str = ""
    number: str = ""
    name: str = ""
    position: int | None = None
    first_position: int | None = None
    wait_seconds: int | None = None
    ring_seconds: float | None = None
    talk_seconds: int | None = None
    linked_id: str = ""
    reason: str = ""
    to: str = ""
    verb: str = ""
    raw: str = ""
