"""Telephone days for tests of the figures: the shared bank's day as events, and short logs written by hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from psr_tui.domain.first_contact import Contact
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_log import LogFigures
from psr_tui.domain.queue_log import read_lines

ISRAEL = ZoneInfo("Asia/Jerusalem")
_DAY = datetime(1999, 8, 1, tzinfo=ISRAEL)


def figures_of(text: str, zone: ZoneInfo = ISRAEL) -> LogFigures:
    """The figures of a log written by hand: lines of ``second call queue agent VERB data...`` with spaces."""
    lines = [line.split() for line in text.strip().splitlines()]
    queue_log = ["|".join([str(933_454_800 + int(second)), *rest]) for second, *rest in lines]
    return LogFigures(zone).feed(read_lines(queue_log)).close()


def rows_of_day(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def hours_of_calls(rows: list[dict[str, str]]) -> Counter[int]:
    """Every call that reached the menu, by hour."""
    return Counter(int(row["vru_entry"].partition(":")[0]) for row in rows)


def events_of_day(rows: list[dict[str, str]]) -> list[PhoneEvent]:
    """The calls that reached a queue, as events in order of time (definitions of call-center.md section 13)."""
    events = [event for number, row in enumerate(rows) if _queued(row) for event in _events(str(number), row)]
    return sorted(events, key=lambda event: event.at)  # stable: equal seconds keep the order of a call


def contacts_of(path: Path) -> list[Contact]:
    """The answered calls of a patient."""
    with path.open(newline="") as file:
        return [
            Contact(
                row["call"], datetime.fromisoformat(row["started_at"]), row["patient"], row["reason"],
                {"y": True, "n": False}.get(row["rep_marked_resolved"]),
            )
            for row in csv.DictReader(file)
            if row["outcome"] == "answered" and row["patient"]
        ]  # fmt: skip


def _queued(row: dict[str, str]) -> bool:
    return row["outcome"] == "AGENT" or (row["outcome"] == "HANG" and row["q_start"] != "0:00:00")


def _events(call: str, row: dict[str, str]) -> Iterator[PhoneEvent]:
    stamps = (row["q_start"], row["ser_start"], row["vru_exit"])
    joined = _moment(next(stamp for stamp in stamps if stamp != "0:00:00"))
    queue, agent, wait = row["type"], row["server"].replace("NO_SERVER", ""), int(row["q_time"])
    yield PhoneEvent(joined, PhoneKind.JOINED, call, queue)
    out = joined + timedelta(seconds=wait)
    if row["outcome"] == "HANG":
        yield PhoneEvent(out, PhoneKind.ABANDONED, call, queue, wait_seconds=wait)
        return
    talk = int(row["ser_time"])
    yield PhoneEvent(out, PhoneKind.CONNECTED, call, queue, agent, wait_seconds=wait)
    yield PhoneEvent(
        out + timedelta(seconds=talk), PhoneKind.ENDED, call, queue, agent, wait_seconds=wait, talk_seconds=talk
    )


def _moment(stamp: str) -> datetime:
    hours, minutes, seconds = map(int, stamp.split(":"))
    return (_DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)).astimezone(UTC)
