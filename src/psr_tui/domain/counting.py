"""Counting money by hand: denominations, forms, quantities as people type them, and the rows a count is made of.

A count is rows, kept for ever, never a bare total (cash-drawer.md CD-42, CD-55). Empty is not zero: a zero is typed
(CD-47). Nothing in this module knows what a drawer should hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import refuse_card_number


class MoneyKind(StrEnum):
    """Bill or coin."""

    BILL = "bill"
    COIN = "coin"


class Form(StrEnum):
    """How pieces are counted: one by one, or in the bank's bundles."""

    LOOSE = "loose"
    ROLL = "roll"
    STRAP = "strap"


@dataclass(frozen=True, slots=True)
class Denomination:
    """A bill or a coin. A $1 bill and a $1 coin are two denominations (CD-43). ``pieces`` is one roll or strap."""

    code: str
    kind: MoneyKind
    cents: int
    pieces: int
    odd: bool = False  # seldom seen: hidden until asked for (CD-44)

    @property
    def bundle(self) -> Form:
        """The bank's bundle of this kind: a strap of bills, a roll of coins."""
        return Form.STRAP if self.kind is MoneyKind.BILL else Form.ROLL

    @property
    def label(self) -> str:
        """As it stands in the grid: ``$20``, ``25c``, ``$1 coin``."""
        if self.cents < 100:
            return f"{self.cents}c"
        dollars = f"${self.cents // 100}"
        return f"{dollars} coin" if self.kind is MoneyKind.COIN else dollars


# cash-drawer.md 15.1: the thirteen US denominations, highest first, with the usual wrappers and straps
US_DENOMINATIONS: tuple[Denomination, ...] = (
    Denomination("B100", MoneyKind.BILL, 10000, 100),
    Denomination("B50", MoneyKind.BILL, 5000, 100),
    Denomination("B20", MoneyKind.BILL, 2000, 100),
    Denomination("B10", MoneyKind.BILL, 1000, 100),
    Denomination("B5", MoneyKind.BILL, 500, 100),
    Denomination("B2", MoneyKind.BILL, 200, 100, odd=True),
    Denomination("B1", MoneyKind.BILL, 100, 100),
    Denomination("C100", MoneyKind.COIN, 100, 25, odd=True),
    Denomination("C50", MoneyKind.COIN, 50, 20, odd=True),
    Denomination("C25", MoneyKind.COIN, 25, 40),
    Denomination("C10", MoneyKind.COIN, 10, 50),
    Denomination("C5", MoneyKind.COIN, 5, 40),
    Denomination("C1", MoneyKind.COIN, 1, 50),
)
MOST_PIECES = 99_999  # more than any drawer holds: a slip of the finger

_QUANTITY = re.compile(r"[0-9]{1,20}(?:\+[0-9]{1,20})*")


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many of one denomination in one form: bills and coins loose, coins by the roll, bills by the strap."""

    denomination: Denomination
    form: Form
    quantity: int

    @property
    def amount(self) -> Money:
        """What the row is worth."""
        pieces = self.quantity * (1 if self.form is Form.LOOSE else self.denomination.pieces)
        return Money(pieces * self.denomination.cents)


def parse_quantity(typed: str, field: str = "Quantity") -> int | None:
    """A quantity as typed: ``14``, or a sum of bundles ``14+6``; None when nothing was typed, which is not zero.

    Raises: InvalidInput for anything else, and for more pieces than a drawer can hold; a card number (CD-24) is not
    repeated in it.
    """
    text = refuse_card_number(typed, field, "Type how many pieces.").replace(" ", "")
    if not text:
        return None
    if not _QUANTITY.fullmatch(text):
        raise InvalidInput(f"{field}: type how many, for example 14, or 14+6 for two piles.", field)
    quantity = sum(int(part) for part in text.split("+"))
    if quantity > MOST_PIECES:
        raise InvalidInput(f"{field}: that is more than a drawer can hold; check the digits.", field)
    return quantity


def denomination(code: str) -> Denomination:
    """The denomination of a code such as ``B20``. Raises InvalidInput for a code that does not exist."""
    for item in US_DENOMINATIONS:
        if item.code == code:
            return item
    raise InvalidInput(f"Denomination {code!r} is not known.", "Denomination")


def denomination_of(kind: str, cents: int) -> Denomination:
    """The denomination of a stored row: its kind and unit in cents."""
    for item in US_DENOMINATIONS:
        if item.kind.value == kind and item.cents == cents:
            return item
    raise InvalidInput(f"There is no {kind} of {cents} cents.", "Denomination")


def total(rows: Iterable[CountRow]) -> Money:
    """What all rows are worth together."""
    return Money.total(row.amount for row in rows)


def check_count(rows: Iterable[CountRow]) -> tuple[CountRow, ...]:
    """The rows of a finished count, highest first.

    Raises: InvalidInput when one of the ten everyday denominations has no quantity (not even a typed zero) or when a
    row is there twice.
    """
    kept = sorted(rows, key=lambda row: (US_DENOMINATIONS.index(row.denomination), row.form.value))
    keys = [(row.denomination.code, row.form) for row in kept]
    if len(set(keys)) != len(keys):
        raise InvalidInput("Count: a denomination is there twice; count again.", "Count")
    loose = {row.denomination.code for row in kept if row.form is Form.LOOSE}
    for item in US_DENOMINATIONS:
        if not item.odd and item.code not in loose:
            raise InvalidInput(f"{item.label}: still empty. Type how many there are, 0 if there are none.", item.code)
    for row in kept:
        if row.form not in (Form.LOOSE, row.denomination.bundle):
            raise InvalidInput(f"{row.denomination.label}: does not come as a {row.form.value}.", row.denomination.code)
        if not 0 <= row.quantity <= MOST_PIECES:
            raise InvalidInput(f"{row.denomination.label}: type how many, 0 or more.", row.denomination.code)
    return tuple(kept)
