"""A check that the bank sent back: what it paid is owed again, dated today (cash-drawer.md CD-33)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.giving_back import Left, TenderLeft, charge_lines_back
from psr_tui.domain.ledger import Account, Journal, Line
from psr_tui.domain.tenders import TICKED, TenderKind


@dataclass(frozen=True, slots=True)
class ReturnCheck:
    """A check of a payment came back. ``reference`` is its number; with the clinic's fee and the flag, or without."""

    command_id: str
    journal_id: str
    reference: str
    with_fee: bool = True
    no_checks: bool = True
    comment: str = ""


def checks_of(payment: Journal, left: Left) -> tuple[TenderLeft, ...]:
    """The checks of a payment that have not come back. Raises Refused when it had none, or all came back already."""
    if not any(line.tender is TenderKind.CHECK for line in payment.lines):
        raise Refused("This payment was not made by check; choose the receipt of the check.")
    found = tuple(one for one in left.tenders if one.tender is TenderKind.CHECK)
    if not found:
        raise Refused("This check came back or was given back already; its receipt shows when.")
    return found


def check_left(checks: Iterable[TenderLeft], reference: str) -> TenderLeft:
    """The check of this number among those that can come back. Raises Refused for one that cannot."""
    for one in checks:
        if one.reference == reference:
            return one
    raise Refused(f"Check {reference} of this payment came back already, or was not part of it; choose another.")


def returned_lines(left: Left, check: TenderLeft, patient_id: str | None) -> tuple[Line, ...]:
    """The journal: the bank takes the whole check back, what it paid is open again (paid ahead first, then the newest
    charge, as for a refund). Raises InvalidInput for anything that is not a check."""
    if check.tender not in TICKED:
        raise InvalidInput("Check: choose the check that came back.", "Check")
    bank = Line(Account.BANK, -check.amount, check.tender, patient_id=patient_id, reference=check.reference)
    return (bank, *charge_lines_back(left.taking(check.amount).charges, patient_id))
