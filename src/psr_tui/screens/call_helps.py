"""What helps while somebody speaks, in every box of a call: the script, an interpreter, who else answered, notes."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.callback_list import Choice
from psr_tui.domain.quick_notes import QuickNote
from psr_tui.screens.interpreter import InterpreterFor, interpreter_box
from psr_tui.screens.other_person import other_person
from psr_tui.screens.quick_notes import quick_note
from psr_tui.screens.red_flag import propose_flag
from psr_tui.screens.script_keys import ScriptKeys
from psr_tui.widgets.message_line import MessageLine


class CallHelps(ScriptKeys):
    """Subclasses say whom the call is with and take a chosen note."""

    looked_at = ""
    """The note as it was when phrases were looked for: the same words propose once."""

    def whom(self) -> InterpreterFor:
        """The call, the patient and their language, as far as they are known."""
        raise NotImplementedError

    def outcomes_here(self) -> Sequence[Choice]:
        """The outcomes of this box, for the words of quick notes."""
        raise NotImplementedError

    async def note_chosen(self, note: QuickNote) -> None:
        """Put the text into the note; with an outcome the call is saved."""
        raise NotImplementedError

    def action_another(self) -> None:
        """A call comes in: this one goes on hold, and stands here again when the other one is saved or hidden."""
        from psr_tui.screens.calls import new_call

        self.flow(new_call(self))

    def action_interpreter(self) -> None:
        self.flow(self.ask_interpreter())

    async def ask_interpreter(self) -> None:
        """The box of an interpreter. Only inside a flow."""
        await interpreter_box(self, self.whom())

    def action_other_person(self) -> None:
        self.flow(other_person(self, self.whom().patient_id))

    def action_quick_note(self) -> None:
        self.flow(self._quick_note())

    async def _quick_note(self) -> None:
        note = await quick_note(self, self.outcomes_here())
        if note is not None:
            await self.note_chosen(note)

    async def offer_boundary(self) -> None:
        """The first call of a version: what may be said is offered to be read, and nothing waits for it (CC-92)."""
        words = await self.desk.ask(self.desk.boundary.unread)
        if words and self.is_mounted and not self.query_one("#box-message", MessageLine).plain:
            self.say(words)  # never over an answer the rep has not read yet

    async def look_at_note(self, note: str) -> None:
        """A note was typed: its words may propose a red flag (CC-87). Only inside a flow."""
        if note != self.looked_at:
            self.looked_at = note
            await propose_flag(self, note)
