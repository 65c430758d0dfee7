"""A recorded day of calls, one row a call, as phone events: the layout of ``calls_one_day.csv`` (call-center.md 13).

Menu-only hang-ups and PHANTOM rows never reached a queue and tell nothing. Times are local, ``h:mm:ss``; the day and
the zone come from outside. Durations stay as recorded, negative ones too (CC-112).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind

COLUMNS = ("vru+line", "type", "q_start", "q_time", "outcome", "ser_start", "ser_time", "server")
"""The columns that are read."""
_NEVER_QUEUED = "0:00:00"
BAD_ROW = "bad row"


def recorded_events(lines: Iterable[str], day: date, tz: ZoneInfo) -> list[PhoneEvent]:
    """The events of a day in the order in which they happened. A row that cannot be read is a WARNING with its text."""
    midnight = datetime.combine(day, time(), tz).astimezone(UTC)
    calls: list[tuple[int, str, Mapping[str, str]]] = []
    steps: list[tuple[datetime, int, int, PhoneEvent]] = []
    for row in csv.DictReader(lines):
        try:
            entered = _entered(row)
        except (KeyError, ValueError, TypeError, AttributeError):
            raw = ",".join(str(value) for value in row.values())
            steps.append((midnight, 0, 0, PhoneEvent(midnight, PhoneKind.WARNING, reason=BAD_ROW, raw=raw)))
        else:
            if entered is not None:
                calls.append((entered, row["vru+line"], row))
    calls.sort(key=lambda call: call[:2])
    for number, (entered, _, call) in enumerate(calls, 1):
        at = midnight + timedelta(seconds=entered)
        for step, event in enumerate(_events(call, at, f"{int(at.timestamp())}.{number}")):
            steps.append((event.at, number, step, event))
    steps.sort(key=lambda one: one[:3])
    return list(_with_places(event for *_, event in steps))


def _entered(row: Mapping[str, str]) -> int | None:
    """The second of the day at which a call entered its queue; None for one that never did."""
    outcome, queued = row["outcome"], row["q_start"] != _NEVER_QUEUED
    int(row["q_time"]), int(row["ser_time"])
    if outcome not in ("AGENT", "HANG", "PHANTOM"):
        raise ValueError(outcome)
    if outcome == "PHANTOM" or (outcome == "HANG" and not queued):
        return None
    return _second(row["q_start"] if queued else row["ser_start"])


def _second(text: str) -> int:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def _events(row: Mapping[str, str], at: datetime, call: str) -> Iterator[PhoneEvent]:
    queue = row["type"]
    yield PhoneEvent(at, PhoneKind.JOINED, call, queue, verb="ENTERQUEUE")
    wait = int(row["q_time"]) if row["q_start"] != _NEVER_QUEUED else 0
    taken = at + timedelta(seconds=wait)
    if row["outcome"] == "HANG":
        yield PhoneEvent(taken, PhoneKind.ABANDONED, call, queue, wait_seconds=wait, verb="ABANDON")
        return
    talk = int(row["ser_time"])
    agent = "" if row["server"] == "NO_SERVER" else f"Agent/{row['server']}"
    yield PhoneEvent(taken, PhoneKind.CONNECTED, call, queue, agent, wait_seconds=wait, ring_seconds=0, verb="CONNECT")
    yield PhoneEvent(
        taken + timedelta(seconds=talk), PhoneKind.ENDED, call, queue, agent, wait_seconds=wait, talk_seconds=talk,
        reason="caller", verb="COMPLETECALLER",
    )  # fmt: skip


def _with_places(events: Iterable[PhoneEvent]) -> Iterator[PhoneEvent]:
    """The same events with the place in the queue: callers who still wait, and one."""
    waiting: dict[str, list[str]] = {}
    entered: dict[str, int] = {}
    for event in events:
        line = waiting.setdefault(event.queue, [])
        place: int | None = None
        if event.kind is PhoneKind.JOINED:
            line.append(event.call_id)
            place = entered[event.call_id] = len(line)
        elif event.kind in (PhoneKind.CONNECTED, PhoneKind.ABANDONED) and event.call_id in line:
            place = line.index(event.call_id) + 1 if event.kind is PhoneKind.ABANDONED else None
            line.remove(event.call_id)
        yield _placed(event, place, entered.get(event.call_id))


def _placed(event: PhoneEvent, place: int | None, first: int | None) -> PhoneEvent:
    if event.kind in (PhoneKind.CONNECTED, PhoneKind.WARNING):
        return event
    return PhoneEvent(
        event.at, event.kind, event.call_id, event.queue, event.agent, "", "", place, first, event.wait_seconds,
        event.ring_seconds, event.talk_seconds, "", event.reason, "", event.verb,
    )  # fmt: skip
