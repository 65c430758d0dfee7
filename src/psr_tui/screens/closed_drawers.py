"""Reports: the drawers that were closed, and over and short by rep and by drawer (cash-drawer.md CD-106)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.printing import PrintKind
from psr_tui.domain.text import so_many
from psr_tui.domain.variance import chart, spark
from psr_tui.keys import bindings
from psr_tui.screens.corrections import correct_closed
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.screens.printing import show_page
from psr_tui.services.drawer_history import PERIODS, ClosedDrawer, Variance
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_STYLES = {"OVER": "warn", "SHORT": "bad", "UNEVEN": "warn", "EVEN": "good"}


class PeriodBox(ListBox[None]):
    """A list over the closes of a period that brackets make shorter and longer."""

    def __init__(self, desk: Desk, title: str, legend: str) -> None:
        super().__init__(desk, title, legend)
        self._period = 1

    @property
    def period(self) -> tuple[str, int | None]:
        return PERIODS[self._period]

    def action_shorter(self) -> None:
        self._turn(-1)

    def action_longer(self) -> None:
        self._turn(1)

    def _turn(self, step: int) -> None:
        if 0 <= self._period + step < len(PERIODS):
            self._period += step
            self.flow(self.read_again())
        else:
            self.refuse(f"These are {self.period[0]}; there is no {'longer' if step > 0 else 'shorter'} period.")


class ClosedDrawers(PeriodBox):
    """Every closed drawer, newest first: counted, expected, and the difference in words."""

    BINDINGS = bindings("closed")
    SCOPES: ClassVar[tuple[str, ...]] = ("closed", "list", "dialog")
    HELP_TEXT = "Each closed drawer with what was counted and expected. 5 shows its day report, 8 corrects it."
    NAME = "rep"
    EMPTY = "No drawer was closed in this time; ] looks back further."
    COLUMNS = (
        Column("z", "Z", 6),
        Column("date", "Date", 8),
        Column("drawer", "At", 4),
        Column("rep", "Rep", 10, grow=True),
        Column("counted", "Counted", 9, align="right"),
        Column("expected", "Expected", 9, align="right"),
        Column("difference", "Off", 8, align="right"),
        Column("word", "", 12, grow=True),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Closed drawers", "5 open the report   8 correct   [ ] period")

    async def read(self) -> tuple[str, Sequence[Record]]:
        words, days = self.period
        closed = await self.desk.ask(self.desk.history.closed, days)
        return f"{so_many(len(closed), 'drawer')} closed in {words}", [closed_record(one) for one in closed]

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse("There is no closed drawer in this list.")
        else:
            self.flow(show_report(self, self.desk, int(record.cells[0].text)))

    def action_correct(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse("There is no closed drawer in this list.")
        else:
            self.flow(self._correct(record.key))

    async def _correct(self, session_id: str) -> None:
        """A correction of a correction is one of the same closed drawer."""
        await correct_closed(self, session_id)
        await self.read_again()


def closed_record(one: ClosedDrawer) -> Record:
    """A close as a line; what is out of the ordinary follows the word."""
    row = one.row
    more = [
        "late" if one.late else "",
        f"count {row.attempts}" if row.attempts > 1 else "",
        f"of Z {one.corrects}" if one.corrects is not None else "",
        "corrected" if row.corrected else "",
    ]
    counted = row.adjusts is None
    words = " ".join(part for part in (one.word, *more) if part)
    return Record(
        row.session_id,
        row.corrected,
        (
            Cell(f"{row.z_number:06d}", "strong"),
            Cell(f"{row.business_date:%m/%d/%y}"),
            Cell(row.drawer),
            Cell(row.rep),
            Cell(str(row.counted) if counted else ""),
            Cell(str(row.expected) if counted else ""),
            Cell(str(one.difference) if counted else "", _STYLES.get(one.word, "")),
            Cell(words, _STYLES.get(one.word, "dim")),
        ),
    )


class OverAndShort(PeriodBox):
    """Reps first, then drawers: signed and absolute sums, how often, the run, and a sign for each close."""

    BINDINGS = bindings("variance")
    SCOPES: ClassVar[tuple[str, ...]] = ("variance", "list", "dialog")
    HELP_TEXT = "Overs count like shorts. Run: the newest closes that went the same way. 5 shows each close as a bar."
    NAME = "name"
    EMPTY = "No drawer was closed in this time; ] looks back further."
    COLUMNS = (
        Column("name", "Rep or drawer", 11, grow=True),
        Column("closes", "Of", 4, align="right"),
        Column("uneven", "Off", 4, align="right"),
        Column("signed", "Net", 9, align="right"),
        Column("off", "Added up", 9, align="right"),
        Column("cleared", "Found", 8, align="right"),
        Column("run", "Run", 8),
        Column("chart", "Newest right", 12),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Over and short", "5 each close   [ ] period")
        self._rows: dict[str, Variance] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        words, days = self.period
        found = await self.desk.ask(self.desk.history.variance, days)
        self._rows = {f"{one.kind} {one.key}": one for one in found}
        head = f"{words.capitalize()}: ▲ over, ▼ short, . even, ~ off both ways"
        return head, [variance_record(key, one) for key, one in self._rows.items()]

    def action_open(self) -> None:
        record = self.list.target()
        chosen = self._rows.get(record.key) if record is not None else None
        if chosen is None:
            self.refuse("There is no rep or drawer in this list.")
        else:
            page = [f"{self.period[0]}, newest first: short to the left, over to the right", "", *chart(chosen)]
            self.flow(self._show_page(f"{chosen.kind} {chosen.name}: over and short", "\n".join(page)))

    async def _show_page(self, title: str, text: str) -> None:
        await self.open(Paper(title, text))


def variance_record(key: str, one: Variance) -> Record:
    """A rep or a drawer as a line."""
    run, way = one.streak
    return Record(
        key,
        0,
        (
            Cell(one.name if one.kind == "rep" else f"drawer {one.name}", "strong"),
            Cell(str(len(one.closes))),
            Cell(str(one.uneven), "warn" if one.uneven else ""),
            Cell(str(one.signed), "bad" if one.signed.cents < 0 else "warn" if one.signed else ""),
            Cell(str(one.off), "strong" if one.off else ""),
            Cell(str(one.cleared) if one.cleared else ""),
            Cell(f"{run} {way}" if run else "-", _STYLES[way] if run > 1 else ""),
            Cell(spark(one.closes, 12).rjust(12)),
        ),
    )


async def show_report(screen: Flows[Any], desk: Desk, z_number: int) -> None:
    """A day report on the screen, with its print on one key; inside a flow."""
    copy = await desk.ask(desk.drawer.report, z_number)
    await show_page(screen, PrintKind.DAY_REPORT, z_number, f"Day report Z {z_number:06d}", copy.text)
