"""``:blocks``: one's own phone blocks of the last two weeks and those to come; 5 shows what one came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.keys import bindings
from psr_tui.screens import phone_block
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class BlockList(ListBox[None]):
    """Newest first."""

    BINDINGS = bindings("blocks")
    SCOPES: ClassVar[tuple[str, ...]] = ("blocks", "list", "dialog")
    NAME = "work"
    EMPTY = "No phone block yet: 0 on F4 starts one, ; plans one."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("began", "Began", 16),
        Column("state", "", 8),
        Column("goal", "Goal", 5),
        Column("work", "Work", 30, grow=True),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Your phone blocks", "5 what it came to  8 take a planned one back")

    async def read(self) -> tuple[str, Sequence[Record]]:
        rows = await self.desk.ask(self.desk.blocks.mine)
        return "The last two weeks, and what is planned.", [
            Record(one.id, 1, (Cell(one.began), Cell(one.state), Cell(str(one.goal or "-")), Cell(one.work)))
            for one in rows
        ]

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
        else:
            self.flow(self._show_one(record.key))

    async def _show_one(self, block_id: str) -> None:
        summary = await self.desk.ask(self.desk.blocks.summary, block_id)
        if summary is not None:
            await phone_block.show(self, self.desk, summary)

    def action_drop(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
        else:
            self.flow(self._drop(record.key))

    async def _drop(self, block_id: str) -> None:
        self.list.acted_on(block_id)
        words = await self.attempt(self.desk.blocks.drop, block_id)
        if words is not None:
            await self.read_again()
            self.say(words)
