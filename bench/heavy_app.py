"""A screen as heavy as a real one, to measure what the key queue costs: ``heavy_app.py [stock]``."""

from __future__ import annotations

import sys
from typing import Any

from psr_tui.terminal.hardening import harden

harden()

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Input, Label

from psr_tui.terminal.safe_app import SafeApp


class Heavy(App[Any]):
    """60 labels, a field three containers deep and a table of 500 rows."""

    CSS = "Label { width: 12; } DataTable { height: 10; } Horizontal { height: 2; }"
    AUTO_FOCUS = "#field"

    def compose(self) -> ComposeResult:
        with Vertical(), Vertical():
            for _ in range(6):
                with Horizontal():
                    for number in range(10):
                        yield Label(f"label {number}")
            with Vertical():
                yield Input(id="field", select_on_focus=False)
            yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("one", "two", "three")
        table.add_rows([(f"a{row}", f"b{row}", "READY") for row in range(500)])
        self.query_one(Input).cursor_blink = False


class SafeHeavy(Heavy, SafeApp):
    """With the queue."""


if __name__ == "__main__":
    app = Heavy() if "stock" in sys.argv[1:] else SafeHeavy()
    app.run()
    sys.exit(app.return_code or 0)
