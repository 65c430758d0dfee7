"""Ask for one value: parsed when Enter is pressed, kept as typed when it cannot be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.widgets.entry import Entry

R = TypeVar("R")


def needed(typed: str) -> str:
    """Raises InvalidInput for nothing: what is closed, noted or decided is so with words."""
    if not typed.strip():
        raise InvalidInput("Type a few words.")
    return typed


class Prompt(Dialog[R]):
    """``amount = await open(Prompt("Safe drop", "Amount", Money.parse))``; None when cancelled.

    ``parse`` gets the cleaned text and raises InvalidInput with the rule and an example; the text then stays.
    """

    def __init__(
        self,
        title: str,
        label: str,
        parse: Callable[[str], R],
        *,
        value: str = "",
        note: str = "",
        password: bool = False,
        max_length: int = 200,
    ) -> None:
        super().__init__(title, legend="Enter accepts   F12 cancel")
        self.label_text = label
        self._parse = parse
        self._value = value
        self._note = note
        self._password = password
        self._max_length = max_length

    def compose_body(self) -> Iterable[Widget]:
        if self._note:
            yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        yield Static(Content(strip_forbidden(self.label_text)), classes="box-label")
        yield Entry(self._value, password=self._password, max_length=self._max_length, entry_id="box-input")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        typed = self.query_one("#box-input", Input).value
        try:
            answer = self._parse(typed if self._password else clean(typed, self._max_length))
        except InvalidInput as error:
            self.refuse(error)
            return
        self.finish(answer)
