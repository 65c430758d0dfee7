"""What the letters of the call box do: hold, end, another call, forward, who is calling, what follows from the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psr_tui.domain.call_sheet import CallSheet, OpenItem, TransferRecord
from psr_tui.domain.calls import ROLE_WORDS, CallState, Role
from psr_tui.domain.may_be_told import may_hear_words
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.screens.call_forward import forward
from psr_tui.screens.call_in_words import telling
from psr_tui.screens.cost import ask_cost
from psr_tui.screens.dialogs import Choose, Dialog, Prompt
from psr_tui.screens.dialogs.prompt import needed

if TYPE_CHECKING:
    from psr_tui.desk import Desk

ELSE = "else"


@dataclass(frozen=True, slots=True)
class Left:
    """Why the box closed: ``saved``, ``switch`` (to ``call_id``), ``another`` call came, ``book`` a visit."""

    what: str
    call_id: str = ""
    words: str = ""


class CallInActs(Dialog[Left]):
    """The letters; the box itself shows and saves."""

    desk: Desk
    sheet: CallSheet

    async def renew(self) -> None:
        """Given by the box: read the call again and show it."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Given by the box: the cursor goes to what is to be done next."""
        raise NotImplementedError

    async def take_person(self, patient_id: str) -> None:
        """Given by the box: the call is about this patient."""
        raise NotImplementedError

    # --- the call ---
    def action_cancel(self) -> None:
        """Ctrl+O, F12, Esc: out of sight, not out of hand."""
        self.flow(self._leave(None))

    async def _leave(self, left: Left | None) -> None:
        await self.keep_drafts()
        self.finish(left)

    def action_answered(self) -> None:
        self.flow(self._answered())

    async def _answered(self) -> None:
        rang = self.sheet.state is CallState.RINGING
        await self._do(self.desk.calls.answer_call)
        if rang:
            self.go_on()

    def action_hold(self) -> None:
        self.flow(self._do(self.desk.calls.hold_call))

    def action_ended(self) -> None:
        self.flow(self._do(self.desk.calls.end_call))

    async def _do(self, act: Any) -> None:
        said = await self.desk.act(act, self.sheet.call_id)
        await self.renew()
        self.say(said)

    def action_another(self) -> None:
        self.flow(self._leave(Left("another")))

    def action_switch(self) -> None:
        self.flow(self._switch())

    async def _switch(self) -> None:
        taken = await self.desk.act(self.desk.calls.take_other, self.sheet.call_id)
        await self._leave(Left("switch", taken))

    def action_red_flag(self) -> None:
        from psr_tui.screens.calls import red_flag_of

        self.flow(red_flag_of(self, self.sheet))

    # --- who ---
    def action_find(self) -> None:
        self.flow(self.find_person(""))

    async def find_person(self, text: str) -> None:
        """Find or register whom the call is about; the gate is asked all the same."""
        from psr_tui.screens.find_patient import choose_patient

        patient_id = await choose_patient(self, self.desk, "Whom is the call about?", text=text)
        if patient_id is not None:
            await self.take_person(patient_id)

    def action_nobody(self) -> None:
        self.flow(self._nobody())

    async def _nobody(self) -> None:
        await self.desk.act(self.desk.calls.nobody, self.sheet.call_id)
        await self.renew()
        self.go_on()
        self.say("Nobody is chosen; what was shown is hidden again.")

    def action_who(self) -> None:
        self.flow(self._who())

    async def _who(self) -> None:
        roles = [
            (role.value, words[0].upper() + words[1:]) for role, words in ROLE_WORDS.items() if role is not Role.UNKNOWN
        ]
        chosen = await self.open(Choose("Who is calling?", roles, current=self.sheet.role.value))
        if chosen is None:
            return
        role, name = Role(chosen), ""
        if role in (Role.GUARDIAN, Role.AUTHORISED) and self.sheet.contacts:
            listed = [(one.name, may_hear_words(one)) for one in self.sheet.contacts]
            picked = await self.open(Choose("Which of them? What they may hear", [*listed, (ELSE, "Somebody else")]))
            if picked is None:
                return
            name = "" if picked == ELSE else picked
        if role is not Role.PATIENT and not name:
            typed = await self.open(
                Prompt("Who is calling?", "Their name and where they are from", needed, max_length=80)
            )
            if typed is None:
                return
            name = typed
        await self.desk.act(self.desk.calls.set_role, self.sheet.call_id, role, name)
        await self.renew()
        self.say(telling(self.sheet, self.station.shown))

    # --- forward ---
    def action_hand_on(self) -> None:
        self.flow(self._hand_on())

    async def _hand_on(self) -> None:
        sheet = self.sheet
        if sheet.coming is not None and sheet.coming.open:
            await self._refuse_it(sheet.coming)
        elif sheet.transfer is not None and sheet.transfer.open:
            await self._answer_of(sheet.transfer)
        else:
            await self._ask_them()

    async def _ask_them(self) -> None:
        said = await forward(self, self.sheet.call_id)
        if said is not None:
            await self.renew()
            self.say(said)

    async def _answer_of(self, transfer: TransferRecord) -> None:
        options = [("accepted", "They take it"), ("refused", "They do not take it")]
        if transfer.answered_at is None:
            options.insert(0, ("answered", "They are on the line"))
        chosen = await self.open(Choose(f"Forwarded to {transfer.to_whom}", options))
        calls = self.desk.calls
        if chosen == "refused":
            await self._refuse_it(transfer)
        elif chosen is not None:
            act = calls.transfer_answered if chosen == "answered" else calls.transfer_accepted
            said = await self.desk.act(act, transfer.id)
            await self.renew()
            self.say(said)

    async def _refuse_it(self, transfer: TransferRecord) -> None:
        why = await self.open(Prompt("Not taken: why?", "In a few words", needed, max_length=120))
        if why is None:
            return
        said = await self.desk.act(self.desk.calls.transfer_refused, transfer.id, why)
        if self.sheet.state is CallState.RINGING:
            self.finish(Left("saved", "", said))
            return
        await self.renew()
        self.say(said)

    # --- what follows ---
    def action_settle(self) -> None:
        self.flow(self._settle())

    async def _settle(self) -> None:
        known = self.sheet.known
        by_number = () if self.sheet.number_waits is None else (self.sheet.number_waits,)
        items = (*known.tell, *known.waiting, *by_number)
        if not items:
            self.refuse("Nothing waits for this caller; verify them first if the record is still hidden.")
            return
        item: OpenItem | None = items[0]
        if len(items) > 1:
            options = [(one.callback_id, one.words) for one in items]
            chosen = await self.open(Choose("What is settled by this call?", options))
            item = next((one for one in items if one.callback_id == chosen), None)
        if item is not None:
            act = self.desk.calls.told if item in known.tell else self.desk.calls.take_callback
            args = (self.sheet.call_id, item.callback_id, item.version, self.desk.new_id())
            said = await self.desk.act(act, *args)
            await self.renew()
            self.say(said)

    def action_make(self) -> None:
        self.flow(self._make())

    async def _make(self) -> None:
        if self.sheet.patient is None:
            self.refuse("Choose first whom it is for: a digit, or Ctrl+F.")
            return
        options = [("callback", "A callback"), ("book", "An appointment"), ("task", "A task for the team")]
        chosen = await self.open(Choose("Make for them", options))
        if chosen == "callback":
            from psr_tui.screens.new_callback import new_callback

            made = await new_callback(self, self.sheet.patient.patient_id)
            if made is not None:
                await self.renew()
                self.say(made.words)
        elif chosen == "task":
            await self._new_task(self.sheet.patient.patient_id)
        elif chosen == "book":
            await self._leave(Left("book", self.sheet.call_id))

    async def _new_task(self, patient_id: str) -> None:
        title = await self.open(Prompt("Task for the team", "What is to be done", needed, max_length=120))
        if title is not None:
            self.say(await self.desk.act(self.desk.worklists.add, NewWork(WorkKind.TASK, title, patient_id=patient_id)))

    def action_card(self) -> None:
        self.flow(self._card())

    async def _card(self) -> None:
        from psr_tui.screens.patient import show_card

        if self.sheet.patient is None or not self.sheet.verified:
            self.refuse("Verify the caller first; then k opens the card.")
            return
        await show_card(self, self.desk, self.sheet.patient.patient_id)
        await self.renew()

    def action_cost(self) -> None:
        if self.sheet.patient is None:
            self.refuse("Choose first whom it is about: a digit, or Ctrl+F.")
            return
        self.flow(ask_cost(self, self.sheet.patient.patient_id))
