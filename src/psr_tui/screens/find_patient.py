"""Ctrl+F: one box finds a patient; Enter opens or picks, ``+`` registers somebody new after the search."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import DeskError
from psr_tui.domain.find_text import LONGEST_TEXT, classify
from psr_tui.domain.patients import PatientLine, mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.typed_dates import age_words
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.confirm import Confirm
from psr_tui.services.patients import Found
from psr_tui.widgets.entry import Entry
from psr_tui.widgets.result_lines import ResultLines
from psr_tui.widgets.row_paint import fit

if TYPE_CHECKING:
    from datetime import date

    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place
    from psr_tui.screens.flows import Flows

_LINES = 13
_HELP = (
    "Type a name (last, first or first last), a birth date, a phone or its last four digits, an MRN, a member ID, or "
    "several of them. Accents and one typing error are forgiven; a name that is only similar is asked about before it "
    "opens. Up and Down choose, Enter takes, + registers somebody new."
)


@dataclass(frozen=True, slots=True)
class Picked:
    """How a search ended: with a patient, or with ``new`` and the text to carry over."""

    patient_id: str = ""
    new: bool = False
    text: str = ""


class FindBox(Entry):
    """The field: ``+`` after something was typed means new; alone it begins a foreign phone number."""

    class New(Message):
        """``+`` was pressed."""

    def on_key(self, event: events.Key) -> None:
        if event.character == "+" and self.value.strip():
            event.stop()
            event.prevent_default()
            self.post_message(self.New())


class FindPatient(Dialog[Picked]):
    """Results while typing: one question at a time is on its way, and an answer to an older text is never shown.
    Enter waits for the answer to what is typed, so that a burst of name and Enter opens the right patient."""

    SCOPES = ("find", "dialog")
    HELP_TEXT = _HELP

    def __init__(
        self,
        desk: Desk,
        title: str = "Find a patient",
        *,
        take: str = "opens",
        may_register: bool = True,
        text: str = "",
    ) -> None:
        """``text``: what was typed elsewhere already."""
        new = "   + registers new" if may_register else ""
        super().__init__(title, legend=f"Enter {take}   Up Down choose{new}   F12 cancel")
        self.desk = desk
        self._may_register = may_register
        self._today = local_date(desk.clock.now(), desk.tz)
        self._typed = text
        self._text = ""
        self._answered = ""
        self._found = Found(())
        self._asking = False

    def compose_body(self) -> Iterable[Widget]:
        yield FindBox(max_length=LONGEST_TEXT, entry_id="find-text", help_text=_HELP)
        yield ResultLines(_LINES, id="found")

    def on_mount(self) -> None:
        self._show()
        box = self.query_one(FindBox)
        box.value = self._typed
        box.cursor_position = len(self._typed)
        box.focus()

    # Searching -------------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._text = event.value
        if not self._asking:
            self._asking = True
            self.flow(self._search(), hold=False)

    async def _search(self) -> None:
        """Ask until the answer is for what stands in the box."""
        try:
            while self._answered != self._text:
                text = self._text
                found = await self.desk.ask(self.desk.patients.find, text)
                if text == self._text:
                    self._found, self._answered = found, text
                    self._show()
        finally:
            self._asking = False

    def _show(self) -> None:
        shown = self.station.shown
        rows = [found_line(one, shown, self._today) for one in self._found.lines]
        self.query_one(ResultLines).show(rows, self._note())

    def _note(self) -> str:
        lines = self._found.lines
        if not self._answered.strip():
            return "Name, birth date, phone, MRN or member ID: garcia, jo   1/22/57   0142"
        if not lines:
            return "Nobody fits. " + ("Press + to register somebody new." if self._may_register else "Try less of it.")
        if self._found.more:
            return f"The first {len(lines)}; type more to narrow."
        if lines[0].why:
            return f"Nobody is spelt so; {lines[0].why}."
        if lines[0].now_id:
            return f"This record was merged; Enter opens MRN {mrn_text(lines[0].now_mrn)}."
        return ""

    # Keys ------------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        rows = self.query_one(ResultLines)
        steps = {"up": -1, "down": 1, "pageup": -rows.page, "pagedown": rows.page}
        if event.key in steps:
            rows.move(steps[event.key])
            event.stop()
            event.prevent_default()

    def on_find_box_new(self, event: FindBox.New) -> None:
        event.stop()
        if self._may_register:
            self.flow(self._new())
        else:
            self.refuse("Nobody new can be registered here.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        self.flow(self._take())

    async def _take(self) -> None:
        await self._search()
        lines = self._found.lines
        if not lines:
            self.refuse(self._note())
            return
        chosen = lines[self.query_one(ResultLines).marked]
        if not chosen.why or await self._really(chosen):
            await self._end(Picked(chosen.now_id or chosen.id))

    async def _really(self, guess: PatientLine) -> bool:
        """A name that is only similar opens nothing by itself: somebody looks at name and birth date first."""
        shown = self.station.shown
        born = f", born {shown.dob(guess.born)}" if guess.born else ""
        question = (
            f"Nobody is called {self._answered.strip()}. Similar is {shown.name(guess.display)}{born}, "
            f"MRN {mrn_text(guess.mrn)}. Ask for the birth date before you say yes."
        )
        asked = Confirm(question, "y", yes="this is the person", no="back to the list", unasked=True)
        return await self.open(asked) is True

    async def _new(self) -> None:
        await self._search()
        if classify(self._answered, self._today).empty:
            self.refuse("Search first: type the name, birth date or phone of the new patient.")
            return
        await self._end(Picked(new=True, text=self._answered))

    def action_cancel(self) -> None:
        self.flow(self._end(None))

    async def _end(self, picked: Picked | None) -> None:
        """Write down whose lines stood on the screen, then close; a store that is busy or full keeps nobody here."""
        ids = tuple(one.id for one in self._found.lines)
        if ids:
            with suppress(DeskError):
                await self.desk.act(self.desk.patients.search_ended, ids)
        self.finish(picked)


def found_line(one: PatientLine, shown: Privacy, today: date) -> str:
    """Enough to tell two people apart on one line of 72 cells."""
    born = f"{shown.dob(one.born)} ({age_words(one.born, today)})" if one.born else "no birth date"
    who = f"{fit(shown.name(one.display), 24)} {fit(born, 17)}"
    if one.now_id:
        return f"{who}{mrn_text(one.mrn)} merged, now MRN {mrn_text(one.now_mrn)}"
    last = "DECEASED" if one.deceased else "similar" if one.why else one.city
    return f"{who}{fit(shown.phone(one.phone), 15)}{mrn_text(one.mrn)} {last}"


async def choose_patient(
    screen: Flows[Any], desk: Desk, title: str = "Which patient?", take: str = "takes", text: str = ""
) -> str | None:
    """Find or register a patient inside a flow of ``screen``; the id, or None when the rep changed their mind."""
    from psr_tui.screens.register import RegisterPatient

    picked = await screen.open(FindPatient(desk, title, take=take, text=text))
    if picked is None:
        return None
    if picked.new:
        return await screen.open(RegisterPatient(desk, picked.text))
    return picked.patient_id


async def find_tool(place: Place) -> None:
    """What Ctrl+F does on a place: find, or register, then show the card."""
    from psr_tui.screens.patient import show_card

    patient_id = await choose_patient(place, place.desk, "Find a patient", "opens")
    if patient_id:
        await show_card(place, place.desk, patient_id)
