"""Working time of a calendar: several stretches a day, nights, closed days, a zone (call-center.md CC-113)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import InvalidInput

Stretches = Mapping[int, Sequence[tuple[int, int]]]
"""By weekday (0 Monday): (from, until) in minutes of the local day; a night ends after 1440, on the next day."""
ROUND_THE_CLOCK: Stretches = dict.fromkeys(range(7), ((0, 1440),))
_LONGEST_DAYS = 4000
_DAY = timedelta(days=1)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. A stretch belongs to the day it begins on: a night into a closed day is worked.

    Raises InvalidInput for a calendar without any working time: nothing would ever be late by it.
    """

    name: str
    stretches: Stretches
    tz: ZoneInfo
    closed: Collection[date] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.stretches.values()):
            raise InvalidInput(
                f"The calendar {self.name} has no working hours; give it some, for example Monday 08:00 to 12:00.",
                "Calendar",
            )
        for weekday, stretches in self.stretches.items():
            for begin, end in stretches:
                if weekday not in range(7) or not 0 <= begin < end <= begin + 1440 or begin >= 1440:
                    raise InvalidInput(
                        f"The calendar {self.name} has a stretch that ends before it begins or is longer than a day; "
                        "type it as from and until.",
                        "Calendar",
                    )

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; nothing when ``end`` is not later."""
        total = _NONE
        for opens, closes in self._from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), _NONE)
        return total

    def after(self, start: datetime, time: timedelta) -> datetime:
        """The aware UTC moment when so much working time has passed since ``start``; of no time, ``start`` itself."""
        if time <= _NONE:
            return start
        for opens, closes in self._from(start):
            begun = max(opens, start)
            here = closes - begun
            if here >= time:
                return begun + time
            time -= max(here, _NONE)
        raise InvalidInput(f"The calendar {self.name} is closed for years; take some closed days away.", "Calendar")

    def works_on(self, day: date) -> bool:
        """Whether anything is worked on a day."""
        return day not in self.closed and bool(self.stretches.get(day.weekday()))

    def end_after_days(self, start: datetime, days: int) -> datetime:
        """The end of work of the ``days``-th working day after the day of ``start``, which itself never counts."""
        day = start.astimezone(self.tz).date()
        for _ in range(_LONGEST_DAYS):
            day += _DAY
            days -= self.works_on(day)
            if days <= 0:
                return _moment(day, max(end for _, end in self.stretches[day.weekday()]), self.tz)
        raise InvalidInput(f"The calendar {self.name} is closed for years; take some closed days away.", "Calendar")

    def _from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working stretches that end after ``start``, in order; where two overlap the time counts once."""
        first, reached = start.astimezone(self.tz).date() - _DAY, start - _DAY * 4
        for offset in range(_LONGEST_DAYS):
            day = first + offset * _DAY
            if day in self.closed:
                continue
            for begin, end in sorted(self.stretches.get(day.weekday(), ())):
                opens, closes = max(_moment(day, begin, self.tz), reached), _moment(day, end, self.tz)
                reached = max(reached, closes)
                if closes > max(opens, start):
                    yield opens, closes


def _moment(day: date, minute: int, tz: ZoneInfo) -> datetime:
    over, minute = divmod(minute, 1440)
    return at_local(day + over * _DAY, minute // 60, minute % 60, tz)
