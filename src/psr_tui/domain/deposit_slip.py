"""The deposit slip: what lies in one sealed bag for the bank, as text that is frozen (cash-drawer.md 14.2, CD-102).

One slip a close, or one for drops that leave the safe. The total is the sum of its lines and of the bag (I12). Cards
are settled by their terminals, so their totals stand apart and are in no sum. The end of the slip is torn off and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.counting import MoneyKind
from psr_tui.domain.float_choice import Pieces
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, pair, rule, wrap
from psr_tui.domain.receipt import receipt_number

_CUT = ("- " * WIDTH)[:WIDTH]


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One numbered thing in the bag, or one settled elsewhere: a check, a money order, a drop bag, a card batch."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DepositSlip:
    """Everything that stands on the slip. ``drops`` are bags that come from the safe, unopened."""

    number: int
    clinic: str
    training: bool
    business_date: date
    source: str  # "Drawer D1, M. Rivera" or "Safe"
    pieces: tuple[Pieces, ...]
    checks: tuple[SlipLine, ...]
    money_orders: tuple[SlipLine, ...]
    drops: tuple[SlipLine, ...]
    settled: tuple[SlipLine, ...]
    first_receipt: int | None
    last_receipt: int | None
    bag: str
    prepared_by: str
    verified_by: str
    sealed_at: datetime

    def of(self, kind: MoneyKind) -> tuple[Pieces, ...]:
        """The bills or the coins in the bag."""
        return tuple(one for one in self.pieces if one.denomination.kind is kind)

    @property
    def cash(self) -> Money:
        """Bills and coin."""
        return Money.total(one.amount for one in self.pieces)

    @property
    def total(self) -> Money:
        """What is in the bag."""
        papers = (*self.checks, *self.money_orders, *self.drops)
        return self.cash + Money.total(one.amount for one in papers)


def slip_number(number: int) -> str:
    """The number as people read it: ``D-000012``."""
    return f"D-{number:06d}"


def deposit_slip_text(slip: DepositSlip, tz: ZoneInfo) -> str:
    """The slip on 42 columns, with the part that is torn off. The same slip gives the same bytes."""
    lines = [*_head(slip), *_contents(slip), *_foot(slip, tz), *_settled(slip), *_copy(slip, tz)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(slip: DepositSlip) -> list[str]:
    lines = [pair("DEPOSIT SLIP", slip_number(slip.number)), *wrap(slip.clinic)]
    if slip.training:
        lines.append("TRAINING - NOT A REAL DEPOSIT")
    lines += [pair("Date", f"{slip.business_date:%m/%d/%Y}"), *wrap(slip.source)]
    return [*lines, "Bank account ____________________________", rule()]


def _contents(slip: DepositSlip) -> list[str]:
    lines: list[str] = []
    for title, kind in (("CURRENCY", MoneyKind.BILL), ("COIN", MoneyKind.COIN)):
        pieces = slip.of(kind)
        lines.append(pair(title, str(Money.total(one.amount for one in pieces))))
        lines += [pair(f"  {one.words}", str(one.amount)) for one in pieces]
    for title, papers in (("CHECKS", slip.checks), ("MONEY ORDERS", slip.money_orders), ("DROP BAGS", slip.drops)):
        if papers or title == "CHECKS":
            lines.append(pair(f"{title} {len(papers)}", str(Money.total(one.amount for one in papers))))
            lines += [pair(f"  {one.label}", str(one.amount)) for one in papers]
    return [*lines, rule(), pair("TOTAL IN THE BAG", slip.total.dollars)]


def _foot(slip: DepositSlip, tz: ZoneInfo) -> list[str]:
    sealed = slip.sealed_at.astimezone(tz)
    lines = [rule()]
    if slip.first_receipt is not None and slip.last_receipt is not None:
        lines += wrap(f"Receipts {receipt_number(slip.first_receipt)} to {receipt_number(slip.last_receipt)}")
    lines += wrap(f"Bag {slip.bag}", indent="  ")
    lines.append(f"Sealed {sealed:%m/%d/%Y %H:%M} {sealed.tzname()}")
    lines += wrap(f"Prepared by {slip.prepared_by}", indent="  ")
    return [*lines, *wrap(f"Verified by {slip.verified_by or '-'}", indent="  ")]


def _settled(slip: DepositSlip) -> list[str]:
    if not slip.settled:
        return []
    lines = [rule(), "CARD SETTLEMENT, not in the bag"]
    return [*lines, *(pair(f"  {one.label}", str(one.amount)) for one in slip.settled)]


def _copy(slip: DepositSlip, tz: ZoneInfo) -> list[str]:
    sealed = slip.sealed_at.astimezone(tz)
    return [
        _CUT,
        pair("COPY, tear off and keep", slip_number(slip.number)),
        pair(f"Bag {slip.bag}", slip.total.dollars),
        f"Sealed {sealed:%m/%d/%Y %H:%M} {sealed.tzname()}",
        *wrap(f"{slip.prepared_by} and {slip.verified_by or 'nobody else'}", indent="  "),
    ]
