"""The call in hand, over any place: timer, script, outcome by one digit. Hiding it keeps call and text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from psr_tui.domain.callback_list import CallInHand, Choice
from psr_tui.domain.callback_states import State
from psr_tui.domain.clock import local, zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.privacy import Privacy
from psr_tui.keys import bindings
from psr_tui.screens import phone_block
from psr_tui.screens.claim_heart import DRAFT, HoldsClaim
from psr_tui.screens.cost import ask_cost
from psr_tui.screens.dial import offer_dial
from psr_tui.screens.dialogs import Choose, Confirm, Dialog, Prompt
from psr_tui.screens.hand_helps import STEP, HandHelps
from psr_tui.screens.next_number import next_number
from psr_tui.services.callbacks import OutcomeSaved
from psr_tui.widgets.call_box import CallBox
from psr_tui.widgets.call_parts import Call, Outcome
from psr_tui.widgets.form import Form
from psr_tui.widgets.frame import Line
from psr_tui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk

MORE = Outcome("9", "MORE", "More")
SKIP = "SKIP"
WAITS = "g: another caller waits"
_LEGEND = " a answered e ended l dial n new c cost i interpret o other q note Ctrl+R flag"


class CallDialog(Dialog[OutcomeSaved], HandHelps, HoldsClaim):
    """Answers with what was saved, or None when it was hidden; the call then goes on and Ctrl+O brings it back."""

    BINDINGS = bindings("call", "script", "helps")
    SCOPES = ("call", "script", "helps", "form", "dialog")
    HELP_TEXT = (
        "Press the digit of how the call ended: it is saved at once. 2 asks when to call again, typed in the patient's "
        "time, for example tue 2p. Tab goes to the note. Ctrl+O hides the box; the call and your text stay."
    )

    def __init__(self, desk: Desk, hand: CallInHand, draft: Mapping[str, str], shown: Privacy, told: str = "") -> None:
        super().__init__("Call")
        self._told = told
        self.desk = desk
        self.hand = hand
        self._draft = dict(draft)
        self._shown = shown
        self._command_id = desk.new_id()
        self.looked_at = draft.get("note", "")
        self._kept = bool(draft)
        self.script_step = self._draft.pop(STEP, "")

    # --- what is shown ---
    def compose(self) -> ComposeResult:
        with Vertical(classes="call-panel"):
            here = self.desk.tz if self.hand.patient_zone != self.desk.tz.key else None
            yield CallBox(self.desk.clock.now, self.desk.clock.boot_seconds, here=here, id="call")
            yield Line(Content(_LEGEND), id="box-legend")
            yield MessageLine(id="box-message")

    def on_mount(self) -> None:
        hand, now = self.hand, self.desk.clock.now()
        call = Call(hand.item.id, hand.item.version, self._about(), (), self._outcomes(), zone(hand.patient_zone))
        elapsed = (now - hand.began).total_seconds() if hand.began else 0.0
        self.box.open_call(call, elapsed=max(0.0, elapsed))
        self.box.restore(self._draft)
        self.begin_script()
        self.set_interval(20.0, self._tell)
        self._tell()
        name, why = hand.passed
        if name:
            self.refuse(f"{self._shown.name(name)}, promised by you. {why}")
        elif self._told:
            self.say(self._told)
        else:
            self.flow(self.offer_boundary(), hold=False)
        self.begin_to_beat(hand.item.id)

    def _tell(self) -> None:
        """What changes while a call runs: their local time, and how the phone block stands (CC-97)."""
        self.box.tell(self._about())
        self.flow(self._tell_block(), hold=False)

    async def _tell_block(self) -> None:
        line = await phone_block.box_line(self.desk, self.app.size.width - 8)
        self.box.border_title = Content(line)
        waits = WAITS if await self.desk.ask(self.desk.calls.open_call) else ""
        block = ", pause  . end the block" if line else ""
        self.box.border_subtitle = Content("   ".join(part for part in (waits, block) if part))

    def on_screen_resume(self) -> None:
        """The box over this one is gone: whether its caller waits on hold stands on the frame at once."""
        if self.box.is_mounted:
            self.flow(self._tell_block(), hold=False)

    def _about(self) -> str:
        hand = self.hand
        number = self._shown.phone(hand.number.shown) if hand.number else "no number"
        nameless = hand.number is not None and hand.patient == hand.number.shown
        about = number if nameless else f"{self._shown.name(hand.patient)} · {number}"
        there, here = (local(self.desk.clock.now(), tz) for tz in (zone(hand.patient_zone), self.desk.tz))
        return about if there.utcoffset() == here.utcoffset() else f"{about} · {there:%H:%M} there"

    def _outcomes(self) -> tuple[Outcome, ...]:
        by_digit = [
            Outcome(choice.digit, choice.code, choice.label, needs_when=choice.needs_time)
            for choice in self.hand.choices
            if choice.digit
        ]
        return (*by_digit, MORE)

    # --- keys ---
    def action_cancel(self) -> None:
        """Ctrl+O, F12, Esc: out of sight, not out of hand."""
        self.flow(self._hide())

    async def _hide(self) -> None:
        await self.keep_drafts()
        self.finish(None)

    async def keep_drafts(self) -> None:
        await self._keep(self.box.draft())

    def action_accept(self) -> None:
        self.box.form.submit()

    def action_switch(self) -> None:
        self.flow(self._switch())

    async def _switch(self) -> None:
        from psr_tui.screens.calls import other_call

        await self.keep_drafts()
        await other_call(self)

    def action_answered(self) -> None:
        self.flow(self._answered())

    async def _answered(self) -> None:
        await self.desk.act(self.desk.callbacks.answered, self.hand.item.id)
        self.say("Answered; the talk time counts from now.")

    def action_ended(self) -> None:
        self.flow(self._ended())

    async def _ended(self) -> None:
        await self.desk.act(self.desk.callbacks.ended, self.hand.item.id)
        self.say("The call has ended; press the digit of how it went.")

    def action_block_pause(self) -> None:
        self.flow(self._block_pause())

    async def _block_pause(self) -> None:
        """The pause begins now: a call nobody answered goes back at once, one that was answered is finished first."""
        away = await phone_block.pause(self, self.desk)
        if away is not None and not away.handed_back:
            self.say(away.words)
            await self._tell_block()
        elif away is not None:
            self._gone_back(away.words)

    def action_block_end(self) -> None:
        self.flow(self._block_end())

    async def _block_end(self) -> None:
        if await self.desk.ask(self.desk.blocks.standing) is None:
            self.refuse("No phone block runs; the outcome of this call is saved with its digit.")
            return
        summary = await phone_block.end(self, self.desk)
        if summary is not None:
            await phone_block.show(self, self.desk, summary)
            self._gone_back(phone_block.ended_words(summary))

    def _gone_back(self, words: str) -> None:
        """The item went back to the list; what was typed for it is kept for whoever of us calls it again."""
        self.finish(OutcomeSaved(self.hand.item.id, State.OPEN, None, words))

    def action_next_number(self) -> None:
        self.flow(next_number(self))

    def action_dial(self) -> None:
        if self.hand.number is None:
            self.refuse("There is no number to dial; 5 on the list opens the callback.")
            return
        self.flow(self._dial(self.hand.number.e164))

    async def _dial(self, e164: str) -> None:
        await offer_dial(self, self.desk, e164)

    def show_number(self, hand: CallInHand) -> None:
        self.hand = hand
        self.box.tell(self._about())

    def action_cost(self) -> None:
        if not self.hand.item.patient_id:
            self.refuse("This caller is not on file; find or register the patient first, with Ctrl+F.")
            return
        self.flow(ask_cost(self, self.hand.item.patient_id))

    # --- what is typed ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        self.flow(self._keep_and_look(message.values), hold=False)

    async def _keep_and_look(self, values: Mapping[str, str]) -> None:
        await self._keep(values)
        await self.look_at_note(values.get("note", ""))

    async def _keep(self, draft: Mapping[str, str]) -> None:
        """Keep note and time in the store, so that a crash in the middle of a call loses nothing (CC-68)."""
        typed = {name: text for name, text in {**draft, STEP: self.script_step}.items() if name != "outcome" and text}
        if typed or self._kept:
            self._kept = True
            await self.desk.act(self.desk.drafts.keep, DRAFT, self.hand.item.id, typed)

    # --- the outcome ---
    def on_call_box_saved(self, message: CallBox.Saved) -> None:
        message.stop()
        self.flow(self._save(message))

    async def _save(self, ended: CallBox.Saved) -> None:
        code: str | None = ended.outcome.code
        if code == MORE.code:
            code = await self._more()
        if code is None:
            return
        if code == SKIP:
            await self._skip(ended.note)
            return
        await self.save_as(code, ended.when or "", ended.note, ended.seconds)

    async def save_as(self, code: str, when: str | datetime, note: str, seconds: int) -> None:
        if code == "LNG":  # a language barrier leads to an interpreter first (CC-94)
            await self.ask_interpreter()
        choice = next(one for one in self.hand.choices if one.code == code)
        if not await self._long_enough(choice, seconds):
            return
        if choice.code == "VML":
            code = self.hand.voicemail_code
        save = self.desk.callbacks.save_outcome
        try:
            saved = await self.desk.act(save, self.hand.item.id, self._command_id, code, when=when, note=note)
        except InvalidInput as problem:
            if problem.field == "When":
                self.box.ask_when()
            raise
        await self._done(saved)

    async def _long_enough(self, choice: Choice, seconds: int) -> bool:
        most = choice.ask_above_seconds
        if seconds >= choice.ask_below_seconds and (most is None or seconds <= most):
            return True
        much = "Only " if seconds < choice.ask_below_seconds else ""
        question = f"{much}{seconds} s since you dialed. {choice.label} all the same?"
        answer = await self.open(Confirm(question, "y", yes=choice.label.lower(), no="go on with the call"))
        return answer is True

    async def _more(self) -> str | None:
        rest = [(one.code, one.label) for one in self.hand.choices if not one.digit and not one.code.startswith("VMD")]
        return await self.open(Choose("How did the call end?", [*rest, (SKIP, "Skip it, with a reason")]))

    async def _skip(self, note: str) -> None:
        reasons = await self.desk.ask(self.desk.reference.reasons, "skip")
        code = await self.open(Choose("Skip: why?", [(one.code, one.label) for one in reasons]))
        if code is None:
            return
        if next(one for one in reasons if one.code == code).needs_comment and not note:
            note = await self.open(Prompt("Skip: why?", "In a few words", lambda typed: typed)) or ""
        item = self.hand.item
        words = await self.attempt(self.desk.callbacks.skip, [(item.id, item.version)], code, note)
        if words is not None:
            await self._done(OutcomeSaved(item.id, item.state, None, words))

    async def _done(self, saved: OutcomeSaved) -> None:
        if self._kept:
            await self.desk.act(self.desk.drafts.drop, DRAFT, self.hand.item.id)
        self.finish(saved)
