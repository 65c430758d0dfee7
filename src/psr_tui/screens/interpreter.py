"""An interpreter for a call: asked for, with a timer until they are on the line; or declined (CC-94, CC-95)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.interpreters import InterpreterCall, OwnInterpreter
from psr_tui.domain.languages import LANGUAGES, language_name, narrowed
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Dialog, Prompt
from psr_tui.screens.flows import Flows
from psr_tui.services.interpreters import AskInterpreter
from psr_tui.widgets.fields import CheckField, ChoiceField, Field

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_OFFER = (
    'Say: "I can bring an interpreter to the line at no cost to you." Then call the agency; the timer starts with F10.'
)


@dataclass(frozen=True, slots=True)
class InterpreterFor:
    """Which call it is for; everything may be ''. ``language``: the patient's, proposed."""

    call_id: str = ""
    callback_id: str = ""
    patient_id: str = ""
    language: str = ""


class InterpreterBox(Dialog[str]):
    """One request. Hiding it keeps it; it is shown again by the same key."""

    BINDINGS = bindings("interpreter")
    SCOPES: ClassVar[tuple[str, ...]] = ("interpreter", "dialog")
    HELP_TEXT = (
        "1 when the interpreter is on the line, 2 when the caller does not want one, 3 when it is over. F12 hides."
    )

    def __init__(self, desk: Desk, call: InterpreterCall, figure: str) -> None:
        super().__init__(
            f"Interpreter: {language_name(call.language)}",
            legend="1 on the line   2 declined   3 ended or nobody came   F12 hide",
        )
        self.desk = desk
        self._call = call
        self._figure = figure

    def compose_body(self) -> Iterable[Widget]:
        yield Static(id="interpreter-clock")
        yield Static(Content(f"Last 30 days: {self._figure}"), classes="box-note")

    def on_mount(self) -> None:
        self._tick()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        vendor = f"{self._call.vendor}: " if self._call.vendor else ""
        words = self._call.words(self.desk.clock.now())
        self.query_one("#interpreter-clock", Static).update(Content(f"{vendor}{words}"))

    def action_connected(self) -> None:
        self.flow(self._connected())

    async def _connected(self) -> None:
        number = await self.open(Prompt("On the line", "The interpreter's number", str, max_length=40))
        if number is not None:
            self.finish(await self.desk.act(self.desk.interpreters.connected, self._call.id, number))

    def action_ended(self) -> None:
        self.flow(self._ended())

    async def _ended(self) -> None:
        self.finish(await self.desk.act(self.desk.interpreters.ended, self._call.id))

    def action_declined(self) -> None:
        self.flow(self._declined())

    async def _declined(self) -> None:
        async def save(_box: Flows[Any], values: dict[str, Any]) -> str:
            own = OwnInterpreter(values["who"] or "", bool(values["minor"]), values["emergency"] or "")
            return await self.desk.act(self.desk.interpreters.declined, self._call.id, own)

        fields = (
            Field(
                "Who", "who", max_length=80, repeats=False, echo_width=0, help="Who interprets instead; empty: nobody."
            ),
            CheckField("is a minor", "minor", help="A minor interprets only in an emergency."),
            Field(
                "Emergency",
                "emergency",
                max_length=200,
                repeats=False,
                echo_width=0,
                help="Only for a minor: what it is.",
            ),
        )
        note = "A minor may not interpret, except in an emergency and with its reason."
        words = await self.open(ActForm("The interpreter is declined", fields, save, note=note))
        if words is not None:
            self.finish(words)


async def interpreter_box(screen: Flows[Any], about: InterpreterFor) -> None:
    """Ask for one, or show the one that was asked for in this call. Only inside a flow."""
    desk = screen.desk
    running = await desk.ask(desk.interpreters.running, about.call_id, about.callback_id)
    if running is None:
        running = await screen.open(_form(desk, about))
    if running is None:
        return
    figure = (await desk.ask(desk.interpreters.last_days)).words()
    words = await screen.open(InterpreterBox(desk, running, figure))
    screen.say(words or "The interpreter is still asked for; the same key shows the timer again.")


def _form(desk: Desk, about: InterpreterFor) -> ActForm[InterpreterCall]:
    command_id = desk.new_id()

    async def ask(_box: Flows[Any], values: dict[str, Any]) -> InterpreterCall:
        request = AskInterpreter(
            command_id, values["language"], values["vendor"] or "", about.call_id, about.callback_id, about.patient_id
        )
        return await desk.act(desk.interpreters.ask, request)

    languages = [(one.code, one.label) for one in narrowed("") if one.code != "en"]
    fields = (
        ChoiceField("Language", "language", languages, required=True, repeats=False),
        Field("Agency", "vendor", max_length=60, help="The company or the colleague; = takes the last one."),
    )
    spoken = about.language if about.language in LANGUAGES and about.language != "en" else None
    return ActForm("Interpreter", fields, ask, values={"language": spoken} if spoken else None, note=_OFFER, save="Ask")
