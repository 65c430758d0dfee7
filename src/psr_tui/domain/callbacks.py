"""Callbacks: what is known of one, the groups they stand in, and the one order everybody works in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from psr_tui.domain.callback_states import LIVE, State


class Priority(StrEnum):
    """How soon a callback is wanted; its head start is in ``CREDIT_MINUTES``."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


CREDIT_MINUTES = {Priority.URGENT: 60, Priority.HIGH: 20, Priority.NORMAL: 0, Priority.LOW: -30}
"""Minutes of head start of each priority: default credits of call-center.md section 1."""

PERSONAL_GRACE_MINUTES = 15
"""A personal item overdue by this much goes to the pool (CC-03)."""

PICKUP_MINUTES = 3
"""A nurse should have picked up a red flag within this time (CC-90)."""


def rank_at(due_at: datetime, priority: Priority) -> datetime:
    """The instant an item is ranked by: due time minus the credit of its priority.

    ``now - rank_at`` is the score of section 1 (minutes overdue plus credit). As every item gains one minute a minute,
    the order by score never changes with time, so it can be stored and indexed.
    """
    return due_at - timedelta(minutes=CREDIT_MINUTES[priority])


def more_urgent(one: Priority, other: Priority) -> Priority:
    """The one with the larger head start."""
    return one if CREDIT_MINUTES[one] >= CREDIT_MINUTES[other] else other


class Group(IntEnum):
    """The visible group of an unfinished item; each is in exactly one, and together they are all (CC-08)."""

    DUE = 0
    CLAIMED = 1
    OUTSIDE = 2
    LATER = 3
    BLOCKED = 4


@dataclass(frozen=True, slots=True)
class Callback:
    """One thing somebody was promised or asked to be called about (CC-01). Times are aware UTC.

    ``front``: a red flag or a nurse's request, which stands before all others. ``blocked``: empty, or the code of why
    nobody can call (no_number, number_repair, no_permission). ``holder``: who has it claimed. A caller who is not on
    file has no ``patient_id``. ``owned_at``: since when ``owner`` keeps it. ``needs_language``: only for reps who
    speak ``language``. ``reserved_for``: whose phone block it waits for.
    """

    id: str
    version: int
    patient_id: str
    reason: str
    reason_label: str
    priority: Priority
    state: State
    due_at: datetime
    requested_at: datetime
    red_flag: bool = False
    front: bool = False
    promise: bool = False
    owner_id: str = ""
    owner_name: str = ""
    attempts: int = 0
    attempts_allowed: int = 0
    cadence: str = ""
    phone: str = ""
    region: str = ""
    time_zone: str = ""
    language: str = ""
    note: str = ""
    blocked: str = ""
    ladder: str = ""
    holder_id: str = ""
    holder_name: str = ""
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    dialed_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    routed_at: datetime | None = None
    route_to: str = ""
    owned_at: datetime | None = None
    needs_language: bool = False
    provider_id: str = ""
    reserved_block_id: str = ""
    reserved_for: str = ""

    @property
    def rank_at(self) -> datetime:
        """When it is due less the head start of its priority: what lists sort by."""
        return rank_at(self.due_at, self.priority)


class Passed(StrEnum):
    """Why "next" passes a due item over for one person, though it offers it to others."""

    RESERVED = "reserved"  # for the phone block of somebody else
    LANGUAGE = "language"  # only for reps who speak it
    SKIPPED = "skipped"  # by this person, today


def passed_over(
    item: Callback, viewer_id: str, skipped: bool, speaks: frozenset[str], blocks: Collection[str]
) -> Passed | None:
    """Why ``viewer_id``, who speaks these languages and runs these phone blocks, is not offered the item; None when
    nothing stands against it. A red flag and an item somebody keeps wait for no block and no language."""
    if item.red_flag or item.front or item.owner_id:
        return Passed.SKIPPED if skipped else None
    if item.reserved_block_id and item.reserved_block_id not in blocks:
        return Passed.RESERVED
    if item.needs_language and item.language not in speaks:
        return Passed.LANGUAGE
    return Passed.SKIPPED if skipped else None


def group_of(item: Callback, now: datetime, viewer_id: str, window_open: bool, passed: Passed | None = None) -> Group:
    """The group of an unfinished item as ``viewer_id`` sees it. Routed items are work somebody still waits for: due.
    ``passed``: what ``passed_over`` says of it."""
    if item.state in LIVE:
        return Group.CLAIMED
    if item.state is State.ROUTED:
        return Group.DUE
    if item.state is State.EXHAUSTED or item.blocked:
        return Group.BLOCKED
    if item.due_at > now:
        return Group.LATER
    if passed or item.owner_id not in ("", viewer_id):
        return Group.BLOCKED
    if not window_open:
        return Group.OUTSIDE
    return Group.DUE


RankKey = tuple[int, int, datetime, datetime, datetime, int, str]


def rank_key(item: Callback, now: datetime, viewer_id: str, window_open: bool, passed: Passed | None = None) -> RankKey:
    """The one order (CC-05): group; red flags, my due promises, the rest; score; then due, age, fewer attempts, id.

    Total and antisymmetric: the id makes every key different. Smaller comes first.
    """
    group = group_of(item, now, viewer_id, window_open, passed)
    if item.red_flag or item.front:
        layer = 0
    elif group is Group.DUE and item.promise and item.owner_id == viewer_id:
        layer = 1
    else:
        layer = 2
    if group is Group.LATER:
        layer, ranked = 2, item.due_at
    else:
        ranked = item.rank_at
    return (int(group), layer, ranked, item.due_at, item.requested_at, item.attempts, item.id)
