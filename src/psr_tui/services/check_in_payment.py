"""The payment of a check-in, inside a running transaction: charge the copay if need be, spread the money, take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psr_tui.domain.allocation import with_fees
from psr_tui.domain.check_in import Item
from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.domain.payments import (
    Allocation,
    ChargeKind,
    PostCharge,
    TakePayment,
    UseAhead,
    ahead_besides,
    in_order,
    spread,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import Tender
from psr_tui.services.accounts import post_ahead
from psr_tui.services.check_in_view import COPAY_OF_VISIT
from psr_tui.services.due import what_is_due
from psr_tui.services.payments import PaymentTaken, take_payment
from psr_tui.services.posting import post_charge

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckInPayment:
    """What the patient hands over. ``command_id`` is made by the screen when the form opens: the payment posts once,
    however often the key is pressed. ``allocations`` are what the rep chose of ``CheckInView.payable``; none means as
    proposed. ``fees`` are charged in the same act."""

    command_id: str
    tenders: tuple[Tender, ...]
    allocations: tuple[Allocation, ...] = ()
    fees: tuple[PostCharge, ...] = ()


def pay_at_check_in(work: UnitOfWork, actor: Actor, visit: Visit, payment: CheckInPayment) -> PaymentTaken:
    """Take the payment into the actor's own drawer. Raises what ``payments.take`` raises; then nothing is charged."""
    posted = _posted(work, payment.command_id)
    if not posted:
        charge_copay(work, actor, visit)
    allocations = _chosen(work, visit, payment) if payment.allocations else posted or _proposed(work, visit, payment)
    if not posted:
        use_ahead(work, actor, visit, allocations)
    command = TakePayment(
        payment.command_id, visit.patient_id, visit.visit_id, payment.tenders, allocations, payment.fees
    )  # fmt: skip
    return take_payment(work, actor, command)


def use_ahead(work: UnitOfWork, actor: Actor, visit: Visit, given: tuple[Allocation, ...] = ()) -> Money:
    """Pay with what was paid ahead what ``given`` leaves open of what is asked for: the amount to collect is less by it
    (FD-128). Where the rep says why the copay was not collected it is left alone. Returns what was used."""
    facts = work.check_in.facts([visit], visit.local_date, work.clinic.get().tz)[visit.visit_id]
    step, prepaid = facts.steps.get(Item.COPAY), work.ledger.prepaid(visit.patient_id)
    if prepaid.cents <= 0 or (step is not None and step.code):
        return Money.zero()
    charge_copay(work, actor, visit)
    due = in_order(what_is_due(work, visit.patient_id, visit.local_date), visit.visit_id)
    parts = ahead_besides(due, given, prepaid)
    if parts:
        post_ahead(work, actor, UseAhead(work.new_id(), visit.patient_id, parts))
    return Money.total(part.amount for part in parts)


def _proposed(work: UnitOfWork, visit: Visit, payment: CheckInPayment) -> tuple[Allocation, ...]:
    due = in_order(what_is_due(work, visit.patient_id, visit.local_date), visit.visit_id)
    total = Money.total(tender.amount for tender in payment.tenders)
    return spread(with_fees(due, payment.fees, visit.visit_id), total)


def _chosen(work: UnitOfWork, visit: Visit, payment: CheckInPayment) -> tuple[Allocation, ...]:
    """The rep's choice; what was meant for today's copay goes to its charge, which may just have been made."""
    copay = work.ledger.charge_of(visit.visit_id, ChargeKind.COPAY)
    copay_id = copay.charge_id if copay is not None else COPAY_OF_VISIT
    return tuple(
        replace(part, charge_id=copay_id) if part.charge_id == COPAY_OF_VISIT else part for part in payment.allocations
    )


def _posted(work: UnitOfWork, command_id: str) -> tuple[Allocation, ...]:
    """How the same command was spread when it was posted before: a second press must not spread it anew (I10)."""
    journal = work.ledger.journal(command_id)
    lines = journal.lines if journal is not None else ()
    given = (Account.RECEIVABLE, Account.UNAPPLIED)
    return tuple(Allocation(line.charge_id, -line.amount) for line in lines if line.account in given)


def charge_copay(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    """Put today's copay on the account, once, so that the payment has something to land on."""
    facts = work.check_in.facts([visit], visit.local_date, work.clinic.get().tz)[visit.visit_id]
    amount = facts.copay_due(visit.local_date)
    if facts.copay_charged or not amount:
        return
    command = PostCharge(
        work.new_id(), visit.patient_id, visit.visit_id, ChargeKind.COPAY, amount, visit.local_date, "Copay"
    )
    post_charge(work, actor, command)
