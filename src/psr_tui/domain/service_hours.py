"""Deadlines in working minutes of a calendar: several stretches a day, closed days, a zone (call-center.md CC-113)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local

Stretches = Mapping[int, Sequence[tuple[int, int]]]
"""By weekday (0 Monday): (from, until) in minutes of the local day."""
_LONGEST_DAYS = 800


def after_working_minutes(
    start: datetime, minutes: int, stretches: Stretches, tz: ZoneInfo, closed: Collection[date] = ()
) -> datetime:
    """The aware UTC moment when so many minutes of work have passed since ``start``; without any working stretch the
    minutes are counted by the clock."""
    if not any(stretches.values()):
        return start + timedelta(minutes=minutes)
    left = float(minutes)
    day = start.astimezone(tz).date()
    for offset in range(_LONGEST_DAYS):
        today = day + timedelta(days=offset)
        if today in closed:
            continue
        for begin, end in sorted(stretches.get(today.weekday(), ())):
            opens, closes = _moment(today, begin, tz), _moment(today, end, tz)
            begun = max(opens, start)
            worked = (closes - begun).total_seconds() / 60
            if worked <= 0:
                continue
            if worked >= left:
                return begun + timedelta(minutes=left)
            left -= worked
    return start + timedelta(days=_LONGEST_DAYS)


def _moment(day: date, minute: int, tz: ZoneInfo) -> datetime:
    over, minute = divmod(minute, 1440)  # a stretch may end at midnight
    return at_local(day + timedelta(days=over), minute // 60, minute % 60, tz)
