"""Expected against collected copays by rep, stage and no-copay code (front-desk.md FD-139).

The stage is where money came or was asked for: before the patient arrived (on the phone, ahead), at check-in, at
check-out. Every cent that was expected stands in exactly one row: collected by somebody, or not collected for a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.money import Money


class Stage(StrEnum):
    """Where in the visit money was asked for."""

    PHONE = "phone"
    CHECK_IN = "check-in"
    CHECK_OUT = "check-out"


def stage_of(at: datetime, arrived: datetime | None, checked_in: datetime | None) -> Stage:
    """Before the patient came it was on the phone; after the moment of the check-in it is check-out. All aware UTC."""
    if arrived is None or at < arrived:
        return Stage.PHONE
    return Stage.CHECK_IN if checked_in is None or at <= checked_in else Stage.CHECK_OUT


@dataclass(frozen=True, slots=True)
class Taken:
    """Part of a copay that came in: who took it and at which stage. Negative when it went back."""

    rep: str
    stage: Stage
    amount: Money


@dataclass(frozen=True, slots=True)
class CopayOfVisit:
    """One visit with an expected copay. ``rep``/``stage``/``code`` tell who asked last and why nothing came; '' when
    nobody answered."""

    visit_id: str
    expected: Money
    taken: tuple[Taken, ...] = ()
    rep: str = ""
    stage: Stage = Stage.CHECK_IN
    code: str = ""

    @property
    def missing(self) -> Money:
        """What was expected and did not come."""
        return self.expected - Money.total(one.amount for one in self.taken)


@dataclass(frozen=True, slots=True)
class CopayRow:
    """One row: ``code`` '' = collected, ``?`` = not collected and nobody said why. ``visits``: how many parts."""

    rep: str
    stage: Stage
    code: str
    visits: int
    amount: Money


UNANSWERED = "?"


def copay_rows(visits: Iterable[CopayOfVisit]) -> tuple[CopayRow, ...]:
    """Rows by rep, stage and code; their amounts add up to what was expected."""
    found: dict[tuple[str, Stage, str], CopayRow] = {}

    def add(rep: str, stage: Stage, code: str, amount: Money) -> None:
        row = found.get((rep, stage, code), CopayRow(rep, stage, code, 0, Money.zero()))
        found[rep, stage, code] = CopayRow(rep, stage, code, row.visits + 1, row.amount + amount)

    for visit in visits:
        for one in visit.taken:
            add(one.rep, one.stage, "", one.amount)
        if visit.missing:
            add(visit.rep, visit.stage, visit.code or UNANSWERED, visit.missing)
    order = list(Stage)
    return tuple(sorted(found.values(), key=lambda row: (row.rep, order.index(row.stage), row.code)))
