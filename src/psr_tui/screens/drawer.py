"""The drawer (F5): free drawers, the day's receipts, the blind count, the reveal. One place, four faces.

Which face is shown follows from the state of the session alone, so that a count survives a restart and a drawer that
somebody else moved shows itself as it is now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.keys import Key, bindings, find
from psr_tui.screens.drawer_closing import DrawerClosing
from psr_tui.screens.drawer_count import count_form
from psr_tui.screens.drawer_rows import (
    DRAWER_COLUMNS,
    RECEIPT_COLUMNS,
    counts_words,
    drawer_record,
    free_words,
    heading_words,
    line_key,
    move_facts,
    receipt_record,
    reveal_content,
)
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.form import Form
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.record_list import ListSource, Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk

LEGENDS = {
    "drawers": ("open_drawer", "open", "report"),
    "open": ("count", "away", "move", "open", "give_back", "report", "take"),
    "counting": ("freeze", "odd"),
    "reveal": ("sign", "recount", "reason", "report", "freeze"),
}


class DrawerPlace(DrawerClosing):
    """Shows the face that fits; the acts are in the base."""

    PLACE = "drawer"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"drawer"})
    SCOPES = ("form",)
    BINDINGS = bindings("drawer")
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = asyncio.Lock()
        self._shown_face = ""
        self._counted_at = ("", 0)

    def compose_work(self) -> Iterable[Widget]:
        yield RecordList(DRAWER_COLUMNS, ListSource([]), empty_text="There is no drawer yet.", id="drawers")
        yield RecordList(
            RECEIPT_COLUMNS, ReceiptSource(self), empty_text="No payment in this drawer yet.", id="receipts"
        )
        yield Vertical(id="count-area")
        yield Static("", id="reveal")

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="drawer-facts")

    def legend_keys(self) -> Iterable[Key]:
        return [find(f"drawer.{name}") for name in LEGENDS[self.face]]

    # --- what is shown ---
    async def reload(self) -> None:
        """One after another: an answer that was overtaken by a newer one would bring back the older drawer."""
        async with self._reading:
            await self._read_again()

    async def _read_again(self) -> None:
        await self.read_session()
        news = await self.read_offers()
        self.heading(heading_words(self.status))
        names = [one.from_name for one in self.waiting]
        self.counts(counts_words(self.status, self.desk.tz, names) if self.status else free_words(names))
        face = self.face
        self.sheet = self.sheet if face == "counting" else None
        if face == "counting":
            await self._forget_figures()
            await self._show_count()
        elif face == "reveal":
            await self._show_reveal()
        elif face == "open":
            await self.query_one("#receipts", RecordList).reload()
        else:
            await self._show_drawers()
        self._turn_to_face(face)
        self._show_facts()
        if news:
            self.say(news)

    def _turn_to_face(self, face: str) -> None:
        for name, selector in (
            ("drawers", "#drawers"),
            ("open", "#receipts"),
            ("counting", "#count-area"),
            ("reveal", "#reveal"),
        ):
            self.query_one(selector).display = name == face
        if face == self._shown_face:
            return
        self._shown_face = face
        self.refresh_legend()
        if face == "counting":
            self.query_one("#count-form", Form).focus_first()
        elif face in ("drawers", "open"):
            self.query_one("#drawers" if face == "drawers" else "#receipts", RecordList).focus()
        else:
            self.set_focus(None)

    async def _show_drawers(self) -> None:
        lines = await self.desk.ask(self.desk.drawer.drawers)
        self.drawer_lines = {line_key(line): line for line in lines}
        records = [drawer_record(line, self.desk.tz) for line in lines]
        await self.query_one("#drawers", RecordList).show(ListSource(records))

    async def _show_count(self) -> None:
        """A fresh form for each count; a reload while somebody types leaves the form alone."""
        if self.status is None:
            return
        this_count = (self.status.session.session_id, self.status.attempts)
        if this_count == self._counted_at and self.sheet is not None:
            return
        self.sheet = await self.desk.ask(self.desk.drawer.sheet, self.status.session.session_id)
        area = self.query_one("#count-area", Vertical)
        await area.remove_children()
        form = count_form(self.sheet)
        await area.mount(
            Static(" Count first. What the system expects stays hidden until F10 freezes the count."), form
        )
        draft = await self.desk.ask(self.desk.drafts.find, "count", self.status.session.session_id)
        self.drafted = bool(draft)
        if draft:
            form.restore(draft)
        self._counted_at = this_count
        if self._shown_face == "counting":
            form.focus_first()

    async def _forget_figures(self) -> None:
        """While somebody counts, not even a hidden widget holds a payment or an earlier reveal (CD-95)."""
        self.reveal = None
        self.receipt_lines.clear()
        self.query_one("#reveal", Static).update("")
        self.query_one("#drawer-facts", FactsPanel).show("", ())
        await self.query_one("#receipts", RecordList).show(ReceiptSource(self))

    async def _show_reveal(self) -> None:
        if self.status is None:
            return
        self.reveal = await self.desk.ask(self.desk.drawer.reveal, self.status.session.session_id)
        self.query_one("#reveal", Static).update(reveal_content(self.reveal))

    def _show_facts(self) -> None:
        panel = self.query_one("#drawer-facts", FactsPanel)
        if self.status is None or self.face != "open":
            panel.show("", ())
            return
        tz = self.desk.tz
        panel.show("Cash moves", move_facts(self.status, tz))

    # --- messages of what is shown ---
    async def on_record_list_opened(self, message: RecordList.Opened) -> None:
        """Enter does what 5 does; on a free drawer it opens it."""
        message.stop()
        free = self.face == "drawers" and self.free(message.record.key)
        await self.app.run_action("open_drawer" if free else "open", self)

    def on_denomination_grid_said(self, message: DenominationGrid.Said) -> None:
        message.stop()
        self.refuse(message.text)

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        """Each typed quantity is kept at once: it survives Esc, lock and crash (CD-48)."""
        message.stop()
        if self.status is not None and self.face == "counting":
            self.flow(self.keep_count(message.values), hold=False)

    async def keep_drafts(self) -> None:
        if self.status is not None and self.face == "counting":
            await self.keep_count(self.query_one("#count-form", Form).draft())

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        self.flow(self.freeze_count(message.values))


class ReceiptSource:
    """The receipts of the session on the screen, a page at a time, newest first."""

    def __init__(self, place: DrawerPlace) -> None:
        self._place = place

    def _session(self) -> str:
        status = self._place.status
        return status.session.session_id if status is not None and self._place.face == "open" else ""

    async def count(self) -> int:
        return self._place.status.receipts if self._place.status is not None and self._session() else 0

    async def page(self, first: int, count: int) -> Sequence[Record]:
        place = self._place
        if not self._session():
            return []
        lines = await place.desk.ask(place.desk.drawer.receipts, self._session(), first, count)
        place.receipt_lines.update((str(line.number), line) for line in lines)
        return [receipt_record(line, place.desk.tz, place.shown) for line in lines]

    async def index_of(self, key: str) -> int | None:
        if not self._session() or not key.isdigit():
            return None
        return await self._place.desk.ask(self._place.desk.drawer.receipt_row, self._session(), int(key))

    async def jump(self, prefix: str, after: int) -> int | None:
        if not self._session():
            return None
        return await self._place.desk.ask(self._place.desk.drawer.receipt_jump, self._session(), prefix, after)
