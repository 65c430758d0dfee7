"""One callback on its own: what it is about, a red flag's words, the numbers, everything that happened."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.domain.privacy import Privacy
from psr_tui.screens.callback_rows import log_of, reading_facts
from psr_tui.screens.dialogs import Dialog
from psr_tui.services.callbacks import Reading
from psr_tui.widgets.panel import FactsPanel


class CallbackBox(Dialog[None]):
    """A page to read; F12 goes back to the list."""

    HELP_TEXT = "What is known about this callback. Arrows and PgDn turn the page, F12 goes back."

    def __init__(self, reading: Reading, shown: Privacy, tz: ZoneInfo) -> None:
        super().__init__(shown.name(reading.call.patient), legend="arrows and PgDn turn the page   F12 back")
        self._facts = reading_facts(reading, tz, shown)
        self._log = log_of(reading.call.history, tz)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield FactsPanel("", self._facts)
            yield FactsPanel("What happened", self._log)
