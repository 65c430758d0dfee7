"""How a call in its box is saved: outcome, why it is about nobody, whether all was taken care of (CC-67, CC-69)."""

from __future__ import annotations

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.screens.call_in_acts import CallInActs, Left
from psr_tui.screens.dialogs import Choose
from psr_tui.services.calls import CallEnd
from psr_tui.widgets.call_parts import Outcome
from psr_tui.widgets.call_stops import ReasonField
from psr_tui.widgets.fields import NoteField, WhenField
from psr_tui.widgets.form_stop import FormStop

DRAFT = "call_in"
MORE = Outcome("9", "MORE", "More")


class CallInEnd(CallInActs):
    """The end of a call; the box itself gives the fields."""

    command_id: str
    reason: ReasonField
    note: NoteField
    when: WhenField

    @property
    def reason_now(self) -> str:
        return str(self.reason.parsed or "")

    async def save(self, code: str) -> None:
        if code == MORE.code:
            rest = [(one.code, one.label) for one in self.sheet.choices if not one.digit]
            chosen = await self.open(Choose("How did the call end?", rest))
            if chosen is None:
                return
            code = chosen
        reason = self.reason_now
        try:
            asks, nobody = await self.desk.ask(self.desk.calls.needs, self.sheet.call_id, code, reason)
        except InvalidInput as problem:
            self._back_to(problem)
            raise
        why, resolved = "", None
        if nobody:
            why = await self._about_nobody()
            if not why:
                return
        if asks:
            resolved = await self._resolved()
            if resolved is None:
                return
        end = CallEnd(
            self.command_id, self.sheet.call_id, code, reason, self.note.value, resolved, why, self.when.parsed or "",
        )  # fmt: skip
        await self._send(end)

    async def _send(self, end: CallEnd) -> None:
        try:
            saved = await self.desk.act(self.desk.calls.save_call, end)
        except InvalidInput as problem:
            self._back_to(problem)
            raise
        except DeskError:
            await self.renew()
            raise
        await self.desk.act(self.desk.drafts.drop, DRAFT, self.sheet.call_id)
        self.finish(Left("saved", saved.next_call, saved.words))

    def _back_to(self, problem: InvalidInput) -> None:
        """The cursor goes to the field that is wrong."""
        wanted: dict[str, FormStop] = {"Reason": self.reason, "Note": self.note, "When": self.when}
        if (stop := wanted.get(problem.field)) is not None:
            stop.display = True
            self.set_focus(stop)

    async def _resolved(self) -> bool | None:
        options = [("yes", "Yes, nothing is left to do"), ("no", "No, more is to come")]
        answer = await self.open(Choose("Ask: was everything taken care of?", options))
        return None if answer is None else answer == "yes"

    async def _about_nobody(self) -> str:
        """Asked once: why the call is about nobody; the code, '' to go back to the box (CC-69)."""
        reasons = await self.desk.ask(self.desk.reference.reasons, "no_patient")
        options = [("find", "Find the patient"), *((one.code, one.label) for one in reasons)]
        chosen = await self.open(Choose("The call is about nobody yet", options))
        if chosen == "find":
            await self.find_person("")
            return ""
        return chosen or ""
