"""One worklist item on its own: what is to be done and everything that happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.domain.clock import local
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.work import due_words
from psr_tui.screens.dialogs import Dialog
from psr_tui.services.worklists import WorkReading
from psr_tui.widgets.panel import FactsPanel


class WorkBox(Dialog[None]):
    """A page to read; F12 goes back to the list."""

    HELP_TEXT = "What is to be done and what happened so far. Arrows and PgDn turn the page, F12 goes back."

    def __init__(self, reading: WorkReading, shown: Privacy, tz: ZoneInfo, now: datetime) -> None:
        item = reading.item
        super().__init__(item.title, legend="arrows and PgDn turn the page   F12 back")
        who = item.assignee or f"{item.team} (nobody took it)"
        self._facts = [
            ("What", item.kind.rule.word),
            ("Patient", shown.name(item.patient) if item.patient else ""),
            ("Due", f"{local(item.due_at, tz):%a %m/%d %H:%M}, {due_words(item.due_at, now)}" if item.due_at else ""),
            ("Who", who),
            ("More", item.text),
        ]
        self._log = [
            (f"{local(event.at, tz):%m/%d %H:%M}", f"{event.what} ({event.by}) {event.note}".strip())
            for event in reading.events
        ]

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield FactsPanel("", [fact for fact in self._facts if fact[1]])
            yield FactsPanel("What happened", self._log)
