"""Promises at risk: due within a quarter of an hour or already, and nobody has taken them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import hmm, minutes_between
from psr_tui.domain.text import so_many
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.services.wallboard import AtRisk


class PromisesPage(BoardPage):
    """The oldest first; a lead gives them to somebody who can keep them."""

    NAME = "promises"
    TITLE = "promises at risk"
    COLUMNS = (
        Column("due", "Due", 11, "right"),
        Column("name", "Patient", 18, grow=True),
        Column("reason", "Reason", 18),
        Column("owner", "Whose", 14),
        Column("try", "Tries", 5, "right"),
    )
    EMPTY = "No promise is at risk."
    DIGITS = (
        Digit(1, "I do it", "mine", "Keep this promise myself: it is mine from now on"),
        Digit(5, "Open", "open", "Go to the callback on F4"),
        Digit(7, "Give to", "give", "Give it to somebody who can keep it, or to the pool"),
    )
    REST = 0.0

    async def read(self) -> Sequence[Record]:
        return [self._record(one) for one in await self.desk.ask(self.desk.wallboard.at_risk)]

    def counts(self) -> str:
        late = sum(row.cells[0].text.startswith("late") for row in self.records)
        return f"{so_many(len(self.records), 'promise')} nobody has taken, {late} past their time"

    def above(self) -> str:
        return "A promise counts as kept when it is called within the clinic's grace." if self.records else ""

    def _record(self, one: AtRisk) -> Record:
        now = self.desk.clock.now()
        if one.due_at < now:
            due = Cell(f"late {hmm(minutes_between(one.due_at, now))}", "bad")
        else:
            due = Cell(f"in {hmm(minutes_between(now, one.due_at))}", "warn")
        cells = (
            due, Cell(self.place.shown.name(one.patient)), Cell(one.reason.lower()), Cell(one.owner or "the pool"),
            Cell(str(one.attempts)),
        )  # fmt: skip
        return Record(one.callback_id, one.version, cells)

    # --- digits ---
    async def do_mine(self, targets: Sequence[Record]) -> None:
        rows = [(one.key, one.version) for one in targets]
        await self.place.after(await self.place.attempt(self.desk.callbacks.give, rows, self.desk.actor.staff_id))

    async def do_give(self, targets: Sequence[Record]) -> None:
        await self.give([(one.key, one.version) for one in targets])

    async def do_open(self, targets: Sequence[Record]) -> None:
        await self.place.station.go("callbacks", targets[0].key)
