"""Work that waits for somebody: what kinds there are, who owns them, when each is due (front-desk.md section 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused


class WorkKind(StrEnum):
    """What an item is about; the value is the stored code."""

    TASK = "task"
    LEFT_UNSEEN = "left_unseen"
    ELIGIBILITY = "eligibility"
    AUTHORISATION = "authorisation"
    ESTIMATE = "estimate"
    UNIDENTIFIED = "unidentified"
    NO_SHOW = "no_show"
    MISSING_CHECK_OUT = "missing_check_out"
    TO_SCHEDULE = "to_schedule"
    RECORDS_REQUEST = "records_request"
    COMPLAINT = "complaint"
    REFERRAL = "referral"
    INTERPRETER = "interpreter"
    DUPLICATE = "duplicate"
    MESSAGE = "message"
    MISSED_PROMISE = "missed_promise"
    MISSED_CALL = "missed_call"
    NUMBER_REPAIR = "number_repair"
    SERVICE_MISS = "service_miss"
    QUALITY = "quality"
    RED_FLAG = "red_flag"

    @property
    def rule(self) -> Rule:
        """Its word, its owner and its age rule."""
        return RULES[self]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who owns items of a kind when nobody took one, and within how many hours each is due (FD-152)."""

    word: str
    team: str
    hours: int


RULES: dict[WorkKind, Rule] = {
    WorkKind.TASK: Rule("task", "front desk", 24),
    WorkKind.LEFT_UNSEEN: Rule("left unseen", "front desk", 24),
    WorkKind.ELIGIBILITY: Rule("eligibility", "front desk", 24),
    WorkKind.AUTHORISATION: Rule("authorisation", "front desk", 72),
    WorkKind.ESTIMATE: Rule("estimate", "billing", 24),
    WorkKind.UNIDENTIFIED: Rule("unidentified", "front desk", 24),
    WorkKind.NO_SHOW: Rule("no-show", "front desk", 24),
    WorkKind.MISSING_CHECK_OUT: Rule("never checked out", "front desk", 48),
    WorkKind.TO_SCHEDULE: Rule("to schedule", "front desk", 72),
    WorkKind.RECORDS_REQUEST: Rule("records request", "records", 24 * 30),
    WorkKind.COMPLAINT: Rule("complaint", "leads", 72),
    WorkKind.REFERRAL: Rule("referral", "front desk", 24 * 14),
    WorkKind.INTERPRETER: Rule("interpreter", "front desk", 24),
    WorkKind.DUPLICATE: Rule("duplicate?", "records", 72),
    WorkKind.MESSAGE: Rule("message", "front desk", 24),
    WorkKind.MISSED_PROMISE: Rule("missed promise", "leads", 4),
    WorkKind.MISSED_CALL: Rule("missed call", "front desk", 4),
    WorkKind.NUMBER_REPAIR: Rule("wrong number", "front desk", 48),
    WorkKind.SERVICE_MISS: Rule("past its limit", "leads", 4),
    WorkKind.QUALITY: Rule("call review", "leads", 72),
    WorkKind.RED_FLAG: Rule("red flag", "leads", 1),
}


class WorkState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def closed(self) -> bool:
        return self in (WorkState.DONE, WorkState.CANCELLED)


@dataclass(frozen=True, slots=True)
class WorkEvent:
    """One thing that happened to an item. ``at`` is aware UTC."""

    at: datetime
    by: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something to be done by somebody by a time (FD-153). ``object_id`` is what it is about, '' for a task.

    ``due_at`` and ``created_at`` are aware UTC. ``assignee`` is the name shown, '' while it is the team's.
    """

    item_id: str
    kind: WorkKind
    title: str
    text: str
    patient_id: str
    patient: str
    appointment_id: str
    object_id: str
    assignee_id: str
    assignee: str
    team: str
    priority: int
    due_at: datetime | None
    state: WorkState
    outcome: str
    created_at: datetime
    created_by: str
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewWork:
    """An item to be opened. Without ``due_at`` the kind's own age rule says when it is due; ``team`` likewise."""

    kind: WorkKind
    title: str
    patient_id: str = ""
    appointment_id: str = ""
    object_id: str = ""
    text: str = ""
    due_at: datetime | None = None
    team: str = ""
    assignee_id: str = ""
    priority: int = 50

    def due(self, now: datetime) -> datetime:
        """When it is due."""
        return self.due_at or now + timedelta(hours=self.kind.rule.hours)

    def checked(self) -> NewWork:
        """Raises InvalidInput without a title: nobody can work on nothing."""
        if not self.title.strip():
            raise InvalidInput("What is to be done: type a few words.", "Task")
        return self


def due_words(due_at: datetime | None, now: datetime) -> str:
    """``overdue 3 h``, ``in 40 min``, ``in 2 d``: how long is left, '' without a time."""
    if due_at is None:
        return ""
    minutes = int((due_at - now).total_seconds() // 60)
    size = abs(minutes)
    amount = f"{size} min" if size < 60 else f"{size // 60} h" if size < 60 * 48 else f"{size // (60 * 24)} d"
    return f"overdue {amount}" if minutes < 0 else f"in {amount}"


def check_open(item: WorkItem) -> None:
    """An item that is over takes no more acts. Raises Refused, naming who closed it."""
    if item.state.closed:
        raise Refused(f"This item is {item.state.value} already ({item.changed_by}); nothing was changed.")


def check_outcome(outcome: str) -> None:
    """An item is closed with what came of it."""
    if not outcome.strip():
        raise InvalidInput("Say in a few words what came of it.", "Outcome")
