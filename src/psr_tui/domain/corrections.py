"""Corrections after a close: a session of its own that names the closed one, and never changes it (cash-drawer.md
section 1, CD-04, CD-60, CD-82).

The closed drawer was counted as it was; so what is entered late or taken back late moves no cash. Whatever the
correction's payments and reversals hold is cleared against the over/short of the closed drawer and its rep, which they
explain, and every held account of the correction is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import HELD, Account, Line
from psr_tui.domain.money import Money
from psr_tui.domain.paper import pair, rule, wrap
from psr_tui.domain.payments import Allocation
from psr_tui.domain.tenders import TENDER_LABELS, Tender, TenderKind


class CorrectionKind(StrEnum):
    """What was wrong with a closed drawer; the value is the over/short reason it stands under (15.4)."""

    WRONG_TENDER = "OS06"
    ENTERED_TWICE = "OS04"
    NOT_ENTERED = "OS03"
    FOUND = "OS02"


CORRECTION_LABELS: dict[CorrectionKind, str] = {
    CorrectionKind.WRONG_TENDER: "The tender was entered wrong",
    CorrectionKind.ENTERED_TWICE: "It was entered twice, or never paid",
    CorrectionKind.NOT_ENTERED: "A payment was not entered",
    CorrectionKind.FOUND: "An over or short was found",
}
VOID_REASONS = {CorrectionKind.WRONG_TENDER: "V3", CorrectionKind.ENTERED_TWICE: "V4"}


@dataclass(frozen=True, slots=True)
class CorrectClosed:
    """Correct a closed drawer session.

    WRONG_TENDER: ``journal_id`` is voided and paid again by ``tenders``. ENTERED_TWICE: ``journal_id`` is voided.
    NOT_ENTERED: ``patient_id`` paid ``tenders``, spread as ``allocations``. FOUND: ``found`` explains the over or short
    without a patient: plus is cash that was missing and is now in the safe, minus what was over and left it.
    """

    command_id: str
    session_id: str
    kind: CorrectionKind
    comment: str
    journal_id: str = ""
    patient_id: str = ""
    tenders: tuple[Tender, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    found: Money | None = None


def clearing_lines(lines: Iterable[Line], drawer_id: str) -> tuple[Line, ...]:
    """What brings every held account of a correction to zero, against the over/short of the drawer, by tender."""
    sums: dict[tuple[Account, str, str], int] = {}
    for line in lines:
        if line.account in HELD:
            key = (line.account, str(line.tender), line.terminal)
            sums[key] = sums.get(key, 0) + line.cents
    found: list[Line] = []
    for (account, tender, terminal), cents in sums.items():
        if cents:
            found.append(Line(account, Money(-cents), TenderKind(tender), terminal=terminal))
            found.append(Line(Account.OVER_SHORT, Money(cents), TenderKind(tender), drawer_id=drawer_id))
    return tuple(found)


def found_lines(found: Money, over_short: Money, drawer_id: str) -> tuple[Line, ...]:
    """Found money without a patient: into the safe or out of it, against the over/short it explains.

    ``over_short``: what still stands on the closed drawer's account, plus for short. Raises InvalidInput when there is
    nothing to explain, or more than that.
    """
    if not found:
        raise InvalidInput("Amount: type what was found, more than zero.", "Amount")
    if found.cents * over_short.cents <= 0 or abs(found.cents) > abs(over_short.cents):
        word = "SHORT" if over_short.cents > 0 else "OVER"
        still = f"{Money(abs(over_short.cents)).dollars} {word}" if over_short else "even"
        raise InvalidInput(f"Amount: this drawer is {still}; only that can be explained.", "Amount")
    return (
        Line(Account.SAFE, found, TenderKind.CASH),
        Line(Account.OVER_SHORT, -found, TenderKind.CASH, drawer_id=drawer_id),
    )


def check_replaces(paid: Money, tenders: Iterable[Tender]) -> None:
    """Another tender pays the same amount. Raises InvalidInput."""
    total = Money.total(tender.amount for tender in tenders)
    if total != paid:
        raise InvalidInput(
            f"Paid with: the tenders come to {total.dollars}, the payment was {paid.dollars}; both must be the same.",
            "Paid with",
        )


def check_correctable(closed: bool, code: str, staff_name: str) -> None:
    """Only a closed drawer is corrected so. Raises Refused."""
    if not closed:
        raise Refused(f"Drawer {code} ({staff_name}) is not closed yet; void or take the payment there.")


@dataclass(frozen=True, slots=True)
class Correction:
    """Everything that stands on the report of a correction. ``postings`` are words and amounts."""

    clinic: str
    training: bool
    z_number: int
    corrects_z: int
    drawer: str
    rep: str
    business_date: date
    corrected_date: date
    at: datetime
    kind: CorrectionKind
    comment: str
    entered_by: str
    approved_by: str
    postings: tuple[tuple[str, Money], ...]
    cleared: tuple[tuple[TenderKind, Money], ...]
    over_short_after: Money
    net: Money
    grand_total_before: Money
    audit_head: str

    @property
    def grand_total(self) -> Money:
        """The running total of all reports after this one (I14)."""
        return self.grand_total_before + self.net


def correction_text(one: Correction, tz: ZoneInfo) -> str:
    """The report on 42 columns; the same correction gives the same bytes."""
    at = one.at.astimezone(tz)
    lines = [pair(f"CORRECTION OF Z {one.corrects_z:06d}", f"Z {one.z_number:06d}"), *wrap(one.clinic)]
    if one.training:
        lines.append("TRAINING - NOT A REAL DAY")
    lines += [
        pair("Business date", f"{one.business_date:%m/%d/%Y}"),
        pair("Corrects the day", f"{one.corrected_date:%m/%d/%Y}"),
        pair("Drawer", one.drawer),
        pair("Rep", one.rep),
        pair("Entered", f"{at:%m/%d/%Y %H:%M} {at.tzname()}"),
        rule(),
        *wrap(f"Reason {one.kind.value} {CORRECTION_LABELS[one.kind]}: {one.comment}", indent="  "),
        *wrap(f"Entered by {one.entered_by}", indent="  "),
        *wrap(f"Approved by {one.approved_by}", indent="  "),
        rule(),
        "POSTED",
    ]
    lines += [pair(f"  {words}", str(amount)) for words, amount in one.postings] or ["  no payment"]
    lines.append("OVER/SHORT CLEARED (plus makes short)")
    lines += [pair(f"  {TENDER_LABELS[tender]}", str(amount)) for tender, amount in one.cleared] or ["  nothing"]
    lines += [
        pair("Over/short of that drawer now", str(one.over_short_after)),
        _where_cash_went(one),
        rule(),
        pair("Grand total before", str(one.grand_total_before)),
        pair("This report", str(one.net)),
        pair("GRAND TOTAL", str(one.grand_total)),
        f"Audit {one.audit_head}",
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _where_cash_went(one: Correction) -> str:
    if one.kind is not CorrectionKind.FOUND:
        return "No cash was moved by this report."
    into = Money.total(amount for _tender, amount in one.cleared).cents < 0
    return "The cash is in the safe." if into else "The cash left the safe."
