"""Seconds of wait, ring, talk, hold, dead and wrap of one call, from its stamps alone (call-center.md CC-66).

Stamps count in the order they were written, not by their times: a clock that was set back makes a stretch of zero and
never a negative one, and no stretch is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.calls import CallAct


class Phase(StrEnum):
    """What the time after a stamp is spent with."""

    WAIT = "wait"  # the caller in the queue
    RING = "ring"  # a telephone rings: theirs when we dial, ours when they do
    TALK = "talk"
    HOLD = "hold"
    DEAD = "dead"  # the other side has gone and nobody said so yet
    WRAP = "wrap"  # writing up


_OPENS: dict[CallAct, Phase] = {
    CallAct.START: Phase.TALK,
    CallAct.RING: Phase.RING,
    CallAct.ANSWER: Phase.TALK,
    CallAct.HOLD: Phase.HOLD,
    CallAct.RESUME: Phase.TALK,
    CallAct.GONE: Phase.DEAD,
    CallAct.END: Phase.WRAP,
}
_CLOSES = frozenset({CallAct.SAVE, CallAct.MISS})


@dataclass(frozen=True, slots=True)
class Stamp:
    """Something that moved a call, and when (aware UTC)."""

    act: CallAct
    at: datetime


@dataclass(frozen=True, slots=True)
class Seconds:
    """Whole seconds by phase; none is negative."""

    by_phase: dict[Phase, int] = field(default_factory=dict)

    def of(self, phase: Phase) -> int:
        """The seconds of one phase."""
        return self.by_phase.get(phase, 0)

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.by_phase.values())

    @property
    def handled(self) -> int:
        """Talk, hold and wrap: what handle time is made of (section 12)."""
        return self.of(Phase.TALK) + self.of(Phase.HOLD) + self.of(Phase.WRAP)


def seconds_of(stamps: Iterable[Stamp], now: datetime) -> Seconds:
    """The seconds of a call up to its last stamp, or up to ``now`` while it is open. Acts that move nothing (a number
    typed, a person chosen) are passed over; a side that is gone stays gone until the call ends."""
    spent: dict[Phase, float] = {}
    phase: Phase | None = None
    since: datetime | None = None
    for stamp in _moving(stamps):
        if phase is not None and since is not None:
            spent[phase] = spent.get(phase, 0.0) + max(0.0, (stamp.at - since).total_seconds())
        if stamp.act in _CLOSES:
            phase = None
            break
        opened = _OPENS[stamp.act]
        phase = phase if phase is Phase.DEAD and opened is not Phase.WRAP else opened
        since = stamp.at
    if phase is not None and since is not None:
        spent[phase] = spent.get(phase, 0.0) + max(0.0, (now - since).total_seconds())
    return Seconds({one: int(seconds) for one, seconds in spent.items()})


def _moving(stamps: Iterable[Stamp]) -> Iterable[Stamp]:
    return (stamp for stamp in stamps if stamp.act in _OPENS or stamp.act in _CLOSES)


def in_phase_since(stamps: Sequence[Stamp], now: datetime) -> int:
    """Seconds since the last stamp that moved the call: the clock of a hold or of the work after the call."""
    moving = list(_moving(stamps))
    return max(0, int((now - moving[-1].at).total_seconds())) if moving else 0


def over_target(wrap_seconds: int, target: int) -> int:
    """Seconds of wrap-up beyond the clinic's target; 0 while within it, or when there is none (CC-67)."""
    return max(0, wrap_seconds - target) if target > 0 else 0
