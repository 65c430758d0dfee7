"""A clock of something that waits: deadline and slack, stops, and each miss once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.service_clock import (
    ClockStatus,
    ServiceClock,
    begun,
    clock_words,
    ended,
    looked_at,
    resumed,
    stopped,
)
from psr_tui.domain.service_hours import Calendar

TZ = ZoneInfo("America/Chicago")
STRETCHES = dict.fromkeys(range(5), ((480, 720), (780, 1080)))
WEEK = Calendar("clinic", STRETCHES, TZ)
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=TZ).astimezone(UTC)
HOUR = timedelta(hours=1)
STEPS = st.lists(
    st.tuples(st.sampled_from(["stop", "resume", "look", "wait"]), st.integers(0, 3000)), min_size=1, max_size=12
)
TURNS: dict[str, Callable[[ServiceClock, datetime, Calendar], ServiceClock]] = {
    "stop": stopped,
    "resume": resumed,
    "look": looked_at,
    "wait": lambda clock, _now, _calendar: clock,
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ).astimezone(UTC)


def test_deadline_and_slack_are_of_work() -> None:
    clock = begun(240, at("2026-03-04T10:00"), WEEK)
    assert clock.deadline == at("2026-03-04T15:00")
    assert clock_words(clock, at("2026-03-04T11:40"), WEEK) == "due in 2:20"
    assert clock_words(clock, at("2026-03-04T12:30"), WEEK) == "due in 2:00"  # lunch adds nothing
    assert clock_words(clock, at("2026-03-04T15:45"), WEEK) == "late 0:45"
    assert clock_words(clock, at("2026-03-05T07:00"), WEEK) == "late 3:00"  # nor does the night


def test_a_miss_is_recorded_once_at_the_deadline_whoever_looks() -> None:
    clock = begun(60, WEDNESDAY, WEEK)
    assert looked_at(clock, WEDNESDAY + HOUR, WEEK) == clock  # at the deadline it is still in time
    missed = looked_at(clock, WEDNESDAY + 2 * HOUR, WEEK)
    assert (missed.status, missed.missed_at) == (ClockStatus.ACTIVE_MISSED, WEDNESDAY + HOUR)
    assert looked_at(missed, WEDNESDAY + 9 * HOUR, WEEK) == missed
    over = ended(missed, WEDNESDAY + 9 * HOUR, WEEK)
    assert (over.status, over.missed_at) == (ClockStatus.MISSED, WEDNESDAY + HOUR)
    assert ended(over, WEDNESDAY + 20 * HOUR, WEEK) == over


def test_an_end_after_the_deadline_is_a_miss_even_when_nobody_looked() -> None:
    clock = begun(60, WEDNESDAY, WEEK)
    assert ended(clock, WEDNESDAY + HOUR, WEEK).status is ClockStatus.MET
    assert ended(clock, WEDNESDAY + HOUR + timedelta(seconds=1), WEEK).status is ClockStatus.MISSED


def test_a_stopped_clock_stands_and_goes_on_with_what_is_left() -> None:
    stands = stopped(begun(120, WEDNESDAY, WEEK), WEDNESDAY + HOUR, WEEK)
    assert clock_words(stands, WEDNESDAY + timedelta(days=9), WEEK) == "stands, 1:00 left"
    assert looked_at(stands, WEDNESDAY + timedelta(days=9), WEEK) == stands
    on = resumed(stands, at("2026-03-10T17:30"), WEEK)
    assert on.deadline == at("2026-03-11T08:30")


def test_a_day_closed_meanwhile_moves_the_deadline() -> None:
    clock = begun(60, at("2026-03-04T17:30"), WEEK)
    closed = Calendar("clinic", STRETCHES, TZ, {date(2026, 3, 5)})
    looked = looked_at(clock, at("2026-03-05T12:00"), closed)
    assert (looked.status, looked.deadline) == (ClockStatus.ACTIVE, at("2026-03-06T08:30"))


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(days=40)])
def test_a_wall_clock_set_back_takes_nothing_off(back: timedelta) -> None:
    clock = stopped(begun(60, WEDNESDAY, WEEK), WEDNESDAY - back, WEEK)
    assert clock.used == timedelta(0)
    assert ended(clock, WEDNESDAY - back, WEEK).status is ClockStatus.MET


def _walk(steps: list[tuple[str, int]]) -> list[tuple[ServiceClock, datetime]]:
    now, clock = WEDNESDAY, begun(600, WEDNESDAY, WEEK)
    seen = [(clock, now)]
    for step, minutes in steps:
        now += timedelta(minutes=minutes)
        clock = TURNS[step](clock, now, WEEK)
        seen.append((clock, now))
    return seen


@settings(max_examples=40)
@given(STEPS)
def test_slack_only_shrinks_and_stands_while_stopped(steps: list[tuple[str, int]]) -> None:
    seen = _walk(steps)
    for (before, then), (after, now) in pairwise(seen):
        left = before.slack(then, WEEK) - after.slack(now, WEEK)
        assert timedelta(0) <= left <= now - then
        assert not before.stands or left == timedelta(0)


@settings(max_examples=40)
@given(STEPS, STEPS)
def test_what_was_missed_stays_missed_and_is_told_once(one: list[tuple[str, int]], two: list[tuple[str, int]]) -> None:
    misses = [clock.missed_at for clock, _ in _walk([*one, *two]) if clock.missed_at is not None]
    assert len(set(misses)) <= 1
    last, now = _walk([*one, *two])[-1]
    over = ended(last, now, WEEK)
    assert over.status is (ClockStatus.MET if over.missed_at is None else ClockStatus.MISSED)
    assert (over.missed_at is not None) == (
        last.missed_at is not None
        or over.slack(now, WEEK) < timedelta(0)
        or (last.deadline is not None and last.deadline < now)
    )
