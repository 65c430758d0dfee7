"""One slip over all cards of a terminal: shared among their kinds, and no cent of it lost or made."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.drawer import TenderCount, compare
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.terminal_slips import by_card_kind

CARD, HSA = ExpectedKey(TenderKind.CARD, "T1"), ExpectedKey(TenderKind.HSA, "T1")
cents, papers = st.integers(-50_000, 50_000), st.integers(0, 9)
KINDS = st.dictionaries(st.sampled_from([CARD, HSA]), st.tuples(cents, papers))
Sums = dict[ExpectedKey, tuple[int, int]]


def slip(amount: int, count: int, whole: bool = True) -> TenderCount:
    return TenderCount(CARD, Money(amount), count, "0412", whole)


@given(cents, papers, KINDS)
def test_the_parts_come_to_what_the_slip_says(
    amount: int, count: int, sums: dict[ExpectedKey, tuple[int, int]]
) -> None:
    due = {key: TenderSum(Money(total), slips) for key, (total, slips) in sums.items()}
    parts = list(by_card_kind([slip(amount, count)], due))
    assert sum(one.amount.cents for one in parts) == amount and sum(one.papers for one in parts) == count
    assert len({one.key for one in parts}) == len(parts) and all(one.papers >= 0 for one in parts)
    off = sum(one.amount.cents for one in compare(parts, due))
    assert off == amount - sum(one.amount.cents for one in due.values()), "the terminal as a whole is off by this"


@given(cents, papers, cents, papers)
def test_a_slip_that_is_right_is_even_for_every_kind(card: int, cards: int, medical: int, medicals: int) -> None:
    due = {CARD: TenderSum(Money(card), cards), HSA: TenderSum(Money(medical), medicals)}
    found = compare(by_card_kind([slip(card + medical, cards + medicals)], due), due)
    assert [one.word for one in found] == ["EVEN", "EVEN"] and all(one.is_even for one in found)


def test_five_dollars_short_are_short_once() -> None:
    due = {CARD: TenderSum(Money(6000), 2), HSA: TenderSum(Money(3000), 1)}
    found = {one.key: one for one in compare(by_card_kind([slip(8500, 3)], due), due)}
    assert found[HSA].is_even and found[CARD].amount == Money(-500)


def test_a_slip_of_one_kind_stays_what_it_is() -> None:
    due = {CARD: TenderSum(Money(6000), 2), HSA: TenderSum(Money(3000), 1)}
    assert list(by_card_kind([slip(6000, 2, whole=False)], due)) == [slip(6000, 2, whole=False)]
