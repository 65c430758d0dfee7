"""Complaints and grievances in the person's own words (front-desk.md section 15).

A spoken complaint solved on the spot is kept as such; a written, unresolved, abuse or billing one is a grievance with
due times of the clinic's policy. Whoever it is about never owns it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.business_days import after_business_days
from psr_tui.domain.errors import InvalidInput, Refused

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""Of a record that was not stored yet."""


class ComplaintState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    RESOLVED_AT_ONCE = "resolved_at_once"
    ACKNOWLEDGED = "acknowledged"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    LETTER_SENT = "letter_sent"
    CLOSED = "closed"

    @property
    def over(self) -> bool:
        return self in (ComplaintState.RESOLVED_AT_ONCE, ComplaintState.CLOSED)

    @property
    def word(self) -> str:
        return self.value.replace("_", " ")


CHANNELS = (("in_person", "In person"), ("phone", "By phone"), ("letter", "Letter"), ("email", "E-mail or portal"))
CATEGORIES = (
    ("wait", "Waiting time"),
    ("manner", "How somebody was treated"),
    ("billing", "Bill or money"),
    ("care", "Medical care"),
    ("privacy", "Privacy"),
    ("access", "Access, language, building"),
    ("abuse", "Abuse or neglect"),
    ("other", "Other"),
)
_WRITTEN = frozenset({"letter", "email"})
_ALWAYS = frozenset({"abuse", "billing"})
_ORDER = (
    ComplaintState.OPEN,
    ComplaintState.ACKNOWLEDGED,
    ComplaintState.IN_REVIEW,
    ComplaintState.DECIDED,
    ComplaintState.LETTER_SENT,
    ComplaintState.CLOSED,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """As it stands. ``about`` is in words; ``about_staff_id`` when it is a colleague."""

    complaint_id: str
    patient_id: str
    patient: str
    grievance: bool
    channel: str
    category: str
    words: str
    about_staff_id: str
    about: str
    owner_id: str
    owner: str
    received_at: datetime
    acknowledge_by: date | None
    decide_by: date | None
    state: ComplaintState
    outcome: str = ""
    steps: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    def next_due(self) -> date | None:
        """What is due next: the acknowledgement while it is open, then the decision."""
        if self.state.over or self.state in (ComplaintState.DECIDED, ComplaintState.LETTER_SENT):
            return None
        return self.acknowledge_by if self.state is ComplaintState.OPEN else self.decide_by


def is_grievance(channel: str, category: str, solved: bool) -> bool:
    """Written, unresolved, abuse or billing: a grievance (FD-148)."""
    return channel in _WRITTEN or category in _ALWAYS or not solved


def due_days(received: date, acknowledge_days: int, decide_days: int, closed: Collection[date]) -> tuple[date, date]:
    """Until when it is acknowledged (business days) and decided (calendar days), by the clinic's policy (FD-149)."""
    return after_business_days(received, acknowledge_days, closed), received + timedelta(days=decide_days)


def check_owner(about_staff_id: str, owner_id: str, owner: str) -> None:
    """Whoever it is about never owns it (FD-151)."""
    if about_staff_id and about_staff_id == owner_id:
        raise Refused(f"This is about {owner}, who cannot look after it; choose somebody else.")


def next_state(complaint: Complaint) -> ComplaintState:
    """The step forward. Raises Refused when it is over, or when it has no owner yet."""
    if complaint.state.over:
        raise Refused(f"This was {complaint.state.word} already; open it to read how.")
    if not complaint.owner_id:
        raise Refused("Nobody looks after this yet; give it to somebody with 7 first.")
    return _ORDER[_ORDER.index(complaint.state) + 1]


def check_step(to: ComplaintState, outcome: str, steps: str) -> None:
    """A decision, and so every end, has an outcome and the steps that were taken (FD-150)."""
    if to in (ComplaintState.DECIDED, ComplaintState.LETTER_SENT, ComplaintState.CLOSED):
        if not outcome.strip():
            raise InvalidInput("Outcome: write what was decided.", "Outcome")
        if not steps.strip():
            raise InvalidInput("Steps taken: write what was done to look into it.", "Steps taken")
