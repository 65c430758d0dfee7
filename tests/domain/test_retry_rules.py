"""Retries, promises and windows over both clock changes, wrong zones, and outcomes that are only rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.cadence import Cadence, Outcome, Retry, Tries, next_due, promised, used_up
from psr_tui.domain.call_window import CallHours
from psr_tui.domain.calling_zones import calling_zones, split_key
from psr_tui.domain.clock import at_local, zone, zone_or
from psr_tui.domain.day_parts import day_part
from psr_tui.domain.missed_promises import MissedRule, MissedRules, WhenMissed, next_working_day, same_wall_time
from psr_tui.domain.typed_moments import parse_moment
from tests.helpers.call_rows import CADENCES, OUTCOMES, default_rows

DENVER = ZoneInfo("America/Denver")
HOURS = CallHours("America/Denver", default_rows(), closed_days=frozenset({date(2026, 11, 26)}))
BY_CODE = {row.code: row for row in OUTCOMES}
CADENCE = {row.code: row for row in CADENCES}
CHANGES = (datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC))
near_changes = st.tuples(st.sampled_from(CHANGES), st.integers(-5 * 24 * 60, 5 * 24 * 60)).map(
    lambda pair: pair[0] + timedelta(minutes=pair[1])
)
states = st.sampled_from(["NM", "TX", "FL", "AZ", "HI", "ME", "CA", "IN"])
retried = st.sampled_from([row for row in OUTCOMES if row.retry in (Retry.OTHER_PART, Retry.NEXT_DAY, Retry.MINUTES)])


def test_a_cap_that_ends_in_the_morning_of_the_next_day_holds_until_then() -> None:
    now = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
    window, free_at = HOURS.for_patient("", "NM", ""), datetime(2026, 3, 11, 15, 1, tzinfo=UTC)
    assert next_due(BY_CODE["VML"], CADENCE["CNF"], Tries((now,)), now, window, free_at) == free_at


@settings(max_examples=150, deadline=None)
@given(near_changes, states, retried, st.sampled_from(CADENCES), st.integers(0, 3 * 24 * 60))
def test_nobody_is_called_outside_their_hours_when_clocks_change(
    now: datetime, state: str, outcome: Outcome, cadence: Cadence, capped: int
) -> None:
    window = HOURS.for_patient("", state, "")
    free_at = now + timedelta(minutes=capped)
    due = next_due(outcome, cadence, Tries((now,)), now, window, free_at)
    assert due > now and due >= free_at and window.permits(due) and window.next_workable(due) == due
    for name in window.zones:
        start, end = HOURS.hours_on(state, due.astimezone(ZoneInfo(name)).weekday())
        assert start <= due.astimezone(ZoneInfo(name)).hour < end


@settings(max_examples=100, deadline=None)
@given(near_changes, st.integers(0, 6), st.integers(9, 16))
def test_a_promise_is_the_hour_that_was_said_whatever_the_clocks_do(now: datetime, days: int, hour: int) -> None:
    tz = ZoneInfo("America/Chicago")
    typed = parse_moment(f"t+{days + 1} {hour}:15", now, tz)
    wall = typed.astimezone(tz)
    assert (wall.hour, wall.minute) == (hour, 15)
    assert wall.date() == now.astimezone(tz).date() + timedelta(days=days + 1)
    window = HOURS.for_patient("America/Chicago", "TX", "")
    if window.next_workable(typed) == typed:
        assert promised(typed, now, window, DENVER) == typed
    moved = same_wall_time(typed, tz, HOURS.for_patient("America/Los_Angeles", "CA", ""))
    there = moved.astimezone(ZoneInfo("America/Los_Angeles"))
    assert (there.date(), there.hour, there.minute) == (wall.date(), hour, 15)


@settings(max_examples=60, deadline=None)
@given(near_changes, states)
def test_a_missed_promise_keeps_its_hour_on_the_next_working_day(now: datetime, state: str) -> None:
    window = HOURS.for_patient("", state, "")
    was = window.next_workable(now - timedelta(days=2))
    due = next_working_day(was, now, window)
    assert due.astimezone(window.zone).date() > now.astimezone(window.zone).date()
    assert window.next_workable(due) == due
    wall = was.astimezone(window.zone)
    same = at_local(due.astimezone(window.zone).date(), wall.hour, wall.minute, window.zone)
    assert due.astimezone(window.zone).time() == wall.time() or window.next_workable(same) != same


def test_a_missed_promise_follows_the_row_of_its_reason() -> None:
    close = MissedRule("BILL", WhenMissed.CLOSE, timedelta(minutes=5))
    otherwise = MissedRule("", WhenMissed.NEXT_DAY, timedelta(minutes=20))
    rules = MissedRules((otherwise, close))
    assert rules.of("BILL") is close and rules.of("SCHED") is otherwise
    assert rules.least_grace == timedelta(minutes=5)
    assert MissedRules().of("SCHED").action is WhenMissed.RETRY


@settings(max_examples=60, deadline=None)
@given(near_changes, st.sampled_from(["NM", "TX", "CA", "FL"]))
def test_six_tries_to_book_change_the_part_of_the_day_and_take_two_days(start: datetime, state: str) -> None:
    """SCH: 6 tries over at least 2 days, at most 3 a day, each in another part than the one before (CC-37)."""
    window = HOURS.for_patient("", state, "")
    tries = Tries((window.next_workable(start),))
    while not used_up(CADENCE["SCH"], tries):
        last = tries.at[-1]
        due = next_due(BY_CODE["NAN"], CADENCE["SCH"], tries, last, window)
        assert day_part(due, window.zone) is not day_part(last, window.zone)
        tries = Tries((*tries.at, due))
    days = [at.astimezone(window.zone).date() for at in tries.at]
    assert len(set(days)) >= 2 and max(days.count(day) for day in days) <= 3


@settings(max_examples=60, deadline=None)
@given(near_changes)
def test_a_rest_of_days_is_days_and_another_part_of_the_day(now: datetime) -> None:
    window = HOURS.for_patient("", "NM", "")
    now = window.next_workable(now)
    due = next_due(BY_CODE["NAN"], CADENCE["RCL"], Tries((now,)), now, window)
    apart = due.astimezone(DENVER).date() - now.astimezone(DENVER).date()
    assert 7 <= apart.days <= 10 and day_part(due, DENVER) is not day_part(now, DENVER)


def test_an_outcome_nobody_programmed_works_from_its_row() -> None:
    """CC-29: the code is new, only its flags and numbers are known."""
    window = HOURS.for_patient("", "NM", "")
    now = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    fax = Outcome("FAX", "", "Fax machine", False, Retry.MINUTES, retry_minutes=45, machine=True)
    assert next_due(fax, CADENCE["SCH"], Tries((now,)), now, window) == now + timedelta(minutes=45)
    tells = replace(BY_CODE["VMD"], done_for=frozenset({"CONF", "DIRECT"}))
    assert tells.ends("CONF") and not tells.ends("REFILL") and BY_CODE["RES"].ends("REFILL")


# --- zones that are wrong (CC-49) ---


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.text(max_size=20), st.sampled_from(["Mars/Olympus", "America/Denverr", "../etc/zone", "UTC+5"])))
def test_a_zone_that_does_not_exist_is_none(name: str) -> None:
    zones = calling_zones(name, "CA", "+15055550142", "America/Denver")
    assert zones[-1] == "America/Los_Angeles"
    assert HOURS.for_patient(name, "CA", "").zone is not None
    assert HOURS.for_key(f"{name.replace(',', '').replace('|', '')}|CA").permits(datetime(2026, 3, 4, 18, tzinfo=UTC))


def test_a_zone_that_contradicts_the_address_must_hold_together_with_it() -> None:
    assert calling_zones("America/New_York", "CA", "", "America/Denver") == ("America/New_York", "America/Los_Angeles")
    assert calling_zones("US/Pacific", "CA", "", "America/Denver") == ("US/Pacific",)
    window = HOURS.for_patient("America/New_York", "CA", "")
    early = datetime(2026, 3, 4, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    assert not window.permits(early) and window.permits(early + timedelta(hours=2))
    late = datetime(2026, 3, 4, 18, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert not window.permits(late)


def test_stored_words_that_are_no_zones_stop_nothing() -> None:
    assert split_key("Mars/Olympus,America/Denver|NM") == (("America/Denver",), "NM")
    assert HOURS.for_key("Mars/Olympus|NM").zones == ("America/Denver",)
    assert zone_or("Mars/Olympus", DENVER) is DENVER and zone_or("America/Chicago", DENVER) is zone("America/Chicago")


@pytest.mark.parametrize("reason", ["", "SCHED"])
def test_without_rows_every_missed_promise_is_tried_again(reason: str) -> None:
    assert MissedRules().of(reason).grace == timedelta(minutes=15)
