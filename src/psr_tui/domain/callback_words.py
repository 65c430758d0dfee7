"""Why a callback stands where it does, in words (call-center.md CC-07)."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.callback_states import STATE_WORDS, State
from psr_tui.domain.callbacks import (
    CREDIT_MINUTES,
    PERSONAL_GRACE_MINUTES,
    PICKUP_MINUTES,
    Callback,
    Group,
    Passed,
    Priority,
    group_of,
)
from psr_tui.domain.clock import hmm, minutes_between
from psr_tui.domain.languages import language_name

BLOCKED_WORDS = {
    "no_number": "no phone number on file: add one",
    "number_repair": "no number works: repair the number",
    "no_permission": "does not want to be phoned: send a letter",
    "do_not_call": "asked for no calls about this: send a letter",
    "no_hours": "no hour fits time zone and address: correct one",
}
"""Why nobody can call, by its code."""

REASON_WORDS = {
    "deceased": "has died",
    "merged": "record merged",
    "booked": "a visit was booked",
    "paid": "the bill was paid",
    "got_through": "got through themselves",
    "expired": "nobody reached in time",
    "missed_promise": "the promise was missed",
    "window": "other calling hours",
    "zone": "their zone changed, same time on their wall",
    "due_promise": "a promise was due",
    "next_day": "promise missed, next working day",
    **{code: words.partition(":")[0] for code, words in BLOCKED_WORDS.items()},
}
"""Why something happened by itself, by its code: for the history and the list of what ended."""


GRACE = timedelta(minutes=PERSONAL_GRACE_MINUTES)


def rescue_at(item: Callback, grace: timedelta = GRACE) -> datetime | None:
    """When a personal item goes to the pool by itself: ``grace`` after it was due, and not before it was theirs for so
    long (CC-03). None for a pool item."""
    if not item.owner_id:
        return None
    return max(item.due_at, item.owned_at or item.due_at) + grace


def span(minutes: int) -> str:
    """``1:17`` for hours and minutes, days spelled out: ``3 d 4:05``."""
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {hmm(rest)}" if days else hmm(rest)


def _credit_words(priority: Priority) -> str:
    credit = CREDIT_MINUTES[priority]
    if not credit:
        return ""
    return f" {'+' if credit > 0 else '-'} {priority.value} {abs(credit)}"


def why_here(
    item: Callback,
    now: datetime,
    viewer_id: str,
    window_open: bool,
    opens: str = "",
    passed: Passed | None = None,
    grace: timedelta = GRACE,
    pickup_minutes: int = PICKUP_MINUTES,
) -> str:
    """In words why the row stands where it does (CC-07). ``opens`` says when calling is allowed again, if known;
    ``grace`` how long a personal item waits for its owner, ``pickup_minutes`` a red flag for the nurse."""
    group = group_of(item, now, viewer_id, window_open, passed)
    if item.state is State.ROUTED:
        return _routed_words(item, now, pickup_minutes)
    if group is Group.CLAIMED:
        who = "you" if item.holder_id == viewer_id else item.holder_name
        return f"{STATE_WORDS[item.state]} by {who}"
    if item.state is State.EXHAUSTED:
        return f"attempts used up: {item.ladder.split(', ')[0] or 'letter'}"
    if item.blocked:
        return BLOCKED_WORDS.get(item.blocked, item.blocked)
    if group is Group.LATER:
        left = span(max(1, minutes_between(now, item.due_at)))
        return f"due in {left}{_credit_words(item.priority)}, {item.reason_label}"
    if group is Group.BLOCKED:
        return _not_for_viewer(item, now, viewer_id, passed, grace)
    if group is Group.OUTSIDE:
        return f"not now{', from ' + opens if opens else ''}"
    return _due_words(item, now, viewer_id, grace)


def _not_for_viewer(item: Callback, now: datetime, viewer_id: str, passed: Passed | None, grace: timedelta) -> str:
    if item.owner_id not in ("", viewer_id):
        return f"kept for {item.owner_name}, {_pool_words(item, now, grace)}"
    if passed is Passed.RESERVED:
        return f"for {item.reserved_for or 'another'}'s phone block"
    if passed is Passed.LANGUAGE:
        return f"for who speaks {language_name(item.language)}"
    return f"you skipped it today, {item.reason_label}"


def _pool_words(item: Callback, now: datetime, grace: timedelta) -> str:
    moves = rescue_at(item, grace)
    return f"pool in {span(minutes_between(now, moves) if moves else 0)}"


def _routed_words(item: Callback, now: datetime, pickup_minutes: int) -> str:
    waited = minutes_between(item.routed_at or item.requested_at, now)
    what = "RED FLAG" if item.red_flag else "to " + (item.route_to or "nurse")
    late = f", {waited - pickup_minutes} over" if item.red_flag and waited > pickup_minutes else ""
    return f"{what} {hmm(waited)} unanswered{late}"


def _due_words(item: Callback, now: datetime, viewer_id: str, grace: timedelta) -> str:
    overdue = minutes_between(item.due_at, now)
    late = f"overdue {span(overdue)}" if overdue else "due now"
    if item.red_flag:
        return f"RED FLAG {late}"
    if item.promise and item.owner_id == viewer_id:
        return f"promise, {_pool_words(item, now, grace)}, {late}"
    if item.owner_id == viewer_id:
        return f"yours, {_pool_words(item, now, grace)}, {late}"
    return f"{late}{_credit_words(item.priority)}, {item.reason_label}"
