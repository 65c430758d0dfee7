"""Rules of cash moves and hand-overs, and I15 of a close for both ways a float can go."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.cash_moves import (
    check_amount,
    check_comment,
    check_enough,
    check_note,
    check_still_there,
    check_swap,
    move_back_lines,
    over_maximum,
    pay_in_lines,
    pay_out_lines,
    swap_lines,
)
from psr_tui.domain.closing import closing, opening_lines
from psr_tui.domain.drawer import Difference
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.hand_over import Offer, OfferState, arrived_lines, check_waiting, offered_lines, refuse_pending
from psr_tui.domain.ledger import (
    HELD,
    REFERRING,
    RETURNABLE,
    Account,
    Journal,
    JournalKind,
    Line,
    check_lines,
    post,
)
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from tests.helpers.money import pieces

cents = st.integers(1, 10_000_000)
CASH = ExpectedKey(TenderKind.CASH)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def on(account: Account, lines: tuple[Line, ...]) -> int:
    return sum(line.cents for line in lines if line.account is account)


@given(cents, st.sampled_from(["PI1", "PI9"]))
def test_every_move_balances_and_touches_the_till_once(amount: int, reason: str) -> None:
    money = Money(amount)
    for lines, till in (
        (pay_in_lines(reason, money), amount),
        (pay_out_lines(money), -amount),
        (swap_lines(money), 0),
        (offered_lines(money), -amount),
        (arrived_lines(money), amount),
    ):
        check_lines(lines)
        assert on(Account.TILL, lines) == till
        entries = [line for line in lines if line.account is Account.TILL]
        assert expected(entries)[CASH].amount.cents == till
    assert on(Account.TRANSIT, offered_lines(money)) + on(Account.TRANSIT, arrived_lines(money)) == 0
    assert on(Account.SAFE, pay_in_lines("PI1", money)) == -amount
    assert on(Account.PETTY_CASH, pay_in_lines("PI9", money)) == -amount


def posted(lines: tuple[Line, ...], kind: JournalKind) -> Journal:
    return post(
        "m", kind, lines, at=NOON, business_date=NOON.date(), staff_id="u1", content_hash="h", session_id="s",
        refers_to="p" if kind in REFERRING else None,
    )  # fmt: skip


@given(cents, st.sampled_from(["PI1", "PI9"]))
def test_a_move_and_its_return_are_nothing_for_every_account(amount: int, reason: str) -> None:
    """CD-38: whole, line by line, and balanced in itself."""
    money = Money(amount)
    bag = (Line(Account.SAFE, money, TenderKind.CASH, reference="B7"), Line(Account.TILL, -money, TenderKind.CASH))
    for kind, lines in (
        (JournalKind.PAY_IN, pay_in_lines(reason, money)),
        (JournalKind.PAY_OUT, pay_out_lines(money)),
        (JournalKind.DROP, bag),
    ):
        back = check_lines(move_back_lines(posted(lines, kind)))
        left: Counter[tuple[Account, str, str]] = Counter()
        for line in (*lines, *back):
            left[line.account, line.tender, line.reference] += line.cents
        assert set(left.values()) == {0}
        out = -on(Account.TILL, back)
        check_still_there(Money(max(out, 0)), back)
        if out > 0:
            with pytest.raises(Refused, match="not that much cash in this drawer") as refused:
                check_still_there(Money(out - 1), back)
            assert not any(character.isdigit() for character in refused.value.message)


def test_nothing_but_a_move_is_taken_back_and_nobody_signs_alone() -> None:
    for kind in set(JournalKind) - {JournalKind.VOID} - RETURNABLE:
        with pytest.raises(Refused, match="Only a safe drop"):
            move_back_lines(posted(pay_out_lines(Money(5)), kind))
    with pytest.raises(Refused, match="Somebody else must approve"):
        post(
            "b", JournalKind.MOVE_BACK, pay_out_lines(Money(5)), at=NOON, business_date=NOON.date(), staff_id="u1",
            content_hash="h", refers_to="m", approved_by="u1",
        )  # fmt: skip
    for nothing in ("", "  "):
        with pytest.raises(InvalidInput, match="Comment: write one line"):
            check_comment(nothing)
    with pytest.raises(InvalidInput, match="card number"):
        check_comment("4111 1111 1111 1111")
    assert check_comment("  wrong bag ") == "wrong bag"


@given(cents, cents)
def test_a_pay_out_is_covered_or_refused_without_a_figure(held: int, amount: int) -> None:
    if amount <= held:
        check_enough(Money(held), Money(amount))
    else:
        with pytest.raises(Refused) as refused:
            check_enough(Money(held), Money(amount))
        assert not any(letter.isdigit() for letter in refused.value.message)


@given(st.integers(0, 9), st.integers(0, 40))
def test_a_swap_is_even_or_refused(twenties: int, fives: int) -> None:
    out, into = pieces(("B20", twenties)), pieces(("B5", fives))
    if twenties and twenties * 4 == fives:
        assert check_swap(out, into).cents == twenties * 2000
    else:
        with pytest.raises(InvalidInput):
            check_swap(out, into)


@given(st.integers(-1000, 0))
def test_nothing_and_less_is_no_amount(amount: int) -> None:
    with pytest.raises(InvalidInput):
        check_amount(Money(amount))


def test_a_note_is_wanted_where_the_reason_says_so() -> None:
    assert check_note("  R 77 ", True, "Petty cash") == "R 77"
    assert check_note("", False, "Change fund") == ""
    with pytest.raises(InvalidInput, match="Petty cash needs one"):
        check_note(" ", True, "Petty cash")


def test_a_maximum_of_zero_never_asks() -> None:
    assert not over_maximum(Money(50_000), Money(50_000)) and over_maximum(Money(50_001), Money(50_000))
    assert not over_maximum(Money(50_001), Money(0))


@pytest.mark.parametrize("state", [state for state in OfferState if state is not OfferState.OFFERED])
def test_an_answer_stands(state: OfferState) -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    offer = Offer("o", "s", "D1", "a", "M. Rivera", "b", "T. Chen", state, Money(100), "o", at, 2, "T. Chen", at)
    with pytest.raises(Refused, match=r"M\. Rivera was .*already"):
        check_waiting(offer)
    with pytest.raises(Refused, match=r"offered to T\. Chen"):
        refuse_pending(offer)
    refuse_pending(None)


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 50_000), st.booleans())
def test_i5_i15_a_close_empties_the_till_and_leaves_what_the_next_opening_expects(
    counted: int, due: int, keeps: int, to_safe: bool
) -> None:
    """Whether the float stays in the drawer or goes to the safe, an opening on it takes the same amount back."""
    booked = closing([Difference(CASH, Money(counted), Money(due))], "d", Money(keeps), "B1", to_safe)
    lines = tuple(line for entry in booked.entries for line in entry.lines)
    for entry in booked.entries:
        check_lines(entry.lines)
    assert sum(line.cents for line in lines if line.account in HELD) == -due
    left, other = (Account.SAFE, Account.FLOAT) if to_safe else (Account.FLOAT, Account.SAFE)
    assert (on(left, lines), on(other, lines)) == (min(counted, keeps), 0)
    opened = tuple(
        line for entry in opening_lines(booked.stays, booked.stays, "d", from_safe=to_safe) for line in entry.lines
    )
    assert on(left, lines) + on(left, opened) == 0
    assert on(Account.TILL, opened) == booked.stays.cents == min(counted, keeps)
