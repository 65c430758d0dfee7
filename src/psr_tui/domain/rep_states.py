"""What reps say of themselves, available or paused with a code, apart from the state of their line (CC-63, CC-65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import hmm, local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phone_block import GAPS, GONE_AFTER
from psr_tui.domain.text import fold


class Intent(StrEnum):
    """What a rep says: free for calls, or not, with a code that says why."""

    AVAILABLE = "available"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class PauseCode:
    """Why somebody is not available. ``billable``: none, half or full; ``limit_minutes``: None for no limit."""

    code: str
    label: str
    billable: str
    limit_minutes: int | None
    needs_approval: bool

    @property
    def words(self) -> str:
        """The label with its limit and what it needs: ``Break, up to 15 min``."""
        limit = f", up to {self.limit_minutes} min" if self.limit_minutes else ""
        return f"{self.label}{limit}{', a lead signs' if self.needs_approval else ''}"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch in which somebody was available or paused. ``seen_at``: the last sign of life of their program."""

    id: str
    staff_id: str
    intent: Intent
    code: str
    label: str
    started_at: datetime
    ended_at: datetime | None
    limit_minutes: int | None = None
    billable: str = ""
    note: str = ""
    approved_by: str = ""
    seen_at: datetime | None = None

    def minutes(self, now: datetime) -> int:
        """Whole minutes it lasted, or has lasted so far; never negative."""
        return max(0, int(((self.ended_at or now) - self.started_at).total_seconds() // 60))

    def over(self, now: datetime) -> int:
        """Minutes over its limit, 0 within it or without one (CC-65)."""
        return max(0, self.minutes(now) - self.limit_minutes) if self.limit_minutes else 0

    def gone(self, now: datetime) -> bool:
        """Whether the program of a person said to be available has ended without a word."""
        if self.intent is not Intent.AVAILABLE or self.ended_at is not None:
            return False
        return now - (self.seen_at or self.started_at) > GONE_AFTER

    @property
    def what(self) -> str:
        """``available``, ``break``, ``the screen was locked``."""
        if self.intent is Intent.AVAILABLE:
            return "available"
        return GAPS.get(self.code, self.label or self.code).lower()


def over_words(period: Period, now: datetime) -> str:
    """What to say of a pause that is over its limit, every five minutes; nothing otherwise."""
    over = period.over(now)
    if not over or period.ended_at is not None or (over - 1) % 5:
        return ""
    return f"{period.what.capitalize()}: {period.limit_minutes} minutes are over since {over}. :back when you are back."


def billable_time(periods: Sequence[Period], now: datetime) -> timedelta:
    """The part of the periods that counts as work: available and full ones whole, half ones by half."""
    share = {"full": 1.0, "half": 0.5, "none": 0.0}
    total = timedelta(0)
    for period in periods:
        part = 1.0 if period.intent is Intent.AVAILABLE else share.get(period.billable, 0.0)
        total += max(timedelta(0), (period.ended_at or now) - period.started_at) * part
    return total


def find_code(typed: str, codes: Sequence[PauseCode]) -> PauseCode:
    """The pause code somebody typed: the code itself, or how its label begins. Raises InvalidInput naming them."""
    wanted = fold(typed)
    exact = [one for one in codes if fold(one.code) == wanted]
    fitting = exact or [one for one in codes if wanted and fold(one.label).startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"{one.code.lower()} {one.label.lower()}" for one in codes)
    raise InvalidInput(f"Why away: choose one of {names}.", "Why away")


def told(period: Period, now: datetime, tz: ZoneInfo) -> tuple[str, str]:
    """A stretch as one line of the log: ``09:15 to 09:32``, ``break 0:17, 2 over; signed by L. Grant``."""
    until = f"{local(period.ended_at, tz):%H:%M}" if period.ended_at else "now"
    over = f", {period.over(now)} over" if period.over(now) else ""
    signed = f"; signed by {period.approved_by}" if period.approved_by else ""
    note = f": {period.note}" if period.note else ""
    when = f"{local(period.started_at, tz):%H:%M} to {until}"
    return when, f"{period.what} {hmm(period.minutes(now))}{over}{signed}{note}"
