"""Check-in: each section saves in a transaction of its own, and finishing asks the gate (front-desk.md section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.domain import consents
from psr_tui.domain.check_in import RULES, Item, Outcome, check_step, two_identifiers
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.copay import still_owed
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.new_card import NewCard
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_needs import SELF_PAY
from psr_tui.services.approvals import UNSIGNED, Signature, approved, prove
from psr_tui.services.check_in_payment import CheckInPayment, charge_copay, pay_at_check_in, use_ahead
from psr_tui.services.check_in_steps import add_step, card_was_seen, choose_payer, coverage_of, pays_today
from psr_tui.services.check_in_view import CheckInView, copay_uncollected, read_view, waived
from psr_tui.services.check_in_waivers import copay_not_collected, discount_at_check_in
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.new_cards import add_card, saved_before
from psr_tui.services.payments import PaymentTaken
from psr_tui.services.visit_acts import Moved, VisitActs
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CheckInPayment", "CheckInService", "CheckInView", "CopayReasonNeeded", "PaymentTaken", "Signature"]

_Act = Callable[["UnitOfWork", "Visit"], None]


def _never(_work: UnitOfWork, _visit: Visit) -> bool:
    return False


class CopayReasonNeeded(Refused):
    """The copay is neither paid nor answered with a coded reason; the screen asks for one and finishes again."""

    def __init__(self, amount: str) -> None:
        super().__init__(f"The copay of {amount} was not collected; choose the reason. Care is never refused for it.")


class CheckInService:
    """Everything F3 asks for. Every act returns the view as it is afterwards."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = VisitActs()

    def open(self, actor: Actor, visit_id: str) -> CheckInView:
        """The visit for check-in; the patient's record is shown whole, so the view is audited first."""
        with self._store.write(actor, "view", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            work.audit.viewed([visit.patient_id], "check-in")
            work.commit()
        return self.look(actor, visit_id)

    def look(self, actor: Actor, visit_id: str) -> CheckInView:
        """The visit again, for a screen that has opened it: after a change of somebody else."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            return read_view(work, visit, must_exist(work.patients.get(visit.patient_id), "This patient"))

    # --- sections ---
    def identify(self, actor: Actor, visit_id: str, version: int, codes: Sequence[str]) -> CheckInView:
        """Two identifiers matched: which two is kept, never their values (FD-39)."""
        first, second = two_identifiers(codes)

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.IDENTITY, detail=f"{first.value} {second.value}")

        return self._save(actor, visit_id, version, act)

    def read_alerts(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """This rep has read every alert that stands on the screen."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            alerts = work.check_in.alerts([visit.patient_id], visit.local_date).get(visit.patient_id, ())
            add_step(work, actor, visit, Item.ALERTS, detail=" ".join(alert.alert_id for alert in alerts))

        return self._save(actor, visit_id, version, act)

    def confirm_demographics(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """Address, phone and e-mail were read back and are right."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.DEMOGRAPHICS)

        return self._save(actor, visit_id, version, act)

    def confirm_coverage(
        self, actor: Actor, visit_id: str, version: int, coverage_id: str, card_seen: bool
    ) -> CheckInView:
        """This coverage pays for the visit. Raises Refused when it is not in force on the day of the visit (FD-37)."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            pays_today(work, actor, visit, coverage_id)
            if card_seen:
                card_was_seen(work, actor, visit, coverage_id)

        return self._save(actor, visit_id, version, act)

    def payers(self, actor: Actor) -> list[tuple[str, str]]:
        """Id and name of every payer a new card can be of."""
        with self._store.read() as work:
            return work.coverage.payers()

    def new_card(self, actor: Actor, visit_id: str, version: int, card: NewCard) -> CheckInView:
        """Put a new card on file; unless it is a second insurance it pays for this visit and was seen. The same
        command id adds one coverage only. Raises Stale, InvalidInput for what is missing on the card, Refused."""
        card = card.checked()

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_card(work, actor, visit, card)

        return self._save(actor, visit_id, version, act, lambda work, visit: saved_before(work, visit, card))

    def self_pay(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """The patient pays for this visit themselves: the other answer to the payer question."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            choose_payer(work, actor, visit, SELF_PAY, None)
            add_step(work, actor, visit, Item.COVERAGE, detail=SELF_PAY)

        return self._save(actor, visit_id, version, act)

    def eligibility(
        self, actor: Actor, visit_id: str, version: int, coverage_id: str, result: str, how: str
    ) -> CheckInView:
        """An eligibility answer got by phone or portal (FD-109): active, inactive or unknown, and where it is from."""
        if result not in ("active", "inactive", "unknown"):
            raise Refused("Eligibility: the answer is active, inactive or unknown.")

        def act(work: UnitOfWork, visit: Visit) -> None:
            coverage_of(work, visit, coverage_id)
            work.coverage.verified(coverage_id, result, clean(how, 60), actor.name, work.now)
            if result == "active":
                add_step(work, actor, visit, Item.ELIGIBILITY, detail=coverage_id)

        return self._save(actor, visit_id, version, act)

    def sign(self, actor: Actor, visit_id: str, version: int, kind_code: str, refused: bool = False) -> CheckInView:
        """A box was signed today, or refused today; the date it runs out is kept with it (FD-42)."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            today = local_date(work.now, work.clinic.get().tz)
            kind = next((one for one in work.check_in.kinds() if one.code == kind_code), None)
            if kind is None:
                raise Refused("This paper is no longer in use; look at the list again.")
            until = None if refused else consents.expires(kind, today)
            signature = consents.Signature(kind.code, today, until, refused, actor.name)
            work.check_in.add_consent(
                work.new_id(), visit.patient_id, visit.visit_id, signature, actor.staff_id, work.now
            )
            work.audit.append("refuse" if refused else "sign", "consent", visit.visit_id, detail={"kind": kind.code})

        return self._save(actor, visit_id, version, act)

    def interpreter(self, actor: Actor, visit_id: str, version: int, answer: str) -> CheckInView:
        """The interpreter is arranged, or the patient declined one."""
        outcomes = {"arranged": Outcome.DONE, "declined": Outcome.DECLINED}
        if answer not in outcomes:
            raise Refused("Interpreter: the answer is arranged or declined.")

        def act(work: UnitOfWork, visit: Visit) -> None:
            work.visits.change(visit.visit_id, actor.name, work.now, interpreter=answer)
            code = "" if answer == "arranged" else "DF5"
            add_step(work, actor, visit, Item.INTERPRETER, outcomes[answer], code=code)

        return self._save(actor, visit_id, version, act)

    def put_off(self, actor: Actor, visit_id: str, version: int, item: Item, code: str, note: str = "") -> CheckInView:
        """An item is deferred with a coded reason (18.5). Raises Refused where the item cannot be deferred."""
        check_step(item, Outcome.DEFERRED, code)

        def act(work: UnitOfWork, visit: Visit) -> None:
            if work.reference.reason("deferral", code) is None:
                raise Refused("Choose the reason from the list.")
            add_step(work, actor, visit, item, Outcome.DEFERRED, code=code, note=note)

        return self._save(actor, visit_id, version, act)

    def override(
        self, actor: Actor, visit_id: str, version: int, item: Item, code: str, signature: Signature = UNSIGNED
    ) -> CheckInView:
        """A stopping item is passed over with a code; a supervisor signs, the actor or another person (FD-37)."""
        check_step(item, Outcome.OVERRIDDEN, code)
        signer = prove(self._store, self._clock, actor, "check_in.override", signature)

        def act(work: UnitOfWork, visit: Visit) -> None:
            if work.reference.reason("override", code) is None:
                raise Refused("Choose the reason from the list.")
            signed = approved(work, actor, signer, f"override {RULES[item].words}")
            add_step(work, actor, visit, item, Outcome.OVERRIDDEN, code=code, approved_by=signed)

        return self._save(actor, visit_id, version, act)

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
        self, actor: Actor, visit_id: str, version: int, payment: CheckInPayment | None = None
    ) -> tuple[Moved, PaymentTaken | None]:
        """Take the payment, if there is one, use what was paid ahead for what it leaves open (FD-128), and check the
        visit in: all or nothing. Another open visit of the same day stays a visit of its own and is named (FD-30).

        Raises GateClosed, CopayReasonNeeded, Stale, and what ``payments.take`` raises.
        """
        with self._store.write(actor, "check_in", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            tz = work.clinic.get().tz
            guard_version(visit.patient, visit, version, tz)
            taken = pay_at_check_in(work, actor, visit, payment) if payment is not None else None
            used = use_ahead(work, actor, visit) if taken is None else Money.zero()
            moved = self._acts.move(work, actor, visit_id, version, VisitState.CHECKED_IN)
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

    # --- the parts ---
    def _save(
        self, actor: Actor, visit_id: str, version: int, act: _Act, done: Callable[[UnitOfWork, Visit], bool] = _never
    ) -> CheckInView:
        """One act on one open visit at the version the rep saw; nothing when it is ``done`` already."""
        with self._store.write(actor, "check_in_step", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            if not done(work, visit):
                guard_version(visit.patient, visit, version, work.clinic.get().tz)
                if visit.state.closed:
                    raise Refused(f"The visit of {visit.patient} is {visit.state.word}; there is nothing to check in.")
                act(work, visit)
                work.touch("queue")
                work.commit()
        return self.look(actor, visit_id)
