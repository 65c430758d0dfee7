"""What comes in from another system, once its file format is out of the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from psr_tui.domain.patients import Demographics


@dataclass(frozen=True, slots=True)
class IncomingPatient:
    """A person. ``deceased`` without ``deceased_on`` means the day is not known."""

    source_id: str
    demographics: Demographics
    deceased: bool = False
    deceased_on: date | None = None


@dataclass(frozen=True, slots=True)
class IncomingProvider:
    """Somebody who treats patients, named by past visits."""

    source_id: str
    last: str
    first: str = ""
    title: str = ""
    npi: str = ""


@dataclass(frozen=True, slots=True)
class IncomingCoverage:
    """An insurance of a patient. ``position`` 0 means the source did not say which comes first."""

    source_id: str
    patient_source_id: str
    payer: str
    kind: str = ""
    plan: str = ""
    member_id: str = ""
    group_number: str = ""
    relationship: str = "self"
    subscriber: str = ""
    position: int = 0
    effective: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class IncomingVisit:
    """A visit that took place or is booked. ``starts_at`` is aware UTC; ``state`` is one of our states."""

    source_id: str
    patient_source_id: str
    starts_at: datetime
    minutes: int
    type_code: str
    type_label: str
    state: str
    reason: str = ""
    place: str = ""
    provider_source_id: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something in a file that is left out, or taken with a doubt: where, what kind, why in words."""

    where: str
    what: str
    why: str
    record: str = ""
    doubt: bool = False
    """The record itself was taken, only a detail is in doubt."""
    outside: bool = False
    """Nothing is missing: the desk has no place for such records."""


Incoming = IncomingPatient | IncomingProvider | IncomingCoverage | IncomingVisit | NotTaken


@dataclass(slots=True)
class ImportSummary:
    """What an import did, for people and for scripts. Counts are by kind of record."""

    dry_run: bool = False
    taken: Counter[str] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)
    not_taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubts: Counter[tuple[str, str]] = field(default_factory=Counter)
    outside: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[NotTaken] = field(default_factory=list)
    deceased: int = 0
    batches: int = 0

    def note(self, one: NotTaken, keep: int = 200) -> None:
        """Count a record that was left out or doubted, and keep the first ones as examples."""
        bucket = self.doubts if one.doubt else self.outside if one.outside else self.not_taken
        bucket[(one.what, one.why)] += 1
        if not one.outside and len(self.examples) < keep:
            self.examples.append(one)

    @property
    def rejected(self) -> int:
        """How many records were left out."""
        return sum(self.not_taken.values())
