"""A copay that is not collected, and a discount by policy, at check-in: in the transaction of the step that saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.check_in import Item, Outcome
from psr_tui.domain.copay import WAIVED, check_no_copay
from psr_tui.domain.discounts import COVERS, ApplyDiscount
from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.staff import Actor
from psr_tui.services.adjustments import offer_of, take_discount, waive_copay
from psr_tui.services.approvals import approved
from psr_tui.services.check_in_payment import charge_copay
from psr_tui.services.check_in_steps import add_step
from psr_tui.store.repositories.staff import StaffMember

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def copay_not_collected(
    work: UnitOfWork, actor: Actor, visit: Visit, code: str, comment: str, signer: StaffMember | None, stage: str = ""
) -> None:
    """Keep the coded reason (FD-45); ``stage`` tells where it was asked when not at check-in. Where a policy waives the
    copay it is charged and taken off again, so that the account shows what was waived and by whom it was signed, and
    owes nothing.

    Raises: Refused for what the reason lacks, NotAllowed when the waiver would be signed by who enters it (CD-32).
    """
    reason = work.reference.reason("no_copay", code)
    if reason is None:
        raise Refused("Choose a reason from the list why the copay was not collected.")
    signed = approved(work, actor, signer, f"allow {reason.label.lower()}") if reason.needs_approver else ""
    if code in WAIVED and signed == actor.staff_id:
        raise NotAllowed("You cannot waive a copay that you enter yourself; ask another supervisor to sign.")
    check_no_copay(
        reason.label, comment, needs_comment=reason.needs_comment, needs_approver=reason.needs_approver, approver=signed
    )
    add_step(
        work, actor, visit, Item.COPAY, Outcome.DECLINED, detail=stage, code=code, note=comment,
        approved_by=signed or None,
    )  # fmt: skip
    if code in WAIVED:
        charge_copay(work, actor, visit)
        copay = work.ledger.charge_of(visit.visit_id, ChargeKind.COPAY)
        if copay is not None:
            why = f"{reason.label}. {comment}" if comment else reason.label
            waive_copay(work, actor, visit.patient_id, copay.charge_id, signed, why)


def discount_at_check_in(work: UnitOfWork, actor: Actor, visit: Visit, command_id: str) -> None:
    """Take the valid discount off what is open; a copay it covers is charged first, so that it has something to be
    taken off. Raises what ``adjustments.take_discount`` raises."""
    offered = offer_of(work, visit.patient_id)
    if offered is None:
        raise Refused("No discount of this patient is valid today; the account allows one (7).")
    if ChargeKind.COPAY in COVERS[offered.discount.kind]:
        charge_copay(work, actor, visit)
        offered = offer_of(work, visit.patient_id) or offered
    take_discount(work, actor, ApplyDiscount(command_id, visit.patient_id, offered.discount.discount_id, offered.total))
