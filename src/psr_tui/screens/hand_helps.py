"""What helps in the box of a callback in hand: its script with the voicemail under it, quick notes, the red flag."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psr_tui.domain.call_script import Line, ScriptView, shown_lines
from psr_tui.domain.callback_list import CallInHand, Choice
from psr_tui.domain.quick_notes import QuickNote, joined
from psr_tui.domain.voicemail import LABELS, Permission
from psr_tui.screens.call_helps import CallHelps
from psr_tui.screens.calls import about_of
from psr_tui.screens.interpreter import InterpreterFor
from psr_tui.screens.script_keys import ScriptAbout
from psr_tui.widgets.call_box import CallBox

STEP = "script"
"""Under this name the position in the script is kept with what is typed."""


class HandHelps(CallHelps):
    """Subclasses keep what is typed (``keep_drafts``) and save by a code (``save_as``)."""

    hand: CallInHand
    script_step = ""

    async def save_as(self, code: str, when: str | datetime, note: str, seconds: int) -> None:
        """Save the call with this outcome. Only inside a flow."""
        raise NotImplementedError

    @property
    def box(self) -> CallBox:
        return self.query_one(CallBox)

    # --- the script ---
    def begin_script(self) -> None:
        """The beginning at once, as it was read with the call; a step that was reached before follows."""
        hand = self.hand
        self.script_about = ScriptAbout(hand.item.reason, hand.language, "out", hand.script_values)
        self.script_view = hand.script_view
        if hand.script_view is not None:
            self.show_script(hand.script_view)
        if self.script_step:
            self.flow(self.tell_script(self.script_step))

    def show_script(self, view: ScriptView) -> None:
        """The step, and under it what may be left on a machine, before the beep (CC-80); where nothing may be, that is
        for the rep alone and no words to say."""
        said = self.hand.voicemail_script
        none = self.hand.voicemail is Permission.NONE
        voicemail = Line(said, hint=True) if none else Line(said, lead=LABELS[self.hand.voicemail])
        self.box.tell_script((*shown_lines(view), voicemail))

    async def script_moved(self, position: str) -> None:
        self.script_step = position
        await self.keep_drafts()

    # --- the others ---
    def whom(self) -> InterpreterFor:
        item = self.hand.item
        return InterpreterFor("", item.id, item.patient_id, self.hand.language)

    def outcomes_here(self) -> Sequence[Choice]:
        return self.hand.choices

    def action_red_flag(self) -> None:
        from psr_tui.screens.red_flag import red_flag

        self.flow(red_flag(self, about_of(self.hand)))

    async def note_chosen(self, note: QuickNote) -> None:
        typed = self.box.draft()
        self.box.restore({**typed, "note": joined(typed.get("note", ""), note.text)})
        await self.keep_drafts()
        if note.outcome:
            await self.save_as(note.outcome, "", self.box.draft().get("note", ""), int(self.box.elapsed))
