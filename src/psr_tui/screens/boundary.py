"""``:boundary``: what reps may and may not say, to read and to say that one has read it (call-center.md CC-92)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local
from psr_tui.domain.text import clean_lines
from psr_tui.screens.dialogs import Dialog
from psr_tui.screens.flows import Flows
from psr_tui.widgets.panel import FactsPanel

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.services.boundary import BoundaryPage


class BoundaryBox(Dialog[str]):
    """The text in force. F10 says "I have read it"; F12 leaves it for later."""

    HELP_TEXT = "What we may say and what we may not. F10 writes down that you have read this version."

    def __init__(self, desk: Desk, page: BoundaryPage) -> None:
        super().__init__(
            f"What we may say, and what we may not (version {page.text.number})",
            legend="F10 I have read it   arrows turn the page   F12 later",
        )
        self.desk = desk
        self._page = page

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield Static(Content(clean_lines(self._page.text.words)))
            yield FactsPanel("", self._facts())

    def _facts(self) -> list[tuple[str, str]]:
        page = self._page
        mine = f"{local(page.read_at, self.desk.tz):%m/%d/%Y %H:%M}" if page.read_at else "not yet: F10"
        missing = ", ".join(name for name, at in page.readers if at is None)
        facts = [("In force since", f"{page.text.from_day:%m/%d/%Y}"), ("You have read it", mine)]
        return [*facts, ("Not read by", missing or "nobody")] if page.readers else facts

    def action_accept(self) -> None:
        self.flow(self._read())

    async def _read(self) -> None:
        self.finish(await self.desk.act(self.desk.boundary.acknowledge, self._page.text.number))


async def show_boundary(screen: Flows[Any]) -> None:
    """The box over ``screen``. Only inside a flow."""
    words = await screen.open(BoundaryBox(screen.desk, await screen.desk.ask(screen.desk.boundary.page)))
    if words:
        screen.say(words)
