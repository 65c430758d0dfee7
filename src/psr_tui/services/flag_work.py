"""The work item of a red flag: closed with the flag, and urgency raised by what stands in a note."""

from __future__ import annotations

from psr_tui.domain.callbacks import Priority
from psr_tui.domain.red_flags import phrase_in, proposal, raised
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.store.repositories.callbacks import CallbackState
from psr_tui.store.unit_of_work import UnitOfWork


def close_flag_work(work: UnitOfWork, actor: Actor, item: CallbackState, outcome: str) -> None:
    """Somebody answered a flag: what stood on the worklist about it is done. Nothing for other callbacks."""
    if item.red_flag:
        work.items.close_about(WorkKind.RED_FLAG, item.id, outcome, actor.staff_id, actor.name, work.now)
        work.touch("work", "flags")


def noted(work: UnitOfWork, priority: Priority, note: str) -> tuple[Priority, str]:
    """The priority after a note (never lower than before), and the sentence that proposes a red flag, or ''."""
    if not note.strip():
        return priority, ""
    phrases = work.flags.phrases()
    sentence = proposal(phrase_in(note, phrases))
    return raised(priority, note, phrases), f" {sentence}" if sentence else ""
