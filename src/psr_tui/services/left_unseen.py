"""Somebody came and left without being seen: who calls them is on the worklist at once (front-desk.md FD-27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.clock import local
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import NewWork, WorkKind

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def follow_up(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    """Open one follow-up for this visit; a second departure of the same visit finds the first one open."""
    left = local(work.now, work.clinic.get().tz)
    text = f"Was here for {visit.local_start} {visit.provider}".rstrip() + f", left {left:%m/%d %H:%M}. Call and ask."
    new = NewWork(
        WorkKind.LEFT_UNSEEN,
        "Left without being seen",
        text=text,
        patient_id=visit.patient_id,
        appointment_id=visit.visit_id,
        object_id=visit.visit_id,
    )
    work.items.open_item(new, actor.staff_id, actor.name, work.now)
    work.touch("work")
