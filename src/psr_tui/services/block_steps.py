"""Steps of a phone block inside other transactions: what the claim of a callback means for it, its end, its sweep."""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.phone_block import BlockEvent, BlockKind, BlockTime, gap, stops
from psr_tui.domain.rep_states import Intent
from psr_tui.domain.staff import Actor
from psr_tui.services import rep_steps, reservations
from psr_tui.store.repositories.callbacks import CallbackState
from psr_tui.store.repositories.phone_blocks import Block
from psr_tui.store.unit_of_work import UnitOfWork


def going_on(work: UnitOfWork, actor: Actor) -> Block | None:
    """The block whose next call is asked for: asking for it ends a pause. None without a block."""
    block = work.blocks.running(actor.staff_id)
    if block is not None and block.state == "paused":
        rep_steps.say(work, actor, Intent.AVAILABLE)
        return rep_steps.resume_block(work, actor)
    return block


def claimed(work: UnitOfWork, actor: Actor, item: CallbackState, picked: bool = False) -> None:
    """An item came into hand. A red flag, and a promise that fell due after the block began, come before its own work
    and interrupt it (CC-99); ``picked``: by hand, and not the one "next" would give: the report counts it (CC-102)."""
    block = work.blocks.running(actor.staff_id)
    if block is None:
        return
    promised = item.promise and item.owner_id == actor.staff_id and item.due_at > block.began
    if item.red_flag or promised:
        code = "red_flag" if item.red_flag else "promise"
        rep_steps.write(work, actor, block, BlockEvent(work.now, BlockKind.PREEMPTED, code, item.id))
    elif picked:
        rep_steps.write(work, actor, block, BlockEvent(work.now, BlockKind.PICKED, "", item.id))


def sweep(work: UnitOfWork, actor: Actor, before: datetime, staff_id: str = "") -> int:
    """End what nobody ended and should have been over before ``before``: when its rep was last there. What it had
    reserved goes back (CC-28, CC-100). Of one person, or of everybody; returns how many blocks."""
    left = [one for one in work.blocks.left_over(before) if staff_id in ("", one.staff_id)]
    for block in left:
        ended = _last_there(work, block)
        rep_steps.write(
            work, actor, block, BlockEvent(ended, BlockKind.SWEPT), state="ended", ended_at=ended, end_reason="swept"
        )
        reservations.unreserve(work, block.id)
    return len(left)


def _last_there(work: UnitOfWork, block: Block) -> datetime:
    """When the rep of a block that nobody ended stopped working on it."""
    if block.started_at is None:
        return block.planned_start
    read = stops(work.blocks.events(block.id))
    if read.paused is not None:
        return read.paused.since
    period = work.rep_periods.running(block.staff_id)
    seen = period.seen_at if period is not None else None
    alone = gap(BlockTime(block.began, block.planned_end, seen_at=seen), work.now)
    return alone[0].since if alone else max(block.began, min(block.planned_end, work.now))
