"""Stops of the call box that digits act on: the people of a number, the identity gate, the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.row_paint import fit

LINES = 6
"""Lines of people or of verifiers at most; more people are a page further."""


class DigitStop(FormStop, can_focus=True):
    """Lines with a digit each. Subclasses say what a digit does; Enter, Tab and arrows walk on."""

    COMPONENT_CLASSES = {"stop--done"}
    DEFAULT_CSS = """
    DigitStop {
        height: auto; background: $background; color: $foreground;
        &> .stop--done { text-style: bold; }
    }
    """
    kept_in_draft = False

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[str, ...] = ()
        self.first = 0
        self.display = False

    def offer(self, lines: Sequence[str]) -> None:
        """Show other lines; none hides the stop."""
        if tuple(lines) != self.lines:
            self.lines = tuple(lines)
            self.first = 0
            self.display = bool(lines)
            self.refresh(layout=True)

    @property
    def parsed(self) -> Any:
        return None

    @property
    def raw(self) -> str:
        return ""

    @property
    def dirty(self) -> bool:
        return False

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        return None

    def restore(self, raw: str) -> None:
        return None

    def pressed(self, index: int) -> None:
        """A digit was pressed for the line of this index."""
        raise NotImplementedError

    @property
    def page(self) -> tuple[str, ...]:
        """The lines that are shown."""
        return self.lines[self.first : self.first + LINES]

    def on_key(self, event: events.Key) -> None:
        form = self.form
        digit = event.character if event.character and event.character in "123456789" else ""
        if digit:
            if int(digit) <= len(self.page):
                self.pressed(self.first + int(digit) - 1)
        elif event.key in ("pagedown", "pageup"):
            step = LINES if event.key == "pagedown" else -LINES
            if 0 <= self.first + step < len(self.lines):
                self.first += step
                self.refresh(layout=True)
        elif event.key in ("enter", "down", "tab") and form is not None:
            form.move_from(self, 1)
        elif event.key in ("up", "shift+tab") and form is not None:
            form.move_from(self, -1)
        elif event.character != "0":
            return
        event.stop()
        event.prevent_default()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.page)

    def render_line(self, y: int) -> Strip:
        if y >= len(self.page):
            return Strip.blank(self.size.width, self.rich_style)
        mark = ">" if self.has_focus and y == 0 else " "
        text = f"{mark}{y + 1} {self.page[y]}"
        left = len(self.lines) - self.first - len(self.page)
        if left > 0 and y == len(self.page) - 1:
            text = fit(text, self.size.width - 20) + f"  PgDn: {left} more"
        return Strip([Segment(fit(text, self.size.width), self.rich_style)], self.size.width)


class PeopleStop(DigitStop):
    """Who may be calling: a digit chooses, and chooses only; nothing opens by itself."""

    field_id = "people"
    label = "Whom"
    help_text = (
        "People with this number. Ask for full name and date of birth, then press the digit of the person they name. "
        "Ctrl+F finds somebody else."
    )

    class Chosen(Message):
        """A person was chosen, by place in the list."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def pressed(self, index: int) -> None:
        self.post_message(self.Chosen(index))


class GateStop(DigitStop):
    """What the caller has said, ticked by digit: let them say it, never read it out."""

    field_id = "gate"
    label = "Verify"
    help_text = (
        "Let the caller say each of these and compare; the digit ticks it. Only which ones you used is kept. When "
        "enough are ticked the record is shown."
    )

    class Ticked(Message):
        """A verifier was ticked or taken back, by place in the list."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def pressed(self, index: int) -> None:
        self.post_message(self.Ticked(index))


class ReasonField(ChoiceField):
    """The reason of a call: a digit takes one of the first nine and goes on; letters find it in the whole list."""

    def _take(self, event: events.Key) -> bool:
        digit = event.character if event.character and event.character in "123456789" else ""
        options = self._options
        if digit and (not self.value or self.selected_text == self.value) and int(digit) <= len(options):
            self.pick(options[int(digit) - 1][0])
            if self.form is not None:
                self.form.move_from(self, 1)
            return True
        return super()._take(event)
