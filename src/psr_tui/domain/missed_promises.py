"""What follows when a promised call was not made in time, by reason (call-center.md CC-42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.call_window import CallWindow
from psr_tui.domain.clock import at_local


class WhenMissed(StrEnum):
    """What is done about a promise that was missed."""

    RETRY = "retry"
    NEXT_DAY = "next_day"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class MissedRule:
    """The row of one call reason ('' is for all others); missed is later than due plus ``grace``."""

    reason: str
    action: WhenMissed
    grace: timedelta


@dataclass(frozen=True, slots=True)
class MissedRules:
    """All rows."""

    rows: tuple[MissedRule, ...] = ()

    def of(self, reason: str) -> MissedRule:
        """The row of a reason; without one the row of all others; without any: try again after 15 minutes' grace."""
        by_reason = {row.reason: row for row in self.rows}
        otherwise = MissedRule("", WhenMissed.RETRY, timedelta(minutes=15))
        return by_reason.get(reason) or by_reason.get("", otherwise)

    @property
    def least_grace(self) -> timedelta:
        """The shortest grace of all, by which missed promises are looked for."""
        return min((row.grace for row in self.rows), default=timedelta(minutes=15))


def next_working_day(promised: datetime, now: datetime, window: CallWindow) -> datetime:
    """The promised wall time of the patient on the first staffed day after today, or the nearest good time after."""
    wall = promised.astimezone(window.zone)
    today = now.astimezone(window.zone).date()
    first = window.next_workable(at_local(today + timedelta(days=1), 0, 0, window.zone))
    same_time = at_local(first.astimezone(window.zone).date(), wall.hour, wall.minute, window.zone)
    return window.next_workable(max(first, same_time))


def same_wall_time(promised: datetime, was: ZoneInfo, window: CallWindow) -> datetime:
    """A promise of a patient whose zone changed: the same date and time on their wall (CC-56)."""
    wall = promised.astimezone(was)
    return at_local(wall.date(), wall.hour, wall.minute, window.zone)
