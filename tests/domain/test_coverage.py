"""Which coverage holds on which day, and how it is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.coverage import Coverage, check_in_force, clashes, primary_on
from psr_tui.domain.errors import Refused

DAY = date(2026, 3, 4)
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))
optional_days = st.none() | days
coverages = st.lists(
    st.builds(
        Coverage,
        coverage_id=st.uuids().map(lambda one: one.hex),
        payer=st.just("Example Health"),
        plan=st.just("PPO"),
        member_id=st.just("W1"),
        order=st.integers(1, 3),
        effective=optional_days,
        ends=optional_days,
    ),
    max_size=6,
)


@given(coverages, days)
def test_the_proposed_coverage_holds_that_day_and_none_of_a_lower_order_does(held: list[Coverage], on: date) -> None:
    chosen = primary_on(held, on)
    in_force = [one for one in held if one.in_force(on)]
    if chosen is None:
        assert in_force == []
    else:
        assert chosen.in_force(on) and chosen.order == min(one.order for one in in_force)


@given(days, st.integers(0, 400))
def test_both_ends_of_the_range_count(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    one = Coverage("c", "Example Health", "PPO", "W1", effective=start, ends=end)
    assert one.in_force(start) and one.in_force(end)
    assert not one.in_force(start - timedelta(days=1)) and not one.in_force(end + timedelta(days=1))


def test_an_ended_coverage_says_so_and_cannot_be_confirmed() -> None:
    ended = Coverage("c", "Example Health", "PPO", "W1", ends=date(2025, 12, 31))
    assert ended.holds_words(DAY) == "ENDED 12/31/2025"
    with pytest.raises(Refused, match=r"ENDED 12/31/2025.*self-pay"):
        check_in_force(ended, DAY)


def test_verified_age_is_shown_and_never_verified_is_not_inactive() -> None:
    fresh = Coverage("c", "Example Health", "PPO", "W1", verified_on=date(2026, 3, 2))
    assert fresh.verified_words(DAY) == "verified 03/02/2026 (2 days ago)"
    assert not fresh.needs_verifying(DAY)
    never = Coverage("c", "Example Health", "PPO", "W1")
    assert never.verified_words(DAY) == "NOT VERIFIED" and never.needs_verifying(DAY) and never.in_force(DAY)
    last_year = Coverage("c", "Example Health", "PPO", "W1", verified_on=date(2025, 12, 30))
    assert last_year.needs_verifying(date(2026, 1, 2))


def test_two_of_the_same_order_on_one_day_are_flagged() -> None:
    first = Coverage("a", "Example Health", "PPO", "W1")
    second = Coverage("b", "Other Plan", "HMO", "X9", effective=date(2026, 1, 1))
    assert clashes([first, second], DAY) == (1,)
    assert clashes([first, second], date(2025, 6, 1)) == ()
