"""The worklist of visits that began and that nobody ended: each takes an outcome (front-desk.md FD-137)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_out import check_out
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.visit_box import VisitBox
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.visit_day import NeverOut
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace


class NeverOutList(Worklist):
    """Asked of the store each time, so that nobody can be forgotten."""

    NAME = "never_out"
    TITLE = "Never checked out"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"work", "queue"})
    COLUMNS = (
        Column("day", "Day", 10),
        Column("time", "Time", 5),
        Column("patient", "Patient", 22, grow=True),
        Column("provider", "With", 12),
        Column("state", "Stands", 14),
        Column("since", "Since", 11),
    )
    EMPTY = "Every visit that began has an end."
    DIGITS = (
        Digit(1, "Check out", "check_out", "Check the visit out as it should have been"),
        Digit(2, "Left unseen", "left", "They left without being seen"),
        Digit(3, "In error", "error", "It never took place: entered in error, with the reason; a lead may"),
        Digit(5, "Open", "open", "Show the visit and everything that happened to it"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._found: dict[str, NeverOut] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.visit_day.never_out)
        self._found = {one.visit_id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: NeverOut) -> Record:
        late = one.day < local_date(self.desk.clock.now(), self.desk.tz)
        return Record(
            one.visit_id,
            one.version,
            (
                Cell(f"{one.day:%m/%d/%Y}", "bad" if late else ""),
                Cell(one.local_start),
                Cell(self.place.shown.name(one.patient)),
                Cell(one.provider),
                Cell(f"{one.state.glyph} {one.state.word}"),
                Cell(f"{local(one.state_at, self.desk.tz):%m/%d %H:%M}"),
            ),
        )

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.visit_day.never_out_count)

    # --- acts ---
    async def do_check_out(self, targets: Sequence[Record]) -> None:
        one = self._found[targets[0].key]
        if one.state is VisitState.ARRIVED:
            self.place.refuse("This visit was never checked in: 2 says they left unseen, 3 that it was an error.")
            return
        moved = await check_out(self.place, one.visit_id)
        self.place.list.acted_on(one.visit_id)  # the box may have taken its time
        await self._done(moved.words if moved is not None else None)

    async def do_left(self, targets: Sequence[Record]) -> None:
        await self._move(targets, VisitState.LEFT_UNSEEN, "")

    async def do_error(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Entered in error", "Why", needed, max_length=300))
        if why is not None:
            await self._move(targets, VisitState.ENTERED_IN_ERROR, why)

    async def _move(self, targets: Sequence[Record], to: VisitState, why: str) -> None:
        rows = [(record.key, record.version) for record in targets]
        self.place.list.acted_on(*(record.key for record in targets))
        result = await self.place.attempt(self.desk.queue.move_many, rows, to, reason=why)
        await self._done(result.words() if result is not None else None)

    async def _done(self, said: str | None) -> None:
        """What happened, with names as this station shows them."""
        if said is not None:
            for name in {one.patient for one in self._found.values()}:
                said = said.replace(name, self.place.shown.name(name))
        await self.place.after(said)

    async def do_open(self, targets: Sequence[Record]) -> None:
        detail = await self.desk.ask(self.desk.queue.detail, targets[0].key)
        await self.place.open(VisitBox(detail, self.place.shown, self.desk.tz, self.desk.clock.now()))
