"""How one visit looks: its line in the queue, its facts at the side, its log."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.board import BoardRow, VisitLine
from psr_tui.domain.clock import hmm, local
from psr_tui.domain.line import NO_TIME, UNTIMED
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.queue_words import fitted
from psr_tui.domain.visit import Act, VisitEvent, VisitState
from psr_tui.domain.waits import DEFAULT_THRESHOLDS, Thresholds, dwells, wait_minutes, wait_words
from psr_tui.services.queue import VisitDetail
from psr_tui.widgets.record_list import Cell, Column, Record

COLUMNS = (
    Column("time", "Time", 5),
    Column("patient", "Patient", 18, grow=True),
    Column("dob", "DOB", 10),
    Column("with", "With", 6),
    Column("status", "Status", 13),
    Column("wait", "Wait", 6),
    Column("needs", "Needs", NEEDS_WIDTH := 15),
)
_STYLES = {
    VisitState.ARRIVED: "strong",
    VisitState.CHECKED_IN: "good",
    VisitState.ROOMED: "info",
    VisitState.NO_SHOW: "bad",
    VisitState.CHECKED_OUT: "dim",
    VisitState.CANCELLED: "dim",
    VisitState.RESCHEDULED: "dim",
    VisitState.LEFT_UNSEEN: "bad",
    VisitState.ENTERED_IN_ERROR: "dim",
}
_WAIT_STYLES = ("", "warn", "bad")


def record_of(row: BoardRow, now: datetime, shown: Privacy, thresholds: Thresholds | None) -> Record:
    """The line of a visit at this minute. State is glyph and word; the wait carries its marks beside the number."""
    limits = thresholds or DEFAULT_THRESHOLDS
    minutes = wait_minutes(row.state, row.arrived_at, now)
    level = limits.level(minutes) if minutes is not None else 0
    style = _STYLES.get(row.state, "")
    needs = fitted([shown.amount(word) if word.startswith("$") else word for word in row.needs], NEEDS_WIDTH)
    return Record(
        row.visit_id,
        row.version,
        (
            Cell(NO_TIME if row.kind == UNTIMED else row.local_start),
            Cell(shown.name(row.name), "dim" if style == "dim" else ""),
            Cell(shown.dob(row.dob)),
            Cell(row.provider),
            Cell(f"{row.state.glyph} {row.state.word}", style),
            Cell(wait_words(minutes, limits), _WAIT_STYLES[level]),
            Cell(needs, "warn" if row.state.waiting else ""),
        ),
    )


def facts_of(detail: VisitDetail, shown: Privacy, now: datetime, tz: ZoneInfo) -> list[tuple[str, str]]:
    """The side panel: alerts first, then what the desk asks about (FD-18)."""
    alerts = "\n".join(f"! {alert.text} ({alert.author})" for alert in detail.alerts)
    return [
        ("", alerts),
        ("Priority", f"{detail.day.marks.priority.mark} {detail.day.marks.priority_note}".strip()),
        ("Room", detail.day.marks.room),
        ("Expected", detail.day.expected),
        ("PCP", detail.day.pcp),
        ("No-shows", detail.day.missed),
        ("Wait told", "\n".join(talk.words(tz) for talk in detail.day.talks)),
        ("Spent", " · ".join(f"{state.word} {hmm(minutes)}" for state, minutes in dwells(detail.events, now))),
        ("Balance", shown.amount(detail.balance.dollars)),
        ("Note", detail.note),
        ("Next visits", _lines(detail.coming)),
        ("Past visits", _lines(detail.past)),
        ("Visits in all", str(detail.visit_count)),
    ]


def _lines(visits: tuple[VisitLine, ...]) -> str:
    return "\n".join(
        f"{one.local_date:%m/%d/%Y} {one.local_start} {one.provider} {one.label}, {one.state.word.lower()}"
        for one in visits
    )


def log_of(detail: VisitDetail, tz: ZoneInfo) -> list[tuple[str, str]]:
    """The log of a visit, newest first: when, who, what."""
    return [
        (f"{local(event.at, tz):%m/%d %H:%M} {event.by}".rstrip(), said(event)) for event in reversed(detail.events)
    ]


def said(event: VisitEvent) -> str:
    """One event in words: ``Arrived``, ``back to Booked (undone)``, ``note: brought an MRI disc``."""
    if event.act is Act.NOTE:
        return f"note: {event.note}" if event.note else "note taken away"
    if event.act is Act.PRIORITY:
        return f"priority {event.note}"
    if event.act is Act.LINE:
        return f"moved {event.note} in the line"
    if event.act is Act.ROOM:
        return f"brought to {event.room}"
    if event.act in (Act.PROVIDER, Act.TIME):
        return f"{event.act.value}: {event.note}"
    words = f"{event.to_state.word} ({event.room})" if event.room else event.to_state.word
    named = {
        Act.UNDO: f"back to {words} (undone)",
        Act.BACK_TO_BOOKED: "set back to Booked",
        Act.CAME_AFTER_ALL: "came after all: Arrived",
        Act.CANCEL_CHECK_OUT: f"check-out taken back: {words}",
        Act.IMPORTED: f"imported as {words}",
    }.get(event.act, words)
    why = ", ".join(part for part in (event.reason, event.note) if part)
    return f"{named} ({why})" if why else named
