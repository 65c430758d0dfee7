"""Visits nobody came to: the flag for repeated ones, and what may be marked in bulk (front-desk.md FD-36, FD-92)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

REPEATED = 2
MONTHS_BACK = 12


def since(today: date) -> date:
    """The first day that still counts: twelve months back, the day before when that date does not exist."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def flag(number: int) -> str:
    """``NS 3`` on the row once it happened twice in twelve months; policy decides what follows, never the program."""
    return f"NS {number}" if number >= REPEATED else ""


def panel_words(number: int) -> str:
    """The side panel's line, '' for none."""
    if not number:
        return ""
    again = "; ask a lead before booking ahead" if number >= REPEATED else ""
    return f"{number} in the last {MONTHS_BACK} months{again}"


def was_missed(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether a booked visit nobody arrived for may be marked in bulk: its whole time is over."""
    return starts_at + timedelta(minutes=max(minutes, 1)) <= now
