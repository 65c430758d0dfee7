"""How long somebody has been waiting, in minutes and words, and what the header counts (FD-06, FD-07, FD-15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.clock import hmm, minutes_between
from psr_tui.domain.header_line import header_line
from psr_tui.domain.visit import VisitEvent, VisitState, standing_events


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Minutes after which a wait is worth a look, and after which it is too long. Zero switches one off."""

    warn: int = 10
    alarm: int = 20

    def level(self, minutes: int) -> int:
        """0 fine, 1 past the first threshold, 2 past the second."""
        if self.alarm and minutes >= self.alarm:
            return 2
        return 1 if self.warn and minutes >= self.warn else 0

    def over(self, minutes: int) -> bool:
        """Whether a wait is longer than the target: past the last threshold that is on."""
        last = self.alarm or self.warn
        return bool(last) and minutes >= last


DEFAULT_THRESHOLDS = Thresholds()


def stay_seconds(start: datetime, end: datetime) -> int:
    """Whole seconds of a stay, at least one: a clock step must not make a stay of zero or less (FD-15)."""
    return max(1, round((end - start).total_seconds()))


def dwells(events: Iterable[VisitEvent], now: datetime) -> tuple[tuple[VisitState, int], ...]:
    """Minutes spent in each state since arrival, by the events that still hold; never typed (FD-23). The last one
    runs until ``now`` unless the visit is over."""
    held = [event for event in standing_events(events) if event.to_state.rank >= VisitState.ARRIVED.rank]
    ends = [*(event.at for event in held[1:]), now]
    return tuple(
        (event.to_state, stay_seconds(event.at, end) // 60)
        for event, end in zip(held, ends, strict=False)
        if not event.to_state.closed
    )


def arrived_at(events: Iterable[VisitEvent]) -> datetime | None:
    """When the patient came, by the events that still hold: the first step into the house after the last one out."""
    came: datetime | None = None
    for event in standing_events(events):
        inside = VisitState.ARRIVED.rank <= event.to_state.rank <= VisitState.CHECKED_OUT.rank
        came = (came or event.at) if inside or event.to_state is VisitState.LEFT_UNSEEN else None
    return came


def wait_minutes(state: VisitState, came: datetime | None, now: datetime) -> int | None:
    """Minutes since arrival while the wait clock runs, else None."""
    return minutes_between(came, now) if came is not None and state.waiting else None


def wait_words(minutes: int | None, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> str:
    """The list's wait cell: ``0:04``, ``0:17!``, ``0:24!!``; empty when nobody waits. The marks stand beside the
    number because colour alone must not carry it."""
    if minutes is None:
        return ""
    return hmm(minutes) + "!" * thresholds.level(minutes)


@dataclass(frozen=True, slots=True)
class Tally:
    """The header: visits per state, the longest wait in minutes (None: nobody waits), how many are over target."""

    per_state: Mapping[VisitState, int]
    longest: int | None = None
    over_target: int = 0
    untold: int = 0

    def of(self, *states: VisitState) -> int:
        """Visits in any of these states."""
        return sum(self.per_state.get(state, 0) for state in states)

    @property
    def waiting(self) -> int:
        """Everybody who waits: arrived or checked in."""
        return self.of(VisitState.ARRIVED, VisitState.CHECKED_IN)

    def words(self, late: Sequence[str] = (), width: int = 78) -> str:
        """``waiting 6 (longest 0:24, 2 over) · roomed 3 · expected 13 · done 8 · no-show 1``: fits ``width`` cells on a
        busy day; "over" counts waits past the second threshold, "not told" those of them nobody spoke to; ``late`` are
        the providers who run late."""
        waits = f"waiting {self.waiting}"
        if self.longest is not None:
            over = f", {self.over_target} over" if self.over_target else ""
            told = f", not told {self.untold}" if self.untold else ""
            waits += f" (longest {hmm(self.longest)}{over}{told})"
        counts = [
            ("roomed", VisitState.ROOMED.glyph, self.of(VisitState.ROOMED)),
            ("expected", VisitState.BOOKED.glyph, self.of(VisitState.BOOKED, VisitState.REQUESTED)),
            ("done", VisitState.CHECKED_OUT.glyph, self.of(VisitState.CHECKED_OUT)),
            ("no-show", VisitState.NO_SHOW.glyph, self.of(VisitState.NO_SHOW)),
        ]
        gone = self.of(VisitState.LEFT_UNSEEN)
        left = [("left", VisitState.LEFT_UNSEEN.glyph, gone)] if gone else []
        return header_line(waits, [*counts, *left], late, width)


def tally(
    counts: Mapping[VisitState, int],
    arrivals: Sequence[datetime],
    now: datetime,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    untold: Sequence[datetime] = (),
) -> Tally:
    """Count per state, and the waits of everybody whose clock runs (``arrivals``: their arrival times; ``untold``: of
    those nobody spoke to)."""
    waits = [minutes_between(came, now) for came in arrivals]
    silent = sum(thresholds.over(minutes_between(came, now)) for came in untold)
    return Tally(dict(counts), max(waits, default=None), sum(thresholds.over(wait) for wait in waits), silent)
