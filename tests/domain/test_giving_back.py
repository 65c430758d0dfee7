"""Money that goes back, as properties: any order of parts ends at nothing, never more than is left (TC-12, TC-27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.corrections import clearing_lines, found_lines
from psr_tui.domain.discounts import COVERS, Discount, DiscountKind, half_up, in_force, taken_off
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.giving_back import Left, back_lines, check_void, left_of, most_back, part_of, used_back
from psr_tui.domain.ledger import HELD, Account, Journal, JournalKind, Line, check_lines, reversed_lines
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, BalanceDue, ChargeKind, TakePayment, payment_lines
from psr_tui.domain.returned_checks import check_left, returned_lines
from psr_tui.domain.tenders import CARD_LIKE, TICKED, Tender, TenderKind
from tests.domain.test_ledger import AT, DAY

amounts = st.integers(1, 50_000)
kinds = st.sampled_from(list(TenderKind))


def journal(ident: str, kind: JournalKind, lines: tuple[Line, ...]) -> Journal:
    return Journal(ident, kind, AT, DAY, "rep", check_lines(lines), "h", patient_id="pat")


@st.composite
def payments(draw: st.DrawFn) -> Journal:
    """Any split of tenders, each paper with a number of its own, over any charges and money paid ahead."""
    tenders, cash_seen = [], False
    for place, (kind, cents) in enumerate(draw(st.lists(st.tuples(kinds, amounts), min_size=1, max_size=5))):
        if kind is TenderKind.CASH and cash_seen:
            continue
        cash_seen = cash_seen or kind is TenderKind.CASH
        card = kind in CARD_LIKE
        handed = Money(cents) if kind is TenderKind.CASH else None
        number = f"{place}" if not card and handed is None else ""
        last4 = f"{4200 + place}" if card else ""
        terminal = f"T{place % 2}" if card else ""
        tenders.append(Tender(kind, Money(cents), handed, number, terminal, last4=last4))
    total = sum(tender.amount.cents for tender in tenders)
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=3)))
    bounds = zip([0, *cuts], [*cuts, total], strict=True)
    sums = [end - start for start, end in bounds]
    parts = tuple(
        Allocation(None if place == 0 else f"c{place}", Money(cents)) for place, cents in enumerate(sums) if cents
    )
    return journal("p", JournalKind.PAYMENT, payment_lines(TakePayment("p", "pat", None, tuple(tenders), parts)))


def named(payment: Journal) -> dict[str, tuple[str, date]]:
    ids = [line.charge_id for line in payment.lines if line.charge_id]
    return {one: (one, DAY - timedelta(days=int(one[1:]))) for one in ids}


def sums(journals: list[Journal]) -> dict[tuple[str, str, str, str | None], int]:
    found: dict[tuple[str, str, str, str | None], int] = {}
    for line in (line for one in journals for line in one.lines):
        key = (line.account.value, str(line.tender), line.reference + line.last4, line.charge_id)
        found[key] = found.get(key, 0) + line.cents
    return found


@given(payments())
def test_tc_27_a_payment_and_its_void_are_nothing_whatever_the_split(payment: Journal) -> None:
    back = journal("v", JournalKind.VOID, reversed_lines(payment))
    assert set(sums([payment, back]).values()) == {0}
    left = left_of(payment, [back])
    assert not left.tenders and not left.charges
    with pytest.raises(Refused):
        check_void(left, left_of(payment, ()).total)


@given(payments(), st.lists(amounts, max_size=6), st.booleans())
def test_tc_12_refunds_in_any_parts_never_exceed_and_end_at_zero(
    payment: Journal, wanted: list[int], at_home: bool
) -> None:
    posted = [payment]
    for cents in wanted:
        left = left_of(payment, posted[1:], named(payment))
        try:
            part = part_of(left, Money(cents), at_home)
        except (InvalidInput, Refused):
            continue
        assert part.total == Money(cents) == Money.total(one.amount for one in part.charges)
        posted.append(journal(f"r{len(posted)}", JournalKind.REFUND, back_lines(part, "pat")))
        assert all(value >= 0 for key, value in sums(posted).items() if key[0] in HELD)
    left = left_of(payment, posted[1:], named(payment))
    most = most_back(left, at_home)
    if most:
        part = part_of(left, None, at_home)
        posted.append(journal("last", JournalKind.REFUND, back_lines(part, "pat")))
    assert not most_back(left_of(payment, posted[1:]), at_home)
    if at_home:
        assert set(sums(posted).values()) == {0}, "all that came went back"


@given(payments(), amounts)
def test_a_part_is_the_same_each_time_and_more_than_is_left_is_refused(payment: Journal, cents: int) -> None:
    left = left_of(payment, (), named(payment))
    with pytest.raises(InvalidInput):
        part_of(left, left.total + Money(1), True)
    try:
        first = part_of(left, Money(cents), True)
    except InvalidInput:
        return
    assert first == part_of(left_of(payment, (), named(payment)), Money(cents), True)
    whole = {(one.tender, one.reference): one.amount for one in left.tenders}
    assert all(one.amount == whole[one.tender, one.reference] for one in first.tenders if one.tender in TICKED)
    if left.prepaid and first.charges:
        assert first.charges[0].charge_id is None, "paid ahead first"
    days = [one.service_date for one in first.charges if one.service_date]
    assert days == sorted(days, reverse=True), "then the newest"


def paid(*tenders: Tender) -> Left:
    total = Money.total(tender.amount for tender in tenders)
    command = TakePayment("p", "pat", None, tenders, (Allocation(None, total),))
    return left_of(journal("p", JournalKind.PAYMENT, payment_lines(command)), ())


def test_the_card_goes_before_the_cash_and_a_check_only_whole() -> None:
    card = Tender(TenderKind.CARD, Money(4000), terminal="T1", last4="4242")
    cash = Tender(TenderKind.CASH, Money(2000), Money(2000))
    check = Tender(TenderKind.CHECK, Money(4000), reference="17")
    assert [one.words for one in part_of(paid(cash, card), Money(4500), True).tenders] == [
        "card 4242 $40.00", "cash $5.00",
    ]  # fmt: skip
    assert [one.words for one in part_of(paid(cash, check), Money(4000), True).tenders] == ["check 17 $40.00"]
    for cents in (3000, 4001 + 2000):
        with pytest.raises(InvalidInput):
            part_of(paid(cash, check), Money(cents), True)
    with pytest.raises(InvalidInput, match="whole, so type"):
        part_of(paid(check), Money(1000), True)
    with pytest.raises(InvalidInput, match=r"only \$20\.00 can go back here"):
        part_of(paid(cash, check), Money(3000), False)


@given(payments())
def test_a_returned_check_takes_its_own_amount_off_what_was_paid(payment: Journal) -> None:
    left = left_of(payment, (), named(payment))
    posted: list[Journal] = []
    for check in (one for one in left.tenders if one.tender is TenderKind.CHECK):
        lines = returned_lines(left_of(payment, posted, named(payment)), check, "pat")
        posted.append(journal(f"n{len(posted)}", JournalKind.RETURNED_CHECK, lines))
        after = left_of(payment, posted, named(payment))
        assert after.total == left.total - Money.total(-line.amount for one in posted for line in one.lines
                                                       if line.account is Account.BANK)  # fmt: skip
        with pytest.raises(Refused):
            check_left([one for one in after.tenders if one.tender is TenderKind.CHECK], check.reference)
    assert all(value <= 0 for key, value in sums([payment, *posted]).items() if key[0] == "receivable")


@given(st.lists(amounts, max_size=4), amounts)
def test_money_used_ahead_comes_out_of_the_newest_use_first(uses: list[int], short: int) -> None:
    used = paid(Tender(TenderKind.CASH, Money(1), Money(1))).charges
    charges = [replace(used[0], charge_id=f"c{i}", amount=Money(cents)) for i, cents in enumerate(uses)]
    lines = used_back(charges, Money(short), "pat")
    freed = [line.cents for line in lines if line.account is Account.RECEIVABLE]
    assert sum(freed) == min(short, sum(uses)) and sum(line.cents for line in lines) == 0
    assert freed[:-1] == uses[: max(0, len(freed) - 1)]


@given(st.lists(payments(), max_size=3))
def test_a_correction_is_cleared_to_nothing_by_tender(posted: list[Journal]) -> None:
    lines = [line for one in posted for line in one.lines]
    clearing = clearing_lines(lines, "D1")
    left: dict[tuple[str, str, str], int] = {}
    for line in (*lines, *clearing):
        if line.account in HELD:
            key = (line.account.value, str(line.tender), line.terminal)
            left[key] = left.get(key, 0) + line.cents
    assert set(left.values()) <= {0}
    assert sum(line.cents for line in clearing) == 0
    assert all(line.drawer_id == "D1" for line in clearing if line.account is Account.OVER_SHORT)


@given(st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_found_money_explains_no_more_than_there_is(found: int, still: int) -> None:
    fits = found * still > 0 and abs(found) <= abs(still)
    if not fits:
        with pytest.raises(InvalidInput):
            found_lines(Money(found), Money(still), "D1")
        return
    lines = found_lines(Money(found), Money(still), "D1")
    after = still + sum(line.cents for line in lines if line.account is Account.OVER_SHORT)
    assert 0 <= after * (1 if still > 0 else -1) < abs(still)


def due(ident: str, cents: int, kind: ChargeKind = ChargeKind.VISIT, visit: str | None = None) -> BalanceDue:
    return BalanceDue(ident, kind, "", DAY, Money(cents), Money(cents), visit)


discounts = st.builds(
    lambda kind, percent, nominal: Discount(
        "d", kind, percent, Money(nominal) if kind is DiscountKind.NOMINAL else None, DAY, DAY, "boss"
    ),
    st.sampled_from(list(DiscountKind)),
    st.integers(1, 100),
    st.integers(0, 9000),
)


@given(discounts, st.lists(st.tuples(amounts, st.sampled_from(list(ChargeKind))), max_size=5))
def test_a_discount_takes_off_no_more_than_is_open_and_nothing_the_second_time(
    discount: Discount, opens: list[tuple[int, ChargeKind]]
) -> None:
    owed = [due(f"c{i}", cents, kind, "visit") for i, (cents, kind) in enumerate(opens)]
    off = dict(taken_off(discount, owed, {}))
    by_id = {one.charge_id: one for one in owed}
    assert all(0 < amount.cents <= by_id[ident].open.cents for ident, amount in off.items())
    assert all(by_id[ident].kind in COVERS[discount.kind] for ident in off)
    after = [replace(one, open=one.open - off.get(one.charge_id, Money(0))) for one in owed]
    assert not [one for one in taken_off(discount, after, off) if one[1].cents > 0 and discount.nominal is None]
    covered = [one for one in owed if one.kind in COVERS[discount.kind]]
    left = sum(one.open.cents for one in after if one.kind in COVERS[discount.kind])
    if discount.nominal is not None:
        assert left == min(discount.nominal.cents, sum(one.open.cents for one in covered)), "left once a visit"
    else:
        assert left == sum(one.open.cents - half_up(one.open.cents * discount.percent, 100) for one in covered)


@pytest.mark.parametrize(("cents", "percent", "off"), [(3333, 50, 1667), (1, 50, 1), (1, 49, 0), (999, 33, 330)])
def test_a_percentage_is_rounded_half_up_in_cents(cents: int, percent: int, off: int) -> None:
    assert half_up(cents * percent, 100) == off


def test_the_newest_valid_discount_counts_and_only_for_its_days() -> None:
    old = Discount("a", DiscountKind.SLIDING_FEE, 20, None, DAY, DAY + timedelta(days=9), "boss")
    new = replace(old, discount_id="b", percent=60, ends_on=DAY + timedelta(days=1))
    assert in_force([old, new], DAY) == new and in_force([old, new], DAY + timedelta(days=5)) == old
    assert in_force([old, new], DAY + timedelta(days=10)) is None and in_force([], DAY) is None
    earlier = replace(due("c1", 1000), service_date=DAY - timedelta(days=1))
    assert not taken_off(old, [earlier], {}), "a visit before the discount is charged as it was"
