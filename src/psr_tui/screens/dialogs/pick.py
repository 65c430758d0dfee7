"""Type to narrow a list, Enter takes: base of the palette and of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from psr_tui.screens.dialogs.base import Dialog
from psr_tui.widgets.entry import Entry


class Pick(Dialog[str]):
    """A field above a list. Typing narrows at once, in the same message, so that an Enter typed ahead takes what it
    was meant to take. Subclasses give ``matches`` and ``taken``."""

    def matches(self, typed: str) -> Sequence[Content]:
        """The lines that fit what is typed."""
        raise NotImplementedError

    def taken(self, typed: str, index: int | None) -> None:
        """Enter: with the marked line, None when nothing fits."""
        raise NotImplementedError

    def compose_body(self) -> Iterable[Widget]:
        yield Entry(entry_id="box-input", max_length=120)
        yield OptionList(id="box-options", compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._narrow("")

    def _narrow(self, typed: str) -> None:
        listing = self.query_one(OptionList)
        listing.clear_options()
        listing.add_options([Option(line) for line in self.matches(typed)])
        listing.highlighted = 0 if listing.option_count else None

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        self.taken(self.query_one("#box-input", Input).value, self.query_one(OptionList).highlighted)

    def on_key(self, event: events.Key) -> None:
        listing = self.query_one(OptionList)
        if event.key == "up":
            listing.action_cursor_up()
        elif event.key == "down":
            listing.action_cursor_down()
        elif event.key == "pageup":
            listing.action_page_up()  # type: ignore[no-untyped-call]
        elif event.key == "pagedown":
            listing.action_page_down()  # type: ignore[no-untyped-call]
        else:
            return
        event.stop()
