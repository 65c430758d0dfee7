"""Ctrl+R: where the person is, a number, their exact words, to the nurse (call-center.md section 9).

The emergency script stands on the screen from the first key on and stays there after the flag was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from psr_tui.domain.errors import DeskError, InvalidInput, Refused
from psr_tui.screens.flag_box import follow_flag
from psr_tui.screens.flows import Flows
from psr_tui.screens.kept_box import KeptBox
from psr_tui.services.call_scripts import EMERGENCY
from psr_tui.services.callbacks import RedFlag
from psr_tui.widgets.fields import CheckField, Field, NoteField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.spoken_lines import SpokenLines

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.domain.call_script import Line

_DRAFT = "red_flag"


@dataclass(frozen=True, slots=True)
class RedFlagAbout:
    """What is known already when the key is pressed; everything may be ''.

    ``call_id``: the call it was heard in; ``subject``: for which call or callback what is typed is kept over a crash.
    """

    patient_id: str = ""
    name: str = ""
    number: str = ""
    language: str = ""
    call_id: str = ""
    subject: str = ""


class RedFlagBox(KeptBox[str]):
    """Answers with the id of the flag, None when it was not sent. It waits for nothing: no patient need be found."""

    KEPT_FOR = "this call"
    HELP_TEXT = (
        "Ask where they are, then the number, then write down exactly what they say. Do not judge it: anything may go "
        "to the nurse. F10 sends it."
    )

    def __init__(self, desk: Desk, about: RedFlagAbout, script: Iterable[Line], draft: Mapping[str, str]) -> None:
        self._command_id = desk.new_id()
        super().__init__(desk, "RED FLAG: to the nurse now", _DRAFT, about.subject or self._command_id)
        self.box_legend = "Enter next field   F10 to the nurse   F12 cancel"
        self._about = about
        self._script = tuple(script)
        self._draft = dict(draft)

    def compose_body(self) -> Iterable[Widget]:
        yield SpokenLines(self._script, id="emergency")
        with Form():
            yield Field("Where they are", "where", required=True, max_length=120, repeats=False, echo_width=0)
            yield Field("Call back at", "number", required=True, max_length=40, repeats=False, echo_width=0,
                        help="Their number; none, if they cannot say one.")  # fmt: skip
            yield NoteField("Exact words", "words", required=True, help="Exactly what they say; nothing is judged.")
            yield CheckField("happening now", "happening_now", checked=True)
            yield Field("Who", "name", max_length=80, repeats=False, echo_width=0, help="Their name, if they said it.")
            yield SaveStop("To the nurse")

    def on_mount(self) -> None:
        about = self._about
        self.form.load({"number": about.number, "happening_now": True, "name": about.name}, prefilled=True)
        if self._draft:
            self.form.restore(self._draft)
        self.form.focus_first()

    async def save(self, values: dict[str, Any]) -> str | None:
        about = self._about
        flag = RedFlag(
            self._command_id, about.patient_id, values["where"], values["number"], values["words"],
            bool(values["happening_now"]), values["name"] or "", about.language, about.call_id,
        )  # fmt: skip
        try:
            await self.desk.act(self.desk.callbacks.raise_flag, flag)
        except InvalidInput:
            raise
        except DeskError as error:
            raise Refused(f"NOT sent: {error} Tell the nurse yourself now.") from None
        await self.desk.act(self.desk.drafts.drop, *self._kept_as)
        return await self.desk.ask(self.desk.callbacks.flag_of, self._command_id)

    def action_cancel(self) -> None:
        if self.form.dirty and not self._asked:
            self._asked = True
            self.refuse("NOT sent yet. F10 sends it; F12 again leaves.")
            self.flow(self.keep_drafts())
            return
        self.finish(None)

    def action_red_flag(self) -> None:
        """Pressed again: it is here already."""
        self.say("This is the red flag: write down what they say, F10 sends it.")


async def red_flag(screen: Flows[Any], about: RedFlagAbout) -> None:
    """Ask, route at once, and stay with it until the rep steps back. Only inside a flow."""
    desk = screen.desk
    script = await emergency_lines(desk, about.language)
    kept = await desk.ask(desk.drafts.find, _DRAFT, about.subject) if about.subject else None
    callback_id = await screen.open(RedFlagBox(desk, about, script, kept or {}))
    if not callback_id:
        screen.say("The red flag was NOT sent.")
        return
    await follow_flag(screen, callback_id, script)


async def emergency_lines(desk: Desk, language: str) -> tuple[Line, ...]:
    """What is said when a life may be in danger, in the caller's language where there is a text."""
    view = await desk.ask(desk.scripts.tell, EMERGENCY, language or "en", "in", {})
    return view.lines


async def propose_flag(screen: Flows[Any], note: str) -> None:
    """After a note was typed: say the phrase that was found in it and the key. It only proposes (CC-87)."""
    if note.strip() and (sentence := await screen.desk.ask(screen.desk.flags.proposed, note)):
        screen.say(sentence)
        screen.app.bell()
