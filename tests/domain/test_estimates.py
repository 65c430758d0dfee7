"""The clock of good-faith estimates by business days, what an estimate holds, and the $400 flag."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.estimate_letter import EstimateLine
from psr_tui.domain.estimates import (
    MOST,
    Estimate,
    EstimateKind,
    EstimateState,
    EstimateWhy,
    check_giveable,
    checked_line,
    checked_lines,
    due_on,
    over_estimate,
    total_of,
)
from psr_tui.domain.money import Money
from tests.helpers.clinic import NOW

SCHEDULED, REQUESTED = EstimateWhy.SCHEDULED, EstimateWhy.REQUESTED
WED = date(2026, 3, 4)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CLOSED = st.frozensets(st.dates(date(2025, 1, 1), date(2028, 3, 1)), max_size=40)


@pytest.mark.parametrize(
    ("why", "started", "service", "closed", "due"),
    [
        (SCHEDULED, WED, date(2026, 3, 18), (), date(2026, 3, 9)),  # 10 ahead: the third day, over a weekend
        (SCHEDULED, WED, date(2026, 3, 17), (), date(2026, 3, 5)),  # 9 ahead: the next day
        (SCHEDULED, WED, date(2026, 3, 9), (), date(2026, 3, 5)),  # 3 ahead
        (SCHEDULED, WED, date(2026, 3, 6), (), None),  # 2 ahead: nothing
        (SCHEDULED, WED, WED, (), None),
        (SCHEDULED, WED, None, (), None),
        (SCHEDULED, date(2026, 3, 6), date(2026, 3, 11), (), date(2026, 3, 9)),  # booked on Friday: Monday
        (SCHEDULED, WED, date(2026, 3, 18), (date(2026, 3, 5),), date(2026, 3, 5) + timedelta(days=1)),  # 9 ahead now
        (SCHEDULED, date(2026, 7, 2), date(2026, 7, 20), (date(2026, 7, 3),), date(2026, 7, 8)),  # over a holiday
        (REQUESTED, WED, None, (), date(2026, 3, 9)),
        (REQUESTED, date(2026, 3, 7), date(2026, 3, 9), (), date(2026, 3, 11)),  # asked on a Saturday
    ],
)
def test_the_clock_table(why: EstimateWhy, started: date, service: date | None, closed: tuple[date, ...],
                         due: date | None) -> None:  # fmt: skip
    assert due_on(why, started, service, closed) == due


@given(DAYS, st.integers(-5, 60), CLOSED)
def test_the_clock_agrees_with_days_counted_one_by_one(started: date, ahead: int, closed: frozenset[date]) -> None:
    service = started + timedelta(days=ahead)
    working = [started + timedelta(days=n) for n in range(1, 120)]
    working = [day for day in working if day.weekday() < 5 and day not in closed]
    between = sum(day <= service for day in working)
    expected = working[2] if between >= 10 else working[0] if between >= 3 else None
    assert due_on(SCHEDULED, started, service, closed) == expected
    assert due_on(REQUESTED, started, service, closed) == working[2]


@given(DAYS, st.integers(0, 60), CLOSED)
def test_what_is_due_is_due_on_a_business_day_before_the_visit(
    started: date, ahead: int, closed: frozenset[date]
) -> None:
    service = started + timedelta(days=ahead)
    due = due_on(SCHEDULED, started, service, closed)
    if due is not None:
        assert started < due <= service and due.weekday() < 5 and due not in closed


LINES = st.lists(
    st.builds(EstimateLine, label=st.just("visit"), amount=st.integers(0, MOST.cents).map(Money)), max_size=12
)


@given(LINES, st.integers(0, 10_000_00).map(Money))
def test_the_flag_is_raised_from_400_dollars_above_the_sum_of_the_lines(
    lines: list[EstimateLine], charged: Money
) -> None:
    total = total_of(lines)
    assert total.cents == sum(line.amount.cents for line in lines)
    above = over_estimate(total, charged)
    assert (above is not None) == (charged.cents - total.cents >= 40000)
    assert above is None or total + above == charged


@pytest.mark.parametrize(("charged", "above"), [(64999, None), (65000, 40000), (65001, 40001)])
def test_400_dollars_to_the_cent(charged: int, above: int | None) -> None:
    found = over_estimate(Money(25000), Money(charged))
    assert (found.cents if found is not None else None) == above


def test_lines_are_cleaned_and_refused_by_field() -> None:
    line = checked_line(EstimateLine("  Office   visit ", Money(14500), "ov15", 1, " Ann Lee "))
    assert (line.label, line.code, line.provider) == ("Office visit", "OV15", "Ann Lee")
    for wrong, field in (
        (EstimateLine("--", Money(1)), "label"),
        (EstimateLine("x", Money(-1)), "amount"),
        (EstimateLine("x", MOST + Money(1)), "amount"),
        (EstimateLine("x", Money(1), quantity=0), "quantity"),
        (EstimateLine("x", Money(1), code="99213 25"*3), "code"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            checked_line(wrong)
        assert refused.value.field == field
    with pytest.raises(InvalidInput, match="at least one service"):
        checked_lines([])


def one(**more: object) -> Estimate:
    values = {"state": EstimateState.DUE, "due_on": date(2026, 3, 9), **more}
    return Estimate("e", "p", "SMITH, Jon", "v", EstimateKind.GOOD_FAITH, SCHEDULED, number=1, started_at=NOW, **values)  # type: ignore[arg-type]


def test_due_words_tell_today_later_and_overdue() -> None:
    assert one().due_words(date(2026, 3, 9)) == "due today"
    assert one().due_words(date(2026, 3, 6)) == "due Mon 03/09"
    assert one().due_words(date(2026, 3, 10)) == "overdue since Mon 03/09"
    assert one(state=EstimateState.GIVEN).due_words(date(2026, 3, 10)) == ""
    with pytest.raises(Refused, match="open the newest one"):
        check_giveable(one(state=EstimateState.REPLACED))
