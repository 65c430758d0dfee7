"""Sums of days that are over, kept in memory because they do not change, and the log of today, fed as it grows.

Both can be thrown away and are made anew from the rows at any time (CC-104): after a restart, on another day, and when
a log is read afterwards that tells of a time that was summed already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from psr_tui.domain.callback_figures import CallbackFacts
from psr_tui.domain.clock import at_local
from psr_tui.domain.desk_calls import DeskFigures
from psr_tui.domain.phone_block import counted, elapsed, stops
from psr_tui.domain.phone_log import LogFigures
from psr_tui.domain.phone_tally import Tally
from psr_tui.services.block_facts import time_of
from psr_tui.store.unit_of_work import UnitOfWork


def day_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A clinic day from midnight to midnight, UTC."""
    return at_local(day, 0, 0, zone), at_local(day + timedelta(days=1), 0, 0, zone)


@dataclass(slots=True)
class Sums:
    """What one stretch of time is added up to."""

    line: Tally = field(default_factory=Tally)
    desk: DeskFigures = field(default_factory=lambda: DeskFigures(ZoneInfo("UTC")))
    facts: CallbackFacts = field(default_factory=CallbackFacts)
    available: float = 0.0


def sums_of(work: UnitOfWork, since: datetime, until: datetime, zone: ZoneInfo, line: Tally | None = None) -> Sums:
    """The sums of a stretch; ``line``: of the telephone system's events, when they are known already."""
    rows = work.phone_figures
    if line is None:
        line = log_of(work, since, until, zone).all
    desk = DeskFigures(zone).feed(rows.calls(since, until))
    return Sums(line, desk, facts_of(work, since, until), sum(rows.available(since, until).values()))


def log_of(work: UnitOfWork, since: datetime, until: datetime, zone: ZoneInfo) -> LogFigures:
    """Everything the telephone system told of a stretch, to its end."""
    log = LogFigures(zone)
    return log.feed(event for _, event in work.phone_figures.events(since, until)).close()


def facts_of(work: UnitOfWork, since: datetime, until: datetime) -> CallbackFacts:
    """What happened to callbacks in a stretch."""
    attempts, human, outcomes, closed = work.phone_figures.attempts(since, until)
    promises, requests = work.phone_figures.promises(since, until)
    done, seconds = _paced(work, since, until)
    return CallbackFacts(attempts, human, outcomes, closed, promises, requests, done, seconds)


def _paced(work: UnitOfWork, since: datetime, until: datetime) -> tuple[int, float]:
    """Outcomes of the phone blocks begun in a stretch, and the seconds those ran, as the blocks themselves count."""
    done, seconds = 0, 0.0
    for member in work.staff.everyone():
        for block in work.blocks.started_between(member.id, since, until):
            time = time_of(work, block, stops(work.blocks.events(block.id)))
            end = time.ended_at or work.now
            done += counted(work.blocks.saved(member.id, time.started_at, end), time.interruptions, end).done
            seconds += elapsed(time, work.now).total_seconds()
    return done, seconds


def together(parts: Iterable[Sums], zone: ZoneInfo) -> Sums:
    """The sums of several stretches that follow one another."""
    found = Sums(desk=DeskFigures(zone))
    for one in parts:
        found.line.take_in(one.line)
        for name in ("inbound", "outbound", "handled"):
            getattr(found.desk, name).take_in(getattr(one.desk, name))
        found.desk.contacts.extend(one.desk.contacts)
        found.facts.take_in(one.facts)
        found.available += one.available
    return found


class PhonePast:
    """The sums of days before today by their first day, and the log of today."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._past: dict[tuple[date, date], Sums] = {}
        self._today = date.min
        self._log: LogFigures | None = None
        self._seen = 0

    def log(self, work: UnitOfWork, today: date, zone: ZoneInfo) -> LogFigures:
        """What today's events tell until now; only what is new is read. The answer is the caller's own."""
        with self._lock:
            since, until = day_of(today, zone)
            late = self._log is not None and work.phone_figures.came_late(self._seen, self._log.last_at or since)
            if self._log is None or today != self._today or late:
                self._past.clear()  # what came late may tell of any day
                self._today, self._log, self._seen = today, LogFigures(zone), 0
            for number, event in work.phone_figures.events(since, until, self._seen):
                self._log.feed((event,))
                self._seen = max(self._seen, number)
            return self._log.snapshot()

    def before(self, work: UnitOfWork, first: date, today: date, zone: ZoneInfo) -> Sums:
        """The sums from ``first`` up to the last midnight. Ask for ``log`` before: it sees what came late."""
        with self._lock:
            known = self._past.get((first, today))
        if known is None:
            known = sums_of(work, day_of(first, zone)[0], day_of(today, zone)[0], zone)
            with self._lock:
                self._past[first, today] = known
        return known
