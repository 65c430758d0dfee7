"""Callers who leave a queue by time, by key, or because nobody is there: the manager interface has no word for it.

It says ``QueueCallerLeave`` for everybody, also just before a call is connected or given up. So that word is held back
for a moment: who is not connected and has not hung up by then has left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind

WORD = "QueueCallerLeave"
HELD_BACK = timedelta(seconds=3)
MOST = 5_000
"""Callers that are remembered at once; more than any clinic has, whatever a server says."""
_SETTLED = (PhoneKind.CONNECTED, PhoneKind.ABANDONED, PhoneKind.LEFT)

Caller = tuple[str, str]


@dataclass(slots=True)
class Leaving:
    """The callers of one connection, as (call, queue)."""

    _joined: dict[Caller, datetime] = field(default_factory=dict)
    _gone: dict[Caller, datetime] = field(default_factory=dict)

    def told(self, event: PhoneEvent) -> None:
        """Remember who joined; who is connected or hung up did not leave."""
        caller = (event.call_id, event.queue)
        if event.kind is PhoneKind.JOINED and len(self._joined) < MOST:
            self._joined[caller] = event.at
        elif event.kind in _SETTLED:
            self._joined.pop(caller, None)
            self._gone.pop(caller, None)

    def leaves(self, block: Mapping[str, str], at: datetime) -> None:
        """The word came; what it means is clear later. A caller nobody saw joining is none of ours."""
        caller = (block.get("Uniqueid", ""), block.get("Queue", ""))
        if caller in self._joined:
            self._gone.setdefault(caller, at)

    def left(self, now: datetime) -> list[PhoneEvent]:
        """Who has left by now, with how long they waited."""
        ripe = [(caller, at) for caller, at in self._gone.items() if not at <= now < at + HELD_BACK]
        events = []
        for caller, at in ripe:
            del self._gone[caller]
            joined = self._joined.pop(caller)
            waited = int((at - joined).total_seconds())
            events.append(PhoneEvent(at, PhoneKind.LEFT, *caller, wait_seconds=waited, reason="left", verb=WORD))
        return events
