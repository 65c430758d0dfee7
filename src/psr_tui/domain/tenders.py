"""Tenders: the ways to pay, what each needs, and what may never be written down about a card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import LARGEST, Money
from psr_tui.domain.text import clean


class TenderKind(StrEnum):
    """Codes of cash-drawer.md 15.2."""

    CASH = "CASH"
    CHECK = "CHK"
    MONEY_ORDER = "MO"
    CARD = "CARD"
    HSA = "HSA"
    ACH = "ACH"
    PORTAL = "PORT"
    OTHER = "OTH"


TENDER_LABELS: dict[TenderKind, str] = {
    TenderKind.CASH: "cash",
    TenderKind.CHECK: "check",
    TenderKind.MONEY_ORDER: "money order",
    TenderKind.CARD: "card",
    TenderKind.HSA: "HSA/FSA card",
    TenderKind.ACH: "bank transfer",
    TenderKind.PORTAL: "portal",
    TenderKind.OTHER: "voucher, other",
}
CARD_LIKE = frozenset({TenderKind.CARD, TenderKind.HSA})
TICKED = frozenset({TenderKind.CHECK, TenderKind.MONEY_ORDER})  # papers in the drawer, ticked one by one at the count
CARD_BRANDS = ("Visa", "Mastercard", "Amex", "Discover", "Debit", "Other")

_DIGIT_RUN = re.compile(r"[0-9](?:[ .\-]?[0-9]){12,}")
_NO_DIGIT = re.compile(r"[ .\-]")
_LAST4 = re.compile(r"[0-9]{4}")
_AUTH = re.compile(r"[0-9A-Za-z]{0,12}")
_TEXTS = ("reference", "terminal", "batch", "brand", "auth", "payer")


def refuse_card_number(text: str, field: str, instead: str = "Type the last 4 only.") -> str:
    """``text`` as it was, unless it holds 13 to 19 digits that pass the card check digit, however they are grouped
    (CD-24). Shorter and longer numbers (checks, bags, references) are left alone. ``instead``: what to type here.

    Raises: InvalidInput. The message does not repeat the number, so it reaches neither screen nor log.
    """
    if holds_card_number(text):
        raise InvalidInput(f"{field}: that looks like a whole card number, which may not be kept. {instead}", field)
    return text


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits of ``text``, however they are grouped, pass the card check digit."""
    for run in _DIGIT_RUN.findall(text):
        groups = _NO_DIGIT.split(run)
        for first in range(len(groups)):
            for last in range(first + 1, len(groups) + 1):
                number = "".join(groups[first:last])
                if 13 <= len(number) <= 19 and _passes_check_digit([int(ch) for ch in number]):
                    return True
    return False


