"""The end-of-day report of one drawer session (the Z): numbered without gaps, frozen as text, never computed again.

The same lines, without number, deposit and grand total, are the X report of a session that is not closed.
The grand total never resets: it is the one of the report before plus this one's net takings (CD-66, CD-67, I14).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.deposit_slip import slip_number
from psr_tui.domain.drawer import Difference
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.float_choice import Pieces
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, pair, rule, wrap
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS


@dataclass(frozen=True, slots=True)
class ReportMove:
    """One entry of a list: a void, a drop, a no-sale. ``amount`` is None where no money moved."""

    label: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class ReportList:
    """What the close must list of one kind, printed with its number even when there is none (CD-68)."""

    title: str
    entries: tuple[ReportMove, ...] = ()


@dataclass(frozen=True, slots=True)
class DayReport:
    """What the report says; every amount is a sum over ledger lines or a stored count."""

    clinic: str
    training: bool
    drawer: str
    rep: str
    business_date: date
    opened_at: datetime
    closed_at: datetime | None
    float_expected: Money
    float_counted: Money
    taken: Mapping[ExpectedKey, TenderSum]  # payments less reversals, per tender
    lists: tuple[ReportList, ...]
    differences: tuple[Difference, ...]
    attempts: int
    reason: str
    comment: str
    approved_by: str
    first_receipt: int | None
    last_receipt: int | None
    receipts: int
    missing: tuple[str, ...]  # numbers that belong to nothing; there must be none
    to_bank: Money
    stays: Money
    bag: str
    z_number: int | None
    grand_total_before: Money
    audit_head: str
    late: bool = False
    float_to_safe: bool = False  # the next shift brought its own float (CD-03)
    counted_by: str = ""
    closed_by: str = ""
    slip: int | None = None
    verified_by: str = ""
    stays_in: tuple[Pieces, ...] = ()
    stays_note: str = ""
    held: Mapping[ExpectedKey, TenderSum] = field(default_factory=dict)  # for an X before the count: expected now

    @property
    def net_taken(self) -> Money:
        """What was taken less what was given back, over all tenders."""
        return Money.total(entry.amount for entry in self.taken.values())

    @property
    def grand_total(self) -> Money:
        """The drawer's running total after this report; it never goes back to zero."""
        return self.grand_total_before + self.net_taken


def day_report_text(report: DayReport, tz: ZoneInfo) -> str:
    """The report on 42 columns. The same report gives the same bytes."""
    lines = [*_head(report, tz), *_taken(report), *_moves(report), *_count(report), *_foot(report)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(report: DayReport, tz: ZoneInfo) -> list[str]:
    title = ("X REPORT", "not final") if report.z_number is None else ("END OF DAY", f"Z {report.z_number:06d}")
    lines = [pair(*title), *wrap(report.clinic)]
    if report.training:
        lines.append("TRAINING - NOT A REAL DAY")
    opened = report.opened_at.astimezone(tz)
    lines += [
        pair("Business date", f"{report.business_date:%m/%d/%Y}"),
        pair("Drawer", report.drawer),
        pair("Rep", report.rep),
        pair("Opened", f"{opened:%m/%d/%Y %H:%M} {opened.tzname()}"),
    ]
    if report.closed_at is not None:
        closed = report.closed_at.astimezone(tz)
        lines.append(pair("Closed", f"{closed:%m/%d/%Y %H:%M} {closed.tzname()}"))
    if report.late:
        lines.append("LATE COUNT: closed after the cut-off")
    lines += [
        rule(),
        pair("Float the last close left", str(report.float_expected)),
        pair("Float counted at opening", str(report.float_counted)),
    ]
    gap = report.float_counted - report.float_expected
    if gap:
        lines.append(pair("Gap since the last close", str(gap)))
    return lines


def _taken(report: DayReport) -> list[str]:
    lines = [rule(), "TAKEN (payments less reversals)"]
    for key, entry in report.taken.items():
        label = f"{TENDER_LABELS[key.tender]} {key.terminal}".strip()
        lines.append(pair(f"  {label}", str(entry.amount)))
    lines.append(pair("  total", str(report.net_taken)))
    if report.receipts:
        first, last = report.first_receipt or 0, report.last_receipt or 0
        lines += wrap(f"Receipts {report.receipts}: {receipt_number(first)} to {receipt_number(last)}", indent="  ")
    else:
        lines.append("Receipts 0")
    if report.missing:
        return [*lines, f"MISSING NUMBERS {len(report.missing)}", *(f"  {one}" for one in report.missing)]
    return [*lines, "Missing numbers 0"]


def _moves(report: DayReport) -> list[str]:
    lines = [rule()]
    for listed in report.lists:
        total = [one.amount for one in listed.entries if one.amount is not None]
        lines.append(pair(f"{listed.title} {len(listed.entries)}", str(Money.total(total)) if total else ""))
        for one in listed.entries:
            if one.amount is None:
                lines += ["  " + line for line in wrap(one.label, WIDTH - 2, "  ")]
            else:
                lines.append(pair(f"  {one.label}", str(one.amount)))
    return lines


def _count(report: DayReport) -> list[str]:
    if not report.differences:
        held = [
            pair(f"  {TENDER_LABELS[key.tender]} {key.terminal}", str(one.amount)) for key, one in report.held.items()
        ]
        return [rule(), "EXPECTED NOW", *held]
    lines = [rule(), f"COUNT (attempt {report.attempts})"]
    for item in report.differences:
        lines.append(pair(f"{item.label} {item.word}", str(item.amount)))
        lines.append(pair(f"  counted {item.counted}", f"expected {item.expected}"))
        if item.counted_papers or item.expected_papers:
            lines.append(pair(f"  papers {item.counted_papers}", f"expected {item.expected_papers}"))
        if item.batch:
            lines.append(pair(f"  batch {item.batch}", ""))
    if report.counted_by:
        lines.append(pair(f"  counted by {report.counted_by}", ""))
    if report.reason:
        lines += wrap(f"Reason {report.reason}: {report.comment}", indent="  ")
    if report.approved_by:
        lines += wrap(f"Approved by {report.approved_by}", indent="  ")
    return lines


def _foot(report: DayReport) -> list[str]:
    if report.z_number is None:
        return [rule(), f"Audit {report.audit_head}"]
    lines = [rule(), pair(f"To the bank, bag {report.bag or '-'}", str(report.to_bank))]
    if report.slip is not None:
        lines.append(pair("  deposit slip", slip_number(report.slip)))
        lines.append(pair(f"  verified by {report.verified_by or 'nobody else'}", ""))
    lines.append(pair("Float back to the safe" if report.float_to_safe else "Stays in the drawer", str(report.stays)))
    lines += [pair(f"  {one.words}", str(one.amount)) for one in report.stays_in]
    if report.stays_note:
        lines += ["  " + line for line in wrap(report.stays_note, WIDTH - 2)]
    if report.closed_by:
        lines += wrap(f"Closed by {report.closed_by}", indent="  ")
    lines += [
        rule(),
        pair("Grand total before", str(report.grand_total_before)),
        pair("This report", str(report.net_taken)),
        pair("GRAND TOTAL", str(report.grand_total)),
        f"Audit {report.audit_head}",
    ]
    return lines
