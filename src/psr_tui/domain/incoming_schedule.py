"""A schedule exported by another system: one row is one visit to come, with enough to know the patient."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, time

from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Sex
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import fold

FIELDS = {
    "date": "day of the visit",
    "time": "start of the visit",
    "start": "day and start in one column",
    "last": "last name",
    "first": "first name",
    "name": "whole name in one column",
    "dob": "date of birth",
    "patient": "number of the patient in the other system",
    "phone": "phone",
    "sex": "sex",
    "provider": "whom the visit is with",
    "type": "visit type",
    "minutes": "length in minutes",
    "reason": "reason",
    "status": "status",
    "id": "number of the visit in the other system",
}


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One visit of the file. ``number`` is the line a spreadsheet shows for it."""

    number: int
    name: PatientName
    born: date
    day: date
    at: time
    minutes: int = 0
    provider: str = ""
    visit_type: str = ""
    reason: str = ""
    phone: PhoneNumber | None = None
    sex: Sex = Sex.UNKNOWN
    patient_number: str = ""
    visit_number: str = ""

    @property
    def source_id(self) -> str:
        """The visit's number over there, or one made of what the row says, so that a second run knows it again."""
        if self.visit_number:
            return self.visit_number
        parts = (fold(self.name.last), fold(self.name.first), self.born, self.day, self.at, fold(self.provider))
        return "row-" + hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken and why. ``outside`` rows are left out on purpose (cancelled over there)."""

    number: int
    why: str
    outside: bool = False


@dataclass(slots=True)
class ScheduleSummary:
    """What a schedule import did, or would do."""

    dry_run: bool = False
    taken: int = 0
    already: int = 0
    new_patients: int = 0
    new_providers: list[str] = field(default_factory=list)
    notes: list[RejectedRow] = field(default_factory=list)
    """Taken, with something to look at."""
    left_out: list[RejectedRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    def reject(self, row: RejectedRow) -> None:
        """Note a row that could not be read, or one the file itself leaves out."""
        (self.left_out if row.outside else self.rejected).append(row)
