"""Who waits in a queue now, from the events of the telephone: a picture that can be made anew at any time (CC-104)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind

LONGEST_WAIT = timedelta(hours=6)
"""Somebody who joined longer ago than this before the newest event hung up without the line saying so."""

Callers = dict[tuple[str, str], "WaitingCaller"]
_GONE = frozenset(
    {PhoneKind.CONNECTED, PhoneKind.ABANDONED, PhoneKind.LEFT, PhoneKind.ENDED, PhoneKind.TRANSFERRED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    """A call in a queue. ``ringing``: the agent whose telephone rings for it, '' when none does."""

    call_id: str
    queue: str
    joined_at: datetime
    number: str = ""
    position: int | None = None
    ringing: str = ""


def after(callers: Mapping[tuple[str, str], WaitingCaller], events: Iterable[PhoneEvent]) -> Callers:
    """Who waits after these events, by call and queue. A way out that is told twice changes nothing the second time,
    and one without a way in changes nothing at all."""
    now: Callers = dict(callers)
    newest: datetime | None = None
    for event in events:
        if event.kind is PhoneKind.WARNING:
            continue
        newest = event.at if newest is None else max(newest, event.at)
        _step(now, event)
    if newest is not None:
        now = {key: one for key, one in now.items() if newest - one.joined_at <= LONGEST_WAIT}
    return now


def _step(now: Callers, event: PhoneEvent) -> None:
    key = (event.call_id, event.queue)
    known = now.get(key)
    if event.kind is PhoneKind.JOINED:
        now[key] = WaitingCaller(event.call_id, event.queue, event.at, event.number, event.position)
    elif event.kind is PhoneKind.STARTED:
        now.clear()  # the system began anew: every call it had is gone
    elif known is None:
        return
    elif event.kind in _GONE:
        del now[key]
    elif event.kind is PhoneKind.RINGING:
        now[key] = replace(known, ringing=event.agent)
    elif event.kind is PhoneKind.NOT_ANSWERED and known.ringing == event.agent:
        now[key] = replace(known, ringing="")
