"""Taking a payment: what is due, how money is spread over it, and the journal lines it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.ledger import Account, Line, held_account
from psr_tui.domain.money import LARGEST, Money
from psr_tui.domain.tenders import Tender, TenderKind, check_tender, refuse_card_number


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
    asked: Money | None = None  # what is asked for now, where that is less than ``open``: a plan's instalment
    plan: str = ""  # which instalment of a payment plan it is, in words

    @property
    def due_now(self) -> Money:
        """What is asked for today: all that is open, or the instalments of a plan that are due."""
        return self.open if self.asked is None else self.asked

    @property
    def words(self) -> str:
        """What it is for: ``Copay``, ``Instalment 2 of 6 due 12/01: Visit``."""
        label = self.label or CHARGE_LABELS[self.kind]
        return f"{self.plan}: {label}" if self.plan else label


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where money of a payment goes: a charge, or with ``charge_id`` None a prepayment the patient keeps (CD-25)."""

    charge_id: str | None
    amount: Money


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


@dataclass(frozen=True, slots=True)
class TakePayment:
    """One payment at the desk. ``command_id`` is made by the screen and becomes the journal's id (CD-18).

    ``fees`` are charged in the same transaction, so that an allocation can name them by their command ids.
    """

    command_id: str
    patient_id: str
    appointment_id: str | None
    tenders: tuple[Tender, ...]
    allocations: tuple[Allocation, ...]
    fees: tuple[PostCharge, ...] = ()

    @property
    def total(self) -> Money:
        """What all tenders pay together."""
        return Money.total(tender.amount for tender in self.tenders)


@dataclass(frozen=True, slots=True)
class UseAhead:
    """Money a patient paid ahead is used for charges; ``command_id`` becomes the journal's id."""

    command_id: str
    patient_id: str
    allocations: tuple[Allocation, ...]


def propose(due: Iterable[BalanceDue], amount: Money, appointment_id: str | None = None) -> tuple[Allocation, ...]:
    """Spread ``amount`` over what is due: today's visit first, then the oldest first, the rest as a prepayment.

    Shown to the rep before anything posts (CD-26); the copay of the visit at the desk comes before old balances
    because that is what the patient is asked for first (front-desk.md FD-128).
    """
    return spread(in_order(due, appointment_id), amount)


def spread(due: Sequence[BalanceDue], amount: Money) -> tuple[Allocation, ...]:
    """``amount`` over what is due in the order given: first what is asked for today, then the rest of payment plans,
    and what is left after that is the patient's, paid ahead."""
    given = dict.fromkeys((item.charge_id for item in due), Money.zero())
    left = amount
    for asked_only in (True, False):
        for item in due:
            most = min(item.due_now, item.open) if asked_only else item.open
            part = min(left, most - given[item.charge_id])
            if part.cents > 0:
                given[item.charge_id] += part
                left -= part
    parts = [Allocation(charge_id, part) for charge_id, part in given.items() if part]
    return (*parts, Allocation(None, left)) if left.cents > 0 else tuple(parts)


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
    check_allocations(command.allocations, due)
    applied = Money.total(part.amount for part in command.allocations)
    paid = Money.total(tender.amount for tender in tenders)
    if applied != paid:
        raise InvalidInput(
            f"Applied to: {applied.dollars} is spread but {paid.dollars} is paid; both must be the same.", "Applied to"
        )
    return replace(command, tenders=tenders)


def check_fees(command: TakePayment) -> None:
    """Fees charged in the act of a payment: of this patient, with words and an amount. Raises InvalidInput."""
    for fee in command.fees:
        refuse_card_number(fee.label, "Fee")
        if fee.kind is not ChargeKind.FEE or fee.patient_id != command.patient_id or not fee.label.strip():
            raise InvalidInput("Fee: type what it is for and how much, like fee 15 Form copy.", "Fee")
        if not 0 < fee.amount.cents <= LARGEST.cents:
            raise InvalidInput("Fee: type how much it is, more than zero and no typing error.", "Fee")


def check_allocations(allocations: Iterable[Allocation], due: Iterable[BalanceDue]) -> None:
    """Each target once, above zero, and no more than is open on it. Raises InvalidInput."""
    open_by_charge = {item.charge_id: item for item in due}
    seen: set[str | None] = set()
    for part in allocations:
        if part.amount.cents <= 0 or part.charge_id in seen:
            raise InvalidInput("Applied to: name each charge once, with an amount above zero.", "Applied to")
        seen.add(part.charge_id)
        if part.charge_id is None:
            continue
        item = open_by_charge.get(part.charge_id)
        if item is None or part.amount > item.open:
            left = item.open if item else Money.zero()
            label = item.words if item else "this charge"
            raise InvalidInput(
                f"Applied to: {part.amount.dollars} is more than the {left.dollars} left on {label}. "
                "Look at what is due now and try again.",
                "Applied to",
            )


def propose_ahead(due: Sequence[BalanceDue], prepaid: Money) -> tuple[Allocation, ...]:
    """What money paid ahead would be used for: what is asked for today oldest first, then what else is open (CD-26)."""
    return tuple(part for part in spread(in_order(due), prepaid) if part.charge_id is not None)


def ahead_besides(due: Sequence[BalanceDue], given: Sequence[Allocation], prepaid: Money) -> tuple[Allocation, ...]:
    """What money paid ahead pays beside a payment, ``given``: of what is asked for today, in the order of ``due``, what
    the payment leaves open (front-desk.md FD-128)."""
    paid = {part.charge_id: part.amount for part in given}
    parts: list[Allocation] = []
    for item in due:
        open_now = item.due_now - paid.get(item.charge_id, Money.zero())
        part = min(prepaid - Money.total(one.amount for one in parts), open_now)
        if part.cents > 0:
            parts.append(Allocation(item.charge_id, part))
    return tuple(parts)


def check_use_ahead(command: UseAhead, due: Iterable[BalanceDue], prepaid: Money) -> None:
    """Raises InvalidInput for more than is paid ahead, more than is open, or nothing at all."""
    if not command.allocations or any(part.charge_id is None for part in command.allocations):
        raise InvalidInput("Goes to: choose what the money paid ahead is used for.", "Goes to")
    check_allocations(command.allocations, due)
    used = Money.total(part.amount for part in command.allocations)
    if used > prepaid:
        raise InvalidInput(
            f"Goes to: {used.dollars} is more than the {prepaid.dollars} that is paid ahead; lower an amount.",
            "Goes to",
        )


def ahead_lines(command: UseAhead) -> tuple[Line, ...]:
    """The journal that uses money paid ahead: the clinic owes the patient less, the patient owes the clinic less."""
    used = Money.total(part.amount for part in command.allocations)
    return (
        Line(Account.UNAPPLIED, used, patient_id=command.patient_id),
        *(
            Line(Account.RECEIVABLE, -part.amount, charge_id=part.charge_id, patient_id=command.patient_id)
            for part in command.allocations
        ),
    )


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
            payer=tender.payer,
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
