"""Line 24: what just happened and how to undo it, or what is wrong and how to mend it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from psr_tui.domain.text import strip_forbidden


class MessageLine(Widget):
    """The last line. A sentence too long for one line covers the legend above it until the next message, so that
    every refusal can be read whole and nothing in the work moves."""

    DEFAULT_CSS = """
    MessageLine { layer: message; dock: bottom; width: 100%; height: auto; min-height: 1; max-height: 3; padding: 0 1; }
    MessageLine.-bad { color: $text-error; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._text = ""

    def show(self, text: str, *, bad: bool = False) -> None:
        """``bad`` puts the sign ✗ before the sentence: the word carries it, the colour only helps."""
        fresh = f"✗ {strip_forbidden(text)}" if bad and text else strip_forbidden(text)
        if fresh == self._text:
            return
        lines = self._lines(fresh)
        taller = lines != self._lines(self._text)
        self._text = fresh
        self.set_class(bad, "-bad")
        self.refresh(layout=taller)

    def _lines(self, text: str) -> int:
        room = max(20, self.size.width - 2) if self.size.width else 78
        return len(Content(text).wrap(room)) if Content(text).cell_length > room else 1

    @property
    def plain(self) -> str:
        return self._text

    def render(self) -> Content:
        return Content(self._text)
