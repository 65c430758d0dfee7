"""A list of 10,000 rows that changes while one types, and our own form: for bursts through a pseudo-terminal.

``work.py list|form RESULT [stock]``: every act is written to the file RESULT as JSON on Ctrl+D. In the list ``1`` acts
on the row meant, ``2`` deletes the row under the cursor behind the rep's back and reloads half a second later.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psr_tui.terminal.hardening import harden

harden()

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from psr_tui.terminal.safe_app import SafeApp
from psr_tui.widgets.fields import CheckField, ChoiceField, Field
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.record_list import Cell, Column, Record, RecordList

WHICH, RESULT = sys.argv[1], Path(sys.argv[2])
STOCK = "stock" in sys.argv[3:]


class Rows:
    """10,000 rows, each page a moment away, as from a store."""

    def __init__(self) -> None:
        self.keys = [f"k{row}" for row in range(10_000)]

    async def count(self) -> int:
        return len(self.keys)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        await asyncio.sleep(0.02)
        return [Record(key, 1, (Cell(f"NAME {key}"),)) for key in self.keys[first : first + count]]

    async def index_of(self, key: str) -> int | None:
        return self.keys.index(key) if key in self.keys else None

    async def jump(self, prefix: str, after: int) -> int | None:
        await asyncio.sleep(0.02)
        return 5000 if prefix == "n" else None


class Work(App[None]):
    BINDINGS = [
        Binding("ctrl+t", "stall", "stall", priority=True),
        Binding("ctrl+d", "leave", "leave", priority=True),
        Binding("1", "act", "act"),
        Binding("2", "change", "change"),
    ]
    acts: list[Any]

    def compose(self) -> ComposeResult:
        self.acts = []
        yield Static("", id="state", markup=False)
        if WHICH == "list":
            self.rows = Rows()
            yield RecordList((Column("patient", "Patient", 20, grow=True),), self.rows)
        else:
            payers = (("A", "AETNA"), ("B", "BLUE CROSS"))
            names = [Field(f"Field {at}", f"f{at}") for at in range(4)]
            yield Form(*names, ChoiceField("Payer", "payer", payers), CheckField("Consent", "consent"), SaveStop())

    async def on_mount(self) -> None:
        if WHICH == "list":
            self.records.focus()
            await self.records.reload()
        else:
            self.query_one(Form).focus_first()
        self.query_one("#state", Static).update("READY")

    @property
    def records(self) -> RecordList:
        return self.query_one(RecordList)

    def action_stall(self) -> None:
        time.sleep(0.3)  # until the whole burst has arrived

    def action_act(self) -> None:
        self.acts.append([record.key for record in self.records.targets()])

    async def action_change(self) -> None:
        current = self.records.current
        if current is not None:
            self.rows.keys.remove(current.key)
            await asyncio.sleep(0.5)
            await self.records.reload()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        self.acts.append(message.values)

    def action_leave(self) -> None:
        RESULT.write_text(json.dumps(self.acts), encoding="utf-8")
        self.exit()


class Queued(SafeApp, Work):
    """With the key queue, as the product runs."""


if __name__ == "__main__":
    (Work if STOCK else Queued)().run(mouse=False)
