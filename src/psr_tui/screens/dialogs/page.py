"""A page to read: facts in sections, arrows and PgDn turn it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.screens.dialogs.base import Dialog
from psr_tui.widgets.panel import FactsPanel

Facts = Sequence[tuple[str, str]]


class PageBox(Dialog[None]):
    """``await open(PageBox(title, [("", facts), ("What happened", log)]))``; facts are (title, text), empty texts are
    left out."""

    HELP_TEXT = "A page to read. Arrows and PgDn turn it, F12 goes back."

    LEGEND: ClassVar[str] = "arrows and PgDn turn the page   F12 back"

    def __init__(self, title: str, sections: Sequence[tuple[str, Facts]]) -> None:
        super().__init__(title, legend=self.LEGEND)
        self._sections = tuple(sections)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            for title, facts in self._sections:
                yield FactsPanel(title, [fact for fact in facts if fact[1]])
