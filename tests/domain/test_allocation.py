"""Where money goes: read as reps type it, proposed in order, never more or less than what is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.allocation import (
    AS_PROPOSED,
    SYNTAX,
    Fee,
    Goes,
    Part,
    allocate,
    allocate_ahead,
    fee_charges,
    parse_goes,
)
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import (
    Allocation,
    BalanceDue,
    ChargeKind,
    UseAhead,
    check_use_ahead,
    propose,
    propose_ahead,
)

TODAY = date(2026, 3, 4)


def due(charge_id: str, cents: int, day: int = 1, visit: str | None = None, asked: int | None = None) -> BalanceDue:
    return BalanceDue(
        charge_id, ChargeKind.VISIT, charge_id, date(2026, 2, day), Money(cents), Money(cents), visit,
        Money(asked) if asked is not None else None,
    )  # fmt: skip


SHOWN = (due("copay", 2500, 20, "v1"), due("old", 6000, 1), due("newer", 1000, 5))


def given_to(parts: tuple[Allocation, ...]) -> dict[str | None, int]:
    return {part.charge_id: part.amount.cents for part in parts}


@pytest.mark.parametrize(
    ("typed", "goes"),
    [
        ("2", Goes((Part(2),))),
        ("1 25, 2 10", Goes((Part(1, Money(2500)), Part(2, Money(1000))))),
        ("ahead 50", Goes((Part(0, Money(5000)),))),
        ("1 25; a", Goes((Part(1, Money(2500)), Part(0)))),
        ("fee 15 Form copy", Goes((), (Fee(Money(1500), "Form copy"),))),
        ("1, f $7.50 Records [2]", Goes((Part(1),), (Fee(Money(750), "Records [2]"),))),
        (" , ", AS_PROPOSED),
    ],
)
def test_the_line_is_read(typed: str, goes: Goes) -> None:
    assert parse_goes(typed) == goes


def test_every_part_of_the_example_can_be_typed() -> None:
    for part in SYNTAX.split(" · "):
        assert parse_goes(part) != AS_PROPOSED


@pytest.mark.parametrize(
    "typed",
    ["0", "x", "1 2 3", "1e3", "1 12.345", "1 -5", "१", "1 ५", "1 0", "1 " + "9" * 20, "1, 1", "1, 2", "fee", "fee 5",
     "fee x y", "fee 0 Copy", "fee 5 55", "1000", "2 1,250.00", "4111111111111111", ", ".join(["fee 1 a"] * 6)],
)  # fmt: skip
def test_what_cannot_be_read_gets_a_rule_and_is_not_repeated(typed: str) -> None:
    with pytest.raises(InvalidInput, match="Goes to: ") as refused:
        parse_goes(typed)
    assert "4111" not in refused.value.message


def test_nothing_typed_is_the_proposal_with_fees_behind_todays_visit() -> None:
    fees = fee_charges(parse_goes("fee 15 Form copy"), ("f1",), "p", "v1", TODAY)
    parts = allocate(Goes((), (Fee(Money(1500), "Form copy"),)), SHOWN, Money(5000), fees, "v1")
    assert given_to(parts) == {"copay": 2500, "f1": 1500, "old": 1000}
    assert given_to(allocate(AS_PROPOSED, SHOWN, Money(10500), (), "v1")) == {
        "copay": 2500, "old": 6000, "newer": 1000, None: 1000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "total", "goes"),
    [
        ("2", 2000, {"old": 2000}),
        ("3, ahead 5", 1500, {"newer": 1000, None: 500}),
        ("1 5, 2", 6500, {"copay": 500, "old": 6000}),
        ("ahead", 300, {None: 300}),
        ("2 10, 1", 1000, {"old": 1000}),
    ],
)
def test_the_reps_choice_is_followed(typed: str, total: int, goes: dict[str | None, int]) -> None:
    assert given_to(allocate(parse_goes(typed), SHOWN, Money(total))) == goes


@pytest.mark.parametrize(
    ("typed", "total", "says"),
    [
        ("1 25, 2 10", 3000, "35.00 is spread but $30.00 is paid"),
        ("1 25", 3000, "5.00 of $30.00 has no place yet"),
        ("3", 1500, "5.00 of $15.00 has no place yet"),
        ("4", 100, "no line 4"),
        ("3 20", 2000, "only $10.00 is left on line 3"),
    ],
)
def test_sums_that_differ_are_refused_with_both_amounts(typed: str, total: int, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        allocate(parse_goes(typed), SHOWN, Money(total))
    assert says in refused.value.message
    with pytest.raises(InvalidInput, match="nothing is due, so type ahead"):
        allocate(parse_goes("1"), (), Money(total))


DUES = st.lists(
    st.tuples(st.integers(1, 9000), st.integers(1, 28), st.booleans(), st.integers(0, 9000)), max_size=6
).map(
    lambda rows: tuple(
        due(f"c{at}", cents, day, "v" if here else None, min(asked, cents))
        for at, (cents, day, here, asked) in enumerate(rows)
    )
)


@given(DUES, st.integers(1, 30000))
def test_a_proposal_gives_every_cent_a_place_and_no_charge_too_much(items: tuple[BalanceDue, ...], cents: int) -> None:
    parts = propose(items, Money(cents), "v")
    spread = given_to(parts)
    assert sum(spread.values()) == cents and len(spread) == len(parts)
    for item in items:
        assert 0 <= spread.get(item.charge_id, 0) <= item.open.cents
    if None in spread:
        assert sum(item.open.cents for item in items) + spread[None] == cents
    asked = sum(item.due_now.cents for item in items)
    if cents <= asked:  # nothing goes to what is not asked for yet
        assert all(spread.get(item.charge_id, 0) <= item.due_now.cents for item in items)


@given(DUES, st.integers(0, 30000))
def test_money_paid_ahead_never_pays_more_than_there_is(items: tuple[BalanceDue, ...], cents: int) -> None:
    parts = propose_ahead(items, Money(cents))
    assert sum(given_to(parts).values()) == min(cents, sum(item.open.cents for item in items))
    if parts:
        check_use_ahead(UseAhead("u", "p", parts), items, Money(cents))
        with pytest.raises(InvalidInput):
            check_use_ahead(UseAhead("u", "p", parts), items, Money(min(cents, parts[0].amount.cents) - 1))


def test_money_paid_ahead_goes_where_the_rep_says_and_the_rest_stays() -> None:
    assert given_to(allocate_ahead(parse_goes("2 10"), SHOWN, Money(5000))) == {"old": 1000}
    assert given_to(allocate_ahead(parse_goes("2"), SHOWN, Money(5000))) == {"old": 5000}
    for typed in ("ahead", "fee 5 Copy", "2 60", "9"):
        with pytest.raises(InvalidInput):
            allocate_ahead(parse_goes(typed), SHOWN, Money(5000))
    whole = UseAhead("u", "p", (Allocation(None, Money(5)),))
    for command in (whole, replace(whole, allocations=()), replace(whole, allocations=(Allocation("x", Money(5)),))):
        with pytest.raises(InvalidInput):
            check_use_ahead(command, SHOWN, Money(5000))
