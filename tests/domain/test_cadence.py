"""A computed due is always later, allowed, staffed and varied; refusals say when calling is allowed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psr_tui.domain.cadence import Cadence, Outcome, Retry, Tries, next_due, promised, used_up
from psr_tui.domain.call_window import CallHours, CallWindow
from psr_tui.domain.calling_zones import calling_zones, split_key, window_key, zones_of_number, zones_of_state
from psr_tui.domain.day_parts import day_part
from psr_tui.domain.errors import InvalidInput, Refused
from tests.helpers.call_rows import CADENCES, CALL_REASONS, OUTCOMES, default_rows

DENVER = ZoneInfo("America/Denver")
HOURS = CallHours("America/Denver", default_rows(), closed_days=frozenset({date(2026, 11, 26), date(2026, 12, 25)}))
COMPUTED = [row for row in OUTCOMES if row.retry in (Retry.OTHER_PART, Retry.NEXT_DAY, Retry.MINUTES)]
BY_CODE = {row.code: row for row in OUTCOMES}
CADENCE = {row.code: row for row in CADENCES}

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
windows = st.sampled_from(
    [
        HOURS.for_patient("", state, "")
        for state in ("NM", "TX", "FL", "KY", "ME", "CA", "NY", "AK", "HI", "AZ", "RI", "ZZ", "GU")
    ]
    + [HOURS.for_patient("Pacific/Auckland", "", "")]
)


@st.composite
def histories(draw: st.DrawFn, now: datetime) -> Tries:
    ago = draw(st.lists(st.integers(0, 60 * 24 * 4), max_size=5))
    return Tries(tuple(sorted(now - timedelta(minutes=minutes) for minutes in ago)))


@settings(max_examples=250, deadline=None)
@given(st.data(), instants, windows, st.sampled_from(COMPUTED), st.sampled_from(CADENCES))
def test_due_is_after_now_allowed_and_staffed(
    data: st.DataObject, now: datetime, window: CallWindow, outcome: Outcome, cadence: Cadence
) -> None:
    tries = data.draw(histories(now))
    try:
        window.next_workable(now)
    except Refused:
        assume(False)
    due = next_due(outcome, cadence, tries, now, window)
    assert due > now
    assert window.permits(due)
    assert window.next_workable(due) == due
    here = due.astimezone(DENVER)
    assert here.date() not in HOURS.closed_days and here.weekday() < 5 and 8 <= here.hour < 18


@settings(max_examples=150, deadline=None)
@given(instants, st.sampled_from(["NM", "TX", "CA", "NY"]))
def test_a_retry_moves_to_another_part_of_the_day_after_a_rest(now: datetime, state: str) -> None:
    window = HOURS.for_patient("", state, "")
    due = next_due(BY_CODE["NAN"], CADENCE["CLN"], Tries((now,)), now, window)
    assert due - now >= timedelta(hours=2)
    assert day_part(due, window.zone) is not day_part(now, window.zone)


@settings(max_examples=150, deadline=None)
@given(instants)
def test_voicemail_waits_for_the_next_working_day(now: datetime) -> None:
    window = HOURS.for_patient("", "NM", "")
    due = next_due(BY_CODE["VML"], CADENCE["SCH"], Tries((now,)), now, window)
    assert due.astimezone(DENVER).date() > now.astimezone(DENVER).date()


def test_tries_spread_over_the_parts_of_the_day() -> None:
    now = datetime(2026, 3, 4, 9, 47, tzinfo=DENVER).astimezone(UTC)
    window = HOURS.for_patient("", "NM", "")
    first = next_due(BY_CODE["NAN"], CADENCE["SCH"], Tries((now,)), now, window)
    assert first.astimezone(DENVER).strftime("%d %H:%M") == "04 12:00"
    second = next_due(BY_CODE["NAN"], CADENCE["SCH"], Tries((now, first)), first, window)
    assert second.astimezone(DENVER).strftime("%d %H:%M") == "04 16:00"
    third = next_due(BY_CODE["NAN"], CADENCE["SCH"], Tries((now, first, second)), second, window)
    assert third.astimezone(DENVER).strftime("%d %H:%M") == "05 08:00"


def test_busy_half_an_hour_and_never_into_the_evening() -> None:
    window = HOURS.for_patient("", "NM", "")
    busy = BY_CODE["BSY"]
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=DENVER)
    assert next_due(busy, CADENCE["SCH"], Tries(), noon, window) == noon + timedelta(minutes=30)
    friday = datetime(2026, 3, 6, 17, 45, tzinfo=DENVER)
    due = next_due(busy, CADENCE["SCH"], Tries(), friday, window)
    assert due.astimezone(DENVER).strftime("%a %H:%M") == "Mon 08:00"


def test_thanksgiving_is_skipped() -> None:
    wednesday = datetime(2026, 11, 25, 17, 0, tzinfo=DENVER)
    window = HOURS.for_patient("", "NM", "")
    due = next_due(BY_CODE["VML"], CADENCE["SCH"], Tries((wednesday,)), wednesday, window)
    assert due.astimezone(DENVER).strftime("%a %m/%d %H:%M") == "Fri 11/27 08:00"


@pytest.mark.parametrize(("day", "offset"), [(date(2026, 3, 9), -6), (date(2026, 3, 6), -7), (date(2026, 11, 2), -7)])
def test_eight_o_clock_is_eight_o_clock_after_a_clock_change(day: date, offset: int) -> None:
    window = HOURS.for_patient("", "NM", "")
    night = datetime(day.year, day.month, day.day, 1, 30, tzinfo=DENVER) - timedelta(days=1)
    opens = window.next_workable(night.astimezone(UTC) + timedelta(days=1))
    wall = opens.astimezone(DENVER)
    assert (wall.date(), wall.hour, wall.utcoffset()) == (day, 8, timedelta(hours=offset))


def test_the_refusal_says_when_calling_is_allowed() -> None:
    window = HOURS.for_patient("", "CA", "")
    early = datetime(2026, 3, 4, 8, 10, tzinfo=DENVER)
    with pytest.raises(Refused, match=r"It is 07:10 where they live; .* 08:00 their time \(09:00 here\)"):
        window.refuse(early, DENVER)
    window.refuse(early + timedelta(hours=1), DENVER)


def test_state_rows_hold() -> None:
    sunday = datetime(2026, 3, 8, 11, 0, tzinfo=ZoneInfo("America/Chicago"))
    texas = HOURS.for_patient("America/Chicago", "TX", "")
    assert not texas.permits(sunday) and texas.permits(sunday + timedelta(hours=1))
    maine = HOURS.for_patient("", "ME", "")
    assert not maine.permits(datetime(2026, 3, 4, 17, 0, tzinfo=ZoneInfo("America/New_York")))


def test_unknown_zone_needs_the_clinic_and_the_number() -> None:
    window = HOURS.for_patient("", "", "+14155550134")
    assert window.zones == ("America/Denver", "America/Los_Angeles")
    assert not window.permits(datetime(2026, 3, 4, 8, 30, tzinfo=DENVER))
    assert not window.permits(datetime(2026, 3, 4, 20, 30, tzinfo=DENVER))
    assert window.permits(datetime(2026, 3, 4, 9, 30, tzinfo=DENVER))


def test_zones_of_address_win_over_the_number() -> None:
    assert calling_zones("", "NM", "+14155550134", "America/Chicago") == ("America/Denver",)
    assert calling_zones("America/Boise", "NM", "", "America/Chicago") == ("America/Boise",)
    assert zones_of_state("tx") == ("America/Chicago", "America/Denver")
    assert zones_of_number("+18005550100") == () and zones_of_number("+442079460000") == ()


@given(windows)
def test_the_key_carries_the_whole_window(window: CallWindow) -> None:
    assert split_key(window_key(window.zones, window.state)) == (window.zones, window.state)
    assert HOURS.for_key(window.key) == window


def test_a_promise_is_refused_with_the_nearest_good_time() -> None:
    now = datetime(2026, 3, 4, 9, 47, tzinfo=DENVER).astimezone(UTC)
    window = HOURS.for_patient("", "CA", "")
    good = datetime(2026, 3, 10, 14, 0, tzinfo=window.zone)
    assert promised(good, now, window, DENVER) == good
    with pytest.raises(InvalidInput, match="already past"):
        promised(now, now, window, DENVER)
    with pytest.raises(InvalidInput, match=r"too early or late .* Wed 03/11 08:00 their time \(09:00 here\)"):
        promised(datetime(2026, 3, 10, 21, 0, tzinfo=window.zone), now, window, DENVER)
    with pytest.raises(InvalidInput, match="not staffed"):
        promised(datetime(2026, 3, 8, 14, 0, tzinfo=window.zone), now, window, DENVER)


def test_attempts_used_up() -> None:
    cadence = CADENCE["CLN"]
    at = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    assert not used_up(cadence, Tries((at, at))) and used_up(cadence, Tries((at, at, at)))
    assert cadence.next_step == "emergency contact"


def test_outcomes_without_a_time_of_their_own_are_refused() -> None:
    window = HOURS.for_patient("", "NM", "")
    for code in ("RES", "CBK", "SKP"):
        with pytest.raises(Refused, match="sets no time"):
            next_due(BY_CODE[code], CADENCE["CLN"], Tries(), datetime(2026, 3, 4, 17, 0, tzinfo=UTC), window)


def test_default_rows_are_whole() -> None:
    assert {row[2] for row in CALL_REASONS} <= set(CADENCE)
    digits = [row.digit for row in OUTCOMES if row.digit and row.code not in ("VMD", "VMN")]
    assert sorted(digits) == list("12345678")
