"""Sums over calls from which every figure of the phones is made: small whatever the number of calls, and addable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from psr_tui.domain.queue_calls import CallEnd, QueueCall


@dataclass(slots=True)
class Tally:
    """Counts and sums in seconds. Waits and talks are kept as value -> how often, for medians and for any T.

    ``odd_waits`` and the like count what was negative or missing: such calls are counted as calls and stay out of the
    sums of what they do not tell (CC-112).
    """

    answered: int = 0
    abandoned: int = 0
    left: int = 0
    lost: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    abandon_waits: Counter[int] = field(default_factory=Counter)
    talks: Counter[int] = field(default_factory=Counter)
    hold_seconds: int = 0  # of calls whose talk is known, like ``wrap_of_talks``: one sum over the same calls
    wrap_of_talks: int = 0
    wrap_seconds: int = 0
    wraps: int = 0
    transferred: int = 0
    odd_waits: int = 0
    odd_abandon_waits: int = 0
    odd_talks: int = 0

    def add(self, call: QueueCall) -> None:
        """Count one call that is over."""
        if call.end is CallEnd.ANSWERED:
            self._answered(call)
        elif call.end is CallEnd.ABANDONED:
            self.abandoned += 1
            if _usable(call.wait):
                self.abandon_waits[call.wait or 0] += 1
            else:
                self.odd_abandon_waits += 1
        elif call.end is CallEnd.LEFT:
            self.left += 1
        else:
            self.lost += 1

    def _answered(self, call: QueueCall) -> None:
        self.answered += 1
        if _usable(call.wait):
            self.waits[call.wait or 0] += 1
        else:
            self.odd_waits += 1
        if _usable(call.talk):
            self.talks[call.talk or 0] += 1
            self.hold_seconds += call.hold or 0
            self.wrap_of_talks += call.wrap or 0
        else:
            self.odd_talks += 1
        if call.wrap is not None:
            self.wrap_seconds += call.wrap
            self.wraps += 1
        self.transferred += 1 if call.transferred_to else 0

    def copy(self) -> Tally:
        """The same sums, to be added to others."""
        return Tally().take_in(self)

    def take_in(self, other: Tally) -> Tally:
        """Add the sums of other calls; the answer is this tally."""
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            setattr(self, one.name, mine + theirs)
        return self

    # --- what figures ask for ---
    @property
    def offered(self) -> int:
        """Answered and abandoned after they entered a queue."""
        return self.answered + self.abandoned

    @property
    def wait_seconds(self) -> int:
        """Of answered calls."""
        return total(self.waits)

    @property
    def talk_seconds(self) -> int:
        return total(self.talks)

    @property
    def handle_seconds(self) -> int:
        """Talk, hold and after-call work together, of calls whose talk is known."""
        return self.talk_seconds + self.hold_seconds + self.wrap_of_talks

    @property
    def queued(self) -> int:
        """Answered calls that waited at all."""
        return self.waits.total() - self.waits[0]

    def answered_within(self, seconds: int) -> int:
        """Answered calls whose wait was at most ``seconds``."""
        return within(self.waits, seconds)

    def abandoned_within(self, seconds: int) -> int:
        """Hang-ups whose wait was at most ``seconds``."""
        return within(self.abandon_waits, seconds)


def total(counts: Counter[int]) -> int:
    """The sum of values kept as value -> how often."""
    return sum(value * times for value, times in counts.items())


def within(counts: Counter[int], most: int) -> int:
    """How many values are at most ``most``."""
    return sum(times for value, times in counts.items() if value <= most)


def longest(counts: Iterable[int]) -> int | None:
    """The largest value that occurs."""
    return max(counts, default=None)


def _usable(seconds: int | None) -> bool:
    return seconds is not None and seconds >= 0
