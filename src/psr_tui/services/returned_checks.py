"""A check the bank sent back: one act that opens its charges again, with a fee and a flag (cash-drawer.md CD-33)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.adjustments import RETURNED_CHECK_FEE
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.giving_back import TenderLeft
from psr_tui.domain.ledger import Journal, JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind, PostCharge
from psr_tui.domain.returned_checks import ReturnCheck, check_left, checks_of, returned_lines
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.giving_back import free_what_was_used, read_left
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted, post_charge, post_journal
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Returned:
    """What a returned check did: the amount that is owed again and the fee, zero for none."""

    journal_id: str
    amount: Money
    fee: Money


class ReturnedCheckService:
    """The bank's letter in, everything it means posted together."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def checks(self, actor: Actor, journal_id: str) -> tuple[TenderLeft, ...]:
        """The checks of a payment the bank can send back. Raises Refused when there is none, or it is in a drawer."""
        with self._store.read() as work:
            return self._returnable(work, must_exist(work.ledger.journal(journal_id), "This payment"))

    def fee(self, actor: Actor) -> Money:
        """What the clinic asks for a returned check; zero for nothing."""
        with self._store.read() as work:
            return Money(work.clinic.get().returned_check_fee_cents)

    def return_check(self, actor: Actor, command: ReturnCheck) -> Returned:
        """Post the returned check today, the fee and the flag, all or nothing.

        Raises: Refused when the check is still in a drawer (void the payment there) or came back before.
        """
        comment = refuse_card_number(clean(command.comment), "Comment")
        with self._store.write(actor, "check.returned", "journal", command.journal_id) as work:
            payment = must_exist(work.ledger.journal(command.journal_id), "This payment")
            fee = Money(work.clinic.get().returned_check_fee_cents if command.with_fee else 0)
            if already_posted(work, command.command_id, fingerprint(command)):
                done = must_exist(work.ledger.journal(command.command_id), "This posting")
                return Returned(command.command_id, Money.total(one.amount for one in done.lines if one.cents > 0), fee)
            check = check_left(self._returnable(work, payment), command.reference)
            self._post(work, actor, command, payment, check, comment)
            if fee:
                self._charge_fee(work, actor, payment, fee, check.reference)
            if command.no_checks and work.adjustments.no_checks(payment.patient_id or "") is None:
                work.adjustments.set_no_checks(
                    work.new_id(), payment.patient_id or "", command.command_id, actor.staff_id, actor.name, work.now,
                    f"check {check.reference} came back",
                )  # fmt: skip
                work.audit.append("flag.set", "patient", payment.patient_id or "", detail={"kind": "no_checks"})
            work.commit()
        return Returned(command.command_id, check.amount, fee)

    def _returnable(self, work: UnitOfWork, payment: Journal) -> tuple[TenderLeft, ...]:
        if payment.kind is not JournalKind.PAYMENT:
            raise Refused("Only a payment by check can come back; choose its receipt.")
        checks = checks_of(payment, read_left(work, payment))
        home = must_exist(work.drawer.session(payment.session_id or ""), "The drawer of this payment")
        if home.closed_at is None:
            raise Refused(
                f"This check is still in drawer {home.drawer_code} ({home.staff_name}) and never was at the bank; "
                "void the payment there instead."
            )
        return checks

    def _post(
        self, work: UnitOfWork, actor: Actor, command: ReturnCheck, payment: Journal, check: TenderLeft, comment: str
    ) -> None:
        left = read_left(work, payment)
        day = local_date(work.now, work.clinic.get().tz)
        free_what_was_used(work, actor, day, left.taking(check.amount), payment)
        journal = post(
            command.command_id,
            JournalKind.RETURNED_CHECK,
            returned_lines(left, check, payment.patient_id),
            at=work.now,
            business_date=day,
            staff_id=actor.staff_id,
            content_hash=fingerprint(command),
            patient_id=payment.patient_id,
            appointment_id=payment.appointment_id,
            refers_to=payment.journal_id,
            reason="AD16",
            comment=comment,
        )
        post_journal(work, actor, journal)
        work.touch("queue")

    def _charge_fee(self, work: UnitOfWork, actor: Actor, payment: Journal, fee: Money, reference: str) -> None:
        if payment.patient_id is None:
            raise InvalidInput("Fee: this payment names no patient.", "Fee")
        day = local_date(work.now, work.clinic.get().tz)
        label = f"Returned check {reference}".strip()
        charge = PostCharge(work.new_id(), payment.patient_id, None, ChargeKind.FEE, fee, day, label)
        post_charge(work, actor, charge, reason=RETURNED_CHECK_FEE)
