"""The figures: today beside the last seven days and the year (CC-106), wait above abandonment (CC-105), each with its
formula on Enter (CC-103)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.phone_figure import Figure
from psr_tui.domain.phone_report import PhoneReport
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.screens.dialogs.page import Facts, PageBox
from psr_tui.services.phone_figures import Span
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.dashboard import DashboardPlace

ADDING = "..."
YEAR_RESTS = 60.0
"""Seconds between two sums of the year: its days before today stay, and adding them takes time."""


class FiguresPage(BoardPage):
    """Today is there at once; the year is added up beside it when it is looked at first."""

    NAME = "figures"
    TITLE = "figures"
    COLUMNS = (
        Column("name", "Figure", 42, grow=True),
        Column("today", "Today", 11, "right"),
        Column("week", "7 days", 11, "right"),
        Column("year", "This year", 11, "right"),
    )
    EMPTY = "No call was told of yet."
    DIGITS = (Digit(5, "Formula", "open", "Show how the figure is made: formula, numbers, T, what is left out"),)

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(place)
        self._reports: dict[Span, PhoneReport] = {}
        self._adding = False
        self._added_at = float("-inf")

    async def read(self) -> Sequence[Record]:
        ask, figures = self.desk.ask, self.desk.phone_figures
        for span in (Span.TODAY, Span.WEEK):
            self._reports[span] = await ask(figures.report, span)
        if not self._adding and self.desk.clock.boot_seconds() - self._added_at >= YEAR_RESTS:
            self._adding = True
            self.place.flow(self._add_up(), hold=False)
        return self._rows()

    async def _add_up(self) -> None:
        """The days of the year, behind the back of who reads the others; then the page shows them."""
        try:
            self._reports[Span.YEAR] = await self.desk.ask(self.desk.phone_figures.report, Span.YEAR)
            self._added_at = self.desk.clock.boot_seconds()
        finally:
            self._adding = False
        if self.place.at is self:
            await self.place.reload()

    def counts(self) -> str:
        report = self._reports.get(Span.TODAY)
        if report is None:
            return ""
        return f"{report.calls.offered:,} calls offered today · {report.source}"

    def above(self) -> str:
        return "Wait first: callers judge a clinic by it. Enter shows how a figure is made."

    def _rows(self) -> list[Record]:
        columns = {span: {one.code: one for one in report.figures} for span, report in self._reports.items()}
        names = {code: one for figures in columns.values() for code, one in figures.items()}
        today = [one.code for one in self._reports[Span.TODAY].figures]
        order = [*today, *(code for code in names if code not in today)]
        return [Record(code, 0, self._cells(names[code], code, columns)) for code in order]

    def _cells(self, name: Figure, code: str, columns: dict[Span, dict[str, Figure]]) -> tuple[Cell, ...]:
        values = []
        for span in Span:
            figure = columns.get(span, {}).get(code)
            values.append(Cell(figure.short if figure else ADDING if span not in columns else "-"))
        return (Cell(name.name), *values)

    def facts(self, record: Record) -> tuple[str, Facts]:
        today = self._reports[Span.TODAY].figures if Span.TODAY in self._reports else ()
        figure = next((one for one in today if one.code == record.key), None)
        return (f"{figure.name}, today", explained(figure)) if figure else ("", ())

    async def do_open(self, targets: Sequence[Record]) -> None:
        code = targets[0].key
        found = {
            span: one
            for span, report in self._reports.items()
            for one in report.figures
            if one.code == code
        }  # fmt: skip
        title = next(iter(found.values())).name
        await self.place.open(PageBox(title, [(span.value, explained(figure)) for span, figure in found.items()]))


def explained(figure: Figure) -> Facts:
    """A figure with everything it is made of, as facts."""
    return [("Value", figure.shown), *(("", line) for line in figure.explained)]
