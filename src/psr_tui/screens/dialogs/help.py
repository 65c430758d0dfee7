"""F1: help for this field, and every key that works here, from the key table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.commands import of_place
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import SCOPE_TITLES, Key
from psr_tui.screens.dialogs.base import Dialog

COLUMN = 18
WIDTH = 72  # cells of text in the box at 80 columns


def _row(key: str, text: str) -> list[str | tuple[str, str]]:
    """A key and its help, the help hanging beside it."""
    lines = wrap(text, WIDTH - COLUMN - 1) or [""]
    indent = "\n" + " " * (COLUMN + 1)
    return [(f"{key:<{COLUMN}}", "bold"), f" {indent.join(lines)}\n"]


def help_content(field_help: str, rows: Mapping[str, Sequence[Key]], place: str) -> Content:
    """The page: what the focus is for, then the keys of each scope, then the commands of ``place`` (if any)."""
    parts: list[str | tuple[str, str]] = []
    if field_help:
        parts += [("Here\n", "bold underline"), f"{strip_forbidden(field_help)}\n\n"]
    for scope, keys in rows.items():
        if keys:
            parts.append((f"{SCOPE_TITLES[scope]}\n", "bold underline"))
            for key in keys:
                parts += _row(key.all_shown, key.help)
            parts.append("\n")
    if place:
        parts.append(("Commands (type : first)\n", "bold underline"))
        for command in of_place(place):
            parts += _row(command.usage, command.help)
    return Content.assemble(*parts)


class Help(Dialog[None]):
    """A page to read; F12 goes back to where one was."""

    HELP_TEXT = "Arrows and PgDn turn the page, F12 goes back."

    def __init__(self, page: Content) -> None:
        super().__init__("Help", legend="arrows and PgDn turn the page   F12 back")
        self._page = page

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield Static(self._page)
