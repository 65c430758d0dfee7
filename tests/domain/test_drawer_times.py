"""Business dates and their ends: every zone, both nights of the clock change, and how long a drawer may stay open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.drawer import DrawerSession, DrawerState, business_day, business_end
from psr_tui.domain.drawer_opening import (
    check_place_free,
    float_proof,
    numbers_proof,
    older_proof,
    open_long,
)
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money

ZONES = [
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix", "America/Denver",
    "America/Chicago", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Atlantic/Azores", "UTC",
    "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia",
    "Pacific/Kiritimati",
]  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
START, YEARS = datetime(2020, 1, 1, tzinfo=UTC), 16 * 365 * 24 * 60
instants = st.integers(0, YEARS).map(lambda minutes: START + timedelta(minutes=minutes))
hours = st.integers(0, 11)
SESSION = DrawerSession(
    "s", "d", "D1", "u", "M. Rivera", DrawerState.OPEN, date(2026, 3, 4), datetime(2026, 3, 4, 14, tzinfo=UTC),
    Money(0), Money(0), 1, "M. Rivera", datetime(2026, 3, 4, 14, tzinfo=UTC),
)  # fmt: skip


@given(instants, zones, hours)
def test_tc_28_an_instant_belongs_to_one_business_day_and_before_its_end(
    now: datetime, tz: ZoneInfo, cut_off: int
) -> None:
    """UTC-10 to UTC+14: the day is the one whose end comes next, so no posting is on two days or on none."""
    day = business_day(now, cut_off, tz)
    assert now < business_end(day, cut_off, tz)
    local = now.astimezone(tz)
    assert day in (local.date(), local.date() - timedelta(days=1))
    if cut_off == 0:
        assert day == local.date()


@given(instants, zones, hours, st.integers(1, 3000))
def test_business_days_never_run_backwards(now: datetime, tz: ZoneInfo, cut_off: int, minutes: int) -> None:
    later = now + timedelta(minutes=minutes)
    first, second = business_day(now, cut_off, tz), business_day(later, cut_off, tz)
    # the hour that comes twice is the one exception there could be, and only for a cut-off inside it
    assert first <= second or (cut_off <= 2 and first - second == timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "hours_open"),
    [
        (date(2026, 3, 7), 20),  # an hour of the night is missing
        (date(2026, 10, 31), 22),  # an hour of the night comes twice
        (date(2026, 6, 1), 21),
    ],
)
def test_cd_77_a_day_ends_at_four_on_the_wall_on_both_nights_of_the_clock_change(day: date, hours_open: int) -> None:
    tz = ZoneInfo("America/New_York")
    opened = datetime(day.year, day.month, day.day, 7, tzinfo=tz)
    end = business_end(day, 4, tz)
    assert end.astimezone(tz).hour == 4
    assert end - opened.astimezone(UTC) == timedelta(hours=hours_open)


def test_the_hour_that_comes_twice_is_two_instants_of_one_day() -> None:
    tz = ZoneInfo("America/New_York")
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    again = first + timedelta(hours=1)
    assert first.astimezone(tz).strftime("%H:%M") == again.astimezone(tz).strftime("%H:%M") == "01:30"
    assert business_day(first, 4, tz) == business_day(again, 4, tz) == date(2026, 10, 31)


def test_an_open_drawer_asks_for_its_count_after_four_fifths_of_twelve_hours() -> None:
    opened = SESSION.opened_at
    alarm = opened + timedelta(hours=9, minutes=36)
    assert not open_long(SESSION, alarm - timedelta(seconds=1))
    assert open_long(SESSION, alarm)
    assert open_long(replace(SESSION, state=DrawerState.SUSPENDED), alarm)
    assert not open_long(replace(SESSION, state=DrawerState.COUNTING), alarm)


def test_a_drawer_is_free_when_nobody_takes_money_in_it() -> None:
    check_place_free("D1", [], may_prestage=False)
    for state in DrawerState:
        if state is DrawerState.CLOSED:
            continue
        held = [replace(SESSION, state=state)]
        with pytest.raises(Refused, match=r"M\. Rivera"):
            check_place_free("D1", held, may_prestage=False)
        if state in (DrawerState.OPEN, DrawerState.SUSPENDED):
            with pytest.raises(Refused, match="choose another drawer"):
                check_place_free("D1", held, may_prestage=True)
        else:
            check_place_free("D1", held, may_prestage=True)


def test_proofs_say_what_is_wrong() -> None:
    assert float_proof(Money(20000), Money(20000)).fine and float_proof(Money(20000), None).fine
    assert not float_proof(Money(19000), Money(20000)).fine
    assert older_proof([SESSION], date(2026, 3, 4)).fine
    assert "D1 of M. Rivera since 03/04/2026" in older_proof([SESSION], date(2026, 3, 5)).words
    assert "receipts" in numbers_proof(["receipts"]).words
