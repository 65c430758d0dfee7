"""The worklists of items: tasks and follow-ups that anybody may take, do, give on, or put a note to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local
from psr_tui.domain.work import WorkItem, WorkKind, due_words
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.work_box import work_box
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_OWN_LISTS = frozenset({WorkKind.ELIGIBILITY, WorkKind.AUTHORISATION, WorkKind.REFERRAL, WorkKind.ESTIMATE})
"""Kinds that have a list of their own beside this one."""


class WorkItems(Worklist):
    """Items in the order they are due."""

    NAME = "follow_up"
    TITLE = "Follow-up"
    KINDS: ClassVar[tuple[WorkKind, ...]] = tuple(kind for kind in WorkKind if kind not in _OWN_LISTS)
    COLUMNS = (
        Column("due", "Due", 13),
        Column("kind", "What", 17),
        Column("patient", "Patient", 18, grow=True),
        Column("title", "To do", 18, grow=True),
        Column("who", "Who", 10),
    )
    EMPTY = "Nothing waits here. + puts a task on the list."
    DIGITS = (
        Digit(1, "Take", "take", "Take the item: it is yours from now on"),
        Digit(2, "Done", "done", "Close the item with what came of it"),
        Digit(5, "Open", "open", "Show the item and everything that happened to it"),
        Digit(7, "Give to", "give", "Give the item to a colleague, or back to its team"),
        Digit(8, "Cancel", "cancel", "Close the item without doing it, with the reason"),
        Digit(9, "Note", "note", "Write a note into the item's history"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._items: dict[str, WorkItem] = {}

    # --- rows ---
    async def count(self) -> int:
        return await self.desk.ask(self.desk.worklists.count, self.KINDS, self.place.filter_text)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        items = await self.desk.ask(self.desk.worklists.page, self.KINDS, self.place.filter_text, first, count)
        self._items.update((item.item_id, item) for item in items)
        return [self._record(item) for item in items]

    async def index_of(self, key: str) -> int | None:
        rows = await self.desk.ask(self.desk.worklists.keys, self.KINDS, self.place.filter_text)
        return next((at for at, (item_id, _name) in enumerate(rows) if item_id == key), None)

    async def jump(self, prefix: str, after: int) -> int | None:
        rows = await self.desk.ask(self.desk.worklists.keys, self.KINDS, self.place.filter_text)
        order = [*range(after, len(rows)), *range(min(after, len(rows)))]
        return next((at for at in order if rows[at][1].startswith(prefix)), None)

    def _record(self, item: WorkItem) -> Record:
        now = self.desk.clock.now()
        due = due_words(item.due_at, now)
        cells = (
            Cell(due, "bad" if due.startswith("overdue") else ""),
            Cell(item.kind.rule.word),
            Cell(self.place.shown.name(item.patient) if item.patient else ""),
            Cell(item.title),
            Cell(item.assignee or item.team, "" if item.assignee else "dim"),
        )
        return Record(item.item_id, item.version, cells)

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.worklists.count, self.KINDS, "")

    async def header(self) -> str:
        counts = await self.desk.ask(self.desk.worklists.counts)
        shown = [(kind, *counts[kind]) for kind in self.KINDS if kind in counts]
        late = sum(overdue for _kind, _total, overdue in shown)
        words = " · ".join(f"{kind.rule.word} {total}" for kind, total, _overdue in shown)
        return f"overdue {late} · {words}" if words else "nothing waits"

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        item = self._items.get(record.key)
        if item is None:
            return ()
        opened = f"{local(item.created_at, self.desk.tz):%m/%d %H:%M} {item.created_by}"
        return [("To do", item.title), ("", item.text), ("Opened", opened), ("Team", item.team)]

    # --- acts ---
    async def do_take(self, targets: Sequence[Record]) -> None:
        await self.place.after(await self.place.attempt(self.desk.worklists.take, _rows(targets)))

    async def do_done(self, targets: Sequence[Record]) -> None:
        outcome = await self.place.open(Prompt("Done", "What came of it", needed, max_length=500))
        if outcome is not None:
            await self.place.after(await self.place.attempt(self.desk.worklists.done, _rows(targets), outcome))

    async def do_open(self, targets: Sequence[Record]) -> None:
        reading = await self.desk.act(self.desk.worklists.open, targets[0].key)
        await self.place.open(work_box(reading, self.place.shown, self.desk.tz, self.desk.clock.now()))

    async def do_give(self, targets: Sequence[Record]) -> None:
        people = await self.desk.ask(self.desk.worklists.colleagues)
        to = await self.place.open(Choose("Give to whom?", [("", "Back to the team"), *people]))
        if to is not None:
            await self.place.after(await self.place.attempt(self.desk.worklists.give, _rows(targets), to))

    async def do_cancel(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Cancel", "Why it need not be done", needed, max_length=500))
        if why is not None:
            await self.place.after(await self.place.attempt(self.desk.worklists.cancel, _rows(targets), why))

    async def do_note(self, targets: Sequence[Record]) -> None:
        text = await self.place.open(Prompt("Note", "What the next person should know", needed, max_length=500))
        if text is not None:
            record = targets[0]
            await self.place.after(await self.place.attempt(self.desk.worklists.note, record.key, record.version, text))


def _rows(targets: Sequence[Record]) -> list[tuple[str, int]]:
    return [(record.key, record.version) for record in targets]
