"""A new insurance card at check-in: the payer if it is new, the coverage, the end of the one it replaces, the payer of
this visit; all of it or nothing (front-desk.md FD-106 to FD-108)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.coverage import Coverage
from psr_tui.domain.errors import AlreadyDone, Refused
from psr_tui.domain.new_card import Joins, NewCard, last_day_of_replaced, position_of
from psr_tui.domain.staff import Actor
from psr_tui.services.check_in_steps import card_was_seen, coverage_of, pays_today
from psr_tui.services.coverage_versions import keep_version
from psr_tui.services.payers import payer_for
from psr_tui.store.repositories.coverage import NewCoverage

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

DRAFT = "new_card"
"""The form's name among the drafts; the visit is its subject."""


def saved_before(work: UnitOfWork, visit: Visit, card: NewCard) -> bool:
    """Whether this very command was carried out already. Raises AlreadyDone when it was with other content, Refused
    when the form was opened for somebody else (FD-107)."""
    if card.patient_id != visit.patient_id:
        raise Refused(f"This card was typed for another patient than {visit.patient}; open the form again.")
    kept = next((one for one in _of(work, visit) if one.coverage_id == card.command_id), None)
    if kept is not None and not card.same_card(kept):
        raise AlreadyDone("This card was saved already; look at the coverage before typing it again.")
    return kept is not None


def add_card(work: UnitOfWork, actor: Actor, visit: Visit, card: NewCard) -> None:
    """Write the card. A first or replacing one then pays for this visit; a second one leaves the answer to that
    question open. Raises Refused when the card does not hold on the day of the visit."""
    old = coverage_of(work, visit, card.replaces_id) if card.replaces_id else None
    if (old is None) != (card.joins is Joins.FIRST):
        raise Refused("Say whether this card replaces the insurance on file or is a second one.")
    if old is None and any(one.in_force(visit.local_date) for one in _of(work, visit)):
        raise Refused("An insurance was put on file meanwhile; open the form again and say what this card is to it.")
    payer_id = payer_for(work, actor, card.payer_id, card.new_payer)
    new = NewCoverage(
        card.command_id, visit.patient_id, payer_id, position_of(card, old), card.plan,
        card.member_id, card.group, card.relationship, card.subscriber, card.effective, copay=card.copay,
    )  # fmt: skip
    work.coverage.add(new, actor.name, work.now)
    keep_version(work, card.command_id)
    work.audit.append("create", "coverage", card.command_id, detail={"joins": card.joins.value, "order": new.position})
    if old is not None and card.joins is Joins.REPLACES:
        taken = work.reference.reason("coverage_end", "CE1")
        why = taken.label if taken is not None else ""
        work.coverage.end(old.coverage_id, last_day_of_replaced(card, old), actor.name, work.now, why)
        keep_version(work, old.coverage_id, old)
        detail = {"fields": ["ends_on"], "replaced_by": card.command_id}
        work.audit.append("end", "coverage", old.coverage_id, detail=detail)
    if card.joins is not Joins.SECOND:
        pays_today(work, actor, visit, card.command_id)
        card_was_seen(work, actor, visit, card.command_id)
    else:
        work.coverage.card_seen(card.command_id, visit.local_date, actor.name, work.now)
    work.drafts.drop(actor.staff_id, DRAFT, visit.visit_id)
    work.touch("patients")


def _of(work: UnitOfWork, visit: Visit) -> tuple[Coverage, ...]:
    return work.coverage.of_patient(visit.patient_id, work.clinic.get().tz)
