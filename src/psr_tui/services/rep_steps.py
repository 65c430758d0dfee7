"""Steps of what reps say of themselves, inside the transaction of whoever calls them: a rep who pauses pauses their
phone block too, and a lock, a sign-out or a program that ended are pauses nobody asked for (CC-63, CC-101)."""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.phone_block import GONE, LOCK, SIGNED_OUT, BlockEvent, BlockKind
from psr_tui.domain.rep_states import Intent, Period
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.store.repositories.callbacks import CallbackState
from psr_tui.store.repositories.phone_blocks import Block
from psr_tui.store.unit_of_work import UnitOfWork


def say(
    work: UnitOfWork,
    actor: Actor,
    intent: Intent,
    code: str = "",
    *,
    note: str = "",
    approved_by: str | None = None,
    at: datetime | None = None,
) -> None:
    """End the stretch that runs and begin another one; the same said twice changes nothing."""
    at = at or work.now
    before = work.rep_periods.running(actor.staff_id)
    if before is not None:
        if (before.intent, before.code) == (intent, code):
            return
        work.rep_periods.end(before.id, max(at, before.started_at))
    work.rep_periods.begin(
        work.new_id(), at, staff_id=actor.staff_id, station=actor.station, intent=intent.value, pause_code=code,
        note=note, approved_by=approved_by,
    )  # fmt: skip
    work.audit.append(f"rep.{intent.value}", "staff", actor.staff_id, reason=code)
    work.touch("phones")


def write(work: UnitOfWork, actor: Actor, block: Block, event: BlockEvent, **columns: object) -> None:
    """Append what happened to a block, with its audit row, and change its columns."""
    work.blocks.append(block.id, work.new_id(), event)
    work.blocks.change(block.id, actor.name, work.now, **columns)
    work.audit.append(f"block.{event.kind.value}", "phone_block", block.id, reason=event.code)
    work.touch("phones")


def pause_block(work: UnitOfWork, actor: Actor, code: str, at: datetime | None = None) -> Block | None:
    """The clock of this person's block stands from now on; one that is paused already gets the new code. None when
    there is no block."""
    block = work.blocks.running(actor.staff_id)
    if block is not None:
        event = BlockEvent(max(at or work.now, block.began), BlockKind.PAUSED, code)
        write(work, actor, block, event, state="paused")
    return block


def resume_block(work: UnitOfWork, actor: Actor) -> Block | None:
    """The block goes on if it is paused; None when none is."""
    block = work.blocks.running(actor.staff_id)
    if block is None or block.state != "paused":
        return None
    write(work, actor, block, BlockEvent(work.now, BlockKind.RESUMED), state="running")
    return block


def hand_back(work: UnitOfWork, actor: Actor, reason: str) -> bool:
    """Give the callback in hand back to the list, attempts unchanged, unless somebody answered; True when it was."""
    held = work.callbacks.held_by(actor.staff_id)
    item = acts.found(work, held) if held else None
    if item is None or answered(work, item):
        return False
    acts.log(work, actor, item, Act.RELEASE, reason=reason)
    work.callbacks.change(item.id, actor.name, work.now, **acts.free_values())
    return True


def answered(work: UnitOfWork, item: CallbackState) -> bool:
    """Somebody answered or was put on hold, or the call is over: its outcome is still to be saved."""
    if item.connected_at is not None or item.state is State.WRAP:
        return True
    return work.calls.of_callback(item.id, item.holder_id) is not None


def locked(work: UnitOfWork, actor: Actor) -> None:
    """The screen of somebody who was available is locked: a pause until it is opened again."""
    period = _own(work, actor)
    if period is not None and period.intent is Intent.AVAILABLE:
        say(work, actor, Intent.PAUSED, LOCK)
        pause_block(work, actor, LOCK)


def unlocked(work: UnitOfWork, actor: Actor) -> None:
    """Back where it was before the lock."""
    period = _own(work, actor)
    if period is not None and period.code == LOCK:
        say(work, actor, Intent.AVAILABLE)
        resume_block(work, actor)


def signed_out(work: UnitOfWork, actor: Actor) -> None:
    """Nobody who is signed out is available; their block stands until they go on with it."""
    period = _own(work, actor)
    if period is not None:
        work.rep_periods.end(period.id, max(work.now, period.started_at))
        work.touch("phones")
        if period.intent is Intent.AVAILABLE:
            pause_block(work, actor, SIGNED_OUT)


def gone(work: UnitOfWork, actor: Actor, period: Period) -> Block | None:
    """The program of a person said to be available had ended without a word: their stretch ended, and their block
    stands, since the last sign of life. Their block, if they have one."""
    last = max(period.seen_at or period.started_at, period.started_at)
    work.rep_periods.end(period.id, last)
    work.audit.append("rep.gone", "staff", period.staff_id)
    work.touch("phones")
    block = work.blocks.running(actor.staff_id)
    return pause_block(work, actor, GONE, last) if block is not None and block.state == "running" else None


def _own(work: UnitOfWork, actor: Actor) -> Period | None:
    """What this person said at this station: a command of the shell, or another terminal, ends nothing."""
    period = work.rep_periods.running(actor.staff_id)
    return period if period is not None and work.rep_periods.station(period.id) == actor.station else None
