"""The no-show report as a list: who was marked, who came after all; 1 takes in somebody who is here after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.no_shows import NoShow
from psr_tui.domain.text import so_many
from psr_tui.domain.typed_dates import parse_day
from psr_tui.domain.visit import VisitState
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.taking_in import TakenIn, take_in
from psr_tui.services.queue import Moved
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place


class NoShows(ListBox[None]):
    """Every visit whose mark stands."""

    BINDINGS = bindings("no_shows")
    SCOPES: ClassVar[tuple[str, ...]] = ("no_shows", "list", "dialog")
    NAME = "patient"
    EMPTY = "Nobody was marked as no-show in this time."
    HELP_TEXT = "A no-show who came after all stays on this report with both facts. 1 takes in who stands here now."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("day", "Day", 10),
        Column("start", "Time", 5),
        Column("patient", "Patient", 16, grow=True),
        Column("with", "With", 8),
        Column("marked", "Marked by", 10),
        Column("came", "Came after all", 20, grow=True),
    )

    def __init__(self, desk: Desk, since: date | None) -> None:
        super().__init__(desk, "No-shows", "1 came after all  5 whole line")
        self._since = since
        self._found: dict[str, NoShow] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        first, found = await self.desk.ask(self.desk.no_shows.report, self._since)
        self._found = {one.visit_id: one for one in found}
        came = sum(one.came is not None for one in found)
        head = f"{so_many(len(found), 'visit')} since {first:%m/%d/%Y}, {came} came after all"
        return head, [self._record(one) for one in found]

    def _record(self, one: NoShow) -> Record:
        return Record(
            one.visit_id,
            one.version,
            (
                Cell(f"{one.day:%m/%d/%Y}"),
                Cell(one.local_start),
                Cell(self.station.shown.name(one.patient)),
                Cell(one.provider),
                Cell(one.marked.by),
                Cell(self._came(one), "good"),
            ),
        )

    def _came(self, one: NoShow) -> str:
        if one.came is None:
            return ""
        why = f" ({one.came.reason})" if one.came.reason else ""
        return f"{local(one.came.at, self.desk.tz):%m/%d %H:%M} {one.came.by}{why}"

    def _marked(self) -> NoShow | None:
        record = self.list.target()
        found = self._found.get(record.key) if record is not None else None
        if found is None:
            self.refuse("There is no visit to act on.")
        return found

    def action_open(self) -> None:
        if (one := self._marked()) is not None:
            at = f"{local(one.marked.at, self.desk.tz):%m/%d %H:%M}"
            came = f" Came after all {self._came(one)}." if one.came else ""
            self.say(f"{self.station.shown.name(one.patient)}: marked {at} by {one.marked.by}.{came}")

    def action_came(self) -> None:
        one = self._marked()
        if one is not None and one.state is not VisitState.NO_SHOW:
            self.refuse(f"{self.station.shown.name(one.patient)} is {one.state.word} already.")
        elif one is not None:
            self.flow(self._take_in(one))

    async def _take_in(self, one: NoShow) -> None:
        async def act(answered: TakenIn) -> Moved:
            return await self.desk.act(
                self.desk.queue.move, one.visit_id, one.version, VisitState.ARRIVED, reason=answered.reason,
                late=answered.late,
            )  # fmt: skip

        moved = await take_in(self, one.visit_id, one.patient_id, act)
        await self.read_again()
        if moved is not None:
            self.say(moved.words)


async def no_shows_command(place: Place, argument: str) -> None:
    """``:noshows`` since 30 days ago, ``:noshows 03/01`` since a day."""
    today = local_date(place.desk.clock.now(), place.desk.tz)
    since = parse_day(argument, today, prefer="past") if argument.strip() else None
    await place.open(NoShows(place.desk, since))
