"""Counting and the drawer's rules as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.counting import US_DENOMINATIONS, CountRow, Form, check_count, parse_quantity, total
from psr_tui.domain.drawer import (
    MOVES,
    Difference,
    DrawerSession,
    DrawerState,
    TenderCount,
    check_close,
    check_move,
    check_reason,
    check_recount,
    check_takes_money,
    compare,
    deposit_of,
    needs_approval,
    needs_reason,
)
from psr_tui.domain.errors import DeskError, InvalidInput, NotAllowed, Refused
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind

CASH = ExpectedKey(TenderKind.CASH)
EVERYDAY = [item for item in US_DENOMINATIONS if not item.odd]
TZ = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
SESSION = DrawerSession(
    "s1", "d1", "D1", "rep", "M. Rivera", DrawerState.OPEN, date(2026, 11, 2), AT, Money(20000), Money(20000), 1, "", AT
)


def person(staff_id: str, role: Role = Role.REP) -> Actor:
    return Actor(staff_id, staff_id, staff_id, role, "in", "st")


REP, OTHER, SUP = person("rep"), person("other"), person("sup", Role.SUPERVISOR)
REP_SUP = person("rep", Role.SUPERVISOR)


@given(st.lists(st.integers(0, 999), min_size=10, max_size=10))
def test_the_total_of_a_count_is_the_sum_of_its_rows(quantities: list[int]) -> None:
    rows = [CountRow(item, Form.LOOSE, q) for item, q in zip(EVERYDAY, quantities, strict=True)]
    assert total(check_count(rows)).cents == sum(i.cents * q for i, q in zip(EVERYDAY, quantities, strict=True))


def test_rolls_and_straps_hold_the_usual_pieces() -> None:
    by_code = {item.code: item for item in US_DENOMINATIONS}
    worth = {c: CountRow(by_code[c], by_code[c].bundle, 1).amount.cents for c in by_code}
    assert worth["C1"] == 50 and worth["C5"] == 200 and worth["C10"] == 500 and worth["C25"] == 1000
    assert worth["C50"] == 1000 and worth["C100"] == 2500 and worth["B1"] == 10000
    assert len(US_DENOMINATIONS) == 13
    assert by_code["B1"].cents == by_code["C100"].cents  # two different rows of the same worth


@given(st.sampled_from(EVERYDAY))
def test_empty_is_not_zero(missing: object) -> None:
    rows = [CountRow(item, Form.LOOSE, 0) for item in EVERYDAY if item is not missing]
    with pytest.raises(InvalidInput, match="still empty"):
        check_count(rows)


@given(st.lists(st.integers(0, 9_999), min_size=1, max_size=4))
def test_a_quantity_may_be_a_sum_of_piles(piles: list[int]) -> None:
    assert parse_quantity(" + ".join(map(str, piles))) == sum(piles)


@pytest.mark.parametrize("typed", ["-1", "1.5", "1e3", "१२", "3x", "+", "1+", "1000000", "99999+1", "9" * 20])
def test_what_is_not_a_quantity_is_refused_with_a_way_out(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_quantity(typed)


def test_nothing_typed_is_none() -> None:
    assert parse_quantity("  ") is None
    assert parse_quantity("0") == 0


@given(st.integers(0, 10**9), st.integers(-(10**6), 10**9))
def test_any_count_is_accepted_and_the_difference_is_exact(counted: int, due: int) -> None:
    """I4, TC-34; TC-26 in integers."""
    (line,) = compare([TenderCount(CASH, Money(counted))], {CASH: TenderSum(Money(due), 0)})
    assert line.amount.cents == counted - due
    assert line.word == ("EVEN" if counted == due else "OVER" if counted > due else "SHORT")
    assert needs_reason([line]) is (counted != due)
    assert needs_approval([line], Money(500)) is (abs(counted - due) > 500)


def test_tc_26_the_long_decimals() -> None:
    (line,) = compare([TenderCount(CASH, Money(56040))], {CASH: TenderSum(Money(49645) + Money(6586), 0)})
    assert str(line.amount) == "-1.91"


def test_a_swapped_check_is_seen_though_the_sum_agrees() -> None:
    key = ExpectedKey(TenderKind.CHECK)
    (line,) = compare([TenderCount(key, Money(500), 1)], {key: TenderSum(Money(500), 2)})
    assert line.word == "EVEN" and not line.is_even and needs_reason([line])


def test_what_was_not_counted_is_short_and_what_was_not_expected_is_over() -> None:
    card = ExpectedKey(TenderKind.CARD, "T1")
    slip = ExpectedKey(TenderKind.CARD, "T2")
    lines = compare([TenderCount(slip, Money(5), 1)], {CASH: TenderSum(Money(0), 0), card: TenderSum(Money(9), 1)})
    assert [(line.key, line.word) for line in lines] == [(CASH, "EVEN"), (card, "SHORT"), (slip, "OVER")]


@given(st.sampled_from(list(DrawerState)), st.sampled_from(list(DrawerState)))
def test_only_the_listed_moves_are_possible(start: DrawerState, to: DrawerState) -> None:
    session = replace(SESSION, state=start)
    if (start, to) not in MOVES:
        for actor in (REP, SUP):
            with pytest.raises(Refused, match=r"D1 is .*M\. Rivera"):
                check_move(session, to, actor)


def test_nothing_leads_out_of_closed() -> None:
    assert not [move for move in MOVES if move[0] is DrawerState.CLOSED]


def test_who_may_move_what() -> None:
    for start, to in MOVES:
        session = replace(SESSION, state=start)
        with pytest.raises(DeskError):
            check_move(session, to, OTHER)
        if to is DrawerState.APPROVED:
            for signer in (REP, REP_SUP):
                with pytest.raises(NotAllowed):
                    check_move(session, to, signer)
            check_move(session, to, SUP)
        else:
            check_move(session, to, REP)


def test_money_needs_an_open_session_of_today() -> None:
    for state in DrawerState:
        if state is not DrawerState.OPEN:
            with pytest.raises(Refused, match="what you typed here is kept"):
                check_takes_money(replace(SESSION, state=state), AT, 4, TZ)
    with pytest.raises(Refused, match="F5"):
        check_takes_money(None, AT, 4, TZ)
    assert check_takes_money(SESSION, datetime(2026, 11, 3, 8, 59, tzinfo=UTC), 4, TZ) is SESSION  # 03:59 at night
    with pytest.raises(Refused, match="Count and close"):
        check_takes_money(SESSION, datetime(2026, 11, 3, 9, 0, tzinfo=UTC), 4, TZ)


def test_a_difference_has_a_reason_a_comment_and_above_the_threshold_a_second_person() -> None:
    short = [Difference(CASH, Money(100), Money(601))]
    for reason, comment in (("", "x"), ("OS01", " ")):
        with pytest.raises(InvalidInput):
            check_reason(short, reason, comment)
    check_reason(short, "OS01", "gave 10 for 5")
    with pytest.raises(Refused, match="signature"):
        check_close(replace(SESSION, state=DrawerState.COUNTED), short, Money(500))
    check_close(replace(SESSION, state=DrawerState.APPROVED), short, Money(500))
    check_close(replace(SESSION, state=DrawerState.COUNTED), short, Money(501))


def test_the_third_count_needs_a_supervisor_who_is_not_the_rep() -> None:
    check_recount(1, 2, REP, SESSION)
    for actor, allowed in product((REP, REP_SUP, OTHER), (2,)):
        with pytest.raises(NotAllowed):
            check_recount(2, allowed, actor, SESSION)
    check_recount(2, 2, SUP, SESSION)


@given(st.integers(0, 10**7), st.integers(0, 10**5))
def test_the_drawer_keeps_its_float_or_all_it_has(counted: int, keeps: int) -> None:
    to_bank, stays = deposit_of(Money(counted), Money(keeps))
    assert to_bank + stays == Money(counted)
    assert to_bank.cents >= 0 and stays.cents == min(counted, keeps)
