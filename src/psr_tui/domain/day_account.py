"""Every appointment of a day accounted for: it came, it went, it paid, or there is a reason (front-desk.md 18).

Each appointment stands in exactly one row, whatever happened to it, and what is missing comes first. A visit is
missing as long as nobody can tell what became of it, or what was to be paid was neither taken nor answered with a
reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from psr_tui.domain.money import Money
from psr_tui.domain.visit import VisitState, needs_reason

_GONE = frozenset({VisitState.CANCELLED, VisitState.RESCHEDULED, VisitState.NO_SHOW, VisitState.LEFT_UNSEEN})


@dataclass(frozen=True, slots=True)
class DayVisit:
    """What is known of one appointment. ``open`` is still owed for this visit, ``paid`` was taken for it that day or
    later; ``reason`` is the label of the code a cancelled visit or a copay that was not taken has, '' for none."""

    visit_id: str
    patient_id: str
    patient: str
    surname: str
    local_start: str
    starts_at: datetime
    provider: str
    state: VisitState
    paid: Money
    open: Money
    no_copay: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccountedVisit:
    """One row: the visit, the words for how it stands, and what is missing ('' when nothing is)."""

    visit: DayVisit
    words: str
    missing: str


def account_for(visits: Iterable[DayVisit], day: date, today: date, now: datetime) -> list[AccountedVisit]:
    """Every visit of ``day`` once: those with something missing first, then by time.

    ``today`` and ``now`` tell whether the day is over; while it runs, who is still in the clinic is not missing.
    """
    rows = [_accounted(visit, over=day < today, now=now) for visit in visits]
    return sorted(rows, key=lambda row: (not row.missing, row.visit.local_start, row.visit.surname, row.visit.visit_id))


def _accounted(visit: DayVisit, *, over: bool, now: datetime) -> AccountedVisit:
    state = visit.state
    if state is VisitState.ENTERED_IN_ERROR:
        return AccountedVisit(visit, "entered in error", "")
    if state in _GONE:
        return AccountedVisit(visit, _with(state.word.lower(), visit.reason), _gone_missing(visit))
    if state in (VisitState.REQUESTED, VisitState.BOOKED):
        late = over or visit.starts_at <= now
        return AccountedVisit(visit, "not come yet" if late else "expected", "came or not?" if late else "")
    if state is not VisitState.CHECKED_OUT and over:
        return AccountedVisit(visit, state.word.lower(), "no check-out")
    if state is VisitState.ARRIVED:
        return AccountedVisit(visit, "waiting at the desk", "")
    return AccountedVisit(visit, _with(state.word.lower(), _paid(visit)), _unpaid(visit))


def _gone_missing(visit: DayVisit) -> str:
    """A cancelled visit has a reason; what became of the others is told by the state alone."""
    return "no reason" if needs_reason(visit.state) and not visit.reason else ""


def _paid(visit: DayVisit) -> str:
    if visit.open.cents > 0:
        return visit.no_copay or f"{visit.open} open"
    if visit.paid:
        return f"paid {visit.paid}"
    return visit.no_copay or "nothing due"


def _unpaid(visit: DayVisit) -> str:
    return "not paid, why?" if visit.open.cents > 0 and not visit.no_copay else ""


def _with(word: str, more: str) -> str:
    return f"{word}: {more}" if more else word
