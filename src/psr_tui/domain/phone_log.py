"""All figures of a stretch of a telephone log, from its events alone and in one pass (CC-104): the day, each queue,
each hour, each agent, the busiest moments, and what was odd. Memory grows with the busiest moment, not with the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappush, heappushpop
from typing import Any
from zoneinfo import ZoneInfo

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.queue_calls import CallEnd, CallFold, Odd, Oddity, QueueCall, nobody
from psr_tui.domain.signed_in import SignedIn

LISTED = 200
"""Odd lines that are listed one by one; the others are counted (CC-112)."""
LONGEST = 10


@dataclass(slots=True)
class Peak:
    """The most at once, and when that was first so. What begins and ends in one second was never there; moments are
    judged at the end of their second."""

    most: int = 0
    at: datetime | None = None
    now: int = 0
    _second: datetime | None = None

    def move(self, at: datetime, step: int) -> None:
        """One more or one less at this moment; moments come in order."""
        if at != self._second:
            self.settle()
            self._second = at
        self.now += step

    def settle(self) -> None:
        """The second is over: was it the busiest?"""
        if self.now > self.most:
            self.most, self.at = self.now, self._second


@dataclass(slots=True)
class LogFigures:
    """Feed it the events of a log in order, then ``close`` it. ``zone`` decides which hour a call came in."""

    zone: ZoneInfo
    all: Tally = field(default_factory=Tally)
    by_queue: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_hour: defaultdict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_half_hour: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_agent: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    ring_no_answer: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    odd: Counter[Odd] = field(default_factory=Counter)
    odd_list: list[Oddity] = field(default_factory=list)
    waiting: Peak = field(default_factory=Peak)
    talking: Peak = field(default_factory=Peak)
    highest_position: int = 0
    events: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    signed_in: SignedIn = field(default_factory=SignedIn)
    _fold: CallFold = field(init=False)
    _longest: list[tuple[int, int, QueueCall]] = field(default_factory=list)
    _busy: dict[str, dict[tuple[str, str], datetime | None]] = field(default_factory=dict)
    _over: bool = False

    def __post_init__(self) -> None:
        self._fold = CallFold(self._note)

    def feed(self, events: Iterable[PhoneEvent]) -> LogFigures:
        """Take in events, in the order of the log."""
        for event in events:
            self._one(event)
        return self

    def close(self) -> LogFigures:
        """The log ends here: what is open is counted as far as it is known."""
        if not self._over:
            self._over = True
            for call in self._fold.rest():
                self._count(call)
            self.waiting.settle()
            self.talking.settle()
            if self.last_at is not None:
                self.signed_in.close(self.last_at)
        return self

    def snapshot(self) -> LogFigures:
        """What is known by now as figures that do not change while the log goes on."""
        peaks: dict[str, Any] = {name: replace(getattr(self, name)) for name in ("waiting", "talking")}
        for peak in peaks.values():
            peak.settle()
        cuts: dict[str, Any] = {
            name: defaultdict(Tally, {key: tally.copy() for key, tally in getattr(self, name).items()})
            for name in ("by_queue", "by_hour", "by_half_hour", "by_agent")
        }
        fresh = replace(self, all=self.all.copy(), **cuts, **peaks, _longest=[*self._longest], _busy={}, _over=True)
        fresh.kinds, fresh.odd, fresh.odd_list = Counter(self.kinds), Counter(self.odd), [*self.odd_list]
        return fresh

    # --- what was found beside the figures ---
    @property
    def busiest(self) -> list[tuple[int, int]]:
        """(hour of entry, calls offered), busiest first."""
        return busiest({hour: tally.offered for hour, tally in self.by_hour.items()})

    @property
    def longest(self) -> list[QueueCall]:
        """The longest waits, longest first."""
        return [call for _, _, call in sorted(self._longest, key=lambda one: (-one[0], one[1]))]

    # --- inside ---
    def _one(self, event: PhoneEvent) -> None:
        self.events += 1
        self.kinds[event.verb or event.kind.value] += 1
        if event.kind is PhoneKind.WARNING:
            self._fold.feed(event)
            return
        self._watch_clock(event)
        waiting, talking = self._fold.waiting_now, self._fold.talking_now
        ended = self._fold.feed(event)
        if waiting != self._fold.waiting_now:
            self.waiting.move(event.at, self._fold.waiting_now - waiting)
        if talking != self._fold.talking_now:
            self.talking.move(event.at, self._fold.talking_now - talking)
        if event.kind is PhoneKind.JOINED:
            self.highest_position = max(self.highest_position, event.first_position or event.position or 0)
        elif event.kind is PhoneKind.CONNECTED and not nobody(event.agent):
            self._took(event)
        elif event.kind is PhoneKind.NOT_ANSWERED:
            self.ring_no_answer[event.agent] += 1
        else:
            self.signed_in.hear(event)
        if ended is not None:
            self._let_go(ended)
            self._count(ended)

    def _watch_clock(self, event: PhoneEvent) -> None:
        if self.last_at is not None and event.at < self.last_at:
            back = f"{(self.last_at - event.at).total_seconds():.0f} s"
            self._note(Oddity(Odd.BACKWARDS, event.at, event.call_id, event.queue, back))
        self.first_at = self.first_at or event.at
        self.last_at = event.at

    def _took(self, event: PhoneEvent) -> None:
        """An agent takes a call; one they still have overlaps it, which only shows when that one ends."""
        calls = self._busy.setdefault(event.agent, {})
        for key, overtaken in calls.items():
            calls[key] = overtaken or event.at
        calls[event.call_id, event.queue] = None

    def _let_go(self, call: QueueCall) -> None:
        overtaken = self._busy.get(call.agent, {}).pop((call.call_id, call.queue), None)
        if overtaken is not None and call.ended_at is not None and call.ended_at > overtaken:
            detail = f"{call.agent}, {(call.ended_at - overtaken).total_seconds():.0f} s"
            self._note(Oddity(Odd.OVERLAP, overtaken, call.call_id, call.queue, detail))

    def _count(self, call: QueueCall) -> None:
        here = call.joined_at.astimezone(self.zone)
        tallies = [self.all, self.by_queue[call.queue], self.by_hour[here.hour], self.by_half_hour[half_hour_of(here)]]
        if call.end is CallEnd.ANSWERED:
            tallies.append(self.by_agent[call.agent or "NONE"])
        for tally in tallies:
            tally.add(call)
        if call.wait is not None and call.end in (CallEnd.ANSWERED, CallEnd.ABANDONED):
            entry = (call.wait, -self.events, call)
            if len(self._longest) < LONGEST:
                heappush(self._longest, entry)
            else:
                heappushpop(self._longest, entry)

    def _note(self, oddity: Oddity) -> None:
        self.odd[oddity.what] += 1
        if self.odd[oddity.what] <= LISTED:
            self.odd_list.append(oddity)


def busiest(hours: Mapping[int, int]) -> list[tuple[int, int]]:
    """(hour, calls), busiest first; the earlier hour of two that are alike."""
    return sorted(hours.items(), key=lambda one: (-one[1], one[0]))


def half_hour_of(at: datetime) -> str:
    """The half hour a local time lies in, as ``09:30``."""
    return f"{at.hour:02d}:{30 * (at.minute // 30):02d}"
