"""What an exported journal asserts, and what it leaves alone so that true books never raise a false alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedSet
from psr_tui.domain.tenders import TenderKind
from psr_tui.exchange.hledger_proofs import Balance, proofs
from psr_tui.exchange.journal_hledger import journal_hledger
from tests.helpers.hledger import check, needs_hledger
from tests.helpers.posted_sets import CASH, DAY, Book

CARD = ExpectedKey(TenderKind.CARD, "T1")


def asserted(posted: PostedSet) -> set[Balance]:
    proven = proofs(posted)
    found = {one for group in (proven.before, proven.within) for some in group.values() for one in some}
    return found | {one for some in proven.after.values() for proof in some for one in proof.balances}


def floats(posted: PostedSet) -> list[int]:
    return sorted(one.amount.cents for one in asserted(posted) if one.account.startswith("assets:float"))


def ordinary() -> Book:
    """Two shifts, one after the other: 30.00 cash with one dollar over, and a card."""
    book = Book("M. Rivera")
    first = book.open("D1", DAY, 20000)
    book.act(first, "pay", CASH, 3000)
    book.act(first, "pay", CARD, 4000)
    book.close(first, {CASH: 100}, 20000)
    second = book.open("D1", DAY, 19990)
    book.close(second, {}, 20000)
    return book


def test_what_was_counted_and_what_was_printed_are_asserted_apart() -> None:
    found = asserted(ordinary().done(DAY))
    till, cards = "assets:till:D1:S1", "assets:cards:D1:S1:CARD:T1"
    assert {one for one in found if one.account in (till, cards)} == {
        Balance(till, Money(20000), "counted"),
        Balance(till, Money(23100), "counted"),
        Balance(till, Money(23100), "printed"),
        Balance(till, Money(0), "nothing is left"),
        Balance(cards, Money(4000), "counted"),
        Balance(cards, Money(4000), "printed"),
        Balance(cards, Money(0), "nothing is left"),
    }
    assert floats(ordinary().done(DAY)) == [
        19990,
        20000,
    ]  # kept by the second; kept by the first and found by the second


def test_a_print_that_cannot_be_read_leaves_the_counts_and_says_so() -> None:
    posted = ordinary().done(DAY)
    blind = {number: replace(one, printed=None) for number, one in posted.sessions.items()}
    posted = replace(posted, sessions=blind)
    assert {one.source for one in asserted(posted)} == {"counted", "nothing is left"}
    text = journal_hledger(posted).decode()
    assert "; Z 000001 cannot be read: nothing is asserted from its print" in text


@needs_hledger()
def test_a_shift_that_opens_while_the_other_is_counted_is_no_false_alarm(tmp_path: Path) -> None:
    """CD-03: it takes a float that the first has not given back yet, so its float is not asserted; the tills are."""
    book = Book("M. Rivera")
    first = book.open("D1", DAY, 20000)
    book.act(first, "pay", CASH, 3000)
    book.floats["D1"] = 20000  # what the setting says the drawer holds, not what is there
    second = book.open("D1", DAY, 20000)
    book.act(second, "pay", CASH, 500)
    book.close(first, {}, 20000)
    book.close(second, {}, 20000)
    posted = book.done(DAY)
    path = tmp_path / "beside.journal"
    path.write_bytes(journal_hledger(posted))
    assert check(path) == (0, "")
    assert floats(posted) == []
    assert {one.account for one in asserted(posted) if one.amount.cents == 20500} == {
        f"assets:till:D1:S{second.number}"
    }


@needs_hledger()
def test_a_drawer_that_was_added_after_midnight_is_no_false_alarm(tmp_path: Path) -> None:
    """Its opening funds have the new day, its first shift still the old business date: the file turns them round."""
    book = Book("M. Rivera")
    book.post(
        JournalKind.OPENING_FUNDS,
        DAY + timedelta(days=1),
        (Account.FLOAT, 20000, CASH),
        (Account.EQUITY, -20000, None),
        drawer="D1",
    )
    book.floats["D1"] = 20000
    shift = book.open("D1", DAY, 20000)
    book.close(shift, {}, 20000)
    posted = book.done(DAY + timedelta(days=1))
    path = tmp_path / "midnight.journal"
    path.write_bytes(journal_hledger(posted))
    assert check(path) == (0, "")
    assert floats(posted) == []


@pytest.mark.parametrize("closed", [True, False])
def test_a_shift_that_is_not_closed_asserts_its_opening_only(closed: bool) -> None:
    book = Book("M. Rivera")
    shift = book.open("D1", DAY, 20000)
    if closed:
        book.close(shift, {}, 20000)
    else:
        book.keep(shift)
    assert len({one.source for one in asserted(book.done(DAY))}) == (3 if closed else 1)
