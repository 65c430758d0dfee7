"""A yes-or-no question that only its own letter can answer with yes."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.text import clean_lines
from psr_tui.screens.dialogs.base import Dialog


class _Ears(Static, can_focus=True):
    """The focused text of the question: takes the letter, so that no other widget can."""


class Confirm(Dialog[bool]):
    """``await open(Confirm("Cancel the visit of 09:30?", "c", yes="cancel it", no="keep it"))``.

    True for the letter; Enter, Esc, F12 and ``n`` mean no (False). Any other key rings and changes nothing.
    """

    def __init__(
        self,
        question: str,
        yes_letter: str = "y",
        *,
        yes: str = "yes",
        no: str = "no",
        title: str = "Please confirm",
        unasked: bool = False,
    ) -> None:
        if len(yes_letter) != 1 or not yes_letter.isalpha() or yes_letter.lower() == "n":
            raise ValueError("the letter that says yes is one letter, and not n")
        super().__init__(title, unasked=unasked, legend=f"{yes_letter.lower()} = {yes}   Enter or F12 = {no}")
        self.question = question
        self.yes_letter = yes_letter.lower()

    def compose_body(self) -> Iterable[Widget]:
        yield _Ears(Content(clean_lines(self.question)), id="box-question")

    def on_key(self, event: events.Key) -> None:
        character = (event.character or "").lower()
        if character == self.yes_letter:
            event.stop()
            self.finish(True)
        elif character == "n" or event.key == "enter":
            event.stop()
            self.finish(False)
        elif event.is_printable:
            event.stop()
            self.refuse(f"Press {self.yes_letter} or F12.")

    def action_cancel(self) -> None:
        self.finish(False)
