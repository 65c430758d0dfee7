"""Outcomes of a call as data, and the one function that sets the next try (call-center.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.call_window import CallWindow, Interval, in_words
from psr_tui.domain.clock import at_local
from psr_tui.domain.day_parts import BOUNDS, DayPart, day_part
from psr_tui.domain.errors import InvalidInput, Refused

_DAY = timedelta(days=1)
REST_HOURS = 2
"""Least rest before the other part of the day is tried (call-center.md 16.1)."""


class Retry(StrEnum):
    """What an outcome says about the next try."""

    NONE = ""
    TYPED = "typed"
    NEXT_DAY = "next_day"
    OTHER_PART = "other_part"
    MINUTES = "minutes"
    NEXT_NUMBER = "next_number"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can come of a call. ``digit``: its key in the call box, empty when only the long list has it.

    Reports and rules read the flags, never the code (CC-30). ``least_talk_seconds``, ``most_talk_seconds``: below and
    above these the box asks once (CC-31). ``done_for``: call reasons for which it ends the matter.
    """

    code: str
    digit: str
    label: str
    done: bool
    retry: Retry
    retry_minutes: int = 0
    counts: bool = True
    human: bool = False
    right_person: bool = False
    machine: bool = False
    closes_number: bool = False
    do_not_call: bool = False
    needs_time: bool = False
    route: str = ""
    least_talk_seconds: int = 0
    system: bool = False
    most_talk_seconds: int | None = None
    done_for: frozenset[str] = frozenset()

    def ends(self, reason: str) -> bool:
        """Whether this outcome ends a matter of call reason ``reason``: a detailed voicemail does when there was only
        something to tell (call-center.md 16.1)."""
        return self.done or reason in self.done_for


@dataclass(frozen=True, slots=True)
class Cadence:
    """How a class of callbacks is tried. ``spacing``: minutes before try 2, 3, ...; 0 there means the outcome decides.

    ``afterwards``: the ladder in words once attempts are used up, steps separated by ", ".
    """

    code: str
    label: str
    attempts: int
    per_day: int
    spacing: tuple[int, ...] = ()
    afterwards: str = ""

    def gap(self, attempts_made: int) -> timedelta:
        """Least rest after the ``attempts_made``-th try that this class asks for."""
        index = min(attempts_made, len(self.spacing)) - 1
        return timedelta(minutes=self.spacing[index]) if index >= 0 else timedelta()

    @property
    def next_step(self) -> str:
        """What follows when all tries are used up."""
        return self.afterwards.split(", ")[0] or "letter"

    @property
    def waits_to_expire(self) -> bool:
        """Whether nothing is sent after the last try: the item runs out by itself (an abandoned caller)."""
        return self.afterwards == "expire"


@dataclass(frozen=True, slots=True)
class Tries:
    """Counted tries of an item so far: how many in all, their instants, newest last."""

    at: tuple[datetime, ...] = ()

    @property
    def count(self) -> int:
        """How many tries count."""
        return len(self.at)

    def parts(self, tz: ZoneInfo) -> frozenset[DayPart]:
        """The parts of the day in which somebody tried."""
        return frozenset(day_part(at, tz) for at in self.at)

    def today(self, now: datetime, tz: ZoneInfo) -> int:
        """How many tries there were on the patient's present date."""
        return sum(at.astimezone(tz).date() == now.astimezone(tz).date() for at in self.at)


def next_due(
    outcome: Outcome,
    cadence: Cadence,
    tries: Tries,
    now: datetime,
    window: CallWindow,
    not_before: datetime | None = None,
) -> datetime:
    """When the item is due again after ``outcome`` at ``now``; ``tries`` includes this one when it counts.

    ``not_before``: the first moment at which no cap stands in the way (CC-38), if one does now. Always later than
    ``now`` unless another number may be rung at once; always inside the patient's calling hours and the clinic's
    staffed hours, never on a closed day (CC-43). Raises Refused when the outcome ends the item or needs a typed time
    (use ``promised`` then).
    """
    if outcome.retry is Retry.NEXT_NUMBER:
        return window.next_workable(max(now, not_before or now))
    if outcome.retry is Retry.MINUTES:
        earliest = now + timedelta(minutes=max(1, outcome.retry_minutes))
    elif outcome.retry in (Retry.OTHER_PART, Retry.NEXT_DAY):
        earliest = now + timedelta(hours=REST_HOURS)
    else:
        raise Refused(f"{outcome.label}: this outcome sets no time by itself.")
    spaced = cadence.gap(tries.count)
    if spaced and outcome.retry is not Retry.MINUTES:
        return _spaced(spaced, cadence, tries, now, not_before or now, window)
    earliest = max(earliest, not_before or earliest)
    next_day_only = outcome.retry is Retry.NEXT_DAY or tries.today(now, window.zone) >= cadence.per_day
    if outcome.retry is Retry.MINUTES:
        return window.next_workable(earliest) if not next_day_only else _next_day(tries, now, earliest, window)
    if next_day_only:
        return _next_day(tries, now, earliest, window)
    return _other_part(tries, now, earliest, window)


