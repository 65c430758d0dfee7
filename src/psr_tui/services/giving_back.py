"""Giving money of a payment back: what is left of it, and the void or refund that a supervisor signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.clock import Clock
from psr_tui.domain.drawer import DrawerSession, check_takes_money
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.giving_back import (
    GiveBack,
    Left,
    back_lines,
    check_cash_there,
    check_void,
    left_of,
    part_of,
    used_back,
)
from psr_tui.domain.ledger import REVERSALS, Journal, JournalKind, post, reversed_lines
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import CARD_LIKE, refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.cash_moves import till_of
from psr_tui.services.guards import must_exist
from psr_tui.services.payments import PaymentTaken
from psr_tui.services.posting import already_posted, give_receipt, post_journal
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it stands before something of it goes back. ``at_home``: its drawer is the actor's own and still
    open, so that the entry may be voided and its checks are there. ``prepaid``: what the patient has paid ahead and not
    used."""

    journal_id: str
    receipt_number: int
    patient: str
    patient_id: str
    paid: Money
    left: Left
    session_id: str
    at_home: bool
    is_closed: bool
    prepaid: Money

    @property
    def may_void(self) -> bool:
        """Whether the whole entry can still be said to have been wrong."""
        return self.at_home and self.left.total == self.paid


class GivingBackService:
    """One act gives back once: the command's id is made by the screen (cash-drawer.md CD-18)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look(self, actor: Actor, journal_id: str) -> Payment:
        """What is left of a payment, for the screen that shows it before anything posts.

        Raises: Refused when nothing is left, or when it is in somebody else's drawer that is still open.
        """
        with self._store.read() as work:
            payment = must_exist(work.ledger.journal(journal_id), "This payment")
            left = read_left(work, payment)
            if not left.total:
                raise Refused("All of this payment went back already; its receipt shows by which one.")
            mine = work.drawer.live_of(actor.staff_id)
            home = must_exist(work.drawer.session(payment.session_id or ""), "The drawer of this payment")
            at_home = mine is not None and mine.session_id == home.session_id
            if not at_home:
                _check_closed(home)
            person = must_exist(work.ledger.receipt_patient(payment.patient_id or ""), "The patient")
            return Payment(
                journal_id=journal_id,
                receipt_number=payment.receipt_number or 0,
                patient=person.name,
                patient_id=payment.patient_id or "",
                paid=paid_by(payment),
                left=left,
                session_id=home.session_id,
                at_home=at_home,
                is_closed=home.closed_at is not None,
                prepaid=work.ledger.prepaid(payment.patient_id or ""),
            )

    def give_back(self, actor: Actor, command: GiveBack, login: str, password: str) -> PaymentTaken:
        """Void or refund out of the actor's own open drawer, signed by a supervisor who neither gives the money back
        nor took it (CD-32, CD-80). The answer's receipt says so to the patient.

        Raises: WrongPassword, NotAllowed, InvalidInput, Refused (nothing left, other drawer, sent to the bank, no
        cash), AlreadyDone.
        """
        comment = checked_comment(command.comment)
        if command.kind not in REVERSALS:
            raise InvalidInput("Kind: money goes back by a void or a refund.", "Kind")
        signer = second_person(self._store, self._clock, actor, "payment.give_back", login, password)
        with self._store.write(actor, "payment.give_back", "journal", command.journal_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return stored(work, command.command_id)
            payment = must_exist(work.ledger.journal(command.journal_id), "This payment")
            reason = work.reference.reason(command.kind.value, command.reason)
            if reason is None:
                raise InvalidInput("Reason: choose why the money goes back.", "Reason")
            check_signer(actor, signer, payment)
            clinic = work.clinic.get()
            mine = work.drawer.live_of(actor.staff_id)
            session = check_takes_money(mine, work.now, clinic.cut_off_hour, clinic.tz)
            part = _part(work, command, payment, session)
            check_cash_there(part.cash, till_of(work, session.session_id))
            free_what_was_used(work, actor, session.business_date, part, payment)
            whole = command.kind is JournalKind.VOID
            lines = reversed_lines(payment) if whole else back_lines(part, payment.patient_id, _terminal(command, part))
            journal = post(
                command.command_id, command.kind, lines, at=work.now, business_date=session.business_date,
                staff_id=actor.staff_id, content_hash=fingerprint(command), session_id=session.session_id,
                patient_id=payment.patient_id, appointment_id=payment.appointment_id,
                reverses=payment.journal_id if whole else None, refers_to=payment.journal_id, reason=command.reason,
                comment=f"{reason.label}. {comment}", approved_by=signer.id,
            )  # fmt: skip
            done = give_receipt(work, actor, post_journal(work, actor, journal), clinic.tz)
            work.commit()
        return PaymentTaken(done.journal_id, done.receipt_number, done.text, Money.zero())


def read_left(work: UnitOfWork, payment: Journal) -> Left:
    """What is left of a payment, with its charges by name."""
    charges = [line.charge_id for line in payment.lines if line.charge_id]
    return left_of(payment, work.giving_back.answers(payment.journal_id), work.giving_back.named(charges))


def stored(work: UnitOfWork, journal_id: str) -> PaymentTaken:
    """The outcome of a command that was posted before: the same receipt again (I10)."""
    receipt = must_exist(work.ledger.receipt_of(journal_id), "The receipt")
    return PaymentTaken(journal_id, receipt.number, receipt.text, Money.zero())


def checked_comment(typed: str) -> str:
    """One line on what happened; needed, and without a card number. Raises InvalidInput."""
    comment = refuse_card_number(clean(typed), "Comment")
    if not comment:
        raise InvalidInput("Comment: write one line on what happened.", "Comment")
    return comment


def check_signer(actor: Actor, signer: StaffMember, payment: Journal) -> None:
    """A supervisor who neither enters the act nor took the money (CD-32). Raises NotAllowed."""
    as_actor(signer).require(Role.SUPERVISOR, "sign for money given back")
    if signer.id == actor.staff_id:
        raise NotAllowed("You cannot sign for your own reversal; another supervisor must.")
    if signer.id == payment.staff_id:
        raise NotAllowed(f"{signer.name} took this payment and cannot sign for giving it back; ask another supervisor.")


def _part(work: UnitOfWork, command: GiveBack, payment: Journal, session: DrawerSession) -> Left:
    """What goes back, proven against what is left and against the drawer it is in (CD-73, CD-79, I8)."""
    left = read_left(work, payment)
    at_home = payment.session_id == session.session_id
    if not at_home:
        home = must_exist(work.drawer.session(payment.session_id or ""), "The drawer of this payment")
        _check_closed(home)
        if command.kind is JournalKind.VOID:
            raise Refused(
                f"Drawer {home.drawer_code} of this payment is closed. Refund it if the money goes back; if the entry "
                "was wrong, correct the closed drawer."
            )
    if command.kind is JournalKind.VOID:
        check_void(left, paid_by(payment))
        return left
    return part_of(left, command.amount, at_home)


def _check_closed(home: DrawerSession) -> None:
    if home.closed_at is None:
        raise Refused(
            f"This payment is in drawer {home.drawer_code} ({home.staff_name}), which is not closed yet. "
            "Give it back from that drawer."
        )


def paid_by(payment: Journal) -> Money:
    """What a payment came to."""
    return left_of(payment, ()).total


def _terminal(command: GiveBack, part: Left) -> str:
    """Where the slip is made, '' for the terminal of the payment. Raises InvalidInput."""
    terminal = refuse_card_number(clean(command.terminal, 40), "Terminal")
    return terminal if any(one.tender in CARD_LIKE for one in part.tenders) else ""


def free_what_was_used(work: UnitOfWork, actor: Actor, day: date, part: Left, payment: Journal) -> None:
    """Open the charges again on which this money was used after it was paid ahead."""
    short = part.prepaid - work.ledger.prepaid(payment.patient_id or "")
    if short.cents <= 0:
        return
    lines = used_back(work.giving_back.used_ahead(payment.patient_id or ""), short, payment.patient_id)
    journal = post(
        work.new_id(),
        JournalKind.APPLY,
        lines,
        at=work.now,
        business_date=day,
        staff_id=actor.staff_id,
        content_hash=fingerprint(lines),
        patient_id=payment.patient_id,
        comment="Paid ahead and given back",
    )
    post_journal(work, actor, journal)
