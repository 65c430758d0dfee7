"""The figures of a stretch of days, as the dashboard shows them: wait first, abandonment below (CC-105)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from psr_tui.domain.callback_figures import CallbackFacts, callback_figures
from psr_tui.domain.first_contact import FirstContact, first_contact_figures
from psr_tui.domain.phone_figure import Figure
from psr_tui.domain.phone_figures import (
    Limits,
    abandonment,
    counts,
    occupancy,
    service_levels,
    waits,
    work,
)
from psr_tui.domain.phone_tally import Tally

FROM_LINE = "told by the telephone system"
FROM_REPS = "the reps' own stamps: waits are not known"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the clinic decides about its figures. ``grace_minutes``: how late a promise may be called;
    ``shrinkage``: percent of paid time that is not on calls; ``wrap_seconds``: target of the work after a call."""

    limits: Limits = field(default_factory=Limits)
    repeat_days: int = 7
    grace_minutes: int = 15
    shrinkage: int = 30
    wrap_seconds: int = 60


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """The sums of a stretch of days. ``line``: calls as the queue saw them, ``inbound`` and ``handled`` as the reps
    stamped them; ``available_seconds`` of everybody together."""

    now: datetime
    settings: Settings = field(default_factory=Settings)
    line: Tally = field(default_factory=Tally)
    inbound: Tally = field(default_factory=Tally)
    handled: Tally = field(default_factory=Tally)
    callbacks: CallbackFacts = field(default_factory=CallbackFacts)
    first_contact: FirstContact = field(default_factory=lambda: FirstContact(0, 0, 0, 0, 0))
    available_seconds: float = 0.0

    @property
    def has_line(self) -> bool:
        """Whether a telephone system told of calls in this time."""
        return bool(self.line.offered + self.line.left + self.line.lost)

    @property
    def source(self) -> str:
        """Where waits and abandonment come from, in words."""
        return FROM_LINE if self.has_line else FROM_REPS

    @property
    def calls(self) -> Tally:
        """The calls that waits, service level and abandonment are made of."""
        return self.line if self.has_line else self.inbound

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, in the order they are shown."""
        limits, calls = self.settings.limits, self.calls
        worked = self.handled if self.handled.answered else self.line
        return (
            *waits(calls), *service_levels(calls, limits),
            *callback_figures(self.callbacks, self.settings.grace_minutes, self.now),
            *first_contact_figures(self.first_contact, self.settings.repeat_days),
            *counts(calls), *abandonment(calls, limits), *work(worked),
            occupancy(worked.handle_seconds, self.available_seconds),
        )  # fmt: skip
