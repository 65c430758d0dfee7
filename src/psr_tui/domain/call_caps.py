"""How often somebody may be called: frequency rules as rows, and when the next call is allowed (CC-38, CC-39, CC-50).

Attempts are counted by number whoever it belongs to, so two patients who share a telephone share its caps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.call_window import CallWindow, in_words
from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import Refused


class CapReached(Refused):
    """A cap stands in the way; it may be passed by permission, with a reason (CC-40)."""


class Scope(StrEnum):
    """What attempts a cap counts together."""

    ITEM = "item"
    PATIENT = "patient"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Made:
    """One call that was made: when, and about what (the code of the call reason, '' when it was no callback)."""

    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``maximum`` calls in a rolling ``window``, or on one date of the patient (``calendar_day``), or in the
    whole life of the item when neither is set. ``state`` and ``reasons`` narrow whom it is for; empty is everybody."""

    code: str
    label: str
    scope: Scope
    maximum: int
    window: timedelta | None = None
    calendar_day: bool = False
    state: str = ""
    reasons: frozenset[str] = frozenset()

    def applies(self, state: str, reason: str) -> bool:
        """Whether it holds for a patient of this state about this matter."""
        return self.state in ("", state) and (not self.reasons or reason in self.reasons)

    def free_at(self, calls: Iterable[Made], now: datetime, tz: ZoneInfo) -> datetime | None:
        """The first moment from ``now`` on at which one more call is allowed; None when never. ``tz``: of the
        patient. Calls after ``now`` (a clock was set back) count too: they were made."""
        counted = sorted(one.at for one in calls if not self.reasons or one.reason in self.reasons)
        if self.maximum <= 0:
            return None
        if self.calendar_day:
            return self._next_day(counted, now, tz)
        if self.window is None:
            return now if len(counted) < self.maximum else None
        inside = [at for at in counted if at > now - self.window]
        if len(inside) < self.maximum:
            return now
        return inside[len(inside) - self.maximum] + self.window

    def _next_day(self, counted: list[datetime], now: datetime, tz: ZoneInfo) -> datetime:
        day = now.astimezone(tz).date()
        per_day: dict[object, int] = {}
        for at in counted:
            made_on = at.astimezone(tz).date()
            per_day[made_on] = per_day.get(made_on, 0) + 1
        while per_day.get(day, 0) >= self.maximum:
            day += timedelta(days=1)
        return now if day == now.astimezone(tz).date() else at_local(day, 0, 0, tz)


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls made so far, as each scope counts them."""

    item: tuple[Made, ...] = ()
    patient: tuple[Made, ...] = ()
    number: tuple[Made, ...] = ()

    def of(self, scope: Scope) -> tuple[Made, ...]:
        """Those a scope counts."""
        return {Scope.ITEM: self.item, Scope.PATIENT: self.patient, Scope.NUMBER: self.number}[scope]


@dataclass(frozen=True, slots=True)
class Reached:
    """A cap that stands in the way, and when it does no more (None: never for this item)."""

    cap: Cap
    free_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallCaps:
    """The frequency rules of a clinic."""

    rows: tuple[Cap, ...] = field(default=())

    def for_call(self, state: str, reason: str) -> tuple[Cap, ...]:
        """Those that hold for a patient of ``state`` about ``reason``."""
        return tuple(cap for cap in self.rows if cap.applies(state, reason))

    def reached(self, state: str, reason: str, calls: Calls, now: datetime, tz: ZoneInfo) -> Reached | None:
        """The cap that holds longest among those that forbid a call now; None when one is allowed. As no call is made
        meanwhile, the longest one says when all of them are free."""
        longest: Reached | None = None
        for cap in self.for_call(state, reason):
            free = cap.free_at(calls.of(cap.scope), now, tz)
            if free is not None and free <= now:
                continue
            if free is None:
                return Reached(cap, None)
            if longest is None or longest.free_at is None or free > longest.free_at:
                longest = Reached(cap, free)
        return longest


def cap_words(reached: Reached, now: datetime, window: CallWindow, clinic_tz: ZoneInfo) -> str:
    """The refusal: which cap it is and when the next call is allowed (CC-38)."""
    count = f"{reached.cap.maximum} {reached.cap.label}"
    if reached.free_at is None:
        return f"The limit is reached: {count}. No further call is allowed; use a letter or the portal."
    again = in_words(window.next_workable(reached.free_at), now, window.zone, clinic_tz)
    return f"The limit is reached: {count}. The next call is allowed {again}."
