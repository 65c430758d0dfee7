"""Every appointment of a day in exactly one row, what is missing first; money paid ahead by its age."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.day_account import DayVisit, account_for
from psr_tui.domain.money import Money
from psr_tui.domain.paid_ahead import AheadLine, paid_ahead
from psr_tui.domain.visit import VisitState

DAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


def visit(
    state: VisitState, number: int = 1, paid: int = 0, owed: int = 0, no_copay: str = "", why: str = ""
) -> DayVisit:
    return DayVisit(
        f"v{number:03}", "p1", "SMITH, Jon", "SMITH", f"{8 + number % 9:02}:00",
        datetime(2026, 3, 4, 14 + number % 9, 0, tzinfo=UTC), "LEE", state, Money(paid), Money(owed), no_copay, why,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "over", "words", "missing"),
    [
        (visit(VisitState.BOOKED, 1), False, "not come yet", "came or not?"),
        (visit(VisitState.BOOKED, 8), False, "expected", ""),
        (visit(VisitState.BOOKED, 8), True, "not come yet", "came or not?"),
        (visit(VisitState.ARRIVED), False, "waiting at the desk", ""),
        (visit(VisitState.ARRIVED), True, "arrived", "no check-out"),
        (visit(VisitState.ROOMED), False, "roomed: nothing due", ""),
        (visit(VisitState.ROOMED), True, "roomed", "no check-out"),
        (visit(VisitState.CHECKED_OUT, paid=2500), True, "checked out: paid 25.00", ""),
        (visit(VisitState.CHECKED_OUT, paid=500, owed=2000), True, "checked out: 20.00 open", "not paid, why?"),
        (visit(VisitState.CHECKED_IN, owed=2000, no_copay="NC11 Asked"), False, "checked in: NC11 Asked", ""),
        (visit(VisitState.CANCELLED, why="Patient ill"), True, "cancelled: Patient ill", ""),
        (visit(VisitState.CANCELLED), True, "cancelled", "no reason"),
        (visit(VisitState.NO_SHOW), True, "no-show", ""),
        (visit(VisitState.RESCHEDULED), True, "rescheduled", ""),
        (visit(VisitState.ENTERED_IN_ERROR), True, "entered in error", ""),
    ],
)
def test_how_a_visit_stands(made: DayVisit, over: bool, words: str, missing: str) -> None:
    (row,) = account_for([made], DAY, date(2026, 3, 5) if over else DAY, NOON)
    assert (row.words, row.missing) == (words, missing)


@given(st.lists(st.tuples(st.sampled_from(VisitState), st.integers(0, 3), st.booleans()), max_size=20), st.booleans())
def test_each_visit_stands_in_one_row_and_what_is_missing_first(
    made: list[tuple[VisitState, int, bool]], over: bool
) -> None:
    visits = [
        visit(state, number, owed=owed * 100, no_copay="NC11" if told else "")
        for number, (state, owed, told) in enumerate(made)
    ]
    rows = account_for(visits, DAY, date(2026, 3, 5) if over else DAY, NOON)
    assert sorted(row.visit.visit_id for row in rows) == sorted(one.visit_id for one in visits)
    flags = [bool(row.missing) for row in rows]
    assert flags == sorted(flags, reverse=True)


def ahead(cents: int, day: int, patient: str = "p1") -> AheadLine:
    return AheadLine(patient, patient.upper(), 7, date(2026, 1, day), Money(cents))


def test_what_is_used_is_used_oldest_first() -> None:
    (left,) = paid_ahead([ahead(5000, 1), ahead(2000, 9), ahead(-5500, 10)])
    assert (left.left, left.since, left.days(date(2026, 1, 19))) == (Money(1500), date(2026, 1, 9), 10)


@given(st.lists(st.tuples(st.integers(1, 900), st.sampled_from(["a", "b"]), st.booleans()), max_size=15))
def test_what_is_left_is_the_sum_of_the_lines(made: list[tuple[int, str, bool]]) -> None:
    lines: list[AheadLine] = []
    sums = {"a": 0, "b": 0}
    for day, (cents, who, used) in enumerate(made, start=1):
        amount = -min(cents, sums[who]) if used else cents
        if amount:
            sums[who] += amount
            lines.append(ahead(amount, day, who))
    found = paid_ahead(lines)
    assert {one.patient_id: one.left.cents for one in found} == {who: cents for who, cents in sums.items() if cents}
    assert [one.since for one in found] == sorted(one.since for one in found)
