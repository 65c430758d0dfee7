"""A block as the log and the clock tell it: nothing of this is stored (call-center.md section 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.block_words import BlockStanding, BlockSummary
from psr_tui.domain.callback_filter import CallbackFilter, Whose
from psr_tui.domain.clock import at_local, local_date
from psr_tui.domain.languages import language_name
from psr_tui.domain.phone_block import BlockTime, Stops, Stretch, progress, stops
from psr_tui.domain.rep_states import Intent, PauseCode
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.store.repositories.phone_blocks import Block
from psr_tui.store.unit_of_work import UnitOfWork


def time_of(work: UnitOfWork, block: Block, read: Stops) -> BlockTime:
    """Its start, end, pauses, interruptions and the last sign of life."""
    start, end = block.began, block.ended_at or work.now
    period = work.rep_periods.running(block.staff_id)
    alive = block.state == "running" and period is not None and period.intent is Intent.AVAILABLE
    return BlockTime(
        start, block.planned_end, block.goal, block.ended_at, period.seen_at if alive and period else None, read.pauses,
        (*_worked(work, block, read), *work.blocks.calls(block.staff_id, start, end),
         *work.blocks.flags(block.staff_id, start, end)),
    )  # fmt: skip


def _worked(work: UnitOfWork, block: Block, read: Stops) -> list[Stretch]:
    """Items that came before the block's own work, each from its claim until the rep was done with it."""
    return [
        Stretch(one.at, work.blocks.let_go(one.detail, block.staff_id, one.at), one.code, one.detail)
        for one in read.preempted
    ]


def standing_of(work: UnitOfWork, actor: Actor, block: Block, codes: list[PauseCode]) -> BlockStanding:
    """How the block stands now, or stood when it ended."""
    read = stops(work.blocks.events(block.id))
    time = time_of(work, block, read)
    saved = work.blocks.saved(block.staff_id, time.started_at, time.ended_at or work.now)
    rules = work.callbacks.rules(work.now)
    left = work.blocks.left(acts.look_for(work, actor, rules, wanted=block.only))
    stand = progress(time, saved, left, work.now)
    code = next((one for one in codes if read.paused is not None and one.code == read.paused.code), None)
    paused = read.paused if block.state == "paused" else None
    return BlockStanding(
        block.id, work.now, time, stand, paused, code.label if code else "", code.limit_minutes if code else None,
        acts.rush_words(work, rules),
    )  # fmt: skip


def summary_of(work: UnitOfWork, actor: Actor, block: Block, handed_back: int = 0) -> BlockSummary:
    """What the block came to: attempts, reached, done, left, skips, pauses, interruptions (CC-100, CC-102)."""
    codes = work.rep_periods.codes()
    standing = standing_of(work, actor, block, codes)
    start, end = block.began, block.ended_at or work.now
    reason = work.reference.reason("block_end", block.end_reason)
    read = stops(work.blocks.events(block.id))
    return BlockSummary(
        standing, block.state, reason.label if reason else block.end_reason, block.note, work_words(work, block.only),
        {one.code: one.label for one in codes}, tuple(work.blocks.skips(block.staff_id, start, end)), len(read.picked),
        handed_back,
    )  # fmt: skip


def work_words(work: UnitOfWork, only: CallbackFilter) -> str:
    """``refill, booking · Spanish · the pool``; ``all that is due`` when nothing is left out."""
    reasons = {one.code: one.label.lower() for one in work.reference.reasons("call_reason")}
    providers = {one.id: one.last_name.title() for one in work.reference.providers()}
    parts = [
        ", ".join(reasons.get(code, code) for code in only.reasons),
        ", ".join(language_name(code) for code in only.languages),
        ", ".join(providers.get(one, one) for one in only.providers),
        {Whose.MINE: "mine", Whose.POOL: "the pool"}.get(only.whose, ""),
    ]
    return " · ".join(part for part in parts if part) or "all that is due"


def day_of(work: UnitOfWork, at: datetime | None = None) -> tuple[datetime, datetime]:
    """The clinic's day of a moment as instants: from its midnight to the next one."""
    tz = work.clinic.get().tz
    day = local_date(at or work.now, tz)
    return at_local(day, 0, 0, tz), at_local(day + timedelta(days=1), 0, 0, tz)
