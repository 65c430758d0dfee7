"""What ends when a patient has died: wait-list entries, recalls and callbacks, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.callback_states import LIVE, Act, State
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts
from psr_tui.services.recalls import close_recall
from psr_tui.services.wait_list_steps import WaitListSteps

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

WHY = "deceased"


def close_what_waits(work: UnitOfWork, actor: Actor, patient_id: str) -> int:
    """Close what would have somebody ring or write to the dead; how many were closed. A callback that somebody holds
    is theirs to end, and a red flag stays for who was told of it."""
    closed = 0
    for row in work.wait_list.of_patient(patient_id):
        WaitListSteps().close(work, actor, row.id, "closed", WHY)
        closed += 1
    for recall_id in work.recalls.open_of(patient_id):
        close_recall(work, actor, recall_id, WHY)
        closed += 1
    for item in work.callbacks.unfinished_of(patient_id):
        if item.state in LIVE or item.red_flag:
            continue
        act = Act.OBSOLETE if item.state is State.OPEN else Act.CANCEL
        after = call_acts.log(work, actor, item, act, reason=WHY)
        values = {**call_acts.free_values(), "state": after.value, "closed_at": work.now, "closed_by": actor.staff_id}
        work.callbacks.change(item.id, actor.name, work.now, **values)
        closed += 1
    return closed
