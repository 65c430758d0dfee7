"""Working time: lunch, nights, weekends, closed days, the nights on which the clocks are turned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.service_hours import ROUND_THE_CLOCK, Calendar, Stretches

TZ = ZoneInfo("America/Chicago")
DAYS: Stretches = dict.fromkeys(range(5), ((480, 720), (780, 1080)))
NIGHTS: Stretches = dict.fromkeys(range(7), ((1320, 1800),))  # 22:00 to 06:00
OVERLAPPING: Stretches = {0: ((480, 720), (600, 900)), 1: ((0, 1440),), 6: ((1000, 2400),)}
WEEK = Calendar("clinic", DAYS, TZ, {date(2026, 3, 9)})
SPRING = datetime(2026, 3, 2, tzinfo=UTC)
MINUTES = st.integers(0, 40 * 1440).map(lambda minutes: timedelta(minutes=minutes))
STARTS = st.one_of(st.just(SPRING), st.just(datetime(2026, 10, 25, tzinfo=UTC)))
CALENDARS = st.sampled_from([DAYS, NIGHTS, OVERLAPPING, ROUND_THE_CLOCK]).map(
    lambda stretches: Calendar("clinic", stretches, TZ, {date(2026, 3, 9), date(2026, 11, 1)})
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-04T09:00", 60, "2026-03-04T10:00"),
        ("2026-03-04T11:30", 60, "2026-03-04T13:30"),  # over lunch
        ("2026-03-04T17:30", 60, "2026-03-05T08:30"),  # over the night
        ("2026-03-06T17:30", 60, "2026-03-10T08:30"),  # over a weekend and a closed Monday
        ("2026-03-07T03:00", 1, "2026-03-10T08:01"),  # from a Saturday
        ("2026-03-04T12:30", 0, "2026-03-04T12:30"),
        ("2026-03-04T09:00", 541, "2026-03-05T09:01"),
    ],
)
def test_only_working_minutes_count(start: str, minutes: int, end: str) -> None:
    assert WEEK.after(local(start), timedelta(minutes=minutes)) == local(end)
    assert WEEK.worked(local(start), local(end)) == timedelta(minutes=minutes)


def test_the_spring_night_has_an_hour_less_and_the_autumn_night_one_more() -> None:
    nights = Calendar("nights", NIGHTS, TZ)
    assert nights.worked(local("2026-03-07T12:00"), local("2026-03-08T12:00")) == timedelta(hours=7)
    assert nights.worked(local("2026-10-31T12:00"), local("2026-11-01T12:00")) == timedelta(hours=9)
    assert nights.worked(local("2026-06-05T12:00"), local("2026-06-06T12:00")) == timedelta(hours=8)
    assert nights.after(local("2026-03-07T23:00"), timedelta(hours=6)) == local("2026-03-08T06:00")


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    nights = Calendar("nights", NIGHTS, TZ, {date(2026, 6, 6)})
    assert nights.worked(local("2026-06-06T00:00"), local("2026-06-06T12:00")) == timedelta(hours=6)
    assert nights.worked(local("2026-06-06T12:00"), local("2026-06-07T12:00")) == timedelta(0)


def test_stretches_that_overlap_count_once() -> None:
    calendar = Calendar("odd", OVERLAPPING, TZ)  # from Sunday 16:40 over midnight to 16:00 on Monday
    assert calendar.worked(local("2026-06-07T12:00"), local("2026-06-09T00:00")) == timedelta(minutes=1400)


@pytest.mark.parametrize("stretches", [{}, {0: ()}])
def test_a_calendar_without_hours_is_refused_in_words(stretches: Stretches) -> None:
    with pytest.raises(InvalidInput, match="has no working hours; give it some"):
        Calendar("clinic", stretches, TZ)


@pytest.mark.parametrize("stretches", [{0: ((600, 600),)}, {0: ((600, 2100),)}, {7: ((0, 60),)}])
def test_a_stretch_that_is_none_is_refused(stretches: Stretches) -> None:
    with pytest.raises(InvalidInput, match="ends before it begins or is longer than a day"):
        Calendar("clinic", stretches, TZ)


def test_terms_of_days_end_with_the_work_of_a_working_day() -> None:
    assert WEEK.end_after_days(local("2026-03-05T09:00"), 1) == local("2026-03-06T18:00")
    assert WEEK.end_after_days(local("2026-03-05T09:00"), 3) == local("2026-03-11T18:00")  # Monday is closed
    assert WEEK.end_after_days(local("2026-03-07T09:00"), 1) == local("2026-03-10T18:00")


@settings(max_examples=40)
@given(CALENDARS, STARTS, MINUTES, MINUTES, MINUTES)
def test_time_adds_up_and_never_goes_back(
    calendar: Calendar, first: datetime, some: timedelta, more: timedelta, time: timedelta
) -> None:
    start, middle, end = first + min(some, more), first + max(some, more), first + max(some, more) + time
    assert calendar.worked(start, middle) + calendar.worked(middle, end) == calendar.worked(start, end)
    assert timedelta(0) <= calendar.worked(start, end) <= end - start
    assert calendar.worked(end, start) == timedelta(0)


@settings(max_examples=40)
@given(CALENDARS, STARTS, MINUTES, MINUTES)
def test_after_so_much_time_exactly_that_much_was_worked(
    calendar: Calendar, first: datetime, offset: timedelta, time: timedelta
) -> None:
    start = first + offset
    end = calendar.after(start, time)
    assert calendar.worked(start, end) == time
    assert end >= start
    assert not time or calendar.worked(end - timedelta(minutes=1), end) > timedelta(0)  # it ends inside work
