"""``:`` asks for a command and completes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.widgets import Input, OptionList

from psr_tui.commands import Command, complete, resolve
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.pick import Pick


class CommandLine(Pick):
    """Answers with the typed command. Tab puts the marked completion into the field; Enter runs what is typed, or the
    marked line when what is typed is only its beginning."""

    HELP_TEXT = "Type a command, for example privacy on. Tab completes, Enter runs it."

    def __init__(self, place: str, choices: Callable[[Command], Sequence[str]], typed: str = "") -> None:
        super().__init__("Command", legend="Tab completes   Enter runs it   F12 cancel")
        self._place = place
        self._choices = choices
        self._typed = typed
        self._lines: list[tuple[str, str]] = []

    def on_mount(self) -> None:
        super().on_mount()
        if self._typed:
            field = self.query_one("#box-input", Input)
            field.value = self._typed
            field.cursor_position = len(self._typed)

    def matches(self, typed: str) -> Sequence[Content]:
        self._lines = complete(typed, self._place, self._choices)
        return [Content.assemble((f"{line:<20.20}", "bold"), f" {strip_forbidden(text)}") for line, text in self._lines]

    def on_key(self, event: events.Key) -> None:
        index = self.query_one(OptionList).highlighted
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            if index is not None:
                field = self.query_one("#box-input", Input)
                field.value = f"{self._lines[index][0]} "
                field.cursor_position = len(field.value)
            return
        super().on_key(event)

    def taken(self, typed: str, index: int | None) -> None:
        if index is not None and (index > 0 or not self._runs(typed)):
            typed = self._lines[index][0]
        try:
            resolve(typed, self._place)
        except InvalidInput as error:
            self.refuse(error)
            return
        self.finish(typed.strip())

    def _runs(self, typed: str) -> bool:
        try:
            resolve(typed, self._place)
        except InvalidInput:
            return False
        return " " in typed.strip() or any(typed.strip() == line for line, _help in self._lines)
