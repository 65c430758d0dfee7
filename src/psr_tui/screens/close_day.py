"""Closing a visit day and the copays of a day: what is open stands on top (front-desk.md FD-138, FD-139)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.copay_report import UNANSWERED
from psr_tui.domain.text import so_many
from psr_tui.domain.typed_dates import parse_day
from psr_tui.domain.visit import VisitState
from psr_tui.screens.day_reports import DayBox
from psr_tui.screens.flows import Flows
from psr_tui.screens.visit_box import VisitBox
from psr_tui.services.visit_day import DayStanding
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class CloseDayBox(DayBox):
    """Every appointment of a day in one row, what is missing first. F10 closes the day, which a lead may do."""

    HELP_TEXT = (
        "Each appointment needs a final state, each finished one an answer about its payment. F10 closes the day once "
        "nothing is missing; from then on no-shows who come after all need a reason. [ ] turns the day, 5 opens one."
    )
    EMPTY = "No appointment on this day."
    COLUMNS = (
        Column("time", "Time", 5),
        Column("patient", "Patient", 20, grow=True),
        Column("provider", "With", 10),
        Column("words", "Stands", 26, grow=True),
        Column("missing", "Missing", 14),
    )

    def __init__(self, desk: Desk, day: date, today: date) -> None:
        super().__init__(desk, "Close a visit day", day)
        self.today = today
        self.box_legend = f"F10 close the day   {self.box_legend}"

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.visit_day.standing, self.day)
        return self._head(found), [self._record(one) for one in found.visits]

    def _head(self, found: DayStanding) -> str:
        counts = " · ".join(f"{VisitState(state).word.lower()} {many}" for state, many in found.counts.items())
        if found.closed is not None:
            at = local(found.closed.closed_at, self.desk.tz)
            stands = f"closed {at:%m/%d %H:%M} by {found.closed.by}"
        else:
            stands = f"{so_many(len(found.open), 'visit')} must be answered first" if found.open else "ready to close"
        return f"{self.day_words}: {stands}\n{counts or 'no appointment'}"

    def _record(self, one: Any) -> Record:
        shown, visit = self.station.shown, one.visit
        words = one.words if not shown.on else visit.state.word.lower()  # the words name amounts
        return Record(
            visit.visit_id,
            1,
            (
                Cell(visit.local_start),
                Cell(shown.name(visit.patient)),
                Cell(visit.provider),
                Cell(words),
                Cell(one.missing, "bad"),
            ),
        )

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse("There is no appointment on this day.")
        else:
            self.flow(self._open(record.key))

    async def _open(self, visit_id: str) -> None:
        detail = await self.desk.ask(self.desk.queue.detail, visit_id)
        await self.open(VisitBox(detail, self.station.shown, self.desk.tz, self.desk.clock.now()))

    def action_accept(self) -> None:
        self.flow(self._close())

    async def _close(self) -> None:
        said = await self.attempt(self.desk.visit_day.close, self.day)
        if said is not None:
            await self.read_again()
            self.say(said)


class CopaysBox(DayBox):
    """Expected against collected copays of a day, by rep, stage and no-copay code."""

    HELP_TEXT = (
        "What was expected as copay on a day and what came of it. A rep sees their own rows, a supervisor all. 5 shows "
        "the visits of the day."
    )
    EMPTY = "No copay was expected on this day."
    NAME: ClassVar[str] = "rep"
    COLUMNS = (
        Column("rep", "Rep", 18, grow=True),
        Column("stage", "At", 10),
        Column("what", "What came of it", 26, grow=True),
        Column("visits", "Parts", 5, align="right"),
        Column("amount", "Amount", 11, align="right"),
    )

    def __init__(self, desk: Desk, day: date, today: date) -> None:
        super().__init__(desk, "Copays of a day", day)
        self.today = today
        self.box_legend = self.box_legend.replace("5 open", "5 visits of the day")

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.visit_day.copays, self.day)
        reasons = {one.code: one.label for one in await self.desk.ask(self.desk.reference.reasons, "no_copay")}
        shown = self.station.shown
        whose = "" if found.everybody else ", yours"
        expected = shown.amount(str(found.collected + found.missing))
        head = f"{self.day_words}{whose}: expected {expected}, collected {shown.amount(str(found.collected))}"
        labels = {"": "collected", UNANSWERED: "not collected, nobody said why"}
        return head, [
            Record(
                f"{at}",
                1,
                (
                    Cell(row.rep),
                    Cell(row.stage.value),
                    Cell(labels.get(row.code) or f"{row.code} {reasons.get(row.code, '')}", "warn" if row.code else ""),
                    Cell(str(row.visits)),
                    Cell(shown.amount(str(row.amount))),
                ),
            )
            for at, row in enumerate(found.rows)
        ]

    def action_open(self) -> None:
        """A row is a sum; the visits behind it are those of the day."""
        self.flow(self._visits())

    async def _visits(self) -> None:
        await self.open(CloseDayBox(self.desk, self.day, self.today))


async def close_day(screen: Flows[Any], argument: str) -> None:
    """``:close [date]`` of the queue."""
    day, today = _day(screen.desk, argument.removeprefix("day").strip())
    await screen.open(CloseDayBox(screen.desk, day, today))


async def copays(screen: Flows[Any], argument: str) -> None:
    """``:copays [date]`` of the queue."""
    day, today = _day(screen.desk, argument)
    await screen.open(CopaysBox(screen.desk, day, today))


def _day(desk: Desk, typed: str) -> tuple[date, date]:
    """The day that was typed, today for nothing, and today."""
    today = local_date(desk.clock.now(), desk.tz)
    if not typed:
        return today, today
    return parse_day(typed, today), today
