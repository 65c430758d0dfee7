"""Phone blocks: plan, start, pause, go on, end, and what a block came to (call-center.md section 11).

Each act is one transaction. Pausing and going on are what a rep says of themselves (``rep_states``); the next call is
the callback service's, which asks for the running block itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from psr_tui.domain.block_words import BlockStanding, BlockSummary, told_now
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.clock import Clock, local
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.phone_block import BlockEvent, BlockKind
from psr_tui.domain.rep_states import Intent, over_words
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note, so_many
from psr_tui.domain.typed_blocks import LEAST, parse_span
from psr_tui.services import block_steps, rep_steps, reservations
from psr_tui.services import call_acts as acts
from psr_tui.services.block_facts import day_of, standing_of, summary_of, work_words
from psr_tui.services.guards import must_exist
from psr_tui.store.repositories.phone_blocks import Block
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

MOST_GOAL, MOST_RESERVED = 500, 50
_CALLS_AN_HOUR = 20  # what a goal is proposed by when a rep never had a block
_SOON = timedelta(minutes=10)
_DAYS_SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewBlock:
    """A block as it was typed. ``command_id``: an id of the screen, so that a second Enter starts nothing twice;
    ``how_long``: ``60``, ``12:30-13:30``, ``+1h``; a start to come makes it a planned one. ``planned_id``: the planned
    block that is started with it. ``reserve``: so many items are kept for it."""

    command_id: str
    how_long: str
    goal: int = 0
    only: CallbackFilter = EVERYTHING
    reserve: int = 0
    note: str = ""
    planned_id: str = ""


@dataclass(frozen=True, slots=True)
class BlockForm:
    """What the form begins with: a planned block that is due, the rep's last block, the clinic's settings."""

    how_long: str
    goal: int
    only: CallbackFilter
    reserve: int
    note: str
    planned_id: str
    reasons: tuple[tuple[str, str], ...]
    providers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block in the list of one's own."""

    id: str
    began: str
    state: str
    work: str
    goal: int


