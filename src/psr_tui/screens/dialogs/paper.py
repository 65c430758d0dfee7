"""A printed page on the screen: a receipt, a day report. Plain text, never markup, read with arrows and PgDn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog

REPRINT = "4"


class Paper(Dialog[None]):
    """``await open(Paper("Receipt R-0000412", text, again=reprint))``.

    ``again`` makes a marked duplicate and returns its text; each press is an event of its own. ``note`` stands above
    the page and belongs to this look at it. Enter and F12 close.
    """

    DEFAULT_CSS = """
    Paper #paper { height: auto; max-height: 70vh; scrollbar-size: 1 1; }
    Paper #paper-text { width: auto; height: auto; }
    """
    HELP_TEXT = "Arrows and PgDn turn the page, Enter or F12 closes it. A reprint is marked DUPLICATE and logged."

    def __init__(
        self, title: str, text: str, *, again: Callable[[], Awaitable[str]] | None = None, note: str = ""
    ) -> None:
        reprint = f"   {REPRINT} reprint" if again is not None else ""
        super().__init__(title, legend=f"Enter or F12 close{reprint}   arrows and PgDn turn the page")
        self._text = text
        self._again = again
        self._note = note

    def compose_body(self) -> Iterable[Widget]:
        if self._note:
            yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        with VerticalScroll(id="paper"):
            yield Static(self._content(), id="paper-text")

    def _content(self) -> Content:
        return Content("\n".join(strip_forbidden(line) for line in self._text.split("\n")))

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.finish(None)
        elif event.character == REPRINT and self._again is not None:
            event.stop()
            self.flow(self._reprint(self._again))

    async def _reprint(self, again: Callable[[], Awaitable[str]]) -> None:
        try:
            self._text = await again()
        except DeskError as error:
            self.refuse(error)
            return
        self.query_one("#paper-text", Static).update(self._content())
        self.query_one("#paper", VerticalScroll).scroll_home(animate=False)
        self.say("Marked as a duplicate and logged.")

    def action_accept(self) -> None:
        self.finish(None)
