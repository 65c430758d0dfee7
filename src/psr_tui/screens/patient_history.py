"""Everything that happened to a patient in one list, newest first; digits show one kind, Enter shows the whole line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local
from psr_tui.domain.history import HistoryKind, HistoryLine
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.widgets.record_list import Cell, Column, Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.services.patient_history import HistoryHead

_STYLES = {HistoryKind.MONEY: "good", HistoryKind.CHANGE: "warn", HistoryKind.LOOKED: "dim"}
_VALUES = frozenset({HistoryKind.CHANGE, HistoryKind.COVERAGE})
"""Kinds whose lines hold what was typed into a record."""


class HistorySource:
    """The lines of a patient under the box's filter, a page at a time."""

    def __init__(self, box: HistoryBox) -> None:
        self._box = box

    async def count(self) -> int:
        box = self._box
        return await box.desk.ask(box.desk.patient_history.count, box.patient_id, box.kinds)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        box = self._box
        lines = await box.desk.ask(box.desk.patient_history.page, box.patient_id, box.kinds, first, count)
        box.lines.update((line.key, line) for line in lines)
        return [box.record(line) for line in lines]

    async def index_of(self, key: str) -> int | None:
        """A line that was shown is found again among the first ones; the history only grows at its head."""
        lines = await self.page(0, 200)
        return next((row for row, record in enumerate(lines) if record.key == key), None)

    async def jump(self, prefix: str, after: int) -> int | None:
        return None


class HistoryBox(Dialog[None]):
    """One patient's history. Who looked is shown to supervisors; others see their own looks."""

    BINDINGS = bindings("history")
    SCOPES: ClassVar[tuple[str, ...]] = ("history", "list", "dialog")
    HELP_TEXT = "Everything that happened, newest first. A digit shows one kind, 0 all; Enter shows the whole line."
    COLUMNS = (
        Column("when", "When", 16),
        Column("kind", "", 9),
        Column("what", "What", 30, grow=True),
        Column("who", "Who", 12),
    )

    def __init__(self, desk: Desk, patient_id: str, head: HistoryHead) -> None:
        super().__init__("", legend="")
        self.desk = desk
        self.patient_id = patient_id
        self.kinds: tuple[HistoryKind, ...] = tuple(HistoryKind)
        self.lines: dict[str, HistoryLine] = {}
        self._head = head
        self.box_legend = "Enter whole line   PgDn older   F12 back"

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"History: {self.station.shown.name(self._head.name)}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        yield Static("", id="list-head")
        yield RecordList(self.COLUMNS, HistorySource(self), empty_text="Nothing of this kind.", name_column="what")

    @property
    def list(self) -> RecordList:
        return self.query_one(RecordList)

    def on_mount(self) -> None:
        self.list.focus()
        self.flow(self._show())

    async def _show(self) -> None:
        parts = [
            Content.styled(f"{k.digit}{k.label} ", "bold" if k in self.kinds else "$text-muted") for k in HistoryKind
        ]
        mine = "" if self._head.all_looks else " (own)"
        self.query_one("#list-head", Static).update(Content("").join([*parts, Content(f"0All{mine}")]))
        await self.list.show(HistorySource(self))

    def record(self, line: HistoryLine) -> Record:
        at = local(line.at, self.desk.tz)
        cells = (
            Cell(f"{at:%m/%d/%Y %H:%M}"), Cell(line.kind.value, _STYLES.get(line.kind, "")),
            Cell(self._may_stand(line.what, line)), Cell(line.who, "dim"),
        )  # fmt: skip
        return Record(line.key, 1, cells)

    def _may_stand(self, words: str, line: HistoryLine) -> str:
        """In privacy mode a change says which field it was; names, birth dates and member ids stay hidden."""
        shown = self.station.shown
        if shown.on and line.kind in _VALUES:
            return words.partition(": ")[0]
        return shown.words(words)

    def action_only(self, kind: str) -> None:
        chosen = (HistoryKind(kind),)
        self.kinds = tuple(HistoryKind) if self.kinds == chosen else chosen
        self.flow(self._show())

    def action_all(self) -> None:
        self.kinds = tuple(HistoryKind)
        self.flow(self._show())

    def on_record_list_opened(self, message: RecordList.Opened) -> None:
        message.stop()
        line = self.lines.get(message.record.key)
        if line is not None:
            self.flow(self._open(line))

    async def _open(self, line: HistoryLine) -> None:
        at = local(line.at, self.desk.tz)
        told = line.more or (line.what,)
        facts = [
            ("When", f"{at:%a %m/%d/%Y %H:%M}"),
            ("Who", line.who),
            ("What", strip_forbidden("\n".join(self._may_stand(one, line) for one in told))),
        ]
        await self.open(PageBox(line.kind.label, [("", facts)]))
