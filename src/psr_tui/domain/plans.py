"""Payment plans: what is owed, cut into instalments, and how far they are paid (cash-drawer.md CD-27).

Nothing about payment is stored with a plan. What was credited to its charges since it was agreed pays the instalments
in their order; how far that reaches is counted anew whenever somebody looks.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money

MOST_INSTALMENTS = 60
LAST_FIRST_DATE = timedelta(days=366)


class Rhythm(StrEnum):
    """How far instalments are apart."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    MONTHLY = "monthly"


RHYTHM_LABELS: dict[Rhythm, str] = {
    Rhythm.MONTHLY: "every month",
    Rhythm.TWO_WEEKS: "every two weeks",
    Rhythm.WEEKLY: "every week",
}


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """A patient agrees to pay charges in instalments. ``command_id`` becomes the plan's id."""

    command_id: str
    patient_id: str
    charge_ids: tuple[str, ...]
    count: int
    first_on: date
    rhythm: Rhythm
    note: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a plan."""

    number: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """An instalment with what was paid of it. ``late``: its day is over and something is missing."""

    instalment: Instalment
    paid: Money
    late: bool

    @property
    def open(self) -> Money:
        """What is still missing."""
        return self.instalment.amount - self.paid


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it stands: its instalments in order, each with what is paid."""

    plan_id: str
    agreed_on: date
    active: bool
    standing: tuple[Standing, ...]
    charge_ids: tuple[str, ...]
    changed_at: datetime
    note: str = ""
    version: int = 1
    changed_by: str = ""

    @property
    def total(self) -> Money:
        """What was agreed to be paid in all."""
        return Money.total(one.instalment.amount for one in self.standing)

    @property
    def open(self) -> Money:
        """What is still to come."""
        return Money.total(one.open for one in self.standing)

    @property
    def next(self) -> Standing | None:
        """The first instalment that is not paid; None when all are."""
        return next((one for one in self.standing if one.open), None)

    @property
    def late(self) -> int:
        """How many instalments are late."""
        return sum(one.late for one in self.standing)

    def asked(self, today: date) -> Money:
        """What is due of it by today."""
        return Money.total(one.open for one in self.standing if one.instalment.due_on <= today)

    def words(self) -> str:
        """``$120.00 in 6, 2 paid, 1 late, next $20.00 on 12/01/2026``."""
        parts = [f"{self.total.dollars} in {len(self.standing)}", f"{sum(not one.open for one in self.standing)} paid"]
        if self.late:
            parts.append(f"{self.late} late")
        if self.next is not None:
            parts.append(f"next {self.next.open.dollars} on {self.next.instalment.due_on:%m/%d/%Y}")
        return ", ".join(parts if self.active else [*parts[:2], "ended"])


def split(total: Money, count: int) -> tuple[Money, ...]:
    """``total`` in ``count`` parts that differ by a cent at most, the larger ones first; they add up to it exactly.

    Raises: InvalidInput unless every part is at least one cent.
    """
    if not 1 <= count <= MOST_INSTALMENTS:
        raise InvalidInput(f"Instalments: type a number from 1 to {MOST_INSTALMENTS}, for example 6.", "Instalments")
    if total.cents < count:
        raise InvalidInput("Instalments: there is less to pay than one cent each; choose fewer.", "Instalments")
    each, more = divmod(total.cents, count)
    return tuple(Money(each + (at < more)) for at in range(count))


def days(first: date, rhythm: Rhythm, count: int) -> tuple[date, ...]:
    """The days instalments are due; monthly ones keep the day of the first, or the last day of a shorter month."""
    if rhythm is not Rhythm.MONTHLY:
        step = timedelta(weeks=1 if rhythm is Rhythm.WEEKLY else 2)
        return tuple(first + step * at for at in range(count))
    return tuple(_month_later(first, at) for at in range(count))


def _month_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def instalments(total: Money, count: int, first: date, rhythm: Rhythm, today: date) -> tuple[Instalment, ...]:
    """What is agreed on. Raises: InvalidInput for a number of instalments or a first day that cannot be."""
    if not today <= first <= today + LAST_FIRST_DATE:
        raise InvalidInput("First due: type a day from today on, within a year, for example t+30.", "First due")
    amounts = split(total, count)
    due = days(first, rhythm, count)
    return tuple(Instalment(at, day, part) for at, (day, part) in enumerate(zip(due, amounts, strict=True), start=1))


def standing(agreed: Iterable[Instalment], credited: Money, today: date) -> tuple[Standing, ...]:
    """How far ``credited`` pays the instalments in their order. Less than nothing (more was charged or went back than
    was paid) is nothing; more than all of it is all of it."""
    left = max(Money.zero(), credited)
    found = []
    for one in agreed:
        paid = min(left, one.amount)
        left -= paid
        found.append(Standing(one, paid, late=one.due_on < today and paid < one.amount))
    return tuple(found)


def shares(plan: Plan, open_by_charge: Sequence[tuple[str, Money]], today: date) -> dict[str, Money]:
    """What is asked for today of each charge of the plan, given what is open on each, oldest first."""
    left = plan.asked(today)
    asked = {}
    for charge_id, open_ in open_by_charge:
        asked[charge_id] = max(Money.zero(), min(left, open_))
        left -= asked[charge_id]
    return asked


def instalment_words(plan: Plan) -> str:
    """``Instalment 2 of 6 due 12/01``: which one money goes to next."""
    one = plan.next
    if one is None:
        return "Plan is paid"
    return f"Instalment {one.instalment.number} of {len(plan.standing)} due {one.instalment.due_on:%m/%d}"
