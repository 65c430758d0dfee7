"""Who works on a row of the eligibility list, and what they found out: kept as a worklist item (FD-118)."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.eligibility_visit import CoverageAtVisit, object_id
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.work import NewWork, WorkKind, WorkState
from psr_tui.services.eligibility_questions import at_visit
from psr_tui.services.guards import must_exist
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


def assign(store: Store, actor: Actor, rows: Sequence[tuple[str, str]], staff_id: str) -> str:
    """Give rows to a colleague, or back to everybody with ''. All or nothing."""
    with store.write(actor, "eligibility.assign", "work_item") as work:
        to = must_exist(work.staff.get(staff_id), "This colleague").name if staff_id else "everybody"
        for visit_id, coverage_id in rows:
            item_id = _item(work, actor, at_visit(work, visit_id, coverage_id))
            state = WorkState.IN_PROGRESS if staff_id else WorkState.OPEN
            work.items.change(item_id, actor.name, work.now, assignee_id=staff_id or None, state=state.value)
            work.items.add_event(item_id, "given", actor.staff_id, actor.name, work.now, to)
            work.audit.append("eligibility.assign", "work_item", item_id)
        work.touch("work", "eligibility")
        work.commit()
    return f"{len(rows)} given to {to}."


def note(store: Store, actor: Actor, row: tuple[str, str], text: str) -> str:
    """Add a note to the item of a row. Raises InvalidInput for nothing."""
    text = clean_note(text)
    if not text:
        raise InvalidInput("Note: type a few words.", "Note")
    with store.write(actor, "eligibility.note", "work_item") as work:
        item_id = _item(work, actor, at_visit(work, *row))
        work.items.change(item_id, actor.name, work.now)
        work.items.add_event(item_id, "note", actor.staff_id, actor.name, work.now, text)
        work.audit.append("eligibility.note", "work_item", item_id)
        work.touch("work", "eligibility")
        work.commit()
    return "The note is in the history of this row."


def _item(work: UnitOfWork, actor: Actor, one: CoverageAtVisit) -> str:
    new = NewWork(
        WorkKind.ELIGIBILITY, f"Eligibility: {one.payer}", patient_id=one.patient_id, appointment_id=one.visit_id,
        object_id=object_id(one.visit_id, one.coverage_id), due_at=one.starts_at,
    )  # fmt: skip
    return work.items.open_item(new, actor.staff_id, actor.name, work.now)
