"""A short list under a field that keeps the keyboard: rows of text, one marked. At most fifty rows, no scroll bar."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.widgets.row_paint import fit


class ResultLines(Widget, can_focus=False):
    """Told what to show and which row is marked; fetches nothing. Only lines that changed are repainted."""

    COMPONENT_CLASSES = {"result-lines--marked", "result-lines--quiet"}
    DEFAULT_CSS = """
    ResultLines {
        width: 1fr; background: $panel; color: $foreground;
        &> .result-lines--marked {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
        &> .result-lines--quiet { color: $text-muted; }
    }
    """

    def __init__(self, lines: int, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        """``lines``: how many terminal lines the list has."""
        super().__init__(id=id)
        self.styles.height = lines
        self._shown = lines
        self._rows: tuple[str, ...] = ()
        self._note = ""
        self.marked = 0

    def show(self, rows: Sequence[str], note: str = "", marked: int = 0) -> None:
        """Other rows; ``note`` stands on the line under the last one (or alone when there are none). ``marked`` -1
        marks none."""
        self._rows, self._note = tuple(rows), note
        self.marked = max(0, min(marked, len(self._rows) - 1)) if marked >= 0 else -1
        self.refresh()

    def move(self, step: int) -> None:
        """Mark another row, stopping at either end."""
        marked = max(0, min(self.marked + step, len(self._rows) - 1))
        if marked != self.marked:
            self.marked = marked
            self.refresh()

    @property
    def page(self) -> int:
        return max(1, self._shown - 1)

    def _first(self) -> int:
        rows_shown = self._shown - bool(self._note)
        return max(0, min(self.marked - rows_shown // 2, len(self._rows) - rows_shown))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        row = self._first() + y
        full = len(self._rows) >= self._shown
        if self._note and (row == len(self._rows) or (full and y == self._shown - 1)):
            quiet = self.get_component_rich_style("result-lines--quiet")
            return Strip([Segment(fit(f"  {self._note}", width), quiet)], width)
        if row >= len(self._rows):
            return Strip([Segment(" " * width, self.rich_style)], width)
        on = row == self.marked
        style = self.get_component_rich_style("result-lines--marked") if on else self.rich_style
        return Strip([Segment(fit(f"{'>' if on else ' '} {self._rows[row]}", width), style)], width)
