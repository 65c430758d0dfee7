"""Deadlines in working minutes: lunch, nights, weekends, closed days, the spring night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.service_hours import after_working_minutes

TZ = ZoneInfo("America/Chicago")
WEEK = dict.fromkeys(range(5), ((480, 720), (780, 1080)))


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
        ("2026-03-04T12:30", 0, "2026-03-04T13:00"),
        ("2026-03-04T09:00", 541, "2026-03-05T09:01"),
    ],
)
def test_only_working_minutes_count(start: str, minutes: int, end: str) -> None:
    assert after_working_minutes(local(start), minutes, WEEK, TZ, {date(2026, 3, 9)}) == local(end)


def test_a_night_shift_in_the_spring_night_has_an_hour_less() -> None:
    nights = {6: ((0, 360),), 0: ((0, 1440),)}
    assert after_working_minutes(local("2026-03-08T00:00"), 300, nights, TZ) == local("2026-03-08T06:00")
    assert after_working_minutes(local("2026-03-08T00:00"), 301, nights, TZ) == local("2026-03-09T00:01")


def test_without_any_hours_the_clock_counts() -> None:
    assert after_working_minutes(local("2026-03-07T03:00"), 90, {}, TZ) == local("2026-03-07T04:30")


@given(st.integers(0, 20_000), st.integers(0, 3000), st.integers(0, 3000))
def test_more_minutes_never_end_sooner_and_add_up(offset: int, some: int, more: int) -> None:
    start = local("2026-03-02T00:00") + timedelta(minutes=offset)
    first = after_working_minutes(start, some, WEEK, TZ)
    assert first >= start
    assert (
        after_working_minutes(first, more, WEEK, TZ) == after_working_minutes(start, some + more, WEEK, TZ) or not more
    )
