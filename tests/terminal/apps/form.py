"""Six fields, dialogs, a warning and a hanging handler: the test application of the type-ahead tests.

``form.py RESULT [stock] [hasty]``: on Ctrl+D it writes what stands where to the file RESULT as JSON and leaves.
``stock`` runs it without the key queue, ``hasty`` with one that waits less long for a handler that hangs.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from psr_tui.terminal.hardening import harden

harden()

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Input, Label

from psr_tui.terminal import key_queue
from psr_tui.terminal.safe_app import SafeApp

RESULT = Path(sys.argv[1])
STOCK = "stock" in sys.argv[2:]
if "hasty" in sys.argv[2:]:
    key_queue.PATIENCE = 0.7
HANGING = 4 * key_queue.PATIENCE


class Ask(ModalScreen[str]):
    """A dialog with one field; Enter gives its value back. ``slow`` seconds pass before it is there."""

    CSS = "Ask { align: center middle; } Ask Vertical { width: 30; height: 5; background: blue; }"
    AUTO_FOCUS = "Input"

    def __init__(self, slow: float = 0.0) -> None:
        super().__init__()
        self.slow = slow

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("ASK")
            yield Input(id="answer", select_on_focus=False)

    async def on_mount(self) -> None:
        await asyncio.sleep(self.slow)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Warn(ModalScreen[bool]):
    """A dialog nobody asked for."""

    BINDINGS = [Binding("y", "yes", "yes")]
    AUTO_FOCUS = "#no"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("WARNING")
            yield Button("No", id="no")

    def action_yes(self) -> None:
        self.dismiss(True)

    def on_button_pressed(self) -> None:
        self.dismiss(True)  # the worst case: even the focused button would confirm


class Other(Screen[None]):
    """Another place with two fields."""

    BINDINGS = [Binding("f2", "app.switch_mode('form')", "form", priority=True)]
    AUTO_FOCUS = "#x0"

    def compose(self) -> ComposeResult:
        yield Label("OTHER")
        for number in range(2):
            yield Input(id=f"x{number}", select_on_focus=False)

    async def on_mount(self) -> None:
        await asyncio.sleep(0.1)


class Form(Screen[None]):
    """The place under test."""

    BINDINGS = [
        Binding("f3", "app.switch_mode('other')", "other", priority=True),
        Binding("f4", "ask", "ask"),
        Binding("f5", "slow_ask", "slow"),
        Binding("f6", "warn", "warn", priority=True),
        Binding("f7", "hang", "hang", priority=True),
        Binding("f8", "late_ask", "late", priority=True),
        Binding("f9", "held_ask", "held", priority=True),
        Binding("f10", "hang_pump", "hang pump"),
    ]
    AUTO_FOCUS = "#f0"

    def compose(self) -> ComposeResult:
        yield Label("READY")
        for number in range(6):
            yield Input(id=f"f{number}", select_on_focus=False)
        yield Label(id="answers")

    def _answered(self, answer: str | None) -> None:
        self.desk.answers.append(answer or "")
        self.query_one("#answers", Label).update(f"ANSWERS {len(self.desk.answers)}")

    def _warned(self, confirmed: bool | None) -> None:
        self._answered(f"confirmed {confirmed}")

    @property
    def desk(self) -> Any:
        return self.app

    def action_ask(self) -> None:
        self.app.push_screen(Ask(), self._answered)

    def action_slow_ask(self) -> None:
        self.app.push_screen(Ask(0.5), self._answered)

    async def action_warn(self) -> None:
        await asyncio.sleep(0.05)
        if not STOCK:
            self.desk.discard_type_ahead()
        self.app.push_screen(Warn(), self._warned)

    async def action_hang(self) -> None:
        await asyncio.sleep(HANGING)

    async def action_hang_pump(self) -> None:
        await asyncio.sleep(HANGING)

    def action_late_ask(self) -> None:
        self.run_worker(self._late_ask(), exit_on_error=False)

    async def _late_ask(self) -> None:
        await asyncio.sleep(0.3)
        self.app.push_screen(Ask(), self._answered)

    def action_held_ask(self) -> None:
        self.run_worker(self._held_ask(self.desk.hold_keys()), exit_on_error=False)

    async def _held_ask(self, hold: Any) -> None:
        with hold:
            await self._late_ask()


class Common(App[Any]):
    """What both applications share."""

    MODES = {"form": Form, "other": Other}
    BINDINGS = [
        Binding("ctrl+d", "finish", "finish", priority=True),
        Binding("ctrl+t", "stall", "stall", priority=True),
    ]
    answers: list[str]

    def action_stall(self) -> None:
        """Stop the event loop while the keys behind this one arrive: a burst is then there as a whole."""
        time.sleep(0.5)

    def on_mount(self) -> None:
        self.answers = []
        self.switch_mode("form")

    def action_finish(self) -> None:
        found: dict[str, str] = {}
        for mode in ("form", "other"):
            for screen in self.get_screen_stack(mode) if mode in self._screen_stacks else ():
                found |= {field.id or "": field.value for field in screen.query(Input)}
        RESULT.write_text(json.dumps({"fields": found, "answers": self.answers}))
        self.exit()


class Safe(Common, SafeApp):
    """With the queue."""

    def input_inhibited_changed(self, inhibited: bool) -> None:
        self.screen.query_one(Label).update("X II" if inhibited else "READY")


class Stock(Common):
    """Textual as it comes."""


if __name__ == "__main__":
    app: App[Any] = Stock() if STOCK else Safe()
    app.run()
    sys.exit(app.return_code or 0)
