"""Red flags: whose turn it is to be asked, the pickup clock, and words that propose a flag (CC-85 to CC-91).

The desk never grades a symptom. Nothing here can clear or lower a flag: phrases only ever raise urgency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psr_tui.domain.callbacks import Priority, more_urgent
from psr_tui.domain.clock import hmm, minutes_between, mmss
from psr_tui.domain.text import clean, fold

FIRST = 1
"""Who is asked when the flag is raised."""


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Somebody on the route: their place, who they are, their phone ('' = as usual), and the minutes they are given."""

    position: int
    who: str
    phone: str
    after_minutes: int

    @property
    def words(self) -> str:
        """``Charge nurse (555-0123)``."""
        return f"{self.who} ({self.phone})" if self.phone else self.who


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A flag nobody has picked up. ``asked``: the last step of the route that was asked (1 = the first)."""

    callback_id: str
    version: int
    patient_id: str
    name: str
    number: str
    raised_at: datetime
    asked: int
    raised_by: str
    told_emergency: bool = False
    stayed: bool | None = None
    refused: bool = False
    where: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class FlagFacts:
    """What was written down about a flag beside place, number and words."""

    happening_now: bool
    caller_name: str
    emergency_told_at: datetime | None
    stayed_on_line: bool | None
    advice_refused: bool
    asked: int


def minutes_of(steps: Sequence[RouteStep], index: int, pickup_minutes: int) -> int:
    """The minutes the step at ``index`` (from 0) is given: the clinic's limit for the first, its row's for others."""
    return pickup_minutes if index == 0 or index >= len(steps) else max(1, steps[index].after_minutes)


def asked_by(steps: Sequence[RouteStep], raised_at: datetime, now: datetime, pickup_minutes: int) -> int:
    """How many steps of the route should have been asked by ``now``: the first at once, each next one when the one
    before let its minutes pass (CC-90). At most as many as there are; a clock set back asks nobody less."""
    at, count = raised_at, FIRST
    for index in range(len(steps) - 1):
        at += timedelta(minutes=minutes_of(steps, index, pickup_minutes))
        if now < at:
            break
        count += 1
    return min(count, max(FIRST, len(steps)))


def now_asked(steps: Sequence[RouteStep], asked: int) -> str:
    """Who is being asked, in words; the nurse when the clinic has no route."""
    return steps[min(max(asked, FIRST), len(steps)) - 1].words if steps else "the nurse"


def clock_words(flags: Sequence[OpenFlag], steps: Sequence[RouteStep], now: datetime, pickup_minutes: int) -> str:
    """The pickup clock for the message line of every screen: the oldest flag, how long, the limit, who is asked."""
    if not flags:
        return ""
    oldest = min(flags, key=lambda flag: flag.raised_at)
    waited = minutes_between(oldest.raised_at, now)
    over = f", {waited - pickup_minutes} over the limit" if waited > pickup_minutes else f" of {pickup_minutes} min"
    more = f" and {len(flags) - 1} more" if len(flags) > 1 else ""
    return f"RED FLAG {hmm(waited)} without a nurse{over}{more}; asked: {now_asked(steps, oldest.asked)}. :flags"


def pickup_words(raised_at: datetime, now: datetime, pickup_minutes: int) -> str:
    """The pickup clock in minutes and seconds: ``waiting 2:10 of 3:00``; never negative, whatever the clock did."""
    limit = timedelta(minutes=pickup_minutes)
    waited = max(timedelta(0), now - raised_at)
    over = f", {mmss(waited - limit)} OVER the limit of" if waited > limit else " of"
    return f"waiting {mmss(waited)}{over} {mmss(limit)}"


# --- words in a note -------------------------------------------------------------------------------------------------


def phrase_in(text: str, phrases: Iterable[str]) -> str:
    """The first phrase that stands in the text as whole words, whatever its case and accents; '' for none.

    The longest phrase wins, so that what is shown says most. Nothing is concluded from none being there (CC-86).
    """
    words = f" {fold(text)} "
    for phrase in sorted(phrases, key=lambda one: (-len(one), one)):
        folded = fold(phrase)
        if folded and f" {folded} " in words:
            return phrase
    return ""


def proposal(phrase: str) -> str:
    """The sentence that proposes the route and shows why (CC-87)."""
    return f"“{clean(phrase, 60)}” stands in the note: Ctrl+R sends it to the nurse now." if phrase else ""


def raised(priority: Priority, text: str, phrases: Iterable[str]) -> Priority:
    """The priority after a note: a phrase makes it urgent, nothing makes it less."""
    return more_urgent(priority, Priority.URGENT) if phrase_in(text, phrases) else priority
