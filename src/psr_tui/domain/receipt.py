"""The receipt as plain text: the canonical form, of which printer bytes and PDF are renderings (cash-drawer.md 14.1).

It is frozen when the payment posts. A reprint is the same text under a DUPLICATE line (CD-98). It never holds a card
number beyond the last four digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.amount_words import amount_in_words
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, cells, centre, pair, rule, wrap
from psr_tui.domain.tenders import CARD_LIKE, TENDER_LABELS, TenderKind

_NOTHING = Money(0)
_INNER = WIDTH - 2  # columns of a line that stands under another


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
    """What the money went to, one line each. ``provider`` and ``npi`` are empty where the charge has no visit."""

    label: str
    service_date: date | None
    amount: Money
    left: Money
    provider: str = ""
    npi: str = ""


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
    payer: str = ""  # who paid with it, when that is not the patient


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that stands on the paper. ``title`` is RECEIPT, or says that money was given back; ``rep_code`` is the
    rep's user name, beside the name because two reps may share one."""

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
    rep_code: str = ""

    @property
    def total(self) -> Money:
        """What was paid; negative when it was given back."""
        return Money.total(item.amount for item in self.items)

    @property
    def itemised(self) -> bool:
        """Whether an HSA or FSA card paid: then each item says what a claim asks for (CD-31)."""
        return any(tender.kind is TenderKind.HSA for tender in self.tenders)

    @property
    def payers(self) -> str:
        """Who paid besides the patient, each once."""
        names = dict.fromkeys(tender.payer for tender in self.tenders)
        return ", ".join(name for name in names if name not in ("", self.patient_name))

    @property
    def rep_words(self) -> str:
        """The rep as the paper names one: ``M. Rivera (mrivera)``."""
        return f"{self.rep} ({self.rep_code})" if self.rep_code else self.rep


def receipt_number(number: int) -> str:
    """The number as people read it: ``R-0000412``."""
    return f"R-{number:07d}"


def receipt_text(receipt: Receipt, tz: ZoneInfo) -> str:
    """The receipt on 42 columns, in any alphabet; the same receipt gives the same text."""
    lines = [*_head(receipt, tz), *_items(receipt), *_tenders(receipt), *_foot(receipt)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


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
    lines.append(f"{at:%m/%d/%Y %H:%M} {at.tzname()}")
    lines += _fact("Patient", receipt.patient_name)
    lines += _fact("MRN", receipt.mrn)
    if receipt.payers:
        lines += _fact("Paid by", receipt.payers)
    lines += _fact("Taken by", receipt.rep_words)
    if receipt.reverses_number is not None:
        lines += wrap(f"Takes back {receipt_number(receipt.reverses_number)}: {receipt.reason}", indent="  ")
    return lines


def _fact(label: str, text: str, start: str = "") -> list[str]:
    """``label`` and its text, which goes on under itself."""
    before = f"{start}{label:<8} "
    lines = wrap(text, WIDTH - len(before)) or [""]
    return [before + lines[0], *(" " * len(before) + line for line in lines[1:])]


def _items(receipt: Receipt) -> list[str]:
    """What was paid for; with an HSA or FSA card each item by itself stands as a claim (CD-31)."""
    lines = [rule(), "ITEMISED FOR HSA/FSA" if receipt.itemised else "Applied to"]
    for item in receipt.items:
        lines += _under_each_other(item.label, str(item.amount))
        lines += _claim(receipt, item) if receipt.itemised else _detail(item)
        if item.left:
            lines.append(pair("  left on this", str(item.left)))
    lines.append(pair("TOTAL", receipt.total.dollars))
    return [*lines, *wrap(amount_in_words(Money(abs(receipt.total.cents))), indent="  ")]


def _under_each_other(label: str, figure: str) -> list[str]:
    """The whole label, the figure on its last line: what was paid for is never cut."""
    *before, last = wrap(label, WIDTH - cells(figure) - 1) or [""]
    return [*before, pair(last, figure)]


def _detail(item: ReceiptItem) -> list[str]:
    words = [f"{item.service_date:%m/%d/%Y}"] if item.service_date else []
    words += [item.provider] if item.provider else []
    words += [f"NPI {item.npi}"] if item.npi else []
    return ["  " + line for line in wrap(", ".join(words), _INNER)]


def _claim(receipt: Receipt, item: ReceiptItem) -> list[str]:
    day = f"{item.service_date:%m/%d/%Y}" if item.service_date else "no service yet"
    provider = item.provider or receipt.clinic.name
    return [
        *_fact("Patient", receipt.patient_name, "  "),
        *_fact("Provider", f"{provider}, NPI {item.npi}" if item.npi else provider, "  "),
        *_fact("Date", day, "  "),
    ]


def _tenders(receipt: Receipt) -> list[str]:
    lines = [rule()]
    for tender in receipt.tenders:
        lines.append(pair(_capital(TENDER_LABELS[tender.kind]), str(tender.amount)))
        if tender.kind in CARD_LIKE:
            lines.append(pair(f"  {tender.brand or 'Card'} ending {tender.last4}", ""))
            lines.append(pair(f"  auth {tender.auth or '-'} terminal {tender.terminal}", ""))
        elif tender.reference:
            lines.append(pair(f"  number {tender.reference}", ""))
        if tender.change:
            lines.append(pair("  tendered", str(tender.tendered)))
            lines.append(pair("  CHANGE", str(tender.change)))
    if receipt.reverses_number is not None:
        lines.append(pair("REFUND to you", (-receipt.total).dollars))
    return lines


def _capital(label: str) -> str:
    """The label with a capital first letter; the others stay, for ``HSA/FSA card``."""
    return label[:1].upper() + label[1:]


def _foot(receipt: Receipt) -> list[str]:
    lines = [rule(), pair("You still owe", receipt.still_open.dollars)]
    if receipt.prepaid:
        lines.append(pair("Paid ahead, kept for you", receipt.prepaid.dollars))
    if receipt.next_visits:
        lines.append("Next visits")
        for visit in receipt.next_visits:
            lines += ["  " + line for line in wrap(visit, _INNER)]
    if receipt.reverses_number is None:
        return [*lines, "", *wrap(f"Received by {receipt.rep_words}", indent="  "), "", *centre("Thank you")]
    sign = "Received by "  # who gets money back signs for it
    return [*lines, "", "", sign + "_" * (WIDTH - len(sign)), ""]


def duplicate(text: str, copy: int, printed_at: datetime, by: str, tz: ZoneInfo) -> str:
    """A reprint: the frozen text, marked so that nobody takes it for a second payment (CD-98)."""
    at = printed_at.astimezone(tz)
    mark: Iterable[str] = wrap(f"DUPLICATE {copy}, printed {at:%m/%d/%Y %H:%M} by {by}")
    return "\n".join(mark) + "\n" + rule() + "\n" + text
