"""Check-in: each section saves in a transaction of its own, and finishing asks the gate (front-desk.md section 3)."""

from __future__ import annotations

from dataclasses import replace

from psr_tui.domain.check_in import Item
from psr_tui.domain.copay import still_owed
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.services.approvals import UNSIGNED, Signature, prove
from psr_tui.services.check_in_papers import PaperAnswer
from psr_tui.services.check_in_payment import CheckInPayment, charge_copay, pay_at_check_in, use_ahead
from psr_tui.services.check_in_sections import CheckInSections
from psr_tui.services.check_in_steps import add_step
from psr_tui.services.check_in_view import CheckInView, copay_uncollected, waived
from psr_tui.services.check_in_waivers import copay_not_collected, discount_at_check_in
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.payments import PaymentTaken
from psr_tui.services.visit_acts import Moved, Said
from psr_tui.store.repositories.visits import Visit
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = [
    "CheckInPayment", "CheckInService", "CheckInView", "CopayReasonNeeded", "PaperAnswer", "PaymentTaken", "Signature"
]  # fmt: skip


class CopayReasonNeeded(Refused):
    """The copay is neither paid nor answered with a coded reason; the screen asks for one and finishes again."""

    def __init__(self, amount: str) -> None:
        super().__init__(f"The copay of {amount} was not collected; choose the reason. Care is never refused for it.")


class CheckInService(CheckInSections):
    """Everything F3 asks for. Every act returns the view as it is afterwards."""

    # --- money and the end ---
    def pay(self, actor: Actor, visit_id: str, version: int, payment: CheckInPayment) -> PaymentTaken:
        """Take copay and past balance in one payment (FD-127): the copay is charged when it is not yet, the money goes
        to today's visit first, then to the oldest. Raises what ``payments.take`` raises."""
        with self._store.write(actor, "payment.take", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            taken = pay_at_check_in(work, actor, visit, payment)
            work.touch("queue")
            work.commit()
        return taken

    def no_copay(
        self,
        actor: Actor,
        visit_id: str,
        version: int,
        code: str,
        comment: str = "",
        signature: Signature = UNSIGNED,
    ) -> CheckInView:
        """Why the copay was not collected, coded (FD-45); it stays owed unless it is exempt, or waived by a
        policy: then it is charged and taken off again under the signature (CD-30, CD-32)."""
        signer = prove(self._store, self._clock, actor, "check_in.no_copay", signature)

        def act(work: UnitOfWork, visit: Visit) -> None:
            copay_not_collected(work, actor, visit, code, comment, signer)

        return self._save(actor, visit_id, version, act)

    def use_discount(self, actor: Actor, visit_id: str, version: int, command_id: str) -> CheckInView:
        """Take the patient's discount off what is open, with today's copay where it covers one (CD-30).

        Raises: Refused when none is valid or nothing is left to take off, NotAllowed to who approved it.
        """

        def act(work: UnitOfWork, visit: Visit) -> None:
            discount_at_check_in(work, actor, visit, command_id)

        return self._save(actor, visit_id, version, act, lambda work, _visit: work.ledger.known(command_id) is not None)

    def finish(
        self, actor: Actor, visit_id: str, version: int, payment: CheckInPayment | None = None, late: str = ""
    ) -> tuple[Moved, PaymentTaken | None]:
        """Take the payment, if there is one, use what was paid ahead for what it leaves open (FD-128), and check the
        visit in: all or nothing. Another open visit of the same day stays a visit of its own and is named (FD-30).
        ``late``: the code why somebody beyond the grace is taken in, for a visit that was not marked as arrived.

        Raises GateClosed, CopayReasonNeeded, LateAsks, WrongDay, Stale, and what ``payments.take`` raises.
        """
        with self._store.write(actor, "check_in", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            tz = work.clinic.get().tz
            guard_version(visit.patient, visit, version, tz)
            taken = pay_at_check_in(work, actor, visit, payment) if payment is not None else None
            used = use_ahead(work, actor, visit) if taken is None else Money.zero()
            moved = self._acts.move(work, actor, visit_id, version, VisitState.CHECKED_IN, Said(late=late))
            facts = work.check_in.facts([visit], visit.local_date, tz)[visit_id]
            if copay_uncollected(facts, visit.local_date):
                raise CopayReasonNeeded(facts.copay_due(visit.local_date).dollars)
            if still_owed(facts.steps.get(Item.COPAY)):
                charge_copay(work, actor, visit)
            if facts.copay_charged and not facts.copay_due(visit.local_date) and not waived(facts):
                add_step(work, actor, visit, Item.COPAY)
            others = [
                one for one in work.visits.open_on(visit.patient_id, visit.local_date) if one.visit_id != visit_id
            ]
            work.commit()
        also = f" {used.dollars} paid ahead was used." if used else ""
        also += "".join(f" Also on today's list at {one.local_start}." for one in others)
        return replace(moved, words=f"{moved.words}{also}"), taken
