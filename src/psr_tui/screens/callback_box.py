"""One callback on its own: what it is about, a red flag's words, the numbers, everything that happened."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.domain.errors import DeskError
from psr_tui.domain.privacy import Privacy
from psr_tui.screens.callback_rows import log_of, reading_facts
from psr_tui.screens.dialogs import Dialog
from psr_tui.services.callbacks import Reading
from psr_tui.widgets.panel import FactsPanel

if TYPE_CHECKING:
    from psr_tui.desk import Desk

SIGN = 10.0
"""Seconds between two signs that somebody looks; the others drop them after 25."""


class CallbackBox(Dialog[None]):
    """A page to read; F12 goes back to the list."""

    HELP_TEXT = "What is known about this callback. Arrows and PgDn turn the page, F12 goes back."

    def __init__(self, desk: Desk, reading: Reading, shown: Privacy) -> None:
        super().__init__(shown.name(reading.call.patient), legend="arrows and PgDn turn the page   F12 back")
        self.desk = desk
        self._callback_id = reading.call.item.id
        self._facts = reading_facts(reading, desk.tz, shown)
        self._log = log_of(reading.call.history, desk.tz)

    def on_mount(self) -> None:
        """While it is open the others see on their lists that somebody looks (CC-24)."""
        self._sign()
        self.set_interval(SIGN, self._sign)

    def _sign(self) -> None:
        self.flow(self._looks(), hold=False)

    async def _looks(self) -> None:
        with suppress(DeskError):  # a store that is busy: the next sign comes soon
            await self.desk.act(self.desk.callbacks.looks_at, self._callback_id)

    def action_cancel(self) -> None:
        self.flow(self._leave())

    async def _leave(self) -> None:
        with suppress(DeskError):
            await self.desk.act(self.desk.callbacks.looks_away, self._callback_id)
        self.finish(None)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield FactsPanel("", self._facts)
            yield FactsPanel("What happened", self._log)
