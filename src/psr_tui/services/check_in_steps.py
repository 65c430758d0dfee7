"""One settled item of a check-in, written in the caller's transaction with its audit row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.check_in import Item, Outcome
from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import Coverage, check_in_force
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.visit_facts import BY_COVERAGE
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.estimate_steps import on_changed
from psr_tui.store.repositories.check_in import NewStep

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def add_step(
    work: UnitOfWork,
    actor: Actor,
    visit: Visit,
    item: Item,
    outcome: Outcome = Outcome.DONE,
    *,
    detail: str = "",
    code: str = "",
    note: str = "",
    approved_by: str | None = None,
) -> None:
    """Append the answer to one item; the newest answer of an item counts."""
    step = NewStep(work.new_id(), visit.visit_id, item, outcome, detail, code, clean(note), approved_by)
    work.check_in.add_step(step, actor.staff_id, actor.name, work.now)
    said = {"item": item.value, "answer": outcome.value, **({"approved_by": approved_by} if approved_by else {})}
    work.audit.append("check_in_step", "appointment", visit.visit_id, reason=code, detail=said)


def choose_payer(work: UnitOfWork, actor: Actor, visit: Visit, choice: str, coverage_id: str | None) -> None:
    """Answer the payer question of this visit."""
    work.visits.change(visit.visit_id, actor.name, work.now, coverage_choice=choice, coverage_id=coverage_id)
    on_changed(work, actor, visit.visit_id)


def coverage_of(work: UnitOfWork, visit: Visit, coverage_id: str) -> Coverage:
    """A coverage of this very patient: never one of somebody else (FD-107). Raises Refused."""
    for coverage in work.coverage.of_patient(visit.patient_id, work.clinic.get().tz):
        if coverage.coverage_id == coverage_id:
            return coverage
    raise Refused("This coverage does not belong to this patient; look at the list again.")


def pays_today(work: UnitOfWork, actor: Actor, visit: Visit, coverage_id: str) -> None:
    """This coverage pays for the visit. Raises Refused when it is not in force on the day of the visit (FD-37)."""
    check_in_force(coverage_of(work, visit, coverage_id), visit.local_date)
    choose_payer(work, actor, visit, BY_COVERAGE, coverage_id)
    add_step(work, actor, visit, Item.COVERAGE, detail=coverage_id)


def card_was_seen(work: UnitOfWork, actor: Actor, visit: Visit, coverage_id: str) -> None:
    """Both sides of the card were looked at today."""
    work.coverage.card_seen(coverage_id, local_date(work.now, work.clinic.get().tz), actor.name, work.now)
    add_step(work, actor, visit, Item.CARD, detail=coverage_id)


_LISTED = {
    Item.ELIGIBILITY: (WorkKind.ELIGIBILITY, "Eligibility was not checked at check-in"),
    Item.AUTHORISATION: (WorkKind.AUTHORISATION, "Seen without an authorisation or referral"),
    Item.INTERPRETER: (WorkKind.INTERPRETER, "Interpreter still to be arranged"),
    Item.ESTIMATE: (WorkKind.ESTIMATE, "Estimate still to be given"),
}


def wait_on_list(work: UnitOfWork, actor: Actor, visit: Visit, item: Item) -> None:
    """What was passed over at the desk waits on the worklist, once a visit (front-desk.md section 3)."""
    listed = _LISTED.get(item)
    if listed is None:
        return
    kind, title = listed
    new = NewWork(kind, title, patient_id=visit.patient_id, appointment_id=visit.visit_id, object_id=visit.visit_id)
    work.items.open_item(new, actor.staff_id, actor.name, work.now)
    work.touch("work")
