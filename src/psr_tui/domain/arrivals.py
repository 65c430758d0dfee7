"""Who may be taken in or booked at all, and how late somebody is (front-desk.md FD-14, FD-26, FD-28, FD-35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psr_tui.domain.errors import Refused
from psr_tui.domain.restrictions import check_may_come

__all__ = ["AlreadyHere", "Late", "LateAsks", "ReasonNeeded", "WrongDay", "check_late", "check_may_come", "late"]


class AlreadyHere(Refused):
    """The patient has an open visit today; ``visit_id`` is the row to go to instead of a second one (FD-14)."""

    def __init__(self, who: str, how: str, visit_id: str) -> None:
        super().__init__(f"{who} is on today's list already ({how}); that row is shown now, use it.")
        self.visit_id = visit_id


class WrongDay(Refused):
    """The visit is on another day (FD-28): a walk-in for today or a new day is offered, nobody is turned away."""

    def __init__(self, who: str, day: date, today: date) -> None:
        when = "is for" if day > today else "was for"
        super().__init__(f"{who}: this visit {when} {day:%a %m/%d}; add a walk-in for today or reschedule it.")
        self.day = day


class ReasonNeeded(Refused):
    """The day of a no-show is closed: taking them in after all needs a reason; both facts stay (FD-26)."""


@dataclass(frozen=True, slots=True)
class Late:
    """How many minutes after the time of the appointment somebody stands here, and the grace of the visit type."""

    minutes: int
    grace: int

    @property
    def beyond(self) -> bool:
        """Whether the provider is asked before they are taken in."""
        return self.minutes > self.grace

    def words(self) -> str:
        """What the rep is told: ``12 minutes late, grace 15: take in``."""
        unit = "minute" if self.minutes == 1 else "minutes"
        what = "ask the provider" if self.beyond else "take in"
        return f"{self.minutes} {unit} late, grace {self.grace}: {what}"


def late(starts: datetime, now: datetime, grace: int) -> Late | None:
    """Lateness against the appointment, never against the time they were asked to come (FD-85); None when in time.
    A minute that has begun does not count."""
    minutes = int((now - starts).total_seconds() // 60)
    return Late(minutes, grace) if minutes > 0 else None


class LateAsks(Refused):
    """Later than the grace: the rep asks the provider, then takes them in with a coded reason or books another time.
    Care is never refused by the program itself."""

    def __init__(self, who: str, how: Late) -> None:
        super().__init__(f"{who} is {how.words()}, then press 1 on this row to take them in.")
        self.who = who
        self.late = how


def check_late(who: str, how: Late | None, reason: str) -> None:
    """Raise LateAsks when somebody is beyond the grace and no coded reason says that they are taken in."""
    if how is not None and how.beyond and not reason:
        raise LateAsks(who, how)
