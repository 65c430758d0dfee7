"""Which pieces go to the bank: exact where the pieces allow it, and as near as any combination otherwise."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.counting import US_DENOMINATIONS, CountRow, Form, denomination, total
from psr_tui.domain.float_choice import choose_float
from psr_tui.domain.money import Money

FLOAT = Money(20000)


def row(code: str, quantity: int, form: Form = Form.LOOSE) -> CountRow:
    return CountRow(denomination(code), form, quantity)


def test_large_bills_go_and_the_change_stays() -> None:
    choice = choose_float([row("B100", 2), row("B20", 6), row("B5", 8), row("B1", 40), row("C25", 40)], FLOAT)
    assert [one.words for one in choice.bag] == ["2 x $100", "2 x $5"]
    assert (choice.to_bank, choice.left, choice.missed, choice.note) == (Money(21000), FLOAT, Money(0), "")


def test_a_count_below_the_float_stays_whole() -> None:
    choice = choose_float([row("B20", 4), row("C1", 3)], FLOAT)
    assert (choice.bag, choice.left, choice.missed) == ((), Money(8003), Money(0))


def test_an_empty_drawer_has_nothing_to_choose() -> None:
    choice = choose_float([row("B100", 0), row("C1", 0)], FLOAT)
    assert (choice.bag, choice.stays, choice.note) == ((), (), "")


def test_pieces_that_cannot_make_the_float_leave_more_and_say_so() -> None:
    choice = choose_float([row("B20", 10), row("B50", 1)], Money(21000))
    assert (choice.to_bank, choice.left, choice.missed) == (Money(4000), Money(21000), Money(0))
    choice = choose_float([row("B20", 11)], Money(21000))
    assert (choice.to_bank, choice.left, choice.missed) == (Money(0), Money(22000), Money(1000))
    assert choice.note == "These pieces cannot make the float: $220.00 stays, $10.00 more than it."


def test_dimes_help_where_a_quarter_stands_in_the_way() -> None:
    choice = choose_float([row("C25", 1), row("C10", 3)], Money(25))
    assert [one.words for one in choice.bag] == ["3 x 10c"]


def test_a_strap_goes_whole_and_a_roll_that_must_be_opened_is_named() -> None:
    choice = choose_float([row("B20", 1, Form.STRAP), row("B20", 3), row("B1", 200)], FLOAT)
    assert (choice.to_bank, choice.opened) == (Money(206000), ())
    choice = choose_float([row("B20", 1, Form.STRAP)], FLOAT)
    assert choice.to_bank == Money(180000) and choice.note == "Open a roll or strap of $20."


def test_both_kinds_of_a_dollar_are_told_apart() -> None:
    choice = choose_float([row("B1", 2), row("C100", 2)], Money(100))
    assert [one.words for one in choice.bag] == ["2 x $1", "1 x $1 coin"]
    assert [one.words for one in choice.stays] == ["1 x $1 coin"]


counts = st.lists(st.integers(0, 7), min_size=13, max_size=13)


@settings(max_examples=60, deadline=None)
@given(counts, st.integers(0, 30_000))
def test_no_piece_is_lost_or_made(quantities: list[int], keep: int) -> None:
    rows = [CountRow(item, Form.LOOSE, count) for item, count in zip(US_DENOMINATIONS, quantities, strict=True)]
    choice = choose_float(rows, Money(keep))
    assert choice.to_bank + choice.left == total(rows)
    assert choice == choose_float(rows[::-1], Money(keep))
    assert choice.left >= min(Money(keep), total(rows))
    for item, count in zip(US_DENOMINATIONS, quantities, strict=True):
        parts = [one.quantity for one in (*choice.bag, *choice.stays) if one.denomination is item]
        assert sum(parts) == count


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(US_DENOMINATIONS), st.integers(1, 12), max_size=4), st.integers(0, 8_000))
def test_as_near_as_any_combination(have: dict[object, int], keep: int) -> None:
    """Against every way to split a few denominations."""
    rows = [CountRow(item, Form.LOOSE, count) for item, count in have.items()]  # type: ignore[arg-type]
    most = max(0, total(rows).cents - keep)
    sums = (
        sum(count * item.cents for item, count in zip(have, taken, strict=True))  # type: ignore[attr-defined]
        for taken in itertools.product(*(range(count + 1) for count in have.values()))
    )
    assert choose_float(rows, Money(keep)).to_bank.cents == max(one for one in sums if one <= most)
