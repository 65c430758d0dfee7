"""Visits booked as a series: each is a visit of its own, and an edit says which of them it means (FD-29, FD-81)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import add_months

MOST = 52
"""Visits of one series."""
_PATTERN = re.compile(
    r"^(?:every\s+)?(?P<every>\d{1,2})?\s*(?P<unit>d|days?|w|wks?|weeks?|mo|months?)\s*(?:x|times|,)?\s*"
    r"(?P<count>\d{1,2})(?:\s*times)?$"
)


class Which(StrEnum):
    """Which visits of a series an edit means."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every ``every`` ``unit`` (days, weeks, months), ``count`` visits in all."""

    every: int
    unit: str
    count: int

    @property
    def words(self) -> str:
        """``every 2 weeks, 6 times``."""
        unit = self.unit if self.every != 1 else self.unit[:-1]
        number = f"{self.every} " if self.every != 1 else ""
        return f"every {number}{unit}, {self.count} times"

    def days(self, first: date) -> tuple[date, ...]:
        """The dates, counted from the first, so that a short month moves no later one; the wall time stays (FD-84)."""
        if self.unit == "months":
            return tuple(add_months(first, n * self.every) for n in range(self.count))
        step = timedelta(days=self.every * (7 if self.unit == "weeks" else 1))
        return tuple(first + n * step for n in range(self.count))


def parse_pattern(typed: str) -> Pattern:
    """``every 2 weeks 6``, ``week x 4``, ``1 month, 3 times``. Raises InvalidInput with an example."""
    found = _PATTERN.match(" ".join(typed.casefold().split()))
    every, count = (int(found["every"] or 1), int(found["count"])) if found else (0, 0)
    if not found or not every or not 2 <= count <= MOST:
        raise InvalidInput(f"Series: type how often and how many, 2 to {MOST}: for example 2 weeks x 6.", "Series")
    return Pattern(every, {"d": "days", "w": "weeks", "m": "months"}[found["unit"][0]], count)


@dataclass(frozen=True, slots=True)
class Member:
    """A visit of a series that still stands."""

    visit_id: str
    version: int
    day: date
    local_start: str


def meant(members: tuple[Member, ...], visit_id: str, which: Which) -> tuple[Member, ...]:
    """The visits an edit means, in order of time. Raises InvalidInput when the visit is none of the series."""
    ordered = sorted(members, key=lambda one: (one.day, one.local_start, one.visit_id))
    here = next((one for one in ordered if one.visit_id == visit_id), None)
    if here is None:
        raise InvalidInput("This visit is no part of a series that still stands.", "Series")
    if which is Which.THIS:
        return (here,)
    return tuple(ordered) if which is Which.ALL else tuple(ordered[ordered.index(here) :])
