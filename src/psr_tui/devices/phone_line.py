"""The seam to telephone systems: one protocol, one event type, four adapters (call-center.md CC-119).

A line is asked for what it heard; it never calls into the program. Without any line a rep says "dialed", "answered",
"ended" and has everything (CC-62).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from psr_tui.domain.phone_events import PhoneEvent


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a line was read, to go on exactly there: kept in the store with the events that were read.

    ``inode`` and ``fingerprint`` tell whether the file is still the same one, ``offset`` is in bytes. A line without a
    past (a live connection) leaves all of it empty.
    """

    inode: str = ""
    offset: int = 0
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came since the last question: events in order, the mark after them, and why nothing is heard, in words."""

    events: tuple[PhoneEvent, ...] = ()
    mark: Mark = field(default_factory=Mark)
    trouble: str = ""
    more: bool = False


class PhoneLine(Protocol):
    """One telephone system as one source of events."""

    name: str

    @property
    def dials(self) -> bool:
        """Whether it can place a call for a rep."""
        ...

    def hear(self, most: int) -> Heard:
        """Up to ``most`` events that came since the last call, without waiting. Never raises for what the other side
        sent; trouble with the line itself is told in words."""
        ...

    def dial(self, extension: str, number: str, call_id: str) -> None:
        """Ring ``extension`` and then ``number`` (E.164); the answer comes as events with this ``call_id``. Raises
        Refused when this line does not dial or is not connected."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...
