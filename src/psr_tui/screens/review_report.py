"""What reviews say of each rep, beside first-contact resolution and complaints: ``:reviews report`` (CC-118)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.clock import local
from psr_tui.domain.quality_report import RepQuality
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.flows import Flows
from psr_tui.services.review_report import DAYS, QualityReport
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class ReportBox(ListBox[None]):
    """A line a rep; 5 tells how each number comes about."""

    BINDINGS = bindings("review_report")
    SCOPES: ClassVar[tuple[str, ...]] = ("review_report", "list", "dialog")
    NAME = "rep"
    EMPTY = "No call and no review in these days."
    HELP_TEXT = "Scores, resolution and complaints are read together: a score alone says little about a rep."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("rep", "Rep", 10, grow=True),
        Column("calls", "Calls", 5, "right"),
        Column("reviews", "Reviews", 7, "right"),
        Column("passed", "Passed", 6, "right"),
        Column("score", "Score", 6, "right"),
        Column("over", "Overt.", 6, "right"),
        Column("marked", "FCR said", 8, "right"),
        Column("repeat", "repeat", 7, "right"),
        Column("complaints", "Compl.", 6, "right"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, f"Reviews of the last {DAYS} days, beside what callers say", "5 how it is counted")
        self._lines: dict[str, RepQuality] = {}
        self._repeat_days = 0

    async def read(self) -> tuple[str, Sequence[Record]]:
        report = await self.desk.ask(self.desk.review_report.report)
        self._lines = {line.staff_id: line for line in report.lines}
        self._repeat_days = report.repeat_days
        return self._head(report), [_record(line) for line in report.lines]

    def _head(self, report: QualityReport) -> str:
        since = local(report.since, self.desk.tz)
        return (
            f"Since {since:%m/%d}. FCR: settled at the first call, as the rep said it, and\n"
            f"by no other call for the same reason within {report.repeat_days} days."
        )

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
            return
        line = self._lines[record.key]
        self.flow(self._explain(line))

    async def _explain(self, line: RepQuality) -> None:
        first = line.first
        days = self._repeat_days
        facts = [
            ("Score", f"{line.points} points of {line.of_points} that applied, in {line.reviews} reviews that stand"),
            ("Passed", f"{line.passed} of {line.reviews}; {line.disputed} disputed and not answered yet"),
            ("Overturned", f"{line.overturned}, in no other number"),
            ("FCR said", f"{first.marked} of {first.asked} calls the rep was asked about" if first else ""),
            ("FCR repeat", f"{first.not_repeated} of {first.contacts} answered calls of known patients had no other "
             f"call for the same reason within {days} days, whoever took it" if first else ""),
            ("", f"Calls younger than {days} days are not judged yet." if first else
             f"No answered call of a known patient is older than {days} days."),
            ("Complaints", "not shown to whom they are about" if line.complaints is None else str(line.complaints)),
        ]  # fmt: skip
        await self.open(PageBox(f"{line.rep}, the last {DAYS} days", [("", facts)]))


def _record(line: RepQuality) -> Record:
    first = line.first
    cells = (
        line.rep, line.calls, line.reviews, line.passed if line.reviews else "-", line.score or "-", line.overturned,
        _share(first.marked, first.asked) if first else "-",
        _share(first.not_repeated, first.contacts) if first else "-",
        "-" if line.complaints is None else line.complaints,
    )  # fmt: skip
    return Record(line.staff_id, 1, tuple(Cell(str(one)) for one in cells))


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "-"


async def show_report(screen: Flows[Any]) -> None:
    """The box over ``screen``. Only inside a flow."""
    await screen.open(ReportBox(screen.desk))
