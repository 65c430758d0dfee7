"""First-call resolution by reason: what the rep marked and who called again, side by side (CC-107)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local
from psr_tui.domain.first_contact import FirstContact, first_contact_figures
from psr_tui.screens.board_figures import explained
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.dashboard import DashboardPlace
    from psr_tui.services.phone_figures import ReasonFigures

_ALL = ""
_NONE = FirstContact(0, 0, 0, 0, 0)


class ReasonsPage(BoardPage):
    """Only calls whose window has passed: each number is final."""

    NAME = "resolved"
    TITLE = "resolved at the first call"
    COLUMNS = (
        Column("name", "Reason", 24, grow=True),
        Column("contacts", "Calls", 7, "right"),
        Column("marked", "Marked", 10, "right"),
        Column("repeat", "No repeat", 10, "right"),
        Column("said", "Said so, called again", 21, "right"),
    )
    EMPTY = "No call of a known patient is old enough yet."
    DIGITS = (Digit(5, "Formula", "open", "Show how both numbers of this reason are made"),)

    REST = 600.0  # weeks of calls change slowly, and are much to count
    EACH_MINUTE = False

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(place)
        self._found: ReasonFigures | None = None

    async def read(self) -> Sequence[Record]:
        self._found = found = await self.desk.ask(self.desk.phone_figures.reasons)
        if not found.all.contacts:
            return []
        rows = sorted(found.by_reason.items(), key=lambda one: (-one[1].contacts, one[0]))
        return [self._record(_ALL, found.all), *(self._record(code or "none", one) for code, one in rows)]

    def counts(self) -> str:
        if self._found is None:
            return ""
        since, until = (local(at, self.desk.tz) for at in (self._found.since, self._found.until))
        return f"calls of {since:%m/%d} to {until:%m/%d} · again for the same reason within {self._found.days} days"

    def above(self) -> str:
        return "The window decides the number; only a survey compares clinics."

    def _record(self, key: str, one: FirstContact) -> Record:
        marked, repeat = first_contact_figures(one, self._days)
        cells = (
            Cell(self._label(key), "strong" if key == _ALL else ""), Cell(f"{one.contacts:,}"), Cell(marked.short),
            Cell(repeat.short), Cell(f"{one.said_but_repeated:,} of {one.marked:,}"),
        )  # fmt: skip
        return Record(key or "all", 0, cells)

    @property
    def _days(self) -> int:
        return self._found.days if self._found else 0

    def _label(self, key: str) -> str:
        if key == _ALL:
            return "all reasons"
        labels = self._found.labels if self._found else {}
        return "no reason given" if key == "none" else labels.get(key, key)

    async def do_open(self, targets: Sequence[Record]) -> None:
        if self._found is None:
            return
        key = targets[0].key
        one = self._found.all if key == "all" else self._found.by_reason.get("" if key == "none" else key, _NONE)
        label = self._label(_ALL if key == "all" else key)
        figures = first_contact_figures(one, self._days)
        await self.place.open(PageBox(label, [(figure.name, explained(figure)) for figure in figures]))
