"""The programs ``bench/record_list.py`` measures: the same rows in our list and in Textual's DataTable.

python -m bench.list_apps ours|table ROWS
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from psr_tui.terminal.hardening import clean_environment

if __name__ == "__main__":
    import os

    clean_environment(os.environ)

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

from psr_tui.terminal.safe_app import SafeApp
from psr_tui.theme import psr_theme
from psr_tui.widgets.record_list import Cell, Column, Record, RecordList

COLUMNS = (
    Column("time", "Time", 5), Column("patient", "Patient", 24, grow=True), Column("dob", "DOB", 10),
    Column("with", "With", 8), Column("status", "Status", 12), Column("wait", "Wait", 5, "right"),
    Column("needs", "Needs", 14),
)  # fmt: skip
STATES = (
    ("○ Booked", "dim"), ("▲ Arrived", "warn"), ("◆ Checked in", "info"), ("■ Roomed", "info"), ("✓ Done", "good"),
)  # fmt: skip


def make_rows(path: Path, rows: int) -> None:
    """A file of invented visits."""
    with sqlite3.connect(path) as db:
        db.execute("create table visit (place integer primary key, name text, state integer, wait integer)")
        db.executemany(
            "insert into visit values (?, ?, ?, ?)",
            ((row, f"SURNAME{row * 7919 % rows:07d}, Given", row % 5, row % 70) for row in range(rows)),
        )


def as_record(row: tuple[int, str, int, int]) -> Record:
    place, name, state, wait = row
    word, style = STATES[state]
    return Record(
        f"v{place}", 1,
        (
            Cell(f"{8 + place // 60 % 10:02d}:{place % 60:02d}"), Cell(name), Cell(f"{1 + place % 12:02d}/15/1957"),
            Cell(("Lee", "Ortiz", "Chen")[place % 3]), Cell(word, style), Cell(f"0:{wait % 60:02d}"),
            Cell("$25 INT ID" if place % 4 == 0 else "", "warn"),
        ),
    )  # fmt: skip


class FileSource:
    """Rows from a file, read on a thread of their own, as the product does."""

    def __init__(self, path: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._db = sqlite3.connect(path, check_same_thread=False)

    async def _ask(self, sql: str, *values: Any) -> list[Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._db.execute(sql, values).fetchall())

    async def count(self) -> int:
        return int((await self._ask("select count(*) from visit"))[0][0])

    async def page(self, first: int, count: int) -> Sequence[Record]:
        sql = "select place, name, state, wait from visit where place >= ? order by place limit ?"
        return [as_record(row) for row in await self._ask(sql, first, count)]

    async def index_of(self, key: str) -> int | None:
        return int(key[1:])

    async def jump(self, prefix: str, after: int) -> int | None:
        return None


class Ours(SafeApp):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.records = RecordList(COLUMNS, FileSource(path))
        self.register_theme(psr_theme())
        self.theme = "psr"

    def compose(self) -> ComposeResult:
        yield Static("QUEUE", markup=False)
        yield self.records

    async def on_mount(self) -> None:
        self.records.focus()
        await self.records.reload()
        self.query_one(Static).update("READY")


class Table(App[None]):
    CSS: ClassVar[str] = "DataTable { height: 1fr; scrollbar-size: 0 0; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        yield Static("QUEUE", markup=False)
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        from rich.text import Text

        table = self.query_one(DataTable)
        for column in COLUMNS:
            table.add_column(column.title, width=column.width + (20 if column.grow else 0), key=column.key)
        rows = sqlite3.connect(self._path).execute("select place, name, state, wait from visit order by place")
        for row in rows:
            record = as_record(row)
            table.add_row(*(Text(cell.text) for cell in record.cells), key=record.key)
        table.focus()
        self.query_one(Static).update("READY")


if __name__ == "__main__":
    (Ours if sys.argv[1] == "ours" else Table)(sys.argv[2]).run(mouse=False)
