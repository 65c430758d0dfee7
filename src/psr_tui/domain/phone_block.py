"""A phone block's arithmetic: how long it ran, how many were done, whether the goal comes within reach.

All of it is derived from the log and the clock, never stored (call-center.md section 11, CC-97, CC-99, CC-101).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

NO_TIME = timedelta(0)
GONE_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long, a rep's program is gone and the block stands since the last sign (CC-101)."""
FIRST_PACE = timedelta(minutes=1)
"""Before a block has run for so long, a pace says nothing."""


class BlockKind(StrEnum):
    """What happens to a block; each is an event that is never changed."""

    PLANNED = "planned"
    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    PREEMPTED = "preempted"
    PICKED = "picked"
    ENDED = "ended"
    SWEPT = "swept"


LOCK, GONE, SIGNED_OUT = "LOCK", "GONE", "OUT"
GAPS = {LOCK: "the screen was locked", GONE: "the program had ended", SIGNED_OUT: "signed out"}
"""Pauses nobody asked for: the codes of gaps, in words. The other codes are the clinic's pause codes."""


@dataclass(frozen=True, slots=True)
class BlockEvent:
    """One thing that happened. ``detail``: which callback, for those that are about one."""

    at: datetime
    kind: BlockKind
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch in which the clock of the block stands, and why; ``until`` is None while it still does."""

    since: datetime
    until: datetime | None
    code: str
    about: str = ""

    def length(self, now: datetime) -> timedelta:
        """How long it lasted, or has lasted so far; never negative."""
        return max(NO_TIME, (self.until or now) - self.since)


@dataclass(frozen=True, slots=True)
class SavedOutcome:
    """An outcome saved while the block ran, with the flags of its row (CC-30)."""

    at: datetime
    callback_id: str
    counts: bool
    human: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class BlockTime:
    """What a block is measured by. ``seen_at``: the last sign of life of the rep's program while the block runs."""

    started_at: datetime
    planned_end: datetime
    goal: int = 0
    ended_at: datetime | None = None
    seen_at: datetime | None = None
    pauses: tuple[Stretch, ...] = ()
    interruptions: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How a block stands. ``left``: due items that match it; ``pace`` and ``needed`` are outcomes an hour, None when
    nothing can be said; ``finish``: when nothing would be left at this pace; ``short``: how many the goal is missed by
    at this pace, 0 when it is reached."""

    elapsed: timedelta
    time_left: timedelta
    goal: int
    done: int
    reached: int
    attempts: int
    closed: int
    left: int
    pace: float | None = None
    finish: datetime | None = None
    needed: float | None = None
    short: int = 0
    ended: bool = False

    @property
    def over(self) -> bool:
        """The planned end has come."""
        return self.time_left <= NO_TIME

    @property
    def behind(self) -> str:
        """In words when the goal is out of reach, else nothing (CC-97)."""
        if not self.short:
            return ""
        if self.ended:
            return f"{self.short} short"
        return f"{self.short} short, time is up" if self.over else f"{self.short} short at this pace"


@dataclass(frozen=True, slots=True)
class Counted:
    """The outcomes that count towards a block, by their flags."""

    done: int = 0
    reached: int = 0
    attempts: int = 0
    closed: int = 0


def stands(stretches: Iterable[Stretch], since: datetime, until: datetime) -> timedelta:
    """How much of the time from ``since`` to ``until`` the stretches cover; where two lie over each other, once."""
    total, reached = NO_TIME, since
    for start, end in sorted((one.since, one.until or until) for one in stretches):
        begin, stop = max(start, reached), min(end, until)
        if stop > begin:
            total += stop - begin
            reached = stop
    return total


def gap(time: BlockTime, now: datetime) -> tuple[Stretch, ...]:
    """The stretch since the last sign of life, once that is too long ago (CC-101)."""
    if time.ended_at is not None or time.seen_at is None or now - time.seen_at <= GONE_AFTER:
        return ()
    return (Stretch(time.seen_at, None, GONE),)


def elapsed(time: BlockTime, now: datetime) -> timedelta:
    """now - start - pauses - interruptions, never negative: also when the clock was set back."""
    end = time.ended_at or now
    if end <= time.started_at:
        return NO_TIME
    standing = stands((*time.pauses, *time.interruptions, *gap(time, now)), time.started_at, end)
    return max(NO_TIME, end - time.started_at - standing)


def counted(saved: Iterable[SavedOutcome], interruptions: Sequence[Stretch], until: datetime) -> Counted:
    """The outcomes of the block's own work: what was saved for an item that interrupted it is not among them, as its
    time is not in the elapsed time either (CC-99)."""
    own = [one for one in saved if not any(_within(one, stretch, until) for stretch in interruptions)]
    return Counted(
        len(own), sum(one.human for one in own), sum(one.counts for one in own), sum(one.closes for one in own)
    )


def _within(saved: SavedOutcome, stretch: Stretch, until: datetime) -> bool:
    about = bool(stretch.about) and stretch.about == saved.callback_id
    return about and stretch.since <= saved.at <= (stretch.until or until)


def progress(time: BlockTime, saved: Iterable[SavedOutcome], left: int, now: datetime) -> Progress:
    """How the block stands at ``now``.

    pace = done / elapsed hours; finish = now + left / pace; needed = (goal - done) / hours left (section 11).
    """
    end = time.ended_at or now
    count = counted(saved, time.interruptions, end)
    ran = elapsed(time, now)
    time_left = NO_TIME if time.ended_at is not None else max(NO_TIME, time.planned_end - now)
    pace = count.done / _hours(ran) if ran >= FIRST_PACE else None
    to_do = max(0, time.goal - count.done)
    needed = to_do / _hours(time_left) if to_do and time_left > NO_TIME else None
    to_come = int(pace * _hours(time_left)) if pace is not None else to_do
    short = max(0, to_do - to_come) if time_left > NO_TIME else to_do
    finish = _finish(now, left, pace) if time.ended_at is None else None
    return Progress(
        ran, time_left, time.goal, count.done, count.reached, count.attempts, count.closed, left, pace, finish, needed,
        short, time.ended_at is not None,
    )  # fmt: skip


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600


def _finish(now: datetime, left: int, pace: float | None) -> datetime | None:
    """now + left / pace; None without a pace, and beyond a year, where no date means anything."""
    if not left:
        return now
    if not pace or left / pace > 24 * 365:
        return None
    return now + timedelta(hours=left / pace)


@dataclass(frozen=True, slots=True)
class Stops:
    """What the events of a block say: where its clock stood, and what was picked out of order."""

    pauses: tuple[Stretch, ...] = ()
    preempted: tuple[BlockEvent, ...] = ()
    picked: tuple[BlockEvent, ...] = ()
    paused: Stretch | None = field(default=None)


def stops(events: Sequence[BlockEvent]) -> Stops:
    """Read the events in their order. A pause that was not resumed still runs; a second pause begins where the first
    one stops."""
    pauses: list[Stretch] = []
    open_: Stretch | None = None
    for event in events:
        ends = event.kind in (BlockKind.PAUSED, BlockKind.RESUMED, BlockKind.ENDED, BlockKind.SWEPT)
        if open_ is not None and ends:
            pauses.append(Stretch(open_.since, max(open_.since, event.at), open_.code, open_.about))
            open_ = None
        if event.kind is BlockKind.PAUSED:
            open_ = Stretch(event.at, None, event.code, event.detail)
    of = {kind: tuple(event for event in events if event.kind is kind) for kind in BlockKind}
    running = () if open_ is None else (open_,)
    return Stops((*pauses, *running), of[BlockKind.PREEMPTED], of[BlockKind.PICKED], open_)
