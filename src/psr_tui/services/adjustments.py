"""Owing less or more by a reason of the list, and discounts by policy: no drawer, one method, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from psr_tui.domain.adjustments import (
    COPAY_WAIVED,
    FEES,
    AddFee,
    Adjust,
    adjustment_lines,
    check_amount,
    check_approver,
    check_comment,
    check_missed_visit_fee,
    check_sign,
    needs_signature,
)
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.discounts import (
    REASONS,
    ApplyDiscount,
    Discount,
    GrantDiscount,
    check_grant,
    in_force,
    taken_off,
)
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint, same_command
from psr_tui.domain.ledger import JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind, PostCharge
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.approvals import UNSIGNED, Signature, prove
from psr_tui.services.posting import already_posted, post_charge, post_journal
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.store.repositories.reference import Reason
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Offer:
    """A discount that is valid today and what it would take off now; zero when it has been used or nothing is open."""

    discount: Discount
    total: Money


class AdjustmentService:
    """Money commands carry an id made by the screen: sent twice they post once (CD-18)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- one charge ---
    def adjust(self, actor: Actor, command: Adjust, signature: Signature = UNSIGNED) -> Money:
        """Take something off one charge, or put it on; returns what is open on it afterwards.

        Raises: InvalidInput (reason, sign, amount, comment), NotAllowed without the second person the reason asks for.
        """
        signer = prove(self._store, self._clock, actor, "account.adjust", signature)
        command = replace(command, comment=refuse_card_number(clean(command.comment), "Comment"))
        with self._store.write(actor, "account.adjust", "patient", command.patient_id) as work:
            if not already_posted(work, command.command_id, fingerprint(command)):
                reason = _reason(work, command.reason)
                if reason.code in FEES:
                    raise InvalidInput(f"Reason: {reason.label} is a fee; add it as one.", "Reason")
                check_sign(reason.label, reason.detail, command.more)
                check_comment(reason.label, command.comment, reason.needs_comment)
                charges = {one.charge_id: one for one in work.ledger.balances(command.patient_id)}
                check_amount(charges.get(command.charge_id), command.amount, command.more)
                approver = _approver(actor, signer, reason, work.clinic.get(), command.amount)
                amount = command.amount if command.more else -command.amount
                _post(
                    work, actor, command.command_id, command.patient_id, ((command.charge_id, amount),), reason,
                    command.comment, approver, fingerprint(command),
                )  # fmt: skip
                work.commit()
            left = {one.charge_id: one.open for one in work.ledger.balances(command.patient_id)}
        return left.get(command.charge_id, Money.zero())

    def add_fee(self, actor: Actor, command: AddFee, signature: Signature = UNSIGNED) -> str:
        """A fee as a charge of its own; returns the charge's id. Raises as ``adjust`` does."""
        signer = prove(self._store, self._clock, actor, "account.fee", signature)
        command = replace(command, comment=refuse_card_number(clean(command.comment), "Comment"))
        content = fingerprint(command)
        with self._store.write(actor, "account.fee", "patient", command.patient_id) as work:
            if already_posted(work, command.command_id, content):
                return command.command_id
            reason = _reason(work, command.reason)
            if reason.code not in FEES:
                raise InvalidInput("Reason: choose a fee of the list.", "Reason")
            check_comment(reason.label, command.comment, reason.needs_comment)
            day = local_date(work.now, work.clinic.get().tz)
            check_missed_visit_fee(reason.code, reason.label, work.coverage.payers_of(command.patient_id, day))
            charge = PostCharge(
                command.command_id, command.patient_id, None, ChargeKind.FEE, command.amount, day, reason.label
            )
            approver = _approver(actor, signer, reason, work.clinic.get(), command.amount)
            post_charge(
                work, actor, charge, reason=reason.code, comment=command.comment, approved_by=approver, content=content
            )
            work.commit()
        return command.command_id

    # --- discounts ---
    def offer(self, actor: Actor, patient_id: str) -> Offer | None:
        """The discount that is valid today with what it takes off now; None when there is none."""
        with self._store.read() as work:
            return offer_of(work, patient_id)

    def grant(self, actor: Actor, command: GrantDiscount, login: str, password: str) -> Discount:
        """Allow a discount until a day, signed by a supervisor who is not the actor (CD-30).

        Raises: InvalidInput for percent, amount or dates, NotAllowed for the signer.
        """
        signer = second_person(self._store, self._clock, actor, "discount.grant", login, password)
        command = replace(command, note=refuse_card_number(clean(command.note), "Note"))
        with self._store.write(actor, "discount.grant", "patient", command.patient_id) as work:
            known = work.adjustments.granted(command.command_id)
            if known is not None:
                same_command(fingerprint(known), fingerprint(command))
            else:
                check_grant(command, local_date(work.now, work.clinic.get().tz))
                approver = check_second(actor, signer, "allow a discount")
                work.adjustments.add_discount(command, actor.staff_id, approver, work.now)
                detail = {"kind": command.kind.value, "until": command.ends_on.isoformat(), "approved_by": approver}
                work.audit.append("discount.grant", "patient", command.patient_id, detail=detail)
                work.touch("patients", "queue", "drawer")
                work.commit()
            granted = work.adjustments.discounts(command.patient_id)
        return next(one for one in granted if one.discount_id == command.command_id)

    def apply_discount(self, actor: Actor, command: ApplyDiscount) -> Money:
        """Take the discount off every open charge it covers; returns how much. Signed by who approved the discount.

        Raises: Refused when it is not valid any more, was used up, or comes to another amount than was shown;
        NotAllowed when the actor approved it: who allows a discount does not enter it (CD-32).
        """
        with self._store.write(actor, "discount.apply", "patient", command.patient_id) as work:
            take_discount(work, actor, command)
            work.commit()
        return command.total

    # --- flags ---
    def no_checks(self, actor: Actor, patient_id: str) -> bool:
        """Whether this patient pays by check no more."""
        with self._store.read() as work:
            return work.adjustments.no_checks(patient_id) is not None

    def lift_no_checks(self, actor: Actor, patient_id: str, why: str, signature: Signature = UNSIGNED) -> None:
        """Take checks of this patient again; a supervisor does it, or signs for it.

        Raises: InvalidInput without a reason, NotAllowed, Refused when no flag is set.
        """
        why = refuse_card_number(clean(why), "Reason")
        if not why:
            raise InvalidInput("Reason: write one line on why checks are taken again.", "Reason")
        signer = prove(self._store, self._clock, actor, "flag.lift", signature)
        with self._store.write(actor, "flag.lift", "patient", patient_id) as work:
            person = actor if signer is None else as_actor(signer)
            person.require(Role.SUPERVISOR, "take checks of this patient again")
            flag = work.adjustments.no_checks(patient_id)
            note = f"{flag.note}; lifted: {why}" if flag is not None else ""
            if flag is None or not work.adjustments.lift(flag, person.staff_id, actor.name, work.now, note):
                raise Refused("Checks of this patient are taken already; nothing was changed.")
            work.audit.append("flag.lift", "patient", patient_id, detail={"approved_by": person.staff_id})
            work.touch("patients", "drawer")
            work.commit()


