"""Recalls: when somebody is due to come back, when they are reminded, and when they leave the list (FD-99 to FD-101);
and who is called to confirm the visits of the next two business days (FD-102)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from psr_tui.domain.booking import SETTLED
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import add_months

MOST_REMINDERS = 3
BACK_AFTER_DAYS = 14
"""A reminded patient comes back onto the list after so many days."""
AHEAD_DAYS = 30
"""The list shows who is due within so many days."""


@dataclass(frozen=True, slots=True)
class Recall:
    """A reason to come back, one a type. ``due_on`` is computed, ``due_instead`` typed over it."""

    recall_id: str
    version: int
    patient_id: str
    patient: str
    kind: str
    visit_type: str
    provider_id: str | None
    every_months: int
    due_on: date
    due_instead: date | None = None
    suppressed_until: date | None = None
    reminders: int = 0
    last_reminded_on: date | None = None
    priority: int = 50
    note: str = ""
    phone: str = ""
    provider: str = ""

    @property
    def due(self) -> date:
        """The day that counts."""
        return self.due_instead or self.due_on


def due_after(last_visit: date, every_months: int) -> date:
    """When somebody seen on a day is due again."""
    return add_months(last_visit, every_months)


def why_off(recall: Recall, today: date, booked: bool) -> str:
    """Why a recall is not on today's list; nothing when it is on it. The same words stand beside the count of those
    left out, so that filters and counts agree (FD-100, FD-101)."""
    if booked:
        return "with a visit booked"
    if recall.suppressed_until is not None and today < recall.suppressed_until:
        return "put off until a later day"
    if recall.reminders >= MOST_REMINDERS:
        return f"reminded {MOST_REMINDERS} times"
    if recall.last_reminded_on is not None and today < recall.last_reminded_on + timedelta(days=BACK_AFTER_DAYS):
        return "reminded lately"
    return "not due yet" if recall.due > today + timedelta(days=AHEAD_DAYS) else ""


@dataclass(frozen=True, slots=True)
class RecallList:
    """Who is called back, and how many are left out for which reason."""

    due: tuple[Recall, ...]
    left_out: Mapping[str, int]

    @property
    def words(self) -> str:
        """``12 due · 3 reminded lately · 1 with a visit booked``."""
        parts = [f"{len(self.due)} due", *(f"{number} {why}" for why, number in sorted(self.left_out.items()))]
        return " · ".join(parts)


def listed(recalls: Iterable[Recall], today: date, booked: Collection[str]) -> RecallList:
    """The recalls to work on, the longest due and most urgent first; ``booked`` are recall ids with a visit to come."""
    due, out = [], dict[str, int]()
    for one in recalls:
        why = why_off(one, today, one.recall_id in booked)
        if why:
            out[why] = out.get(why, 0) + 1
        else:
            due.append(one)
    return RecallList(tuple(sorted(due, key=lambda one: (-one.priority, one.due, one.patient))), out)


def check_recall(kind: str, visit_type: str, every_months: int | None) -> None:
    """Raise InvalidInput naming what is missing (FD-100)."""
    missing = [
        name
        for name, given in (("what for", kind.strip()), ("visit type", visit_type), ("months", every_months))
        if not given
    ]
    if missing:
        raise InvalidInput(f"Recall: {', '.join(missing)} is still empty; fill it in, e.g. diabetes, 6.", "Recall")
    if every_months is not None and not 1 <= every_months <= 120:
        raise InvalidInput("Recall: months from 1 to 120, for example 6.", "Months")


def business_days(today: date, number: int, office_days: str, closed: Collection[date]) -> tuple[date, ...]:
    """The next days on which the clinic works, after today."""
    found: list[date] = []
    day = today
    while len(found) < number and day < today + timedelta(days=60):
        day += timedelta(days=1)
        if str(day.weekday()) in office_days and day not in closed:
            found.append(day)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A visit whose patient is called. ``family`` is one key for people who are called together."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    family: str
    day: date
    local_start: str
    provider: str
    visit_type: str
    phone: str
    phone_note: str
    confirmation: str


def together(visits: Iterable[ToConfirm]) -> list[ToConfirm]:
    """The list in order of time, with everybody of a family behind its first visit; settled ones last."""
    ordered = sorted(visits, key=lambda one: (one.confirmation in SETTLED, one.day, one.local_start, one.patient))
    first: dict[str, int] = {}
    for place, one in enumerate(ordered):
        first.setdefault(one.family, place)
    return sorted(ordered, key=lambda one: (one.confirmation in SETTLED, first[one.family]))