def _passes_check_digit(digits: list[int]) -> bool:
    """The Luhn sum (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0 and any(digits)


@dataclass(frozen=True, slots=True)
class Tender:
    """One way of paying inside a payment. ``amount`` is what is kept; for cash ``tendered`` is what was handed over."""

    kind: TenderKind
    amount: Money
    tendered: Money | None = None
    reference: str = ""
    terminal: str = ""
    batch: str = ""
    brand: str = ""
    last4: str = ""
    auth: str = ""
    payer: str = ""  # whose check it is, when it is not the patient's

    @property
    def change(self) -> Money:
        """What goes back to the patient; only cash gives any."""
        return (self.tendered - self.amount) if self.tendered is not None else Money.zero()


def check_tender(tender: Tender) -> Tender:
    """The tender with clean texts, or InvalidInput naming the field, the rule and the way out (15.2, CD-23, CD-24)."""
    if tender.amount.cents <= 0:
        raise InvalidInput("Amount: type what is paid, more than zero.", "Amount")
    if max(tender.amount, tender.tendered or tender.amount) > LARGEST:
        raise InvalidInput("Amount: that is larger than any payment here; check the digits.", "Amount")
    label = TENDER_LABELS[tender.kind]
    texts = {name: clean(getattr(tender, name), 40) for name in _TEXTS}
    for name, text in texts.items():
        refuse_card_number(text, name.capitalize())
    if tender.kind is TenderKind.CASH:
        _check_cash(tender)
    elif tender.tendered is not None and tender.tendered != tender.amount:
        raise InvalidInput(f"Change: only cash gives change; type the {label} at the amount that is due.", "Tendered")
    if tender.kind in CARD_LIKE:
        _check_card(tender, texts)
    elif tender.last4 or texts["terminal"] or texts["batch"]:
        raise InvalidInput(f"Last 4: a {label} has no card digits or terminal; leave them empty.", "Last 4")
    if tender.kind in (TenderKind.CHECK, TenderKind.MONEY_ORDER) and not texts["reference"]:
        raise InvalidInput(f"Number: type the {label} number.", "Number")
    if tender.kind is TenderKind.ACH and not texts["reference"]:
        raise InvalidInput("Reference: type the bank transfer's reference.", "Reference")
    if texts["payer"] and tender.kind not in TICKED:
        raise InvalidInput(f"Payer: only a check or money order names who wrote it; leave it out of {label}.", "Payer")
    tendered = tender.tendered if tender.kind is TenderKind.CASH else None
    return Tender(tender.kind, tender.amount, tendered, last4=tender.last4, **texts)


def _check_cash(tender: Tender) -> None:
    if tender.tendered is None:
        raise InvalidInput("Tendered: type the cash that was handed over, for example 40.", "Tendered")
    if tender.tendered < tender.amount:
        raise InvalidInput(
            f"Tendered: {tender.tendered.dollars} is less than {tender.amount.dollars}. "
            "Take the rest, or lower the amount that is paid.",
            "Tendered",
        )


def _check_card(tender: Tender, texts: dict[str, str]) -> None:
    if not texts["terminal"]:
        raise InvalidInput("Terminal: type the card terminal, for example T1.", "Terminal")
    if not texts["batch"]:
        raise InvalidInput("Batch: type the batch from the terminal's slip, for example b0412.", "Batch")
    if not _LAST4.fullmatch(tender.last4):
        raise InvalidInput("Last 4: type exactly the last four digits of the card, for example 4242.", "Last 4")
    if not _AUTH.fullmatch(texts["auth"]):
        raise InvalidInput("Authorisation: letters and digits from the slip only, for example 04A91B.", "Authorisation")


@dataclass(frozen=True, slots=True)
class Settled:
    """How far typed tenders cover an amount: ``change`` to give back, ``open`` still to take."""

    tenders: tuple[Tender, ...]
    change: Money
    open: Money


MOST_CHANGE = Money(9999)
"""The largest bill is $100: whoever pays with bills they need gets less than that back."""


def unlikely_change(change: Money) -> str:
    """The question to ask before this change is given, or nothing when it is an ordinary amount."""
    if change <= MOST_CHANGE:
        return ""
    return f"That gives {change.dollars} back. Is the amount that was handed over right?"


def settle(due: Money, typed: Iterable[Tender]) -> Settled:
    """Cut cash to what is needed and say the change, as the rep types (CD-14, CD-15).

    A typed cash tender carries what was handed over in ``tendered``; its kept ``amount`` is computed here. Tenders
    other than cash count in full and are taken first, so only cash can give change.

    Raises: InvalidInput when tenders other than cash are more than what is due.
    """
    tenders = list(typed)
    other = Money.total(t.amount for t in tenders if t.kind is not TenderKind.CASH)
    if other > due:
        raise InvalidInput(
            f"Amount: {other.dollars} by card or check is more than the {due.dollars} due, and only cash gives "
            "change. Lower the amount.",
            "Amount",
        )
    handed = Money.total(t.tendered or t.amount for t in tenders if t.kind is TenderKind.CASH)
    kept = min(handed, due - other)
    result = [t for t in tenders if t.kind is not TenderKind.CASH]
    if kept:
        result.insert(0, Tender(TenderKind.CASH, kept, tendered=handed))
    return Settled(tuple(result), handed - kept, due - other - kept)
