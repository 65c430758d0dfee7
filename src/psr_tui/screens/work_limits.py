"""The leads' worklist of what waits too long, with what will be late within the hour (call-center.md CC-115)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Role
from psr_tui.domain.work import WorkItem
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.work_box import work_box
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.service_limits import MOST, Limit
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_LISTS = {"message_in": "portal", "qa_review": "reviews"}
"""Where each kind of thing is done; callbacks have a place of their own."""


class LimitList(Worklist):
    """Late first, then what is due soon; the item of a row closes itself when the thing is done."""

    NAME = "limits"
    TITLE = "Past their limit"
    TOPICS = frozenset({"work", "messages", "callbacks"})
    COLUMNS = (
        Column("due", "Working time", 13),
        Column("what", "Not in time", 23),
        Column("patient", "Patient", 14, grow=True),
        Column("about", "About", 11, grow=True),
        Column("who", "Who", 9),
    )
    EMPTY = "Nothing to show."
    DIGITS = (
        Digit(1, "Go there", "go", "Go to where it is done: the callback, the message, the review"),
        Digit(2, "Take", "take", "Look after it yourself: it is yours from now on"),
        Digit(5, "Open", "open", "Show since when it is late and what was done about it"),
        Digit(7, "Give to", "give", "A colleague looks after it, or the leads again"),
        Digit(9, "Note", "note", "Write down what you did about it"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._limits: dict[str, Limit] = {}

    # --- rows ---
    async def read(self, text: str) -> Sequence[Record]:
        if not self.desk.actor.at_least(Role.LEAD):
            return []
        found = await self.desk.ask(self.desk.limits.listed)
        self._limits = {one.clock_id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: Limit) -> Record:
        item = one.item
        cells = (
            Cell(one.words, "bad" if one.late else "warn"),
            Cell(one.label),
            Cell(self.place.shown.name(one.name) if one.name else ""),
            Cell(one.about),
            Cell((item.assignee or item.team) if item else "", "dim" if item and not item.assignee else ""),
        )
        return Record(one.clock_id, item.version if item else 0, cells)

    async def waiting(self) -> int:
        if not self.desk.actor.at_least(Role.LEAD):
            return 0
        return (await self.desk.ask(self.desk.limits.counts)).late

    async def header(self) -> str:
        if not self.desk.actor.at_least(Role.LEAD):
            return "this list is the leads'; ask one"
        counts = await self.desk.ask(self.desk.limits.counts)
        if counts.late > MOST:
            return f"late {counts.late}, the first {MOST} are listed · running {counts.running}"
        return (
            f"late {counts.late} · due within 1:00 of work {counts.soon} · running {counts.running} · "
            f"today in time {counts.met}, late {counts.missed}"
        )

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._limits.get(record.key)
        if one is None:
            return ()
        by = f"{local(one.deadline, self.desk.tz):%a %m/%d %H:%M}" if one.deadline else "it stands"
        return [("What", one.label), ("Due", by), ("", f"{one.words}, counted in working time"), ("About", one.about)]

    def _meant(self, record: Record) -> Limit:
        found = self._limits.get(record.key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    def _item(self, record: Record) -> WorkItem:
        item = self._meant(record).item
        if item is None:
            raise Refused("This is not late yet; 1 goes to where it is done.")
        return item

    # --- acts ---
    async def do_go(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        if one.object_kind in _LISTS:
            await self.place.turn_to(_LISTS[one.object_kind])
            await self.place.list.go_to_key(one.object_id)
        else:
            await self.place.station.go("callbacks", one.object_id)

    async def do_take(self, targets: Sequence[Record]) -> None:
        rows = [(item.item_id, item.version) for item in map(self._item, targets)]
        await self.place.after(await self.place.attempt(self.desk.worklists.take, rows))

    async def do_open(self, targets: Sequence[Record]) -> None:
        reading = await self.desk.act(self.desk.worklists.open, self._item(targets[0]).item_id)
        await self.place.open(work_box(reading, self.place.shown, self.desk.tz, self.desk.clock.now()))

    async def do_give(self, targets: Sequence[Record]) -> None:
        rows = [(item.item_id, item.version) for item in map(self._item, targets)]
        people = await self.desk.ask(self.desk.worklists.colleagues)
        to = await self.place.open(Choose("Who looks after it?", [("", "The leads again"), *people]))
        if to is not None:
            await self.place.after(await self.place.attempt(self.desk.worklists.give, rows, to))

    async def do_note(self, targets: Sequence[Record]) -> None:
        item = self._item(targets[0])
        text = await self.place.open(Prompt("Note", "What you did about it", needed, max_length=500))
        if text is not None:
            note = self.desk.worklists.note
            await self.place.after(await self.place.attempt(note, item.item_id, item.version, text))
