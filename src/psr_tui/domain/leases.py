"""How long a claim holds when somebody sets the clock of the host (call-center.md CC-20, CC-21).

A lease is a UTC time of the wall clock. The wall clock can be set; the boot clock cannot. The difference of the two
changes only when the wall clock is set, so a lease moves with every such change: in true time its end stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LEAST_STEP_MS = 2_000
"""A smaller change is a clock that is being steered gently, and harms nobody."""


def ahead_ms(now: datetime, boot_seconds: float) -> int:
    """Milliseconds by which the wall clock is ahead of the boot clock. All programs of a host find the same."""
    return round((now.timestamp() - boot_seconds) * 1000)


def step(before_ms: int | None, after_ms: int) -> timedelta | None:
    """By how much the wall clock was set between two looks; None when it was not, or nobody looked before."""
    if before_ms is None or abs(after_ms - before_ms) < LEAST_STEP_MS:
        return None
    return timedelta(milliseconds=after_ms - before_ms)


def moved(until: datetime, by: timedelta, now: datetime, lease: timedelta) -> datetime:
    """The end of a lease after the wall clock was set ``by``. Never later than a full lease from ``now``: after a
    restart of the host the boot clock begins again, and the difference says nothing about the old leases."""
    return min(until + by, now + lease)
