"""Owing less or more without money: adjustments and waivers by a reason of the list, fees (cash-drawer.md 15.5).

The sign is the reason's, the second signature too; nobody signs their own (CD-32). Nothing here needs a drawer, because
no money moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.ledger import Account, Line
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue
from psr_tui.domain.text import fold

FEES = ("AD15", "AD17", "AD18", "AD19", "AD20")
"""Reasons that are something new to owe; each becomes a charge of its own."""
MISSED_VISIT_FEES = ("AD19", "AD20")
"""Fees for a visit that did not take place."""
COPAY_WAIVED = "AD22"
RETURNED_CHECK_FEE = "AD17"
SMALL_BALANCE = "AD06"


@dataclass(frozen=True, slots=True)
class Adjust:
    """Take something off what is open on one charge, or put it on. ``amount`` is above zero; ``more`` is the sign."""

    command_id: str
    patient_id: str
    charge_id: str
    reason: str
    amount: Money
    more: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AddFee:
    """A fee the patient owes from now on, by a reason of the list (`FEES`)."""

    command_id: str
    patient_id: str
    reason: str
    amount: Money
    comment: str = ""


def check_sign(label: str, allowed: str, more: bool) -> None:
    """``allowed`` is the reason's ``+``, ``-`` or ``+-``. Raises InvalidInput for the other side."""
    if ("+" if more else "-") not in allowed:
        does = "makes the patient owe more" if allowed == "+" else "takes something off"
        raise InvalidInput(f"Reason: {label} {does}; choose another reason, or turn the amount round.", "Reason")


def check_comment(label: str, comment: str, needed: bool) -> None:
    """Raise InvalidInput when a reason asks for words and there are none."""
    if needed and not comment:
        raise InvalidInput(f"Comment: {label} needs one line that says why.", "Comment")


def check_missed_visit_fee(code: str, label: str, payers: Iterable[tuple[str, str]]) -> None:
    """Raise Refused for a fee for a missed visit while a payer is valid that forbids it: Medicaid does (FD-90).

    ``payers``: name and kind of each. A payer that was typed at the desk has no kind yet, so its name counts too.
    """
    for name, kind in payers:
        folded = fold(name)
        if code in MISSED_VISIT_FEES and (kind == "medicaid" or "medicaid" in folded or "medi cal" in folded):
            raise Refused(f"{name} does not allow this patient a {label.lower()}; nothing was charged.")


def needs_signature(code: str, needs_approver: bool, amount: Money, small: Money) -> bool:
    """Whether a second person signs: where the reason says so, and for a small balance that is not small. Without that
    a rep could keep the cash of a visit and write its balance off (CD-32). ``small``: the clinic's approval threshold.
    """
    return needs_approver or (code == SMALL_BALANCE and amount > small)


def check_approver(label: str, needed: bool, signer_id: str | None, actor_id: str) -> None:
    """Raise NotAllowed when a reason asks for a second person and nobody else signed (CD-32)."""
    if signer_id == actor_id:
        raise NotAllowed("You cannot sign for what you enter yourself; ask another supervisor.")
    if needed and signer_id is None:
        raise NotAllowed(f"{label} needs the signature of a supervisor; let one sign.")


def check_amount(due: BalanceDue | None, amount: Money, more: bool) -> BalanceDue:
    """The charge, when ``amount`` may be taken off it: never more than is open. Raises InvalidInput, Refused."""
    if due is None:
        raise Refused("Nothing is open on this charge any more; look at the account again.")
    if amount.cents <= 0:
        raise InvalidInput("Amount: type how much, more than zero.", "Amount")
    if not more and amount > due.open:
        raise InvalidInput(
            f"Amount: {amount.dollars} is more than the {due.open.dollars} open on {due.label or due.kind.value}; "
            "type that or less.",
            "Amount",
        )
    return due


def adjustment_lines(patient_id: str, parts: tuple[tuple[str, Money], ...]) -> tuple[Line, ...]:
    """The journal of an adjustment; ``parts`` are charges with what is added to them, negative when taken off."""
    lines: list[Line] = []
    for charge_id, amount in parts:
        lines.append(Line(Account.RECEIVABLE, amount, charge_id=charge_id, patient_id=patient_id))
        lines.append(Line(Account.ADJUSTMENT, -amount, charge_id=charge_id, patient_id=patient_id))
    return tuple(lines)
