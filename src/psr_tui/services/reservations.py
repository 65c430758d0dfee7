"""Reservations of a phone block: a soft hold of pool items that others' "next" passes over (CC-28).

Called by the use cases of blocks inside their own transaction. Claiming, skipping or giving an item ends its hold, the
end of the block ends all of them, and the sweep gives back what a block of yesterday or an ended one still has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from psr_tui.domain.callback_filter import CallbackFilter
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.store.unit_of_work import UnitOfWork


def reserve(
    work: UnitOfWork, actor: Actor, block_id: str, wanted: CallbackFilter, count: int, due_by: datetime | None = None
) -> int:
    """Hold up to ``count`` pool items that fit, the first in the one order first; how many there were. ``due_by``:
    items due by then are taken as well, as a rule the end of the block."""
    look = acts.look_for(work, actor, work.callbacks.rules(work.now), wanted=wanted)
    if due_by is not None:
        look = replace(look, now=max(look.now, due_by))
    held = work.callbacks.reserve(block_id, look, count)
    work.audit.append("callback.reserve", "phone_block", block_id, detail={"items": held})
    work.touch("callbacks")
    return held


def unreserve(work: UnitOfWork, block_id: str) -> int:
    """Give back everything held for the block; how many items there were."""
    given_back = work.callbacks.unreserve(block_id)
    if given_back:
        work.audit.append("callback.unreserve", "phone_block", block_id, detail={"items": given_back})
        work.touch("callbacks")
    return given_back
