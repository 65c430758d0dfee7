"""A plain one-line input outside forms: for question boxes, sign-in, the filter. Quiet: its cursor does not blink."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from psr_tui.domain.text import strip_forbidden


class Entry(Input):
    """Input with what every one of ours needs: a length (``max_length`` is required) and no blinking, which would
    write two kilobytes a second to an idle terminal."""

    def __init__(
        self, value: str = "", *, max_length: int, password: bool = False, entry_id: str, help_text: str = ""
    ) -> None:
        super().__init__(
            value, password=password, max_length=max_length, id=entry_id, compact=True, select_on_focus=True
        )
        self.cursor_blink = False
        self.help_text = help_text

    def on_paste(self, event: events.Paste) -> None:
        """Pasted lines become one, with a blank between them: Textual's own field drops all but the first."""
        event.stop()
        event.prevent_default()
        lines = [strip_forbidden(line) for line in event.text.splitlines()]
        text = " ".join(line.strip() for line in lines if line.strip()) if len(lines) > 1 else "".join(lines)
        if not text:
            return
        room = (self.max_length or len(text)) - len(self.value) + len(self.selected_text)
        self.replace(text[: max(0, room)], *self.selection)
