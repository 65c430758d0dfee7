"""Payment plans: cents split without loss, days that keep their day, paid up to as far as credits reach."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.plans import (
    MOST_INSTALMENTS,
    Instalment,
    Plan,
    Rhythm,
    days,
    instalment_words,
    instalments,
    shares,
    split,
    standing,
)

TODAY = date(2026, 3, 4)


@given(st.integers(1, 10_000_000), st.integers(1, MOST_INSTALMENTS))
def test_every_cent_is_in_exactly_one_instalment(cents: int, count: int) -> None:
    if cents < count:
        with pytest.raises(InvalidInput, match="choose fewer"):
            split(Money(cents), count)
        return
    parts = [part.cents for part in split(Money(cents), count)]
    assert sum(parts) == cents and len(parts) == count
    assert parts == sorted(parts, reverse=True) and parts[0] - parts[-1] <= 1


@pytest.mark.parametrize("count", [0, -1, MOST_INSTALMENTS + 1])
def test_a_number_of_instalments_that_cannot_be(count: int) -> None:
    with pytest.raises(InvalidInput, match="from 1 to"):
        split(Money(10000), count)


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.sampled_from(Rhythm), st.integers(1, MOST_INSTALMENTS))
def test_days_rise_and_monthly_ones_keep_the_day(first: date, rhythm: Rhythm, count: int) -> None:
    found = days(first, rhythm, count)
    assert found[0] == first and list(found) == sorted(set(found)) and len(found) == count
    if rhythm is Rhythm.MONTHLY:
        for day in found:
            last = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
            assert day.day == min(first.day, last)


def test_the_first_day_is_from_today_on_and_within_a_year() -> None:
    for first in (TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(InvalidInput, match="First due"):
            instalments(Money(1200), 3, first, Rhythm.WEEKLY, TODAY)
    assert [one.due_on for one in instalments(Money(1200), 2, TODAY, Rhythm.TWO_WEEKS, TODAY)] == [
        TODAY, TODAY + timedelta(days=14),
    ]  # fmt: skip


AGREED = st.lists(st.integers(1, 5000), min_size=1, max_size=8).map(
    lambda amounts: tuple(
        Instalment(at, TODAY + timedelta(days=30 * (at - 3)), Money(cents)) for at, cents in enumerate(amounts, start=1)
    )
)


def plan(agreed: tuple[Instalment, ...], credited: int) -> Plan:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Plan("plan", TODAY, True, standing(agreed, Money(credited), TODAY), ("a", "b"), at)


@given(AGREED, st.integers(-2000, 50000))
def test_credits_pay_instalments_in_order_and_never_more_than_there_is(
    agreed: tuple[Instalment, ...], credited: int
) -> None:
    found = plan(agreed, credited)
    paid = [one.paid.cents for one in found.standing]
    assert sum(paid) == max(0, min(credited, found.total.cents))
    for before, after in zip(found.standing, found.standing[1:], strict=False):
        assert not after.paid or not before.open, "a later instalment is paid only when the earlier one is"
    for one in found.standing:
        assert one.late == (one.instalment.due_on < TODAY and bool(one.open))
    assert found.open.cents == found.total.cents - sum(paid)
    assert found.next is None or found.next.open
    assert found.asked(TODAY).cents == sum(
        one.open.cents for one in found.standing if one.instalment.due_on <= TODAY
    )  # fmt: skip


@given(AGREED, st.integers(0, 50000), st.integers(0, 9000), st.integers(0, 9000))
def test_what_is_asked_for_is_shared_over_the_charges(
    agreed: tuple[Instalment, ...], credited: int, first: int, second: int
) -> None:
    found = plan(agreed, credited)
    asked = shares(found, [("a", Money(first)), ("b", Money(second))], TODAY)
    assert sum(part.cents for part in asked.values()) == min(found.asked(TODAY).cents, first + second)
    assert asked["a"].cents == min(found.asked(TODAY).cents, first)


def test_a_plan_in_words() -> None:
    agreed = instalments(Money(10000), 3, TODAY + timedelta(days=10), Rhythm.MONTHLY, TODAY)
    found = plan(agreed, 4000)
    assert found.words() == "$100.00 in 3, 1 paid, next $26.67 on 04/14/2026"
    assert instalment_words(found) == "Instalment 2 of 3 due 04/14"
    late = Plan("p", TODAY, True, standing(agreed, Money(0), TODAY + timedelta(days=50)), (), found.changed_at)
    assert "2 late" in late.words() and late.late == 2
    assert instalment_words(plan(agreed, 10000)) == "Plan is paid"
