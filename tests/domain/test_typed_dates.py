"""Dates and moments as reps type them: every spelling of a date reads as that date, and nothing is read by luck."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import (
    add_months,
    age_on,
    age_words,
    echo_birth_date,
    echo_day,
    parse_birth_date,
    parse_day,
)
from psr_tui.domain.typed_moments import echo_moment, parse_moment, parse_time

TODAY = date(2026, 11, 21)  # a Saturday
CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 21, 16, 2, tzinfo=UTC)  # 10:02 in Chicago
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
births = st.dates(date(1897, 1, 1), TODAY)


SPELLINGS = """01/22/1957;1/22/57;012257;01221957;1957-01-22;jan 22 1957;22 jan 1957;22-Jan-57;1.22.57;19570122;
January 22, 1957;22 ene 1957; 1 / 22 / 1957 """


@pytest.mark.parametrize("typed", SPELLINGS.split(";"))
def test_a_birth_date_is_read_in_any_spelling(typed: str) -> None:
    assert parse_birth_date(typed, TODAY) == date(1957, 1, 22)


@given(births)
def test_every_full_spelling_of_every_birth_date_reads_back(born: date) -> None:
    month = MONTHS[born.month - 1]
    for typed in (
        f"{born:%m/%d/%Y}",
        f"{born.month}-{born.day}-{born.year}",
        f"{born:%m%d%Y}",
        f"{born:%Y-%m-%d}",
        f"{month} {born.day} {born.year}",
        f"{born.day}{month}{born.year}",
    ):
        assert parse_birth_date(typed, TODAY) == born, typed


@given(births)
def test_two_digit_years_never_give_a_birth_in_the_future(born: date) -> None:
    assume(age_on(born, TODAY) < 100)
    read = parse_birth_date(f"{born:%m/%d/%y}", TODAY)
    assert read <= TODAY
    assert read == born or read == date(born.year + 100, born.month, born.day)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_words(typed: str) -> None:
    for parse in (
        lambda: parse_birth_date(typed, TODAY),
        lambda: parse_day(typed, TODAY),
        lambda: parse_moment(typed, NOW, CHICAGO),
        lambda: parse_time(typed),
    ):
        try:
            parse()
        except InvalidInput as refused:
            assert len(refused.message) > 20


@given(st.from_regex(r"(t|next|tue|sat|dec)?[ +\-/0-9amp:wd]{0,12}", fullmatch=True))
def test_text_that_looks_like_a_date_never_breaks_the_reader(typed: str) -> None:
    try:
        assert parse_moment(typed, NOW, CHICAGO) > NOW
    except InvalidInput as refused:
        assert refused.field == "When"


@pytest.mark.parametrize(
    "typed", ["", "x", "2/30/60", "13/1/60", "22/01/1957", "1/22/2030", "1/1/1880", "1/22", "12257"]
)
def test_what_is_no_birth_date_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="Date of birth"):
        parse_birth_date(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("t", date(2026, 11, 21)),
        ("T+3", date(2026, 11, 24)),
        ("t-30", date(2026, 10, 22)),
        ("tue", date(2026, 11, 24)),
        ("sat", date(2026, 11, 21)),
        ("next sat", date(2026, 11, 28)),
        ("next tue", date(2026, 11, 24)),
        ("12/3", date(2026, 12, 3)),
        ("1/5", date(2027, 1, 5)),
        ("10/30", date(2026, 10, 30)),
        ("dec 3", date(2026, 12, 3)),
        ("3 dec", date(2026, 12, 3)),
        ("1203", date(2026, 12, 3)),
        ("+2w", date(2026, 12, 5)),
        ("+1mo", date(2026, 12, 21)),
        ("12/3/24", date(2024, 12, 3)),
        ("2/29", date(2028, 2, 29)),
        ("tomorrow", date(2026, 11, 22)),
    ],
)
def test_business_dates(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == day


def test_next_tuesday_typed_on_a_wednesday_and_on_a_sunday() -> None:
    assert parse_day("next tue", date(2026, 11, 18)) == date(2026, 11, 24)
    assert parse_day("next tue", date(2026, 11, 22)) == date(2026, 12, 1)


def test_a_date_without_a_year_follows_the_wanted_side() -> None:
    assert parse_day("10/30", TODAY, prefer="future") == date(2027, 10, 30)
    assert parse_day("12/3", TODAY, prefer="past") == date(2025, 12, 3)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(-9999, 9999))
def test_t_plus_n_is_n_days_away(today: date, days: int) -> None:
    assert parse_day(f"t{days:+d}", today) == today + timedelta(days=days)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_within_the_next_seven_days(today: date, weekday: int) -> None:
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[weekday]
    for length in (2, 3, len(name)):
        day = parse_day(name[:length], today)
        assert day.weekday() == weekday
        assert 0 <= (day - today).days < 7
    assert 1 <= (parse_day(f"next {name}", today) - today).days <= 13


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
def test_adding_months_stays_in_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@given(births)
def test_the_echo_reads_back_as_the_same_day(born: date) -> None:
    assert parse_birth_date(echo_birth_date(born, TODAY).split(" ")[0], TODAY) == born
    assert parse_day(echo_day(born).split(" ")[1], TODAY) == born


def test_ages_are_said_in_years_months_or_days() -> None:
    assert echo_birth_date(date(1957, 1, 22), TODAY) == "01/22/1957 (69)"
    assert age_words(date(2025, 9, 30), TODAY) == "13 mo"
    assert age_words(date(2026, 11, 9), TODAY) == "12 d"
    assert age_on(date(2004, 2, 29), date(2026, 2, 28)) == 21


@pytest.mark.parametrize(
    ("typed", "wall"),
    [
        ("tue 2p", "Tue 11/24 14:00"),
        ("+3d am", "Tue 11/24 09:00"),
        ("t+1 9:15", "Sun 11/22 09:15"),
        ("2p", "Sat 11/21 14:00"),
        ("14:30", "Sat 11/21 14:30"),
        ("+30m", "Sat 11/21 10:32"),
        ("+2h", "Sat 11/21 12:02"),
        ("tue 2 pm", "Tue 11/24 14:00"),
        ("dec 3 am", "Thu 12/03 09:00"),
        ("12/3 1430", "Thu 12/03 14:30"),
        ("sat 9", "Sat 11/28 09:00"),
        ("next tue noon", "Tue 11/24 12:00"),
        ("tue 2", "Tue 11/24 14:00"),
        ("tue 02:15", "Tue 11/24 02:15"),
        ("1/5 8", "Tue 01/05/2027 08:00"),
    ],
)
def test_moments(typed: str, wall: str) -> None:
    at = parse_moment(typed, NOW, CHICAGO)
    assert at.tzinfo is UTC
    assert echo_moment(at, CHICAGO, NOW) == wall


@pytest.mark.parametrize("typed", ["9", "9:15", "t 8", "12:01a", "yesterday 4p", "11/2/26 9"])
def test_the_past_is_refused_in_plain_words(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"already past \(it is 10:02 there now\)"):
        parse_moment(typed, NOW, CHICAGO)


def test_a_time_in_the_patients_zone_is_their_wall_time() -> None:
    phoenix = ZoneInfo("America/Phoenix")
    assert parse_moment("tue 2p", NOW, phoenix) - parse_moment("tue 2p", NOW, CHICAGO) == timedelta(hours=1)


def test_the_hour_that_spring_skips_moves_forward() -> None:
    night = datetime(2027, 3, 13, 18, 0, tzinfo=UTC)
    assert echo_moment(parse_moment("t+1 02:30", night, CHICAGO), CHICAGO) == "Sun 03/14 03:30"


@given(st.integers(0, 3_000_000), st.integers(1, 500), st.integers(0, 23), st.integers(0, 59))
def test_day_and_clock_read_back_to_the_minute(later: int, days: int, hour: int, minute: int) -> None:
    now = NOW + timedelta(minutes=later)
    at = parse_moment(f"t+{days} {hour:02d}:{minute:02d}", now, ZoneInfo("UTC"))
    assert at == datetime.combine(now.date() + timedelta(days=days), datetime.min.time(), UTC) + timedelta(
        hours=hour, minutes=minute
    )