def promised(typed: datetime, now: datetime, window: CallWindow, clinic_tz: ZoneInfo) -> datetime:
    """A promised time, checked. Raises InvalidInput naming the nearest good time (CC-55) when it is past, outside the
    patient's calling hours, or when the clinic's phones are not staffed."""
    if typed <= now:
        raise InvalidInput("When: that time is already past; type a later one, for example tue 2p.", "When")
    good = window.next_workable(typed)
    if good != typed:
        words = in_words(good, now, window.zone, clinic_tz)
        reason = "too early or late where they live" if not window.permits(typed) else "when our phones are not staffed"
        raise InvalidInput(
            f"When: {typed.astimezone(window.zone):%a %H:%M} is {reason}; nearest good time {words}.", "When"
        )
    return typed


def used_up(cadence: Cadence, tries: Tries) -> bool:
    """Whether the cadence allows no further try."""
    return tries.count >= cadence.attempts


def _spaced(
    gap: timedelta, cadence: Cadence, tries: Tries, now: datetime, not_before: datetime, window: CallWindow
) -> datetime:
    """After the rest the class asks for. A rest of whole days counts days, not hours: any hour of that day will do,
    so another part of the day is taken (CC-37)."""
    if gap >= _DAY:
        day = now.astimezone(window.zone).date() + timedelta(days=gap // _DAY)
        return _next_day(tries, now, max(at_local(day, 0, 0, window.zone), not_before), window)
    earliest = max(now + gap, not_before)
    if tries.today(now, window.zone) < cadence.per_day:
        return window.next_workable(earliest)
    return _next_day(tries, now, earliest, window)


def _next_day(tries: Tries, now: datetime, earliest: datetime, window: CallWindow) -> datetime:
    """The first staffed day after the patient's today, in a part of the day not tried yet where that day has one."""
    tz = window.zone
    today = now.astimezone(tz).date()
    chosen: list[Interval] = []
    for start, end in window.workable(earliest):
        day = start.astimezone(tz).date()
        if day <= today:
            continue
        if chosen and day != chosen[0][0].astimezone(tz).date():
            break
        chosen.append((start, end))
    if not chosen:
        return window.next_workable(earliest)
    now_part = day_part(now, tz)
    for unwanted in (tries.parts(tz) | {now_part}, frozenset({now_part})):
        for start, end in chosen:
            found = _first_outside(unwanted, start, end, tz)
            if found is not None:
                return found
    return chosen[0][0]


def _other_part(tries: Tries, now: datetime, earliest: datetime, window: CallWindow) -> datetime:
    """The next stretch in another part of the day, untried parts first if one comes within three days."""
    tz = window.zone
    now_part = day_part(now, tz)
    near = earliest + timedelta(days=3)
    for unwanted in (tries.parts(tz) | {now_part}, frozenset({now_part})):
        for start, end in window.workable(earliest):
            if start > near and unwanted != {now_part}:
                break
            found = _first_outside(unwanted, start, end, tz)
            if found is not None:
                return found
    return _next_day(tries, now, earliest, window)


def _first_outside(unwanted: Iterable[DayPart], start: datetime, end: datetime, tz: ZoneInfo) -> datetime | None:
    """The first moment of a stretch that lies in none of the unwanted parts of the day, or None."""
    avoid = set(unwanted)
    at = start
    while at < end:
        part = day_part(at, tz)
        if part not in avoid:
            return at
        bound = datetime.combine(at.astimezone(tz).date(), BOUNDS[part][1], tzinfo=tz)
        after = bound.astimezone(at.tzinfo)
        if part is DayPart.EVENING or after <= at:
            after = datetime.combine(at.astimezone(tz).date() + timedelta(days=1), time(0), tzinfo=tz).astimezone(
                at.tzinfo
            )
        at = after
    return None
