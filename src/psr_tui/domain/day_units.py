"""One day of the clinic in planning units of five minutes, counted from its midnight (front-desk.md FD-75, FD-84).

A unit is five minutes of real time, so a length is exact on every day; a wall time is looked up by the zone, so 09:00
stays 09:00 on the two days on which the clocks change. Such a day has 276 or 300 units instead of 288.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import InvalidInput

UNIT = 5
"""Minutes of a planning unit."""
_A_DAY = 24 * 60 // UNIT


@dataclass(frozen=True, slots=True)
class DayUnits:
    """The units of one date. ``midnight`` is aware UTC; ``even`` says that no clock changes on it."""

    day: date
    zone: ZoneInfo
    midnight: datetime
    count: int

    @property
    def even(self) -> bool:
        """Whether the day has 24 hours."""
        return self.count == _A_DAY

    def unit(self, minute: int) -> int | None:
        """The unit a wall time (minutes from 00:00) begins in; None for one the clocks skip on this day."""
        if self.even:
            return minute // UNIT
        at = at_local(self.day, minute // 60, minute % 60, self.zone)
        wall = at.astimezone(self.zone)
        if (wall.hour, wall.minute) != (minute // 60, minute % 60):
            return None
        return int((at - self.midnight).total_seconds()) // 60 // UNIT

    def of(self, at: datetime) -> int:
        """The unit an instant lies in; below 0 or at ``count`` and above outside the day."""
        return int((at - self.midnight).total_seconds() // (60 * UNIT))

    def up_to(self, at: datetime) -> int:
        """The first unit that begins at or after an instant."""
        return -int(-(at - self.midnight).total_seconds() // (60 * UNIT))

    def instant(self, unit: int) -> datetime:
        """When a unit begins, aware UTC."""
        return self.midnight + timedelta(minutes=UNIT * unit)

    def clock(self, unit: int) -> str:
        """When a unit begins on the wall, ``09:15``."""
        if self.even:
            return hhmm(unit * UNIT)
        return f"{self.instant(unit).astimezone(self.zone):%H:%M}"

    def minute(self, unit: int) -> int:
        """When a unit begins on the wall, in minutes from 00:00."""
        return unit * UNIT if self.even else minute_of(self.clock(unit))


@lru_cache(maxsize=2048)
def day_units(day: date, zone: ZoneInfo) -> DayUnits:
    """The units of a date in a zone."""
    midnight = at_local(day, 0, 0, zone)
    end = at_local(day + timedelta(days=1), 0, 0, zone)
    return DayUnits(day, zone, midnight.astimezone(UTC), int((end - midnight).total_seconds()) // 60 // UNIT)


def minute_of(clock: str) -> int:
    """``09:15`` in minutes from midnight. Raises InvalidInput for what is no time."""
    try:
        read = time.fromisoformat(clock)
    except ValueError:
        raise InvalidInput("Time: type a time like 9:15 or 2p.", "Time") from None
    return read.hour * 60 + read.minute


def hhmm(minute: int) -> str:
    """Minutes from midnight as the store and the screen write a wall time."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def units_of(minutes: int) -> int:
    """How many units a length in minutes takes up."""
    return -(-minutes // UNIT)


def span(first: int, count: int) -> int:
    """The bits of ``count`` units from ``first`` on; what lies before the day is cut off."""
    if first < 0:
        first, count = 0, count + first
    return ((1 << count) - 1) << first if count > 0 else 0


def starts(free: int, count: int) -> int:
    """The units of ``free`` at which ``count`` free units in a row begin."""
    done = 1
    while done < count:
        step = min(done, count - done)
        free &= free >> step
        done += step
    return free


def each(bits: int) -> list[int]:
    """The numbers of the bits that are set, lowest first."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
