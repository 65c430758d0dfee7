"""The clock of something that should not wait long: deadline and signed slack in working time, each miss once.

States may stop it, and what it was given at the beginning is what counts (call-center.md CC-113, CC-114).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from psr_tui.domain.clock import hmm
from psr_tui.domain.service_hours import Calendar


class ClockStatus(StrEnum):
    """``active`` and ``active_missed`` run or stand; ``met`` and ``missed`` are over."""

    ACTIVE = "active"
    MET = "met"
    MISSED = "missed"
    ACTIVE_MISSED = "active_missed"

    @property
    def over(self) -> bool:
        return self in (ClockStatus.MET, ClockStatus.MISSED)


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """Moments are aware UTC. ``running_since`` is None while a state stops it; ``used``: working time until then."""

    minutes: int
    started_at: datetime
    status: ClockStatus = ClockStatus.ACTIVE
    running_since: datetime | None = None
    used: timedelta = timedelta(0)
    deadline: datetime | None = None
    missed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether a state stops it now."""
        return self.running_since is None and not self.status.over

    def used_at(self, now: datetime, calendar: Calendar) -> timedelta:
        """Working time used so far; it never goes back when the wall clock does."""
        since = self.running_since
        return self.used if since is None else self.used + calendar.worked(since, now)

    def slack(self, now: datetime, calendar: Calendar) -> timedelta:
        """Working time left; negative: so much late. It stands still while a state stops the clock and at its end."""
        return timedelta(minutes=self.minutes) - self.used_at(now, calendar)


def begun(minutes: int, at: datetime, calendar: Calendar) -> ServiceClock:
    """A clock that starts now."""
    deadline = calendar.after(at, timedelta(minutes=minutes))
    return ServiceClock(minutes, at, running_since=at, deadline=deadline)


def looked_at(clock: ServiceClock, now: datetime, calendar: Calendar) -> ServiceClock:
    """The clock with its miss, if its deadline has passed: once, and at the deadline, whoever looks and when. A day
    that was closed meanwhile moves the deadline first."""
    if clock.status is not ClockStatus.ACTIVE or clock.running_since is None or clock.deadline is None:
        return clock
    if clock.deadline >= now:
        return clock
    deadline = calendar.after(clock.running_since, timedelta(minutes=clock.minutes) - clock.used)
    if deadline >= now:
        return replace(clock, deadline=deadline)
    return replace(clock, status=ClockStatus.ACTIVE_MISSED, missed_at=deadline, deadline=deadline)


def stopped(clock: ServiceClock, now: datetime, calendar: Calendar) -> ServiceClock:
    """A state stops it; what was missed before stays missed. A clock that stands or is over is left as it is."""
    if clock.status.over or clock.running_since is None:
        return clock
    clock = looked_at(clock, now, calendar)
    deadline = None if clock.missed_at is None else clock.deadline
    return replace(clock, used=clock.used_at(now, calendar), running_since=None, deadline=deadline)


def resumed(clock: ServiceClock, now: datetime, calendar: Calendar) -> ServiceClock:
    """It goes on with what is left. A clock that runs or is over is left as it is."""
    if not clock.stands:
        return clock
    left = timedelta(minutes=clock.minutes) - clock.used
    deadline = clock.deadline if clock.missed_at is not None else calendar.after(now, left)
    return replace(clock, running_since=now, deadline=deadline)


def ended(clock: ServiceClock, now: datetime, calendar: Calendar) -> ServiceClock:
    """What it waited for has happened: met, or missed. Twice changes nothing."""
    if clock.status.over:
        return clock
    clock = looked_at(clock, now, calendar)
    status = ClockStatus.MET if clock.missed_at is None else ClockStatus.MISSED
    return replace(clock, status=status, used=clock.used_at(now, calendar), running_since=None, ended_at=now)


def clock_words(clock: ServiceClock, now: datetime, calendar: Calendar) -> str:
    """``due in 1:20``, ``late 0:45``, ``stands, 2:10 left``, ``met``, ``missed``: hours and minutes of work."""
    if clock.status.over:
        return clock.status.value
    slack = clock.slack(now, calendar)
    minutes = hmm(int(abs(slack).total_seconds() // 60))
    passed = clock.deadline is not None and now > clock.deadline and slack <= timedelta(0)
    if clock.missed_at is not None or slack < timedelta(0) or passed:
        return f"late {minutes}"
    return f"stands, {minutes} left" if clock.stands else f"due in {minutes}"
