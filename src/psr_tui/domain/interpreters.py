"""Interpreters on calls: how long it took, who may interpret, and the figure of those in time (CC-94, CC-95)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from psr_tui.domain.clock import mmss
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import clean

LIMIT = timedelta(minutes=8)
"""On the line and able to answer within this: the test of the Medicare programme, at second hand (CC-94)."""

LEAST_PERCENT = 75
"""Below this share the same test is failed."""


@dataclass(frozen=True, slots=True)
class InterpreterCall:
    """One request. ``interpreter``: their number; ``own``: who interprets instead, when it was declined."""

    id: str
    version: int
    language: str
    vendor: str
    asked_at: datetime
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    interpreter: str = ""
    declined: bool = False
    own: str = ""
    own_is_minor: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more is waited for."""
        return self.ended_at is not None or self.declined

    def waited(self, now: datetime) -> timedelta:
        """From asked to connected, or until the end or now; never negative, whatever the clock did."""
        return max(timedelta(0), (self.connected_at or self.ended_at or now) - self.asked_at)

    def words(self, now: datetime) -> str:
        """``asked 0:42 ago (8:00 at most)``, ``on the line after 2:10, interpreter 4471``, ``declined: own ...``."""
        if self.declined:
            minor = " (a minor, in an emergency)" if self.own_is_minor else ""
            return f"declined{f', instead: {self.own}{minor}' if self.own else ''}"
        clock = mmss(self.waited(now))
        if self.connected_at is not None:
            ended = ", ended" if self.ended_at is not None else ""
            return f"on the line after {clock}, interpreter {self.interpreter or '-'}{ended}"
        if self.ended_at is not None:
            return f"nobody came within {clock}"
        late = ", OVER 8 minutes" if self.waited(now) > LIMIT else f" of {mmss(LIMIT)}"
        return f"asked, waiting {clock}{late}"


@dataclass(frozen=True, slots=True)
class InTime:
    """How many interpreters were on the line in time, of how many asked for. ``waiting``: not counted yet."""

    in_time: int
    asked: int
    waiting: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that a miss is never rounded away; None when nobody asked."""
        return self.in_time * 100 // self.asked if self.asked else None

    def words(self) -> str:
        """The figure with what it is of."""
        if self.percent is None:
            return "no interpreter was asked for"
        low = f", below {LEAST_PERCENT} %" if self.percent < LEAST_PERCENT else ""
        left = f"; {self.waiting} wait now" if self.waiting else ""
        return f"{self.in_time} of {self.asked} on the line within 8 minutes = {self.percent} %{low}{left}"


def in_time(calls: Iterable[InterpreterCall], now: datetime) -> InTime:
    """Of the requests that were not declined: connected within the limit. One that still waits inside the limit is
    not counted; one that waits longer, or ended without an interpreter, is a miss."""
    good = asked = waiting = 0
    for call in calls:
        if call.declined:
            continue
        if call.connected_at is None and call.ended_at is None and call.waited(now) <= LIMIT:
            waiting += 1
            continue
        asked += 1
        good += call.connected_at is not None and call.waited(now) <= LIMIT
    return InTime(good, asked, waiting)


@dataclass(frozen=True, slots=True)
class OwnInterpreter:
    """Somebody the caller brings instead of the interpreter that was offered."""

    who: str
    is_minor: bool = False
    emergency: str = ""

    def checked(self) -> OwnInterpreter:
        """Cleaned. A minor interprets only in an emergency, and the reason is kept (CC-95).

        Raises Refused for a minor without an emergency, InvalidInput for a reason without a minor.
        """
        made = OwnInterpreter(clean(self.who, 80), self.is_minor, clean(self.emergency, 200))
        if made.is_minor and not made.emergency:
            raise Refused(
                "A minor may not interpret; offer the interpreter again. Only in an emergency: type what it is."
            )
        if made.is_minor and not made.who:
            raise InvalidInput("Who: type who interprets, for example daughter Mai.", "Who")
        if made.emergency and not made.is_minor:
            raise InvalidInput(
                "Emergency: is only for a minor who interprets; leave it empty, or tick minor.", "Emergency"
            )
        return made
