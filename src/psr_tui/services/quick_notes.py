"""The quick notes of the clinic; rows of kind ``quick_note`` among the coded reasons."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.quick_notes import QuickNote, offered, quick_note
from psr_tui.domain.staff import Actor
from psr_tui.store.store import Store

KIND = "quick_note"


class QuickNoteService:
    """Read only: rows are reference data."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def notes(self, actor: Actor) -> list[QuickNote]:
        """All of them in their order."""
        with self._store.read() as work:
            rows = [quick_note(row.code, row.label, row.detail) for row in work.reference.reasons(KIND)]
            outcomes = work.callbacks.rules(work.now).outcomes
        return offered(rows, (code for code, outcome in outcomes.items() if not outcome.system))
