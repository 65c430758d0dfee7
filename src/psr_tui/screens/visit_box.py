"""One visit on its own: alerts, balance, note, the visits around it, and everything that happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.domain.privacy import Privacy
from psr_tui.screens.dialogs import Dialog
from psr_tui.screens.queue_rows import facts_of, log_of
from psr_tui.services.queue import VisitDetail
from psr_tui.widgets.panel import FactsPanel


class VisitBox(Dialog[None]):
    """A page to read; F12 goes back to the queue."""

    HELP_TEXT = "What is known about this visit. Arrows and PgDn turn the page, F12 goes back."

    def __init__(self, detail: VisitDetail, shown: Privacy, tz: ZoneInfo, now: datetime) -> None:
        super().__init__(shown.name(detail.name), legend="arrows and PgDn turn the page   F12 back")
        self._facts = facts_of(detail, shown, now, tz)
        self._log = log_of(detail, tz)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield FactsPanel("", self._facts)
            yield FactsPanel("What happened", self._log)
