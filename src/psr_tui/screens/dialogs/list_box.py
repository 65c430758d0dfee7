"""A box that is one list: reports over closes, receipts, visits. Letters find, ``/`` filters, 5 and Enter open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import fold, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.widgets.filter_line import FilterLine
from psr_tui.widgets.record_list import Column, ListSource, Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk

R = TypeVar("R")


class ListBox(Dialog[R]):
    """Subclasses give ``COLUMNS``, ``NAME`` (the column that letters search and sentences name), ``read`` and
    ``action_open``. The rows are read when the box opens and again with ``read_again``."""

    BINDINGS = bindings("list")
    SCOPES: ClassVar[tuple[str, ...]] = ("list", "dialog")
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    NAME: ClassVar[str] = "patient"
    EMPTY: ClassVar[str] = "Nothing to show."

    def __init__(self, desk: Desk, title: str, legend: str) -> None:
        super().__init__(title, legend=f"{legend}   / filter   F12 back")
        self.desk = desk
        self._records: list[Record] = []
        self._filter = ""

    def compose_body(self) -> Iterable[Widget]:
        yield Static("", id="list-head")
        yield RecordList(self.COLUMNS, ListSource([]), empty_text=self.EMPTY, name_column=self.NAME)
        yield FilterLine()

    async def read(self) -> tuple[str, Sequence[Record]]:
        """What stands above the list, and its rows. May raise DeskError, which closes nothing and is shown."""
        raise NotImplementedError

    @property
    def list(self) -> RecordList:
        return self.query_one(RecordList)

    def on_mount(self) -> None:
        self.list.focus()
        self.flow(self.read_again())

    async def read_again(self) -> None:
        try:
            head, records = await self.read()
        except DeskError:
            self._records = []
            await self._show()
            raise
        lines = [strip_forbidden(line) for line in head.split("\n")]
        self.query_one("#list-head", Static).update(Content("\n".join(lines)))
        self._records = [*records]
        await self._show()

    async def _show(self) -> None:
        wanted = fold(self._filter).split()
        shown = [
            record
            for record in self._records
            if all(part in fold(" ".join(cell.text for cell in record.cells)) for part in wanted)
        ]
        self.list.total = len(self._records)
        self.list.filter_text = self._filter
        names = [column.key for column in self.COLUMNS].index(self.NAME)
        await self.list.show(ListSource(shown, lambda record: record.cells[names].text.strip()))

    # --- the filter, as on the places ---
    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_cancel(self) -> None:
        """Esc brings filtered rows back first, then closes."""
        if self._filter:
            self.query_one(FilterLine).clear()
            self.flow(self._filter_by(""))
        else:
            super().action_cancel()

    def on_filter_line_filtered(self, message: FilterLine.Filtered) -> None:
        message.stop()
        self.flow(self._filter_by(message.text))

    async def _filter_by(self, text: str) -> None:
        if text != self._filter:
            self._filter = text
            await self._show()

    def on_filter_line_left(self, message: FilterLine.Left) -> None:
        message.stop()
        self.set_focus(self.list)

    # --- the row ---
    def action_open(self) -> None:
        raise NotImplementedError

    def on_record_list_opened(self, message: RecordList.Opened) -> None:
        """Enter does what 5 does."""
        message.stop()
        self.action_open()
