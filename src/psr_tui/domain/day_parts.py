"""The parts of a patient's day that retries alternate between (call-center.md 16.2)."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


class DayPart(StrEnum):
    """The parts of a day that tries are spread over."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"


BOUNDS: dict[DayPart, tuple[time, time]] = {
    DayPart.MORNING: (time(8), time(12)),
    DayPart.MIDDAY: (time(12), time(16)),
    DayPart.EVENING: (time(16), time(20)),
}


def day_part(at: datetime, tz: ZoneInfo) -> DayPart:
    """The part of the patient's day an instant lies in; before 08:00 counts as morning, after 20:00 as evening."""
    wall = at.astimezone(tz).time()
    if wall < BOUNDS[DayPart.MORNING][1]:
        return DayPart.MORNING
    return DayPart.MIDDAY if wall < BOUNDS[DayPart.MIDDAY][1] else DayPart.EVENING
