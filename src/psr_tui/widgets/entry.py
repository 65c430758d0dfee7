"""A plain one-line input outside forms: for question boxes, sign-in, the filter. Quiet: its cursor does not blink."""

from __future__ import annotations

from textual.widgets import Input


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
