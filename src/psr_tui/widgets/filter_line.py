"""``/``: the line under a list that filters it as you type."""

from __future__ import annotations

from textual import events
from textual.message import Message

from psr_tui.widgets.entry import Entry


class FilterLine(Entry):
    """Hidden until opened. Each change is told at once; Enter or Down keeps the filter and goes back to the list, Esc
    brings the rest back."""

    DEFAULT_CSS = """
    FilterLine { display: none; dock: bottom; height: 1; border: none; background: $panel; }
    FilterLine.-open { display: block; }
    """

    class Filtered(Message):
        """The list is to be filtered by ``text``; empty brings everything back."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The rep is through with the filter line; the list takes the keys again."""

    def __init__(self) -> None:
        super().__init__(max_length=60, entry_id="filter-line", help_text="Type a part of a name; Esc shows all again.")
        self.placeholder = "filter"

    def open(self) -> None:
        """Show the line with what it had and take the keys."""
        self.add_class("-open")
        self.focus()

    def clear(self) -> None:
        with self.prevent(Entry.Changed):
            self.value = ""
        self.remove_class("-open")

    def on_input_changed(self, event: Entry.Changed) -> None:
        event.stop()
        self.post_message(self.Filtered(event.value))

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "down", "tab"):
            event.stop()
            event.prevent_default()
            if not self.value:
                self.remove_class("-open")
            self.post_message(self.Left())
        elif event.key in ("escape", "f12"):
            event.stop()
            event.prevent_default()
            self.clear()
            self.post_message(self.Filtered(""))
            self.post_message(self.Left())
