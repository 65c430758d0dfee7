"""Who is on the line, in the box of a call: number, person, identity gate, and what waits for them (CC-71 to CC-79)."""

from __future__ import annotations

from psr_tui.domain.errors import InvalidInput
from psr_tui.screens.call_in_helps import CallInHelps
from psr_tui.screens.dialogs import Confirm
from psr_tui.widgets.call_stops import GateStop, PeopleStop
from psr_tui.widgets.fields import Field


class CallInCaller(CallInHelps):
    """Finding out who calls; the box itself shows."""

    number: Field

    async def number_typed(self) -> None:
        typed = self.number.value
        try:
            warning = await self.desk.act(self.desk.calls.set_number, self.sheet.call_id, typed)
        except InvalidInput as problem:
            if any(sign.isalpha() for sign in typed) and not any(sign.isdigit() for sign in typed):
                await self.find_person(typed)
                return
            self.set_focus(self.number)
            self.refuse(problem)
            return
        await self.renew()
        self.number.load(self.sheet.number_shown)
        unknown = self.sheet.patient is None and self.sheet.number and not self.sheet.matched.callers
        way_out = "Not on file: Ctrl+F finds by name; a general question needs nobody."
        self.say(f"{warning} {way_out}".strip() if unknown else "")
        self.go_on()

    def on_people_stop_chosen(self, message: PeopleStop.Chosen) -> None:
        message.stop()
        self.flow(self.take_person(self.sheet.matched.callers[message.index].patient_id))

    async def take_person(self, patient_id: str) -> None:
        await self.desk.act(self.desk.calls.choose, self.sheet.call_id, patient_id)
        await self.renew()
        self.say("Tick what they say; the stars are needed.")
        self.go_on()

    def on_gate_stop_ticked(self, message: GateStop.Ticked) -> None:
        message.stop()
        self.flow(self._tick(message.index))

    async def _tick(self, index: int) -> None:
        gate = self.sheet.gate
        if gate is None:
            return
        code = gate.verifiers[index].code
        ticked = [one for one in self.sheet.ticked if one != code]
        ticked += [] if code in self.sheet.ticked else [code]
        passed = await self.desk.act(self.desk.calls.verify, self.sheet.call_id, ticked)
        await self.renew()
        if not passed:
            self.say(f"Still to ask: {gate.missing(ticked)}.")
            return
        self.say("Verified.")
        self.go_on()
        await self.follow_script()
        await self.pop_up()

    async def pop_up(self) -> None:
        """What waits for this very call is shown at once (CC-45)."""
        for item in self.sheet.known.tell:
            question = f"Tell them now: {item.words}"
            if await self.open(
                Confirm(
                    question, "t", yes="told", no="later, with d on Outcome", title="They were to call", unasked=True
                )
            ):
                said = await self.desk.act(
                    self.desk.calls.told, self.sheet.call_id, item.callback_id, item.version, self.desk.new_id()
                )
                await self.renew()
                self.say(said)