def offer_of(work: UnitOfWork, patient_id: str) -> Offer | None:
    """The valid discount and what it takes off now, inside a unit of work of the caller."""
    today = local_date(work.now, work.clinic.get().tz)
    discount = in_force(work.adjustments.discounts(patient_id), today)
    if discount is None:
        return None
    return Offer(discount, Money.total(off for _charge, off in _parts(work, discount, patient_id)))


def take_discount(work: UnitOfWork, actor: Actor, command: ApplyDiscount) -> None:
    """Post a discount inside a unit of work that the caller commits; the same command twice posts once. Raises as
    ``apply_discount`` does."""
    if already_posted(work, command.command_id, fingerprint(command)):
        return
    offered = offer_of(work, command.patient_id)
    if offered is None or offered.discount.discount_id != command.discount_id:
        raise Refused("This discount is not valid any more; look at the account again.")
    if not offered.total:
        raise Refused("Nothing is open that this discount covers, or it was taken off already.")
    if offered.total != command.total:
        raise Refused(f"It is {offered.total.dollars} by now; look and press again.")
    discount = offered.discount
    if discount.approved_by == actor.staff_id:
        raise NotAllowed("You approved this discount yourself; let somebody else enter it.")
    parts = tuple((charge_id, -off) for charge_id, off in _parts(work, discount, command.patient_id))
    reason = _reason(work, REASONS[discount.kind])
    _post(
        work, actor, command.command_id, command.patient_id, parts, reason, discount.words, discount.approved_by,
        fingerprint(command),
    )  # fmt: skip


def waive_copay(work: UnitOfWork, actor: Actor, patient_id: str, charge_id: str, approver: str, comment: str) -> None:
    """Take what is open of a copay off by policy (AD22), in the unit of work of the check-in that waives it."""
    due = next((one for one in work.ledger.balances(patient_id) if one.charge_id == charge_id), None)
    if due is None or due.open.cents <= 0:
        return
    reason = _reason(work, COPAY_WAIVED)
    part = (charge_id, -due.open)
    _post(work, actor, work.new_id(), patient_id, (part,), reason, comment, approver, fingerprint(part))


def check_second(actor: Actor, signer: StaffMember, act: str) -> str:
    """The id of a supervisor who is not the actor. Raises NotAllowed."""
    as_actor(signer).require(Role.SUPERVISOR, act)
    if signer.id == actor.staff_id:
        raise NotAllowed("You cannot sign for what you enter yourself; ask another supervisor.")
    return signer.id


def _parts(work: UnitOfWork, discount: Discount, patient_id: str) -> tuple[tuple[str, Money], ...]:
    due = work.ledger.balances(patient_id)
    before = work.adjustments.taken_off([one.charge_id for one in due], REASONS[discount.kind])
    return taken_off(discount, due, before)


def _reason(work: UnitOfWork, code: str) -> Reason:
    reason = work.reference.reason("adjustment", code)
    if reason is None:
        raise InvalidInput("Reason: choose one of the list.", "Reason")
    return reason


def _approver(actor: Actor, signer: StaffMember | None, reason: Reason, clinic: Clinic, amount: Money) -> str | None:
    """Who signed, when somebody did; proven to be another supervisor."""
    if signer is not None:
        check_second(actor, signer, f"sign for {reason.label.lower()}")
    small = Money(clinic.approval_threshold_cents)
    needed = needs_signature(reason.code, reason.needs_approver, amount, small)
    check_approver(reason.label, needed, signer.id if signer else None, actor.staff_id)
    return signer.id if signer is not None else None


def _post(
    work: UnitOfWork,
    actor: Actor,
    journal_id: str,
    patient_id: str,
    parts: tuple[tuple[str, Money], ...],
    reason: Reason,
    comment: str,
    approver: str | None,
    content: str,
) -> None:
    journal = post(
        journal_id,
        JournalKind.ADJUSTMENT,
        adjustment_lines(patient_id, parts),
        at=work.now,
        business_date=local_date(work.now, work.clinic.get().tz),
        staff_id=actor.staff_id,
        content_hash=content,
        patient_id=patient_id,
        reason=reason.code,
        comment=f"{reason.label}. {comment}" if comment else reason.label,
        approved_by=approver,
    )
    post_journal(work, actor, journal)
    work.touch("queue")
