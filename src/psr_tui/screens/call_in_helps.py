"""What helps in a call that came in: the script of its reason, an interpreter, quick notes, the phrases of a note."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.call_script import ScriptView
from psr_tui.domain.callback_list import Choice
from psr_tui.domain.quick_notes import QuickNote, joined
from psr_tui.screens.call_helps import CallHelps
from psr_tui.screens.call_in_end import CallInEnd
from psr_tui.screens.interpreter import InterpreterFor
from psr_tui.screens.script_keys import ScriptAbout

STEP = "script"


class CallInHelps(CallInEnd, CallHelps):
    """The helps; the box itself shows."""

    step = ""
    """Where the script stands, kept with what is typed."""

    def say_what(self) -> None:
        """Given by the box: show what is to be said now."""
        raise NotImplementedError

    def action_another(self) -> None:
        CallInEnd.action_another(self)

    def whom(self) -> InterpreterFor:
        sheet = self.sheet
        patient = sheet.patient.patient_id if sheet.patient else ""
        return InterpreterFor(sheet.call_id, sheet.callback_id, patient, sheet.language)

    def outcomes_here(self) -> Sequence[Choice]:
        return self.sheet.choices

    async def note_chosen(self, note: QuickNote) -> None:
        self.note.restore(joined(self.note.value, note.text))
        await self.keep_drafts()
        if note.outcome:
            await self.save(note.outcome)

    # --- the script ---
    async def follow_script(self) -> None:
        """The script of the reason that stands in the field, where it was left. Only inside a flow."""
        reason, sheet = self.reason.raw, self.sheet
        hidden = sheet.patient is not None and not sheet.verified
        known = self.script_about is not None and self.script_about.reason == reason
        if not reason or hidden or reason not in dict(sheet.reasons) or known:
            return
        self.script_about = ScriptAbout(reason, sheet.language or "en", "in", sheet.script_values, greeted=True)
        step, self.step = self.step, ""
        await self.tell_script(step)

    def forget_script(self) -> None:
        """The script that is shown names somebody else, or more than this caller may hear: it is told anew."""
        about, sheet = self.script_about, self.sheet
        if about is not None and (about.language, about.values) != (sheet.language or "en", sheet.script_values):
            self.script_about, self.script_view = None, None

    def show_script(self, view: ScriptView) -> None:
        self.step = view.position
        self.say_what()

    async def script_moved(self, position: str) -> None:
        self.step = position
        await self.keep_drafts()
