"""An accident or work injury: its own payer replaces the primary for the visits linked to it, and no other (FD-41)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.clock import NEVER
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import clean, clean_note, fold
from psr_tui.domain.us_states import STATES


class CaseKind(StrEnum):
    """What happened, as far as the bill is concerned."""

    WORK_COMP = "work_comp"
    AUTO = "auto"
    OTHER = "other"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return {"work_comp": "work injury", "auto": "auto accident", "other": "other accident"}[self.value]


_HINTS = (
    "accident", "at work", "on the job", "work comp", "workers comp", "work injury", "injured at work", "mva", "crash",
    "car hit", "hit by", "auto injury", "fell at work",
)  # fmt: skip


def sounds_like_accident(*texts: str) -> bool:
    """Whether the reason or note of a visit speaks of an accident: a question for the rep, never an answer."""
    said = f" {fold(' '.join(texts))} "
    return any(f" {hint} " in said for hint in _HINTS)


@dataclass(frozen=True, slots=True)
class Case:
    """A case on file. ``state`` is where it happened, which decides the rules of an auto case."""

    case_id: str
    patient_id: str
    payer_id: str
    payer: str
    kind: CaseKind
    happened_on: date
    claim_number: str = ""
    state: str = ""
    adjuster: str = ""
    adjuster_phone: str = ""
    employer: str = ""
    note: str = ""
    closed_on: date | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    def open_on(self, day: date) -> bool:
        """Whether a visit of that day can be billed to it: it had happened, and it was not closed before."""
        return self.happened_on <= day and (self.closed_on is None or day <= self.closed_on)

    def words(self) -> str:
        """``work injury of 02/11/2026, claim WC-77, Example Mutual``."""
        claim = f"claim {self.claim_number}" if self.claim_number else "NO CLAIM NUMBER"
        closed = f", CLOSED {self.closed_on:%m/%d/%Y}" if self.closed_on else ""
        return f"{self.kind.word} of {self.happened_on:%m/%d/%Y}, {claim}, {self.payer}{closed}"

    def as_coverage(self) -> Coverage:
        """The payer of a linked visit: no copay, no plan year, nothing to verify but the claim."""
        return Coverage(
            coverage_id=self.case_id, payer=self.payer, plan=f"({self.kind.word})", member_id=self.claim_number,
            effective=self.happened_on, ends=self.closed_on, relationship="self", patient_id=self.patient_id,
            payer_id=self.payer_id, version=self.version,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A case as it is typed; ``patient_id`` is the patient whose name stood over the form."""

    patient_id: str
    kind: str
    happened_on: date
    payer_id: str = ""
    new_payer: str = ""
    claim_number: str = ""
    state: str = ""
    adjuster: str = ""
    adjuster_phone: str = ""
    employer: str = ""
    note: str = ""

    def checked(self, today: date) -> CaseForm:
        """Cleaned as it may be stored. Raises InvalidInput naming the field."""
        form = replace(
            self,
            claim_number=clean(self.claim_number, 60).upper(),
            new_payer=clean(self.new_payer, 120),
            state=clean(self.state, 2).upper(),
            adjuster=clean(self.adjuster, 120),
            adjuster_phone=clean(self.adjuster_phone, 60),
            employer=clean(self.employer, 120),
            note=clean_note(self.note),
        )
        if form.kind not in set(CaseKind):
            raise InvalidInput("Kind: choose work injury, auto accident or other accident.", "kind")
        if form.happened_on > today:
            raise InvalidInput(
                f"Happened: {form.happened_on:%m/%d/%Y} is still to come; type the day of the accident.", "happened_on"
            )
        if not form.payer_id and not any(ch.isalnum() for ch in form.new_payer):
            raise InvalidInput("Payer: choose one from the list, or type + and the name of a new one.", "payer")
        if form.kind == CaseKind.WORK_COMP and not form.employer:
            raise InvalidInput("Employer: a work injury needs the employer's name.", "employer")
        if form.state and form.state not in STATES:
            raise InvalidInput("State: type two letters, for example IL, or leave it empty.", "state")
        return form


def check_may_link(case: Case, patient_id: str, day: date) -> None:
    """A case pays for visits of its own patient while it is open. Raises Refused."""
    if case.patient_id != patient_id:
        raise Refused("This case belongs to another patient; choose one of this patient.")
    if not case.open_on(day):
        raise Refused(f"The {case.words()} cannot pay for a visit on {day:%m/%d/%Y}; choose another or self-pay.")
