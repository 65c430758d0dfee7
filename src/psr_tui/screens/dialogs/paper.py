"""A printed page on the screen: a receipt, a day report. Plain text, never markup, read with arrows and PgDn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog

PRINT = "4"


class Paper(Dialog[None]):
    """``await open(Paper("Receipt R-0000412", text, where=desk.printing.where, print_it=start))``.

    ``print_it`` starts a print beside the screen; ``printing`` is true until its outcome was told with ``told`` or
    ``refuse``, so that a key pressed twice prints once. ``where`` says before the key is pressed where the page goes,
    ``note`` stands above the page and belongs to this look at it. Enter and F12 close; the print goes on.
    """

    DEFAULT_CSS = """
    Paper #paper { height: auto; max-height: 60vh; scrollbar-size: 1 1; }
    Paper #paper-text { width: auto; height: auto; }
    """
    SCOPES = ("dialog", "paper")
    HELP_TEXT = "Arrows and PgDn turn the page, Enter or F12 closes it. A second print is marked DUPLICATE and logged."

    def __init__(
        self,
        title: str,
        text: str,
        *,
        where: str = "",
        print_it: Callable[[Paper], None] | None = None,
        note: str = "",
    ) -> None:
        can_print = print_it is not None and bool(where)
        more = f"   {PRINT} print" if can_print else ""
        super().__init__(title, legend=f"Enter or F12 close{more}   arrows and PgDn turn the page")
        self._text = text
        self._print_it = print_it
        self._note = note
        self._where = where
        self._before = ""
        self.printing = False

    def compose_body(self) -> Iterable[Widget]:
        for note in (self._note, self._goes_to()):
            if note:
                yield Static(Content(strip_forbidden(note)), classes="box-note")
        with VerticalScroll(id="paper"):
            yield Static(self._content(), id="paper-text")

    def _goes_to(self) -> str:
        if self._print_it is None:
            return ""
        if not self._where:
            return "No printer is set up for this terminal; [printer] in the settings file names one."
        return f"{PRINT} prints it: {self._where}"

    def _content(self) -> Content:
        return Content("\n".join(strip_forbidden(line) for line in self._text.split("\n")))

    def on_mount(self) -> None:
        if self._before:
            self.say(self._before)

    def told(self, text: str) -> None:
        """Tell what became of the print; also before this box stands."""
        if self.is_mounted:
            self.say(text)
        else:
            self._before = text

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.finish(None)
        elif event.character == PRINT and self._print_it is not None and self._where:
            event.stop()
            if not self.printing:
                self.told("It is being printed.")
                self._print_it(self)

    def action_accept(self) -> None:
        self.finish(None)
