"""Estimates: when a good-faith estimate is due, what it holds, when a bill lies too far above it.

Sources: front-desk.md FD-140 to FD-143 (45 CFR 149.610). Days are the clinic's dates; business days come from the
clinic's own calendar of closed days. The lines are those of the letter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.business_days import after_business_days, business_days_between
from psr_tui.domain.check_out import MOST_UNITS, read_code
from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.estimate_letter import DISPUTE_OVER, EstimateLine
from psr_tui.domain.money import Money
from psr_tui.domain.text import clean

FAR_AHEAD, NEAR_AHEAD = 10, 3  # business days until the visit
MOST_LINES = 30
MOST = Money(100_000_00)
HOWS = (("printed", "Printed"), ("read", "Read to the patient"), ("mailed", "Mailed"), ("portal", "Put in the portal"))
_HOWS = dict(HOWS)


class EstimateKind(StrEnum):
    """What it is made from: the clinic's own prices, or what the plan answered."""

    GOOD_FAITH = "good_faith"
    BENEFITS = "benefits"


class EstimateWhy(StrEnum):
    """What started its clock."""

    SCHEDULED = "scheduled"
    REQUESTED = "requested"


class EstimateState(StrEnum):
    """Where it stands."""

    DUE = "due"
    GIVEN = "given"
    REPLACED = "replaced"
    NOT_NEEDED = "not_needed"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return self.value.replace("_", " ")


def due_on(why: EstimateWhy, started: date, service: date | None, closed: Collection[date] = ()) -> date | None:
    """The last day to give it (FD-140): booked 10 business days ahead or more, the 3rd business day after; 3 to 9
    ahead, the next one; asked for, the 3rd. None when nothing is due: booked for less than 3 business days ahead."""
    if why is EstimateWhy.REQUESTED:
        return after_business_days(started, 3, closed)
    ahead = business_days_between(started, service, closed) if service is not None else 0
    if ahead >= FAR_AHEAD:
        return after_business_days(started, 3, closed)
    return after_business_days(started, 1, closed) if ahead >= NEAR_AHEAD else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One version of one estimate. ``number`` counts the versions from 1; ``words`` is what was said, and for one from
    benefits all of it. ``visit_open``: whether its visit still stands, None without one."""

    estimate_id: str
    patient_id: str
    patient: str
    visit_id: str
    kind: EstimateKind
    why: EstimateWhy
    state: EstimateState
    number: int
    started_at: datetime
    service_date: date | None = None
    due_on: date | None = None
    given_at: datetime | None = None
    given_how: str = ""
    given_by: str = ""
    replaces: str = ""
    why_replaced: str = ""
    words: str = ""
    lines: tuple[EstimateLine, ...] = ()
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    @property
    def total(self) -> Money:
        """What is expected altogether."""
        return total_of(self.lines)

    def overdue(self, today: date) -> bool:
        """Whether it should have been given before today."""
        return self.state is EstimateState.DUE and self.due_on is not None and self.due_on < today

    def due_words(self, today: date) -> str:
        """``due today``, ``due Thu 03/12``, ``overdue since Mon 03/09``; '' when nothing is due."""
        if self.state is not EstimateState.DUE or self.due_on is None:
            return ""
        if self.due_on == today:
            return "due today"
        return f"{'overdue since' if self.overdue(today) else 'due'} {self.due_on:%a %m/%d}"


def total_of(lines: Sequence[EstimateLine]) -> Money:
    """The sum of the lines."""
    return Money.total(line.amount for line in lines)


def over_estimate(given: Money, charged: Money) -> Money | None:
    """How much the charges lie above the estimate when that may be disputed, $400 or more (FD-142); else None."""
    above = charged - given
    return above if above >= DISPUTE_OVER else None


def checked_line(line: EstimateLine) -> EstimateLine:
    """A line as it may be stored. Raises InvalidInput by field."""
    label = clean(line.label, 80)
    if not any(ch.isalnum() for ch in label):
        raise InvalidInput("Service: type what it is for, for example office visit.", "label")
    if not 1 <= line.quantity <= MOST_UNITS:
        raise InvalidInput(f"How many: a number from 1 to {MOST_UNITS}.", "quantity")
    if not Money.zero() <= line.amount <= MOST:
        raise InvalidInput(f"Amount: from 0.00 to {MOST}, for all of them together.", "amount")
    return replace(line, label=label, code=read_code(line.code), provider=clean(line.provider, 80))


def checked_lines(lines: Sequence[EstimateLine]) -> tuple[EstimateLine, ...]:
    """All lines as they may be stored. Raises InvalidInput."""
    if not lines:
        raise InvalidInput("An estimate needs at least one service; + adds one.", "label")
    if len(lines) > MOST_LINES:
        raise InvalidInput(f"An estimate holds {MOST_LINES} services; put the small ones together.", "label")
    return tuple(checked_line(line) for line in lines)


def check_how(how: str) -> str:
    """How it was given. Raises InvalidInput."""
    if how not in _HOWS:
        raise InvalidInput("How was it given? Choose one of the list.", "how")
    return how


def check_giveable(estimate: Estimate) -> None:
    """Only one that is due, or a given one that gets another version. Raises Refused."""
    if estimate.state in (EstimateState.REPLACED, EstimateState.NOT_NEEDED):
        raise Refused(f"This estimate is {estimate.state.word}; open the newest one of the patient.")
