"""What reviews say of each rep, with first-contact resolution and complaints in the same line (CC-118)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import Clock
from psr_tui.domain.desk_calls import DeskFigures
from psr_tui.domain.quality_report import RepQuality, by_rep, first_contact_by_rep
from psr_tui.domain.staff import Actor, Role
from psr_tui.store.store import Store

DAYS = 30
"""How far the report looks back."""


@dataclass(frozen=True, slots=True)
class QualityReport:
    """``repeat_days``: a call for the same reason within so many days is a repeat; calls younger than that are not
    judged yet."""

    since: datetime
    until: datetime
    repeat_days: int
    lines: tuple[RepQuality, ...]


class ReviewReportService:
    """Reads only."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def report(self, actor: Actor) -> QualityReport:
        """Everybody's line for a lead, else one's own; of the last weeks. No patient is named in it."""
        with self._store.read() as work:
            since, until = work.now - timedelta(days=DAYS), work.now
            days = work.clinic.get().repeat_days
            calls = work.reviews.calls_of(since, until)
            contacts = DeskFigures(ZoneInfo("UTC")).feed(work.phone_figures.calls(since, until)).contacts
            first = first_contact_by_rep(contacts, calls, days, since, until - timedelta(days=days))
            names = {one.id: one.name for one in work.staff.everyone()}
            lines = by_rep(
                names, work.reviews.scored_since(since), Counter(calls.values()),
                work.reviews.complaints_about(since), first,
            )  # fmt: skip
        if not actor.at_least(Role.LEAD):
            lines = [line for line in lines if line.staff_id == actor.staff_id]
        lines = [replace(line, complaints=None) if line.staff_id == actor.staff_id else line for line in lines]
        return QualityReport(since, until, days, tuple(lines))
