"""Taking money from patients: one method, one transaction, one receipt."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.cash_moves import over_maximum
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.drawer import DrawerSession, check_takes_money
from psr_tui.domain.errors import Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import (
    PostCharge,
    TakePayment,
    check_fees,
    check_payment,
    payment_lines,
)
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.typed_tenders import Terminals
from psr_tui.services.cash_moves import till_of
from psr_tui.services.due import PatientBalance, PaymentBegun, balance_of, terminal_here, terminals_of
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.payment_drafts import PAYMENT_DRAFT, PaymentDraft, payment_drafts
from psr_tui.services.posting import Posted, already_posted, give_receipt, post_charge, post_journal
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["PatientBalance", "PaymentBegun", "PaymentDraft", "PaymentService", "PaymentTaken", "Posted"]


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """A posted payment: its receipt as text, the change to hand back, and whether the drawer asks for a safe drop."""

    journal_id: str
    receipt_number: int
    text: str
    change: Money
    ask_for_drop: bool = False

    @property
    def receipt(self) -> str:
        """The receipt's number as people say it, ``R-0000412``."""
        return receipt_number(self.receipt_number)

    @property
    def give_back(self) -> str:
        """The change in words, to stand before what else is said: it is in the hand now. '' when there is none."""
        return f"Change {self.change.dollars}. " if self.change else ""


class PaymentService:
    """Money commands carry an id made by the screen: sent twice they post once (CD-18)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def balances(self, actor: Actor, patient_id: str, appointment_id: str | None = None) -> PatientBalance:
        """What is due now: the visit at the desk first, then the oldest first (CD-26). Seeing it is a view of the
        patient, logged once a sign-in."""
        self._views.opened(actor, patient_id, "payment")
        with self._store.read() as work:
            return balance_of(work, patient_id, appointment_id)

    def begin(self, actor: Actor, patient_id: str, appointment_id: str | None = None) -> PaymentBegun:
        """Everything a payment box needs, in one reading; a view of the patient as ``balances`` is."""
        self._views.opened(actor, patient_id, "payment")
        with self._store.read() as work:
            return PaymentBegun(
                patient_id=patient_id, appointment_id=appointment_id,
                balance=balance_of(work, patient_id, appointment_id), terminals=terminals_of(work, actor),
                draft=work.drafts.find(actor.staff_id, PAYMENT_DRAFT, patient_id) or {},
                today=local_date(work.now, work.clinic.get().tz),
            )  # fmt: skip

    def terminals(self, actor: Actor) -> Terminals:
        """Where a card goes that is typed without a terminal, and the batch each terminal was in last today."""
        with self._store.read() as work:
            return terminals_of(work, actor)

    def drafts(self, actor: Actor, staff_id: str = "") -> list[PaymentDraft]:
        """Payments that were typed and not taken, the actor's own or those of ``staff_id``, for the close (CD-28).
        Only what was typed to pay with is in them, nothing that was proposed or is expected."""
        with self._store.read() as work:
            return payment_drafts(work, staff_id or actor.staff_id)

    def charge(self, actor: Actor, command: PostCharge) -> str:
        """Make a patient owe something; returns the charge's id. The same command twice is one charge."""
        with self._store.write(actor, "charge", "patient", command.patient_id) as work:
            charge_id = post_charge(work, actor, command)
            work.commit()
        return charge_id

    def take(self, actor: Actor, command: TakePayment) -> PaymentTaken:
        """Post a payment into the actor's own open drawer and give its receipt.

        Raises: Refused without an open session of today (what was typed is kept by the screen), InvalidInput for
        tenders or sums, AlreadyDone when the id came before with other content.
        """
        with self._store.write(actor, "payment.take", "patient", command.patient_id) as work:
            taken = take_payment(work, actor, command)
            work.commit()
        return taken

    def receipt(self, actor: Actor, number: int) -> str:
        """The frozen text of a receipt, for the screen; looking at it is a view of the patient."""
        with self._store.write(actor, "receipt.view", "receipt", str(number)) as work:
            stored = must_exist(work.ledger.receipt(number), f"Receipt {receipt_number(number)}")
            if stored.patient_id:
                work.audit.viewed([stored.patient_id], "receipt")
            work.commit()
        return stored.text


def take_payment(work: UnitOfWork, actor: Actor, command: TakePayment) -> PaymentTaken:
    """Post a payment inside a unit of work that the caller commits (check-in takes it with its last step)."""
    content = fingerprint(command)
    if already_posted(work, command.command_id, content):
        return _stored(work, command.command_id)
    clinic = work.clinic.get()
    session = _own_session(work, actor, clinic)
    check_fees(command)
    for fee in command.fees:
        post_charge(work, actor, fee)
    checked = check_payment(command, work.ledger.balances(command.patient_id))
    if any(tender.kind is TenderKind.CHECK for tender in checked.tenders):
        _check_checks(work, command.patient_id)
    journal = post(
        command.command_id,
        JournalKind.PAYMENT,
        payment_lines(checked),
        at=work.now,
        business_date=session.business_date,
        staff_id=actor.staff_id,
        content_hash=content,
        session_id=session.session_id,
        patient_id=command.patient_id,
        appointment_id=command.appointment_id,
    )
    given = give_receipt(work, actor, post_journal(work, actor, journal), clinic.tz)
    for terminal in (tender.terminal for tender in checked.tenders if tender.terminal):
        work.staff.prefer(actor.staff_id, terminal_here(actor), terminal)
    work.drafts.drop(actor.staff_id, PAYMENT_DRAFT, command.patient_id)  # a posted payment is no draft, crash or not
    change = Money.total(tender.change for tender in checked.tenders)
    too_much = over_maximum(till_of(work, session.session_id), Money(clinic.drawer_maximum_cents))
    return PaymentTaken(given.journal_id, given.receipt_number, given.text, change, too_much)


def _check_checks(work: UnitOfWork, patient_id: str) -> None:
    if work.accounts.no_checks_since(patient_id) is not None:
        raise Refused(
            "A check of this patient came back, so no checks are taken: ask for cash, a card or a money order, or let "
            "a supervisor lift the flag in the account."
        )


def _own_session(work: UnitOfWork, actor: Actor, clinic: Clinic) -> DrawerSession:
    session = work.drawer.live_of(actor.staff_id)
    return check_takes_money(session, work.now, clinic.cut_off_hour, clinic.tz)


def _stored(work: UnitOfWork, journal_id: str) -> PaymentTaken:
    """The outcome of a command that was posted before: the same result again (I10)."""
    stored = must_exist(work.ledger.receipt_of(journal_id), "The receipt")
    journal = must_exist(work.ledger.journal(journal_id), "The payment")
    change = Money.total(line.change for line in journal.lines if line.change is not None)
    return PaymentTaken(journal_id, stored.number, stored.text, change)
