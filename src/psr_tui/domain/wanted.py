"""What somebody looks for in the schedule, and what is found: wishes, openings, and gaps that were passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

DAYS_AHEAD = 120
"""How far a search looks when nobody says how far."""


class DayPart(StrEnum):
    """The part of a day somebody can come."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def bounds(self) -> tuple[int, int]:
        """From and until in wall minutes."""
        return {"morning": (0, 720), "afternoon": (720, 1020), "evening": (1020, 1440)}[self.value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. ``minutes`` 0 = the type's usual length; ``target``: the day it should be near to,
    otherwise the soonest counts; no providers, places or parts = any of them. ``from_minute``/``until_minute`` are
    wall times; ``instead_of`` names the visit that would be moved, whose own time counts as free."""

    visit_type: str
    minutes: int = 0
    patient_id: str = ""
    provider_ids: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    weekdays: str = "0123456"
    parts: tuple[DayPart, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    target: date | None = None
    window_days: int = 0
    from_minute: int = 0
    until_minute: int = 1440
    notice_minutes: int = 0
    room_id: str = ""
    instead_of: str = ""
    most: int = 12


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that can be booked now. ``places``: how many fit there at once; ``left``: how many of them are free."""

    provider_id: str
    provider: str
    day: date
    local_start: str
    starts_at: datetime
    minutes: int
    places: int = 1
    left: int = 1
    location: str = ""
    room_id: str = ""

    @property
    def words(self) -> str:
        """``Tue 03/10/2026 09:15 Lee``."""
        return f"{self.day:%a %m/%d/%Y} {self.local_start} {self.provider}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A gap that was passed over, and why."""

    day: date
    local_start: str
    provider: str
    why: str

    @property
    def words(self) -> str:
        """``Thu 03/05 09:00 Lee: only 10 min free``."""
        return f"{self.day:%a %m/%d} {self.local_start} {self.provider}: {self.why}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, nearest first, and what it passed over before the last of it. ``weeks``: somebody who fits
    has a usual week at all; a clinic that was updated or begun has none until a lead writes it."""

    openings: tuple[Opening, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    searched_to: date | None = None
    weeks: bool = True


def days_of(wanted: Wanted, today: date) -> list[date]:
    """The days to look at, in the order in which they count: soonest first, or nearest to the target (the later of two
    equally near ones first, because an order says "not before")."""
    first = max(today, wanted.earliest or today)
    last = wanted.latest or first + timedelta(days=DAYS_AHEAD)
    if wanted.target is not None and wanted.window_days:
        first = max(first, wanted.target - timedelta(days=wanted.window_days))
        last = min(last, wanted.target + timedelta(days=wanted.window_days)) if wanted.latest else (
            wanted.target + timedelta(days=wanted.window_days)
        )  # fmt: skip
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = [day for day in days if str(day.weekday()) in wanted.weekdays]
    if wanted.target is not None:
        target = wanted.target
        days.sort(key=lambda day: (abs((day - target).days), day < target))
    return days
