"""A review to read: the call, the score with every checkpoint as it was scored, the dispute and its answer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.quality import Review
from psr_tui.screens.dialogs.page import Facts, PageBox
from psr_tui.services.reviews import ReviewReading

_RESOLVED = {True: "the rep said: settled", False: "the rep said: not settled", None: "nobody said whether settled"}


def review_page(reading: ReviewReading, shown: Privacy, tz: ZoneInfo) -> PageBox:
    """The page; F12 goes back."""
    one = reading.review
    sections: list[tuple[str, Facts]] = [("", _score(one, tz)), ("The call", call_facts(reading, shown, tz))]
    if reading.marks:
        marks = [
            (f"{mark.answer.word} {_weight(mark.checkpoint.points, mark.checkpoint.instant_fail)}",
             f"{mark.checkpoint.words}{f' ({mark.comment})' if mark.comment else ''}")
            for mark in reading.marks
        ]  # fmt: skip
        sections.insert(1, ("Checkpoints", marks))
    return PageBox(f"Review of {one.rep}'s call: {one.state.value}", sections)


def call_facts(reading: ReviewReading, shown: Privacy, tz: ZoneInfo) -> list[tuple[str, str]]:
    """What is known of the call, with its note word for word."""
    call = reading.review.call
    way = "came in" if call.direction == "in" else "went out"
    return [
        ("When", f"{local(call.started_at, tz):%a %m/%d %H:%M}, {way}"),
        ("Patient", shown.name(call.patient) if call.patient else "nobody's record"),
        ("Caller", f"{call.caller_role}{f', verified by {call.verified}' if call.verified else ', nothing verified'}"),
        ("Reason", reading.reason),
        ("Outcome", f"{reading.outcome}; {_RESOLVED[call.resolved]}"),
        (
            "Talked",
            f"{clock(call.talk_seconds)}, on hold {clock(call.hold_seconds)}, wrap-up {clock(call.wrap_seconds)}",
        ),
        ("Note", call.note or "none"),
    ]


def clock(seconds: int) -> str:
    """Seconds as ``1:40``."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _weight(points: int, instant_fail: bool) -> str:
    return f"{points}{'!' if instant_fail else ''}"


def _score(one: Review, tz: ZoneInfo) -> list[tuple[str, str]]:
    score = one.score
    if score is None:
        return [("Stands", f"{one.state.value}{f', {one.claimer} has it' if one.claimer else ''}")]
    result = "passed" if score.passed else "failed"
    because = ": a checkpoint with ! was missed" if score.instant_failed else ""
    return [
        ("Score", f"{score.words}, {score.pass_percent} % passes; {result}{because}"),
        ("Scored", f"{_at(one.scored_at, tz)} by {one.scorer}"),
        ("Said", one.note),
        ("Dispute", "" if one.disputed_at else f"until {_at(one.dispute_by, tz)}"),
        ("Disputed", f"{_at(one.disputed_at, tz)}: {one.dispute_words}" if one.disputed_at else ""),
        ("Answer", _answer(one, tz)),
    ]


def _answer(one: Review, tz: ZoneInfo) -> str:
    if one.disputed_at is None:
        return ""
    if one.answered_at is None:
        return f"due until {_at(one.answer_by, tz)}"
    return f"{one.state.value} {_at(one.answered_at, tz)} by {one.answerer}: {one.answer_words}"


def _at(at: datetime | None, tz: ZoneInfo) -> str:
    return f"{local(at, tz):%a %m/%d %H:%M}" if at is not None else ""
