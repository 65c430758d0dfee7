"""A place whose work is one list: filter line, Enter opens, Esc brings the rest back."""

from __future__ import annotations

from collections.abc import Iterable

from textual.timer import Timer
from textual.widget import Widget

from psr_tui.keys import bindings
from psr_tui.screens.base import Place
from psr_tui.widgets.filter_line import FilterLine
from psr_tui.widgets.record_list import RecordList

PANEL_REST = 0.05
"""Seconds the cursor must rest before the panels follow it: a held arrow moves faster, and its frames come first."""


class ListPlace(Place):
    """Subclasses give ``make_list`` (its source reads ``self.filter_text``), ``action_open``, and ``reload`` when they
    show counts as well. Digits act on ``self.list.targets()``."""

    BINDINGS = bindings("list")
    SCOPES = ("list",)
    AUTO_FOCUS = "RecordList"

    filter_text: str = ""
    _panels_due: Timer | None = None

    def make_list(self) -> RecordList:
        """The list of this place."""
        raise NotImplementedError

    @property
    def list(self) -> RecordList:
        return self.query_one("#work RecordList", RecordList)

    def compose_work(self) -> Iterable[Widget]:
        yield self.make_list()
        yield FilterLine()

    def nobody(self, empty: str) -> str:
        """Why a key acted on nothing: the list is ``empty``, or its rows came after the press and nobody saw them."""
        return "The rows came up just after that key: look, and press it again." if self.list.current else empty

    async def reload(self) -> None:
        await self.list.reload()

    async def filtered(self) -> None:
        """``self.filter_text`` changed: fetch again, because the rep asked."""
        await self.list.reload(asked=True)

    async def show_panels(self) -> None:
        """The record under the cursor in the panels beside and below; nothing by default."""

    def on_record_list_moved(self, message: RecordList.Moved) -> None:
        message.stop()
        if self._panels_due is not None:
            self._panels_due.stop()
        if self.wide or self.has_class("-tall"):
            self._panels_due = self.set_timer(PANEL_REST, lambda: self.flow(self.show_panels(), hold=False))

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_back(self) -> None:
        """Esc on a filtered list brings the rest back."""
        if self.filter_text:
            self.query_one(FilterLine).clear()
            self.flow(self._filter_by(""))
        elif self.list.marked:
            self.list.clear_marks()
        else:
            super().action_back()

    def on_filter_line_filtered(self, message: FilterLine.Filtered) -> None:
        message.stop()
        self.flow(self._filter_by(message.text))

    async def _filter_by(self, text: str) -> None:
        if text != self.filter_text:
            self.filter_text = text
            self.list.filter_text = text
            await self.filtered()

    def on_filter_line_left(self, message: FilterLine.Left) -> None:
        message.stop()
        self.set_focus(self.list)

    async def on_record_list_opened(self, message: RecordList.Opened) -> None:
        """Enter does what 5 does."""
        message.stop()
        await self.app.run_action("open", self)
