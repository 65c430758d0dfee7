"""How an authorisation is said: what was approved, what is left, when it ends, and what to mind (FD-122 to FD-124)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.authorisations import VISITS, Authorisation, AuthState, Count
from psr_tui.domain.clock import local


def words(auth: Authorisation, number: Count, now: datetime, tz: ZoneInfo) -> str:
    """``4 approved / 2 left / ends 05/31``; what is pending says that it covers nothing (FD-122, FD-123)."""
    unit = "" if auth.counts == VISITS else " units"
    if auth.state.pending:
        clock = f" {hours_words(auth.due_at, now)}" if auth.due_at is not None else ""
        return f"{auth.state.word}{clock}: {auth.requested}{unit} asked for, covers nothing yet"
    if auth.state is AuthState.DENIED:
        return f"DENIED {auth.denial_code} {auth.denial_reason}".rstrip()
    if not auth.granted:
        return auth.state.word
    today = local(now, tz).date()
    remain = f"{number.left}{unit} left" if number.left >= 0 else f"OVER by {-number.left}{unit}"
    ends = "no end"
    if auth.ends is not None:
        year = "" if auth.ends.year == today.year else f"/{auth.ends.year}"
        ends = f"{'ENDED' if auth.ends < today else 'ends'} {auth.ends:%m/%d}{year}"
    begins = f" / from {auth.effective:%m/%d}" if auth.effective is not None and auth.effective > today else ""
    ahead = f" / {number.booked} booked" if number.booked else ""
    return f"{number.allowed} approved / {remain}{ahead}{begins} / {ends}"


def hours_words(due: datetime, now: datetime) -> str:
    """Hours to a deadline, whole ones: ``31 h left``, ``6 d 4 h left``, ``OVERDUE 5 h``."""
    seconds = (due - now).total_seconds()
    hours = int(abs(seconds) // 3600)
    said = f"{hours} h" if hours < 2 * 24 else f"{hours // 24} d {hours % 24} h"
    return f"OVERDUE {said}" if seconds < 0 else f"{said} left"


def warnings(auth: Authorisation, number: Count, today: date, warn_left: int, warn_days: int) -> tuple[str, ...]:
    """What to mind before it runs out: few left beside what is booked, or its end near (FD-124)."""
    if not auth.granted or (auth.ends is not None and auth.ends < today):
        return ()
    found = []
    if number.free <= warn_left:
        ahead = f", {number.booked} of them booked" if number.booked else ""
        said = f"{number.left} left{ahead}" if number.left >= 0 else f"over by {-number.left}"
        short = "; more is booked than is left" if number.free < 0 <= number.left else ""
        found.append(f"{said}{short}")
    if auth.ends is not None and (auth.ends - today).days <= warn_days:
        days = (auth.ends - today).days
        found.append("ends today" if days == 0 else f"ends in {days} day{'s' if days > 1 else ''}")
    return tuple(found)
