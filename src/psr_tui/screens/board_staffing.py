"""Staffing: how many people each half hour of a day needed, by Erlang C (CC-108)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local_date
from psr_tui.domain.phone_figure import m_ss
from psr_tui.domain.staffing import HalfHour
from psr_tui.domain.typed_dates import parse_day
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.dashboard import DashboardPlace
    from psr_tui.services.phone_figures import Staffing


class StaffingPage(BoardPage):
    """One row a half hour with calls."""

    NAME = "staffing"
    TITLE = "people needed"
    COLUMNS = (
        Column("name", "From", 6),
        Column("calls", "Calls", 6, "right"),
        Column("aht", "Handle time", 11, "right"),
        Column("load", "Load", 7, "right"),
        Column("reps", "On calls", 8, "right"),
        Column("scheduled", "Scheduled", 9, "right"),
        Column("level", "In time", 8, "right"),
        Column("busy", "Busy", 7, "right", grow=True),
    )
    EMPTY = "No call of this day is over yet; 1 shows another day."
    DIGITS = (
        Digit(1, "Other day", "day", "Show the people another day's calls needed"),
        Digit(5, "Formula", "open", "Show how many people this half hour needs and why"),
    )
    NEED_NO_ROW = frozenset({1})
    REST = 60.0
    EACH_MINUTE = False

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(place)
        self._day: date | None = None
        self._plan: Staffing | None = None
        self._rows: dict[str, HalfHour] = {}

    async def read(self) -> Sequence[Record]:
        self._plan = await self.desk.ask(self.desk.phone_figures.staffing, self._day)
        self._rows = {row.at: row for row in self._plan.rows}
        return [self._record(row) for row in self._plan.rows]

    def counts(self) -> str:
        plan = self._plan
        if plan is None:
            return ""
        most = max(plan.rows, key=lambda row: row.need.scheduled, default=None)
        words = f"calls of {plan.day:%a %m/%d/%Y}"
        if most is None:
            return words
        return f"{words} · most at {most.at}: {most.need.staffed.reps} on calls, schedule {most.need.scheduled}"

    def above(self) -> str:
        plan = self._plan
        if plan is None:
            return ""
        aht = f"handle time {m_ss(plan.aht)}" if plan.aht else "no handle time yet"
        return f"Erlang C: {plan.percent} % in {plan.target} s, {aht}, {plan.shrinkage} % of paid time off calls"

    def _record(self, row: HalfHour) -> Record:
        staffed = row.need.staffed
        numbers = (
            f"{row.calls:g}", m_ss(row.aht), f"{staffed.load:.2f}", str(staffed.reps), str(row.need.scheduled),
            f"{100 * staffed.service_level:.1f} %", f"{100 * staffed.occupancy:.0f} %",
        )  # fmt: skip
        return Record(row.at, 0, (Cell(row.at), *(Cell(number) for number in numbers)))

    # --- digits ---
    async def do_day(self, _targets: Sequence[Record]) -> None:
        typed = await self.place.open(Prompt("Staffing of which day?", "Day", self._read_day))
        if typed is not None:
            await self.show_day(typed)

    async def show_day(self, typed: str) -> None:
        """The plan of a day as it is typed. Raises InvalidInput."""
        self._day = parse_day(typed, local_date(self.desk.clock.now(), self.desk.tz), "Day", "past")
        await self.place.after(f"The calls of {self._day:%a %m/%d/%Y}.")

    def _read_day(self, typed: str) -> str:
        parse_day(typed, local_date(self.desk.clock.now(), self.desk.tz), "Day", "past")
        return typed

    async def do_open(self, targets: Sequence[Record]) -> None:
        row, plan = self._rows.get(targets[0].key), self._plan
        if row is None or plan is None:
            return
        one = row.need.staffed
        facts = [
            ("Load", f"A = calls x handle time / interval = {row.calls:g} x {row.aht:.0f} / 1800 = {one.load:.4f}"),
            ("On calls", f"n = {one.reps}: the fewest with at least {plan.percent} % in {plan.target} s"),
            ("Has to wait", f"Pw = n x B / (n - A x (1 - B)) = {one.waits:.6f}, B by Erlang B"),
            ("In time", f"1 - Pw x e^(-(n - A) x T / handle time) = {one.service_level:.6f}"),
            ("Busy", f"A / n = {one.occupancy:.6f}"),
            ("Mean wait", f"Pw x handle time / (n - A) = {one.asa:.4f} s"),
            ("Scheduled", f"n / (1 - {plan.shrinkage} %), rounded up = {row.need.scheduled}"),
            ("Left out", "people who hang up: the real need is a little smaller"),
        ]
        await self.place.open(PageBox(f"{row.at}, {plan.day:%a %m/%d/%Y}", [("Erlang C", facts)]))
