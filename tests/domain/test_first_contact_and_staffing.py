"""First-contact resolution by mark and by repeat, and how many people calls need (CC-107, CC-108)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.first_contact import Contact, by_reason, first_contact, first_contact_figures, repeats
from psr_tui.domain.staffing import erlang_c, needed, plan

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = 7 * 86_400


def _contact(number: int, at: int, patient: str = "p", reason: str = "r", marked: bool | None = None) -> Contact:
    return Contact(str(number), T0 + timedelta(seconds=at), patient, reason, marked)


@pytest.mark.parametrize(("gap", "again"), [(1, True), (WEEK, True), (WEEK + 1, False), (0, False)])
def test_a_repeat_is_a_later_call_within_the_window_to_the_second(gap: int, again: bool) -> None:
    assert ("0" in repeats([_contact(0, 0), _contact(1, gap)], 7)) is again


def test_both_variants_stand_side_by_side_cut_by_reason() -> None:
    calls = [_contact(0, 0, reason="refill", marked=True), _contact(1, 60, reason="refill", marked=False),
             _contact(2, 90, reason="bill")]  # fmt: skip
    found = by_reason(calls, 7, T0 + timedelta(days=1))
    assert (found["refill"].contacts, found["refill"].not_repeated, found["refill"].marked) == (2, 1, 1)
    assert found["refill"].said_but_repeated == 1
    assert found["bill"].asked == 0
    marked, repeat = first_contact_figures(found["bill"], 7)
    assert marked.value is None and repeat.value == 100
    assert repeat.name.endswith("by repeat in 7 days")


@given(st.lists(st.tuples(st.integers(0, 2 * WEEK), st.sampled_from("pq"), st.sampled_from("rs")), max_size=25))
def test_repeats_are_those_of_comparing_every_pair(rows: list[tuple[int, str, str]]) -> None:
    calls = [_contact(number, *row) for number, row in enumerate(rows)]
    for same in (True, False):
        wanted = {
            one.call_id
            for one in calls
            for other in calls
            if one.patient == other.patient
            and (not same or one.reason == other.reason)
            and timedelta() < other.at - one.at <= timedelta(days=7)
        }
        assert set(repeats(calls, 7, same_reason=same)) == wanted
    until = T0 + timedelta(days=3)
    found = first_contact(calls, 7, until)
    assert sum(one.contacts for one in by_reason(calls, 7, until).values()) == found.contacts
    assert sum(one.not_repeated for one in by_reason(calls, 7, until).values()) == found.not_repeated


def test_erlang_c_gives_the_published_numbers() -> None:
    need = needed(100, 180, 20, 80, 30)
    staffed = need.staffed
    assert (staffed.load, staffed.reps, need.scheduled) == (10, 14, 20)
    assert round(staffed.waits, 6) == 0.174132
    assert round(staffed.service_level, 6) == 0.888350
    assert round(staffed.occupancy, 6) == 0.714286
    assert round(staffed.asa, 4) == 7.8359
    assert round(erlang_c(13, 100, 180, 20).service_level, 6) == 0.795595


@pytest.mark.parametrize("reps", [0, 9, 10])
def test_as_many_calls_as_people_can_work_or_more_are_refused(reps: int) -> None:
    with pytest.raises(Refused, match="at least 11"):
        erlang_c(reps, 100, 180, 20)


@pytest.mark.parametrize(
    ("calls", "aht", "percent", "shrinkage"),
    [(-1, 180, 80, 30), (10, 0, 80, 30), (10, 180, 100, 30), (10, 180, 80, 100)],
)
def test_numbers_that_cannot_be_are_refused(calls: float, aht: float, percent: float, shrinkage: float) -> None:
    with pytest.raises(InvalidInput):
        needed(calls, aht, 20, percent, shrinkage)


@given(st.integers(1, 400), st.integers(10, 900), st.integers(0, 120), st.integers(1, 99), st.integers(0, 80))
def test_needed_is_the_fewest_who_reach_it(calls: int, aht: int, target: int, percent: int, shrinkage: int) -> None:
    need = needed(calls, aht, target, percent, shrinkage)
    reps = need.staffed.reps
    assert need.staffed.service_level * 100 >= percent
    assert need.scheduled >= reps > need.staffed.load
    if reps - 1 > need.staffed.load:
        fewer = erlang_c(reps - 1, calls, aht, target)
        assert fewer.service_level * 100 < percent
        assert fewer.asa > need.staffed.asa


def test_the_day_is_planned_by_half_hour_with_its_own_handle_time_where_known() -> None:
    rows = plan({"09:00": 100, "08:30": 10, "12:00": 0}, {"09:00": 180}, 300, 20, 80, 30)
    assert [(row.at, row.aht, row.need.staffed.reps) for row in rows] == [("08:30", 300, 4), ("09:00", 180, 14)]
