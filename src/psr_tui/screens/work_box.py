"""One worklist item on its own: what is to be done and everything that happened to it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.work import due_words
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.services.worklists import WorkReading


def work_box(reading: WorkReading, shown: Privacy, tz: ZoneInfo, now: datetime) -> PageBox:
    """The page of an item; F12 goes back to the list."""
    item = reading.item
    facts = [
        ("What", item.kind.rule.word),
        ("Patient", shown.name(item.patient) if item.patient else ""),
        ("Due", f"{local(item.due_at, tz):%a %m/%d %H:%M}, {due_words(item.due_at, now)}" if item.due_at else ""),
        ("Who", item.assignee or f"{item.team} (nobody took it)"),
        ("More", item.text),
    ]
    log = [
        (f"{local(event.at, tz):%m/%d %H:%M}", f"{event.what} ({event.by}) {event.note}".strip())
        for event in reading.events
    ]
    return PageBox(item.title, [("", facts), ("What happened", log)])