class PhoneBlockService:
    """One running block a rep; what it came to is derived each time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- reading ---
    def running(self, actor: Actor) -> bool:
        """Whether this person has a block that runs or is paused."""
        with self._store.read() as work:
            return work.blocks.running(actor.staff_id) is not None

    def standing(self, actor: Actor) -> BlockStanding | None:
        """How this person's running block stands; None when there is none."""
        with self._store.read() as work:
            block = work.blocks.running(actor.staff_id)
            return standing_of(work, actor, block, work.rep_periods.codes()) if block else None

    def form(self, actor: Actor) -> BlockForm:
        """What the form of a new block begins with."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            due = work.blocks.planned(actor.staff_id, work.now + _SOON)
            planned = next((one for one in due if one.planned_end - work.now >= LEAST), None)
            before = work.blocks.started_between(actor.staff_id, work.now - _DAYS_SHOWN, work.now + _SOON)
            model = planned or (before[-1] if before else None)
            minutes = clinic.block_minutes
            reasons = tuple((one.code, one.label) for one in work.reference.reasons("call_reason"))
            providers = tuple((one.id, one.last_name.title()) for one in work.reference.providers())
            tz = clinic.tz
        how_long = str(minutes)
        if planned is not None:
            how_long = f"{local(planned.planned_start, tz):%H:%M}-{local(planned.planned_end, tz):%H:%M}"
        return BlockForm(
            how_long, model.goal if model else minutes * _CALLS_AN_HOUR // 60, model.only if model else EVERYTHING, 0,
            planned.note if planned else "", planned.id if planned else "", reasons, providers,
        )  # fmt: skip

    def summary(self, actor: Actor, block_id: str = "") -> BlockSummary | None:
        """What a block came to, or comes to so far; without an id the running one, None when there is none. Raises
        NotFound, and Refused for another person's."""
        with self._store.read() as work:
            block = work.blocks.get(block_id) if block_id else work.blocks.running(actor.staff_id)
            if block is None and not block_id:
                return None
            block = must_exist(block, "This block")
            if block.staff_id != actor.staff_id:
                raise Refused("This is another person's block; who leads sees it on F9.")
            return summary_of(work, actor, block)

    def mine(self, actor: Actor) -> list[BlockLine]:
        """Blocks of this person in the last two weeks and those to come, the newest first."""
        with self._store.read() as work:
            tz = work.clinic.get().tz
            found = work.blocks.started_between(actor.staff_id, work.now - _DAYS_SHOWN, work.now + _SOON)
            found += work.blocks.planned(actor.staff_id, work.now + 26 * _DAYS_SHOWN)
            return [_line(work, one, f"{local(one.began, tz):%a %m/%d %H:%M}") for one in reversed(found)]

    # --- acts ---
    def start(self, actor: Actor, new: NewBlock) -> str:
        """Start a block now, or plan one that begins later; the sentence for the message line.

        Raises: Refused while another one runs, InvalidInput for what cannot be read.
        """
        with self._store.write(actor, "block.start", "phone_block", new.command_id) as work:
            if work.blocks.get(new.command_id) is not None:
                return "The block is there already; nothing was changed."
            clinic = work.clinic.get()
            block_steps.sweep(work, actor, day_of(work)[0])
            begins, ends = parse_span(new.how_long, work.now, clinic.tz)
            if not 0 <= new.goal <= MOST_GOAL or not 0 <= new.reserve <= MOST_RESERVED:
                raise InvalidInput(f"Goal: up to {MOST_GOAL} calls, and {MOST_RESERVED} kept for it.", "Goal")
            later = begins > work.now
            if not later and work.blocks.running(actor.staff_id) is not None:
                raise Refused("You have a phone block already; 0 shows it, full stop ends it.")
            block = self._add(work, actor, new, begins, ends, later)
            kept = 0
            if not later:
                rep_steps.say(work, actor, Intent.AVAILABLE)
                kept = reservations.reserve(work, actor, block, new.only, new.reserve, ends) if new.reserve else 0
            words = work_words(work, new.only)
            work.commit()
        if later:
            wall = f"{local(begins, clinic.tz):%a %m/%d %H:%M} to {local(ends, clinic.tz):%H:%M}"
            return f"Planned for {wall}: {words}. 0 starts it when it is time."
        reserved = f", {so_many(kept, 'callback')} kept for you" if new.reserve else ""
        return f"Phone block till {local(ends, clinic.tz):%H:%M}: {words}{reserved}. 1 calls, comma pauses, . ends it."

    def end(self, actor: Actor, reason: str, note: str = "") -> BlockSummary:
        """End the running block: what is claimed and reserved goes back, and what it came to is told (CC-100).

        Raises: Refused without a block, and while a call that was answered has no outcome; InvalidInput without a
        reason of the list.
        """
        with self._store.write(actor, "block.end", "phone_block") as work:
            block = work.blocks.running(actor.staff_id)
            if block is None:
                raise Refused("No phone block runs; 0 starts one.")
            coded = work.reference.reason("block_end", reason)
            if coded is None:
                raise InvalidInput("Why: choose one of the list.", "Why")
            if coded.needs_comment and not note.strip():
                raise InvalidInput(f"{coded.label} needs a few words; type why.", "Why")
            held = work.callbacks.held_by(actor.staff_id)
            if held is not None and rep_steps.answered(work, acts.found(work, held)):
                raise Refused("Save the outcome of your call first: Ctrl+O shows it. Then end the block.")
            back = int(rep_steps.hand_back(work, actor, "block")) + reservations.unreserve(work, block.id)
            rep_steps.resume_block(work, actor)
            rep_steps.say(work, actor, Intent.AVAILABLE)
            rep_steps.write(
                work, actor, block, BlockEvent(work.now, BlockKind.ENDED, reason), state="ended", ended_at=work.now,
                end_reason=reason, note=clean_note(f"{block.note} {note}".strip()),
            )  # fmt: skip
            ended = must_exist(work.blocks.get(block.id), "This block")
            summary = summary_of(work, actor, ended, back)
            work.touch("callbacks")
            work.commit()
        return summary

    def drop(self, actor: Actor, block_id: str) -> str:
        """Take a planned block back."""
        with self._store.write(actor, "block.drop", "phone_block", block_id) as work:
            block = must_exist(work.blocks.get(block_id), "This block")
            if block.staff_id != actor.staff_id or block.state != "planned":
                raise Refused("Only a planned block of your own can be taken back; a running one ends with full stop.")
            rep_steps.write(
                work, actor, block, BlockEvent(work.now, BlockKind.ENDED), state="ended", ended_at=work.now,
                end_reason="taken back",
            )  # fmt: skip
            work.commit()
        return "The planned block is taken back."

    def minute(self, actor: Actor) -> str:
        """Once a minute: a sign of life, so that a crash leaves a gap and no time (CC-101); what must be told of the
        block or of a pause over its limit, or nothing. Writes only while somebody is available."""
        with self._store.read() as work:
            period = work.rep_periods.running(actor.staff_id)
            midnight = day_of(work)[0]
            stale = any(one.staff_id == actor.staff_id for one in work.blocks.left_over(midnight))
        said = ""
        if stale or (period is not None and period.intent is Intent.AVAILABLE):
            said = self._alive(actor)
        with self._store.read() as work:
            period = work.rep_periods.running(actor.staff_id)
            block = work.blocks.running(actor.staff_id)
            if not said and block is not None:
                said = told_now(standing_of(work, actor, block, work.rep_periods.codes()))
            planned = [] if block else work.blocks.planned(actor.staff_id, work.now)
            if not said and any(work.now - one.planned_start < timedelta(minutes=1) for one in planned):
                said = "It is time for your planned phone block: F4, then 0."
            return said or (over_words(period, work.now) if period is not None and block is None else "")

    # --- inside ---
    def _alive(self, actor: Actor) -> str:
        with self._store.write(actor, "block.minute") as work:
            swept = block_steps.sweep(work, actor, day_of(work)[0], actor.staff_id)
            period = work.rep_periods.running(actor.staff_id)
            cut: Block | None = None
            if period is not None and period.gone(work.now):
                cut = rep_steps.gone(work, actor, period)
            elif period is not None and work.rep_periods.station(period.id) == actor.station:
                work.rep_periods.seen(period.id, work.now)
            work.commit()
        if cut is not None:
            return "Your phone block was cut off and stands still; that counts as a pause. F4, then 1 goes on."
        return "A phone block of an earlier day was closed; :blocks shows it." if swept else ""

    def _add(self, work: UnitOfWork, actor: Actor, new: NewBlock, begins: datetime, ends: datetime, later: bool) -> str:
        only = new.only
        values = {
            "state": "planned" if later else "running", "planned_start": begins, "planned_end": ends,
            "started_at": None if later else work.now, "goal": new.goal, "whose": only.whose.value,
            "reasons": " ".join(only.reasons), "languages": " ".join(only.languages),
            "providers": " ".join(only.providers), "note": clean(new.note, 400),
        }  # fmt: skip
        planned = work.blocks.get(new.planned_id) if new.planned_id else None
        if planned is not None and planned.state == "planned" and planned.staff_id == actor.staff_id:
            work.blocks.change(planned.id, actor.name, work.now, **values)
            block = must_exist(work.blocks.get(planned.id), "This block")
        else:
            values |= {"id": new.command_id, "staff_id": actor.staff_id}
            work.blocks.add(values, actor.name, work.now)
            block = must_exist(work.blocks.get(new.command_id), "This block")
        rep_steps.write(work, actor, block, BlockEvent(work.now, BlockKind.PLANNED if later else BlockKind.STARTED))
        return block.id


def _line(work: UnitOfWork, block: Block, began: str) -> BlockLine:
    return BlockLine(block.id, began, block.state, work_words(work, block.only), block.goal)


__all__ = ["BlockForm", "BlockLine", "NewBlock", "PhoneBlockService", "Whose"]
