"""The receipt as plain text: the canonical form, of which printer bytes and PDF are renderings (cash-drawer.md 14.1).

It is frozen when the payment posts. A reprint is the same text under a DUPLICATE line (CD-98). It never holds a card
number beyond the last four digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.money import Money
from psr_tui.domain.paper import centre, pair, rule, wrap
from psr_tui.domain.tenders import CARD_LIKE, TENDER_LABELS, TenderKind

_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class ReceiptClinic:
    """What the head of a receipt says about the clinic."""

    name: str
    address: str = ""
    phone: str = ""
    tax_id: str = ""
    training: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """What the money went to, one line each, enough for an HSA or FSA claim (CD-31)."""

    label: str
    service_date: date | None
    amount: Money
    left: Money
    provider: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptTender:
    """One way it was paid, as the receipt prints it."""

    kind: TenderKind
    amount: Money
    tendered: Money | None = None
    change: Money | None = None
    reference: str = ""
    brand: str = ""
    last4: str = ""
    auth: str = ""
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that stands on the paper. ``title`` is RECEIPT, or says that money was given back."""

    number: int
    at: datetime
    clinic: ReceiptClinic
    patient_name: str
    mrn: str
    rep: str
    items: tuple[ReceiptItem, ...]
    tenders: tuple[ReceiptTender, ...]
    still_open: Money
    prepaid: Money = _NOTHING
    title: str = "RECEIPT"
    reverses_number: int | None = None
    reason: str = ""
    next_visits: tuple[str, ...] = ()


def receipt_number(number: int) -> str:
    """The number as people read it: ``R-0000412``."""
    return f"R-{number:07d}"


def receipt_text(receipt: Receipt, tz: ZoneInfo) -> str:
    """The receipt on 42 columns, in any alphabet, amounts in figures; the same receipt gives the same text."""
    return "\n".join([*_head(receipt, tz), *_items(receipt), *_tenders(receipt), *_foot(receipt)]) + "\n"


def _head(receipt: Receipt, tz: ZoneInfo) -> list[str]:
    clinic = receipt.clinic
    lines = centre(clinic.name)
    for text in (clinic.address, clinic.phone, f"Tax id {clinic.tax_id}" if clinic.tax_id else ""):
        if text:
            lines += centre(text)
    if clinic.training:
        lines += centre("TRAINING - NOT A REAL RECEIPT")
    at = receipt.at.astimezone(tz)
    lines += ["", pair(receipt.title, receipt_number(receipt.number))]
    lines.append(pair(f"{at:%m/%d/%Y %H:%M} {at.tzname()}", ""))
    lines += wrap(f"Patient  {receipt.patient_name}", indent="         ")
    lines.append(pair(f"MRN      {receipt.mrn}", ""))
    lines += wrap(f"Taken by {receipt.rep}", indent="         ")
    if receipt.reverses_number is not None:
        lines += wrap(f"Takes back {receipt_number(receipt.reverses_number)}: {receipt.reason}", indent="  ")
    return [line.rstrip() for line in lines]


def _items(receipt: Receipt) -> list[str]:
    lines = [rule()]
    for item in receipt.items:
        lines.append(pair(item.label, str(item.amount)))
        detail = [f"{item.service_date:%m/%d/%Y}"] if item.service_date else []
        detail += [item.provider] if item.provider else []
        if detail:
            lines += ["  " + line for line in wrap(", ".join(detail), 40)]
        if item.left:
            lines.append(pair("  left on this", str(item.left)))
    lines.append(pair("TOTAL", Money.total(item.amount for item in receipt.items).dollars))
    return lines


def _tenders(receipt: Receipt) -> list[str]:
    lines = [rule()]
    for tender in receipt.tenders:
        lines.append(pair(TENDER_LABELS[tender.kind].capitalize(), str(tender.amount)))
        if tender.kind in CARD_LIKE:
            lines.append(pair(f"  {tender.brand or 'Card'} ending {tender.last4}", ""))
            lines.append(pair(f"  auth {tender.auth or '-'} terminal {tender.terminal}", ""))
        elif tender.reference:
            lines.append(pair(f"  number {tender.reference}", ""))
        if tender.change:
            lines.append(pair("  tendered", str(tender.tendered)))
            lines.append(pair("  CHANGE", str(tender.change)))
    return [line.rstrip() for line in lines]


def _foot(receipt: Receipt) -> list[str]:
    lines = [rule(), pair("You still owe", receipt.still_open.dollars)]
    if receipt.prepaid:
        lines.append(pair("Paid ahead, kept for you", receipt.prepaid.dollars))
    if receipt.next_visits:
        lines.append("Next visits")
        for visit in receipt.next_visits:
            lines += ["  " + line for line in wrap(visit, 40)]
    return [*lines, "", *centre("Thank you")]


def duplicate(text: str, copy: int, printed_at: datetime, by: str, tz: ZoneInfo) -> str:
    """A reprint: the frozen text, marked so that nobody takes it for a second payment (CD-98)."""
    at = printed_at.astimezone(tz)
    mark: Iterable[str] = wrap(f"DUPLICATE {copy}, printed {at:%m/%d/%Y %H:%M} by {by}")
    return "\n".join(mark) + "\n" + rule() + "\n" + text
