"""What leaving asks and leaves open; the shape of charges; follow-up orders as they are typed; copays accounted for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.booking import FollowUp
from psr_tui.domain.check_in import Item, Outcome, Step
from psr_tui.domain.check_out import (
    STAGE,
    Left,
    ServiceForm,
    ServiceLine,
    left_behind,
    left_words,
    must_ask_copay,
)
from psr_tui.domain.copay_report import CopayOfVisit, Stage, Taken, copay_rows, stage_of
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.follow_up import Order, OrderState, check_open, read_order, usual_kind
from psr_tui.domain.money import Money
from tests.helpers.clinic import NOW

KINDS = {"OV15": "Office visit", "FUP": "Follow-up", "NP30": "New patient"}


@pytest.mark.parametrize(
    ("typed", "count", "unit", "minutes", "code"),
    [
        ("3 months 30 min FUP", 3, "months", 30, "FUP"),
        ("3 months, 30 min fup", 3, "months", 30, "FUP"),
        ("6w", 6, "weeks", 0, "OV15"),
        ("1 year np30", 1, "years", 0, "NP30"),
        ("in 2 weeks", 2, "weeks", 0, "OV15"),
        ("6 weeks 15 min new  patient", 6, "weeks", 15, "NP30"),
    ],
)
def test_an_order_is_typed_as_people_say_it(typed: str, count: int, unit: str, minutes: int, code: str) -> None:
    assert read_order(typed, KINDS, "OV15") == (FollowUp(count, unit, minutes), code)


@pytest.mark.parametrize(
    ("booked", "usual"), [("NP30", "NP30"), ("WALK", "FUP"), ("URG", "FUP"), ("GONE", "FUP"), ("FUP", "FUP")]
)
def test_nobody_books_a_walk_in_ahead_unless_it_is_typed(booked: str, usual: str) -> None:
    assert usual_kind({"WALK": "Walk-in", "URG": "Urgent", **KINDS}, booked) == usual
    assert usual_kind({"WALK": "Walk-in", "NP30": "New patient"}, booked) == "NP30"


@pytest.mark.parametrize("typed", ["", "FUP", "soon", "3 months 31 min", "0 weeks", "3 months XYZ", "1e9 years"])
def test_what_is_no_order_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"Follow-up: .*example"):
        read_order(typed, KINDS, "OV15")


@given(st.text(max_size=30))
def test_no_text_crashes_the_reading_of_an_order(typed: str) -> None:
    try:
        follow_up, code = read_order(typed, KINDS, "OV15")
    except InvalidInput:
        return
    assert follow_up.count > 0 and code in KINDS


def order(state: OrderState) -> Order:
    return Order("o", "p", "v", FollowUp(3, "months", 30), "FUP", "lee", "Lee", state)


def step(code: str, detail: str = "") -> Step:
    return Step(Item.COPAY, Outcome.DECLINED, code, "M. Rivera", NOW, detail)


def test_what_is_not_finished_is_named_once_and_nothing_else() -> None:
    waits, handed = ServiceLine("s1", "Office visit"), ServiceLine("s2", "ECG", handed_at=NOW)
    found = left_behind("v", (waits, handed), (order(OrderState.OPEN), order(OrderState.BOOKED)))
    assert [(one.kind, one.words) for one in found] == [
        (Left.CHARGES, "Hand over 1 charge"),
        (Left.FOLLOW_UP, "Next visit: 3 months, 30 min FUP with Lee"),
    ]
    assert left_words(found) == " Stays on F8: hand over 1 charge, next visit: 3 months, 30 min FUP with Lee."
    assert left_behind("v", (handed,), (order(OrderState.DECLINED), order(OrderState.TO_SCHEDULE))) == ()
    assert left_words(()) == ""


@pytest.mark.parametrize(
    ("cents", "answer", "asks"),
    [
        (2500, None, True),
        (2500, step(""), True),
        (2500, step("NC11"), True),  # no money at check-in: perhaps now
        (2500, step("NC11", STAGE), False),
        (2500, step("NC00"), False),
        (2500, step("NC40"), False),
        (2500, step("NC41"), False),
        (0, None, False),
        (-500, None, False),
    ],
)
def test_an_expected_copay_is_asked_about_until_it_is_answered_here(
    cents: int, answer: Step | None, asks: bool
) -> None:
    assert must_ask_copay(Money(cents), answer) is asks


def test_a_charge_is_checked_by_its_shape_and_no_code_list() -> None:
    form = ServiceForm("  Dressing  change", " dress ", 2, "l03115").checked()
    assert form == ServiceForm("Dressing change", "DRESS", 2, "L03.115")
    assert ServiceLine("s", form.label, form.code, 2, form.icd_code).words == "2 x DRESS Dressing change (L03.115)"
    for wrong, field in (
        (ServiceForm(" . "), "label"),
        (ServiceForm("x", "A/B"), "code"),
        (ServiceForm("x", quantity=100), "quantity"),
        (ServiceForm("x", icd_code="12"), "icd_code"),
    ):
        with pytest.raises(InvalidInput) as refused:
            wrong.checked()
        assert refused.value.field == field


def test_an_answered_order_takes_no_second_answer() -> None:
    check_open(order(OrderState.OPEN))
    with pytest.raises(Refused, match="declined already"):
        check_open(order(OrderState.DECLINED))


def test_the_stage_of_money_follows_the_visit() -> None:
    arrived, checked_in = NOW, NOW + timedelta(minutes=9)
    minute = timedelta(minutes=1)
    assert stage_of(arrived - minute, arrived, checked_in) is Stage.PHONE
    assert stage_of(arrived, arrived, checked_in) is Stage.CHECK_IN
    assert stage_of(checked_in, arrived, checked_in) is Stage.CHECK_IN
    assert stage_of(checked_in + minute, arrived, checked_in) is Stage.CHECK_OUT
    assert stage_of(NOW, None, None) is Stage.PHONE


TAKEN = st.builds(
    Taken, st.sampled_from(["M. Rivera", "T. Chen"]), st.sampled_from(Stage), st.integers(-3000, 3000).map(Money)
)
VISITS = st.lists(
    st.builds(
        CopayOfVisit, st.text(max_size=3), st.integers(0, 6000).map(Money), st.lists(TAKEN, max_size=3).map(tuple),
        st.sampled_from(["M. Rivera", "T. Chen"]), st.sampled_from(Stage), st.sampled_from(["", "NC10", "NC40"]),
    ),
    max_size=8,
)  # fmt: skip


@given(VISITS)
def test_every_expected_cent_stands_in_one_row(visits: list[CopayOfVisit]) -> None:
    rows = copay_rows(visits)
    assert Money.total(row.amount for row in rows) == Money.total(visit.expected for visit in visits)
    collected = Money.total(one.amount for visit in visits for one in visit.taken)
    assert Money.total(row.amount for row in rows if not row.code) == collected
    keys = [(row.rep, row.stage, row.code) for row in rows]
    assert len(keys) == len(set(keys))
