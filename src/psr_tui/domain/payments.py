"""Taking a payment: what is due, how money is spread over it, and the journal lines it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.ledger import Account, Line, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import Tender, TenderKind, check_tender


class ChargeKind(StrEnum):
    """What a patient owes money for."""

    COPAY = "copay"
    VISIT = "visit"
    PAST_BALANCE = "past_balance"
    FEE = "fee"
    DEPOSIT = "deposit"


CHARGE_LABELS: dict[ChargeKind, str] = {
    ChargeKind.COPAY: "Copay",
    ChargeKind.VISIT: "Visit",
    ChargeKind.PAST_BALANCE: "Past balance",
    ChargeKind.FEE: "Fee",
    ChargeKind.DEPOSIT: "Deposit",
}


@dataclass(frozen=True, slots=True)
class BalanceDue:
    """One charge and what is still open on it: ``open`` is the sum of its receivable lines."""

    charge_id: str
    kind: ChargeKind
    label: str
    service_date: date
    charged: Money
    open: Money
    appointment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where money of a payment goes: a charge, or with ``charge_id`` None a prepayment the patient keeps (CD-25)."""

    charge_id: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class TakePayment:
    """One payment at the desk. ``command_id`` is made by the screen and becomes the journal's id (CD-18)."""

    command_id: str
    patient_id: str
    appointment_id: str | None
    tenders: tuple[Tender, ...]
    allocations: tuple[Allocation, ...]

    @property
    def total(self) -> Money:
        """What all tenders pay together."""
        return Money.total(tender.amount for tender in self.tenders)


@dataclass(frozen=True, slots=True)
class PostCharge:
    """Something a patient owes from now on: a copay, a visit, a fee, or a balance brought forward."""

    command_id: str
    patient_id: str
    appointment_id: str | None
    kind: ChargeKind
    amount: Money
    service_date: date
    label: str = ""


def propose(due: Iterable[BalanceDue], amount: Money, appointment_id: str | None = None) -> tuple[Allocation, ...]:
    """Spread ``amount`` over what is due: today's visit first, then the oldest first, the rest as a prepayment.

    Shown to the rep before anything posts (CD-26); the copay of the visit at the desk comes before old balances
    because that is what the patient is asked for first (front-desk.md FD-128).
    """
    left = amount
    spread: list[Allocation] = []
    for item in in_order(due, appointment_id):
        part = min(left, item.open)
        if part.cents > 0:
            spread.append(Allocation(item.charge_id, part))
            left -= part
    if left.cents > 0:
        spread.append(Allocation(None, left))
    return tuple(spread)


def in_order(due: Iterable[BalanceDue], appointment_id: str | None = None) -> list[BalanceDue]:
    """Today's visit first, then oldest first; ties by id, so that the order never jumps."""
    return sorted(
        due,
        key=lambda item: (
            appointment_id is None or item.appointment_id != appointment_id,
            item.service_date,
            item.charge_id,
        ),
    )


def check_payment(command: TakePayment, due: Iterable[BalanceDue]) -> TakePayment:
    """The command with clean tenders, or InvalidInput: sums that differ, more than is open, two cash lines.

    ``due`` is what is open now, read in the posting transaction.
    """
    if not command.tenders:
        raise InvalidInput("Tender: type how it is paid, for example cash 25.", "Tender")
    tenders = tuple(check_tender(tender) for tender in command.tenders)
    if sum(tender.kind is TenderKind.CASH for tender in tenders) > 1:
        raise InvalidInput("Tender: put all the cash into one line, so that the change is right.", "Tender")
    open_by_charge = {item.charge_id: item for item in due}
    seen: set[str | None] = set()
    for part in command.allocations:
        if part.amount.cents <= 0 or part.charge_id in seen:
            raise InvalidInput("Applied to: name each charge once, with an amount above zero.", "Applied to")
        seen.add(part.charge_id)
        if part.charge_id is None:
            continue
        item = open_by_charge.get(part.charge_id)
        if item is None or part.amount > item.open:
            left = item.open if item else Money.zero()
            label = item.label if item else "this charge"
            raise InvalidInput(
                f"Applied to: {part.amount.dollars} is more than the {left.dollars} left on {label}. "
                "Look at what is due now and try again.",
                "Applied to",
            )
    applied = Money.total(part.amount for part in command.allocations)
    paid = Money.total(tender.amount for tender in tenders)
    if applied != paid:
        raise InvalidInput(
            f"Applied to: {applied.dollars} is spread but {paid.dollars} is paid; both must be the same.", "Applied to"
        )
    return TakePayment(command.command_id, command.patient_id, command.appointment_id, tenders, command.allocations)


def payment_lines(command: TakePayment) -> tuple[Line, ...]:
    """The journal of a payment: each tender its own line (CD-16), only the kept cash in the till (CD-14)."""
    held = [
        Line(
            account=held_account(tender.kind),
            amount=tender.amount,
            tender=tender.kind,
            patient_id=command.patient_id,
            terminal=tender.terminal,
            batch=tender.batch,
            reference=tender.reference,
            brand=tender.brand,
            last4=tender.last4,
            auth=tender.auth,
            tendered=tender.tendered,
            change=tender.change if tender.tendered is not None else None,
        )
        for tender in command.tenders
    ]
    given = [
        Line(
            account=Account.RECEIVABLE if part.charge_id is not None else Account.UNAPPLIED,
            amount=-part.amount,
            charge_id=part.charge_id,
            patient_id=command.patient_id,
        )
        for part in command.allocations
    ]
    return (*held, *given)


def charge_lines(command: PostCharge) -> tuple[Line, ...]:
    """The journal of a charge; its id is the charge's id, so one charge has one journal.

    Raises: InvalidInput unless the amount is above zero.
    """
    if command.amount.cents <= 0:
        raise InvalidInput("Amount: a charge is more than zero.", "Amount")
    return (
        Line(Account.RECEIVABLE, command.amount, charge_id=command.command_id, patient_id=command.patient_id),
        Line(Account.INCOME, -command.amount, charge_id=command.command_id, patient_id=command.patient_id),
    )
