"""Stored events of telephone systems as what they were: the columns that are looked for, and the rest from JSON."""

from __future__ import annotations

import json
from datetime import datetime

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind


def event_of(
    at: datetime, kind: str, call_id: str, queue: str, agent: str, number: str, data: str, raw: str
) -> PhoneEvent:
    """The event of one row."""
    more = json.loads(data) if data else {}
    return PhoneEvent(at, PhoneKind(kind), call_id, queue, agent, number, raw=raw, **more)
