"""Care for the person at the desk: a private place to wait, an interpreter, access; asked and done are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean


class CareKind(StrEnum):
    """What somebody asked for."""

    PRIVATE_AREA = "private_area"
    INTERPRETER = "interpreter"
    ACCESSIBILITY = "accessibility"
    OTHER = "other"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return _WORDS[self]


_WORDS = {
    CareKind.PRIVATE_AREA: "private waiting area",
    CareKind.INTERPRETER: "interpreter",
    CareKind.ACCESSIBILITY: "accessibility",
    CareKind.OTHER: "other",
}
MODES = (("in_person", "In person"), ("video", "By video"), ("phone", "By phone"))
"""How an interpreter works: standards.md section 10."""


@dataclass(frozen=True, slots=True)
class CareNote:
    """One line for the policy log. ``job_number`` is the agency's."""

    patient_id: str
    visit_id: str
    kind: CareKind
    asked: str
    done: str
    job_number: str = ""

    def checked(self) -> CareNote:
        """Cleaned as it may be stored. Raises InvalidInput: what was asked and what was done are both needed."""
        note = replace(
            self, asked=clean(self.asked, 300), done=clean(self.done, 300), job_number=clean(self.job_number, 60)
        )
        if not note.asked:
            raise InvalidInput("Asked for: say it in a few words, for example wheelchair from the door.", "asked")
        if not note.done:
            raise InvalidInput("Done: say what was done, or why not, for example taken to room 2 at once.", "done")
        return note


@dataclass(frozen=True, slots=True)
class CareLine:
    """A line of the policy log as it is listed. ``at`` is aware UTC."""

    note_id: str
    at: datetime
    kind: CareKind
    asked: str
    done: str
    job_number: str
    by: str
    patient_id: str
    mrn: int
    patient: str
    visit_id: str
