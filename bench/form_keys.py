"""Key to frame in a form of 24 fields, beside 24 rows of Textual's own Label, Input and Static in the same run.

    python -m bench.form_keys [--keys 240] [--size 80x40]

Milliseconds from the write of a key to the end of the frame. "type" is a letter, "next" leaves a field (reads it,
writes the echo, moves the cursor). Stock fields read nothing; Tab moves on there.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, ClassVar

from psr_tui.terminal.hardening import clean_environment

if len(sys.argv) == 2 and sys.argv[1] in ("ours", "stock"):
    clean_environment(os.environ)

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from bench.pty_clock import Clocked, Pressed
from bench.record_list import report
from psr_tui.screens.flows import Flows
from psr_tui.terminal.safe_app import SafeApp
from psr_tui.theme import psr_theme
from psr_tui.widgets.fields import Field, MoneyField
from psr_tui.widgets.form import Form, SaveStop

FIELDS = 24


class Ours(SafeApp):
    def __init__(self) -> None:
        super().__init__()
        self.register_theme(psr_theme())
        self.theme = "psr"

    def get_default_screen(self) -> Screen[Any]:
        return Flows()

    def compose(self) -> ComposeResult:
        kinds = (Field, MoneyField)
        fields = [kinds[at % 2](f"Field {at}", f"f{at}") for at in range(FIELDS)]
        yield Form(*fields, SaveStop())
        yield Static("", id="state", markup=False)

    def on_mount(self) -> None:
        self.query_one(Form).focus_first()
        self.query_one("#state", Static).update("READY")


class Stock(App[None]):
    CSS: ClassVar[str] = "Horizontal { height: 1; } Label { width: 16; } Input { width: 1fr; } .echo { width: 27; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        for at in range(FIELDS):
            field = Input(compact=True)
            field.cursor_blink = False
            yield Horizontal(Label(f"Field {at}"), field, Static("", classes="echo"))
        yield Static("", id="state")

    def on_mount(self) -> None:
        self.query(Input).first().focus()
        self.query_one("#state", Static).update("READY")


def measure(which: str, keys: int, columns: int, lines: int) -> None:
    with Clocked([sys.executable, "-m", "bench.form_keys", which], columns=columns, lines=lines) as program:
        ready = program.wait_for("READY")
        program.quiet()
        typed: list[Pressed] = []
        moved: list[Pressed] = []
        there, back = ("down", "up") if which == "ours" else ("tab", "shift+tab")
        for _ in range(keys // (6 * (FIELDS - 1)) + 1):
            for _ in range(FIELDS - 1):
                typed += [program.key(letter, settle=0.03) for letter in "12345"]
                moved.append(program.key(there, settle=0.03))
            for _ in range(FIELDS - 1):
                moved.append(program.key(back, settle=0.03))
        report(which, FIELDS, "type", typed)
        report(which, FIELDS, "next", moved)
        print(f"{which:10} {FIELDS:>9}  ready after {ready * 1000:.0f} ms, {program.memory_mb():.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=240)
    parser.add_argument("--size", default="80x40")
    given = parser.parse_args()
    columns, lines = (int(part) for part in given.size.split("x"))
    print(f"{given.size}   {'':26}        p50    p95    p99        bytes a key")
    for which in ("ours", "stock"):
        measure(which, given.keys, columns, lines)


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in ("ours", "stock"):
        app: App[Any] = Ours() if sys.argv[1] == "ours" else Stock()
        app.run(mouse=False)
    else:
        main()
