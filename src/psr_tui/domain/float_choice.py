"""Which pieces of a counted drawer go to the bank and which stay as its float (cash-drawer.md 12.7, CD-12).

Large bills go first, so that the drawer keeps its change. The choice is exact wherever the pieces allow it, and the
same count gives the same choice on every machine. Rolls and straps are counted as pieces: one may have to be opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.counting import US_DENOMINATIONS, CountRow, Denomination, Form
from psr_tui.domain.money import Money

_BACK = 4
"""How many pieces fewer than fit are tried of each denomination. Whoever keeps more of one could exchange one or two of
them for smaller pieces of the same worth, so nothing is missed (shown against every combination by a test)."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces of one bill or coin."""

    denomination: Denomination
    quantity: int

    @property
    def amount(self) -> Money:
        """What they are worth."""
        return Money(self.quantity * self.denomination.cents)

    @property
    def words(self) -> str:
        """``5 x $20``."""
        return f"{self.quantity} x {self.denomination.label}"


@dataclass(frozen=True, slots=True)
class FloatChoice:
    """``bag`` goes to the bank, ``stays`` remains; ``missed`` is what stays above the float because no pieces fit."""

    bag: tuple[Pieces, ...]
    stays: tuple[Pieces, ...]
    missed: Money
    opened: tuple[Denomination, ...]  # of these a roll or strap must be opened

    @property
    def to_bank(self) -> Money:
        """Cash in the bag."""
        return Money.total(one.amount for one in self.bag)

    @property
    def left(self) -> Money:
        """Cash in the drawer afterwards."""
        return Money.total(one.amount for one in self.stays)

    @property
    def note(self) -> str:
        """What is out of the ordinary, as a sentence; '' when nothing is."""
        words = []
        if self.missed:
            words.append(
                f"These pieces cannot make the float: {self.left.dollars} stays, {self.missed.dollars} more than it."
            )
        if self.opened:
            words.append("Open a roll or strap of " + ", ".join(one.label for one in self.opened) + ".")
        return " ".join(words)


def choose_float(rows: Iterable[CountRow], drawer_float: Money) -> FloatChoice:
    """Split a count into bag and float: the drawer keeps its float, or all it has when that is less.

    Where the pieces cannot make the float exactly, it keeps the least above it that they can make.
    """
    have: dict[str, int] = {}
    bundles: dict[str, int] = {}
    for row in rows:
        code, bundled = row.denomination.code, row.form is not Form.LOOSE
        have[code] = have.get(code, 0) + row.quantity * (row.denomination.pieces if bundled else 1)
        bundles[code] = bundles.get(code, 0) + (row.quantity if bundled else 0)
    order = [item for item in US_DENOMINATIONS if have.get(item.code)]
    wanted = max(0, sum(have[item.code] * item.cents for item in order) - drawer_float.cents)
    taken = _most(tuple((item.cents, have[item.code]) for item in order), wanted)
    bag = tuple(Pieces(item, count) for item, count in zip(order, taken, strict=True) if count)
    stays = tuple(
        Pieces(item, have[item.code] - count)
        for item, count in zip(order, taken, strict=True)
        if have[item.code] - count
    )
    opened = tuple(
        item
        for item, count in zip(order, taken, strict=True)
        if not _fits(count, have[item.code], bundles[item.code], item.pieces)
    )
    got = sum(one.amount.cents for one in bag)
    return FloatChoice(bag, stays, Money(wanted - got), opened)


def _fits(count: int, have: int, bundles: int, pieces: int) -> bool:
    """Whether ``count`` pieces can be taken out without opening a roll or strap."""
    loose = have - bundles * pieces
    whole = min(bundles, count // pieces)
    return count - whole * pieces <= loose


def _most(pieces: tuple[tuple[int, int], ...], wanted: int) -> tuple[int, ...]:
    """How many of each to take to come as near to ``wanted`` cents as can be without passing it; of equal answers the
    one with most of the highest. ``pieces``: (cents, how many there are), highest first."""
    known: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}

    def best(at: int, room: int) -> tuple[int, tuple[int, ...]]:
        if at == len(pieces):
            return 0, ()
        key = (at, room)
        if key not in known:
            cents, there = pieces[at]
            most = min(there, room // cents)
            found: tuple[int, tuple[int, ...]] = (-1, ())
            for count in range(most, max(-1, most - _BACK - 1), -1):
                rest, counts = best(at + 1, room - count * cents)
                if count * cents + rest > found[0]:
                    found = (count * cents + rest, (count, *counts))
                if found[0] == room:
                    break
            known[key] = found
        return known[key]

    return best(0, wanted)[1]
