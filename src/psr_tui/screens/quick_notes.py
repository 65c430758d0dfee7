"""Quick notes in the call box: a text by one digit; those with an outcome save the call as well (CC-76)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psr_tui.domain.callback_list import Choice
from psr_tui.domain.languages import language_name
from psr_tui.domain.quick_notes import QuickNote, of_box
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.flows import Flows


async def quick_note(screen: Flows[Any], choices: Sequence[Choice]) -> QuickNote | None:
    """Choose one; None when the rep stepped back. ``choices``: the outcomes of this box, for their words and because a
    note with another outcome does not fit here. Only inside a flow."""
    words = {choice.code: choice.label for choice in choices}
    notes = of_box(await screen.desk.ask(screen.desk.quick_notes.notes), words)
    if not notes:
        screen.refuse("The clinic has no quick notes; type the note.")
        return None
    options = [(note.code, _line(note, words)) for note in notes]
    chosen = await screen.open(Choose("Quick note; with an arrow it saves the call", options))
    return next((note for note in notes if note.code == chosen), None)


def _line(note: QuickNote, words: dict[str, str]) -> str:
    tongue = "" if note.language == "en" else f" ({language_name(note.language)})"
    saves = f" → {words.get(note.outcome, note.outcome)}" if note.outcome else ""
    return f"{note.text}{tongue}{saves}"
