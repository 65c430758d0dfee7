"""What somebody who waits is told: how long so far, against the target, how long still, and the sentence to say
(ux.md, Words; front-desk.md FD-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import hmm, local
from psr_tui.domain.waits import Thresholds

ROUND = 5
_DOCTORS = ("MD", "DO", "DR", "DPM", "PHD", "PSYD", "OD", "DDS")


class Answer(StrEnum):
    """What the patient chose; the value is the stored one."""

    WAITS = "waits"
    RESCHEDULE = "rescheduled"
    LEAVES = "left"
    OTHER = "other"

    @property
    def word(self) -> str:
        """In the log."""
        return {"waits": "waits on", "rescheduled": "wants another time", "left": "left"}.get(self.value, "other")


@dataclass(frozen=True, slots=True)
class Talk:
    """The wait was explained: when (aware UTC), by whom, after how many minutes, what was foretold, the answer."""

    at: datetime
    by: str
    waited: int
    told: int | None
    answer: Answer
    note: str = ""

    def words(self, tz: ZoneInfo) -> str:
        """``09:52 after 0:22, told about 20 min: waits on``."""
        told = f", told about {self.told} min" if self.told is not None else ""
        more = f" ({self.note})" if self.note else ""
        return f"{local(self.at, tz):%H:%M} after {hmm(self.waited)}{told}: {self.answer.word}{more}, {self.by}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long it will still take, in minutes, with what it is made of. ``ahead`` and ``before`` are how many stand
    before and the minutes of their visits; ``late`` is the provider's flag."""

    minutes: int
    ahead: int
    before: int
    late: int
    provider: str = ""

    def words(self) -> str:
        """``about 20 min: 2 before you with Dr. Lee, who runs 10 late``."""
        parts = f"{self.ahead or 'nobody'} before you" + (f" with {self.provider}" if self.provider else "")
        late = f", who runs {self.late} late" if self.late and self.provider else ""
        return f"about {self.minutes} min: {parts}{late}"


def spoken_provider(title: str, first: str, last: str) -> str:
    """A provider as they are spoken of to a patient: ``Dr. Lee``, ``Luisa Ortiz``."""
    if title.replace(".", "").upper() in _DOCTORS:
        return f"Dr. {last}"
    return f"{first} {last}".strip()


def expected_at(starts_at: datetime, late: int) -> datetime:
    """When a booked visit is likely to begin: its time and what the provider runs late."""
    return starts_at + timedelta(minutes=late)


def estimate(starts_at: datetime, now: datetime, lengths: Sequence[int], late: int, provider: str = "") -> Estimate:
    """How long somebody who is here still waits: until the booked time moved by the provider's delay, or until the
    visits before theirs (``lengths``, minutes each) are over, whichever is longer; up to the next five minutes.

    More delay and more people before never make it shorter.
    """
    planned = (expected_at(starts_at, late) - now).total_seconds() / 60
    minutes = max(planned, sum(lengths), 1)
    return Estimate(int(-(-minutes // ROUND) * ROUND), len(lengths), sum(lengths), late, provider)


def against_target(minutes: int, thresholds: Thresholds) -> str:
    """``waiting 0:22, 2 over target`` or ``waiting 0:12, target 0:20``."""
    target = thresholds.alarm or thresholds.warn
    if not target:
        return f"waiting {hmm(minutes)}"
    if minutes > target:
        return f"waiting {hmm(minutes)}, {minutes - target} over target"
    return f"waiting {hmm(minutes)}, target {hmm(target)}"


def sentence(name: str, minutes: int, guess: Estimate, thresholds: Thresholds) -> str:
    """What the rep says, in plain words; an apology once the wait is worth one."""
    sorry = f"{name}, I am sorry about the wait. " if thresholds.level(minutes) else f"{name}, thank you for waiting. "
    who = guess.provider or "The provider"
    why = f"{who} is running about {guess.late} minutes late. " if guess.late else ""
    before = {0: "You are next. ", 1: "There is one person before you. "}.get(
        guess.ahead, f"There are {guess.ahead} people before you. "
    )
    return (
        f"{sorry}{why}{before}It will be about {guess.minutes} minutes more. "
        "Would you like to wait, or shall I find you another time?"
    )
