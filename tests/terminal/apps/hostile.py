"""Shows a hostile text in every kind of widget, and fails on request.

``hostile.py [ascii] [unfiltered] [log=DIR] [fail=HOW]``

The text comes as JSON in the variable HOSTILE. ``fail`` is handler, worker, thread, timer, loop, task, compose or
input; F5 sets it off (compose fails by itself). ``unfiltered`` leaves out our own output filter.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from psr_tui.terminal.hardening import harden

harden()

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Checkbox, DataTable, Input, Label, OptionList, Static, TextArea, Tree
from textual.widgets.option_list import Option

from psr_tui.terminal.safe_app import SafeApp

OPTIONS = dict(part.split("=", 1) for part in sys.argv[1:] if "=" in part)
NAME: str = json.loads(os.environ.get("HOSTILE", '"Ruth Abeyta"'))
SECRET = "078-05-1120"


class Failure(Exception):
    """Carries a secret in its message, as careless errors do."""


def fail() -> None:
    """Raise with a social security number in a local variable and in the message."""
    ssn = SECRET
    raise Failure(f"bad number {ssn}")


class Hostile(SafeApp):
    """One of each."""

    CSS = "DataTable, TextArea, OptionList, Tree { height: 3; } Input { height: 1; border: none; }"
    AUTO_FOCUS = "#field"
    BINDINGS = [
        Binding("f4", "toast", "toast", priority=True),
        Binding("f5", "fail", "fail", priority=True),
        Binding("f10", "leave_now", "leave", priority=True),
    ]

    def compose(self) -> ComposeResult:
        if OPTIONS.get("fail") == "compose":
            fail()
        yield Label("READY", id="ready")
        yield Static(Content(NAME))
        yield Label(Text(NAME))
        yield Checkbox(Content(NAME), id="check")
        yield Input(NAME, id="field", select_on_focus=False)
        yield TextArea(NAME)
        yield OptionList(Option(Text(NAME)))
        table: DataTable[Text] = DataTable()
        table.add_columns(Text(NAME))
        table.add_row(Text(NAME))
        yield table
        yield Tree(Text(NAME))
        secret = Input(SECRET, password=True, id="secret")
        yield secret

    def on_mount(self) -> None:
        self.title = NAME
        self.query_one(Checkbox).border_title = Content(NAME).plain.replace("[", "\\[")

    def action_toast(self) -> None:
        self.notify(NAME, title=NAME, markup=False, timeout=60)
        self.query_one("#ready", Label).update("TOASTED")

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "field":
            self.query_one("#ready", Label).update(f"READY {len(event.value)}")

    def action_leave_now(self) -> None:
        self.exit()

    async def action_fail(self) -> None:
        match OPTIONS.get("fail"):
            case "handler":
                fail()
            case "worker":
                self.run_worker(self._fail_later())
            case "thread":
                threading.Thread(target=fail).start()
            case "timer":
                self.set_timer(0.01, fail)
            case "loop":
                asyncio.get_running_loop().call_soon(fail)
            case "task":
                self.call_next(fail)
            case "input":
                driver: Any = self._driver
                driver.process_message = lambda message: fail()
                self.query_one("#ready", Label).update("BROKEN")

    async def _fail_later(self) -> None:
        await asyncio.sleep(0.01)
        fail()


if __name__ == "__main__":
    log_dir = Path(OPTIONS["log"]) if "log" in OPTIONS else None
    app = Hostile(ascii_glyphs="ascii" in sys.argv[1:], crash_log_dir=log_dir)
    if "unfiltered" in sys.argv[1:]:
        app._last_filters.clear()
    app.run()
    sys.exit(app.return_code or 0)
