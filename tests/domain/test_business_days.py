"""Business days: weekends and closed days never count, and counting forth and back agrees."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.business_days import after_business_days, business_days_between, is_business_day

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
closed = st.sets(st.dates(date(2025, 1, 1), date(2028, 6, 1)), max_size=6)


@given(days, st.integers(1, 25), closed)
def test_the_day_counted_to_is_one_and_so_many_lie_between(day: date, count: int, shut: set[date]) -> None:
    end = after_business_days(day, count, shut)
    assert is_business_day(end, shut)
    assert business_days_between(day, end, shut) == count
    assert business_days_between(day, end - timedelta(days=1), shut) == count - 1


def test_a_friday_and_a_holiday() -> None:
    friday = date(2026, 7, 3)
    assert after_business_days(date(2026, 7, 2), 1) == friday
    assert after_business_days(date(2026, 7, 2), 1, {friday}) == date(2026, 7, 6)
    assert business_days_between(friday, friday) == 0
