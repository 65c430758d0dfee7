"""Which copay to ask for at a visit: the line a rep chose, else the payer's only one, else what our record says.

The benefit of the visit's service type and network goes before the card (front-desk.md FD-119); an answer that says the
coverage is not active, or one past its limit, says nothing about a copay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.money import Money


@dataclass(frozen=True, slots=True)
class ChosenCopay:
    """A line of an answer that a rep chose for one visit; ``text`` as the payer sent it, ``words`` with network."""

    visit_id: str
    coverage_id: str
    check_id: str
    amount: Money
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class ToldCopay:
    """What the newest answer about a coverage says. ``amount`` None: none, or several to choose from."""

    coverage_id: str
    check_id: str
    told_on: date
    active: bool
    amount: Money | None


def expected_copay(chosen: ChosenCopay | None, told: ToldCopay | None, on: date, limit_days: int) -> Money | None:
    """The copay from the payer's answers for a visit on ``on``; None leaves it to our record. A choice holds as long as
    it was made from the newest answer: a later one that still has the line takes the choice along, one that has not
    asks for a new choice."""
    if told is not None and not told.active:
        return None
    if chosen is not None and (told is None or chosen.check_id == told.check_id):
        return chosen.amount
    if told is None or (on - told.told_on).days > limit_days:
        return None
    return told.amount
