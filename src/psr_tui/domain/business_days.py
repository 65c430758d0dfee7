"""Counting business days: Monday to Friday without the clinic's closed days (front-desk.md FD-140, FD-149)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def is_business_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether the clinic's office works on a day."""
    return day.weekday() < _SATURDAY and day not in closed


def after_business_days(day: date, count: int, closed: Collection[date] = ()) -> date:
    """The ``count``-th business day after ``day``, which itself never counts."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day, closed)
    return day


def business_days_between(first: date, last: date, closed: Collection[date] = ()) -> int:
    """How many business days lie after ``first`` up to and with ``last``; 0 when ``last`` is not later."""
    days = (last - first).days
    return sum(is_business_day(first + timedelta(days=n), closed) for n in range(1, days + 1))
