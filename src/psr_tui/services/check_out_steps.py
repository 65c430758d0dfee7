"""What leaving means beside the state of the visit: the copay question, and what stays open on the worklists.

Functions in the caller's transaction; every way to a check-out goes through them, the batch on marked rows too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.check_in import Item, Step
from psr_tui.domain.check_out import Left, Unfinished, left_behind, must_ask_copay
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import NewWork, WorkKind

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

KINDS = {Left.CHARGES: WorkKind.TASK, Left.FOLLOW_UP: WorkKind.TO_SCHEDULE}


class CopayUnanswered(Refused):
    """An expected copay is open and nobody said why at this check-out (FD-45)."""

    def __init__(self, patient: str, amount: str) -> None:
        self.amount = amount
        super().__init__(
            f"{patient}: the copay of {amount} is not collected; check this visit out on its own (4) and say why."
        )


def copay_of(work: UnitOfWork, visit: Visit) -> tuple[Money, Step | None]:
    """What is open of the expected copay, and the newest answer to the question why."""
    facts = work.check_in.facts([visit], visit.local_date, work.clinic.get().tz)[visit.visit_id]
    return facts.copay_due(visit.local_date), facts.steps.get(Item.COPAY)


def check_copay(work: UnitOfWork, visit: Visit) -> None:
    """Raise CopayUnanswered while leaving must ask for a reason."""
    due, step = copay_of(work, visit)
    if must_ask_copay(due, step):
        raise CopayUnanswered(visit.patient, due.dollars)


def unfinished(work: UnitOfWork, visit_id: str) -> tuple[Unfinished, ...]:
    """What is not finished at a visit."""
    return left_behind(visit_id, work.check_out.services(visit_id), work.check_out.orders(visit_id))


def leave(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    """The visit is checked out: what is not finished becomes an item that somebody finds again (FD-136)."""
    for one in unfinished(work, visit.visit_id):
        new = NewWork(KINDS[one.kind], one.words, visit.patient_id, visit.visit_id, one.object_id)
        work.items.open_item(new, actor.staff_id, actor.name, work.now)
        work.touch("work")


def come_back(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    """The check-out was taken back: what it left behind is at the desk again."""
    for one in unfinished(work, visit.visit_id):
        settled(work, actor, one.kind, one.object_id, "the check-out was taken back")


def settled(work: UnitOfWork, actor: Actor, kind: Left, object_id: str, outcome: str) -> None:
    """What was left behind is done."""
    work.items.close_about(KINDS[kind], object_id, outcome, actor.staff_id, actor.name, work.now)
    work.touch("work")
