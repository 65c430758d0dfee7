"""The wallboard: who does what since when, who waits, which promises are at risk (CC-110).

What a rep says of themselves (available, on a break) and what their line does are two things (CC-63); the board shows
what they are busy with first, then what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

AT_RISK_MINUTES = 15
"""A promise due so soon that nobody has taken yet is at risk."""


class Doing(StrEnum):
    """What a rep is busy with, in the order of the board."""

    TALKING = "talking"
    HOLDING = "on hold"
    RINGING = "ringing"
    WRAP = "writing up"
    CALLBACK = "callback"
    AVAILABLE = "available"
    HERE = "signed in"
    PAUSED = "paused"
    UNREACHABLE = "line dead"
    GONE = "no sign"  # the program of somebody available has ended without a word
    AWAY = "not here"


_CALLS = {"talking": Doing.TALKING, "held": Doing.HOLDING, "ringing": Doing.RINGING, "wrap": Doing.WRAP}
BUSY = frozenset({Doing.TALKING, Doing.HOLDING, Doing.RINGING, Doing.WRAP, Doing.CALLBACK})


@dataclass(frozen=True, slots=True)
class Held:
    """The callback a rep has claimed; ``version`` for the act that breaks it."""

    callback_id: str
    version: int
    reason: str
    state: str
    since: datetime
    due_at: datetime
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RepNow:
    """What is known of one rep now. ``call``: the state of their own open call; ``line``: what the telephone system
    tells; ``says``: what they say, with the pause's label and limit in minutes; ``gone``: their program gave no
    sign since ``seen_at``; ``block``: the state of their phone block."""

    staff_id: str
    name: str
    signed_in_at: datetime | None = None
    call: str = ""
    call_since: datetime | None = None
    call_about: str = ""
    line: str = ""
    line_since: datetime | None = None
    held: Held | None = None
    says: str = ""
    says_since: datetime | None = None
    pause: str = ""
    limit_minutes: int | None = None
    seen_at: datetime | None = None
    gone: bool = False
    block: str = ""

    @property
    def doing(self) -> tuple[Doing, datetime | None]:
        """What they are busy with and since when; the rep's own call before the word of the line (CC-70)."""
        if self.call in _CALLS:
            return _CALLS[self.call], self.call_since
        if self.line in _CALLS:
            return _CALLS[self.line], self.line_since
        if self.held is not None:
            return Doing.CALLBACK, self.held.since
        if self.signed_in_at is None:
            return Doing.AWAY, None
        if self.says == "paused":
            return Doing.PAUSED, self.says_since
        if self.gone:
            return Doing.GONE, self.seen_at
        if self.line == "unreachable":
            return Doing.UNREACHABLE, self.line_since
        if self.says == "available":
            return Doing.AVAILABLE, self.says_since
        return Doing.HERE, self.signed_in_at

    def over(self, now: datetime) -> bool:
        """Whether a pause is over its limit."""
        doing, since = self.doing
        if doing is not Doing.PAUSED or self.limit_minutes is None or since is None:
            return False
        return (now - since).total_seconds() > 60 * self.limit_minutes


def brought(rep: RepNow, behind: timedelta) -> RepNow:
    """What the line tells of a rep, brought from the time of a recording ``behind`` ours to now."""
    return replace(rep, line_since=rep.line_since + behind) if rep.line_since and behind else rep


@dataclass(frozen=True, slots=True)
class Waiting:
    """A caller in a queue. ``ringing``: whose telephone rings for them; ``taken``: who picked them from the board."""

    call_id: str
    queue: str
    joined_at: datetime
    number: str = ""
    ringing: str = ""
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """All of the wallboard at one moment. ``trouble``: why the telephone system is not heard, in words."""

    reps: tuple[RepNow, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    due: int = 0
    overdue: int = 0
    at_risk: int = 0
    listens: bool = False
    trouble: str = ""

    @property
    def per_state(self) -> Counter[Doing]:
        """How many reps do what."""
        return Counter(rep.doing[0] for rep in self.reps)

    @property
    def first(self) -> Waiting | None:
        """Who has waited longest."""
        return min(self.waiting, key=lambda one: one.joined_at, default=None)


def in_order(reps: Sequence[RepNow]) -> list[RepNow]:
    """Who is busy first, then who could be; by name within."""
    order = {doing: at for at, doing in enumerate(Doing)}
    return sorted(reps, key=lambda rep: (order[rep.doing[0]], rep.name))


def states_in_words(board: Board) -> str:
    """``talking 2 · paused 1 · available 3``; nobody is named who is not here."""
    counts = board.per_state
    return " · ".join(f"{doing.value} {counts[doing]}" for doing in Doing if counts[doing] and doing is not Doing.AWAY)
