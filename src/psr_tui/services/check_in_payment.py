"""The payment of a check-in, inside a running transaction: charge the copay if need be, spread the money, take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, PostCharge, TakePayment, propose
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import Tender
from psr_tui.services.payments import PaymentTaken, take_payment
from psr_tui.services.posting import post_charge

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckInPayment:
    """What the patient hands over. ``command_id`` is made by the screen when the form opens: the payment posts once,
    however often the key is pressed."""

    command_id: str
    tenders: tuple[Tender, ...]


def pay_at_check_in(work: UnitOfWork, actor: Actor, visit: Visit, payment: CheckInPayment) -> PaymentTaken:
    """Take the payment into the actor's own drawer. Raises what ``payments.take`` raises; then nothing is charged."""
    allocations = _posted(work, payment.command_id)
    if not allocations:
        charge_copay(work, actor, visit)
        due = [one for one in work.ledger.balances(visit.patient_id) if one.open.cents > 0]
        total = Money.total(tender.amount for tender in payment.tenders)
        allocations = propose(due, total, visit.visit_id)
    command = TakePayment(payment.command_id, visit.patient_id, visit.visit_id, payment.tenders, allocations)
    return take_payment(work, actor, command)


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
