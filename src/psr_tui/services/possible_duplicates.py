"""Who among the registered may be the same person: of one patient, and among those registered last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psr_tui.domain.matching import rather_family
from psr_tui.domain.patients import Demographics, Patient, PossibleDuplicate
from psr_tui.domain.text import fold
from psr_tui.services.guards import must_exist

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_NEWEST = 100  # records registered last, of which the worklist tells the possible duplicates


@dataclass(frozen=True, slots=True)
class Alike:
    """A registered patient and one who may be the same person; a row of the worklist."""

    patient_id: str
    name: str
    mrn: int
    other: PossibleDuplicate

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every folded word begins a name of one of the two, or stands in one of the numbers."""
        parts = fold(f"{self.name} {self.other.line.display} {self.mrn} {self.other.line.mrn}").split()
        return all(any(part.startswith(word) for part in parts) for word in words)


def newest_pairs(work: UnitOfWork) -> tuple[Alike, ...]:
    """Possible duplicates among the patients registered last, each pair once, the likeliest first."""
    pairs: dict[tuple[str, str], Alike] = {}
    for patient_id in work.patients.newest(_NEWEST):
        patient = must_exist(work.patients.get(patient_id), "This patient")
        for other in alike(work, patient):
            if not rather_family(other.reasons):
                key = (min(patient_id, other.line.id), max(patient_id, other.line.id))
                pairs.setdefault(key, Alike(patient_id, patient.display, patient.mrn, other))
    return tuple(sorted(pairs.values(), key=lambda one: (-one.other.score, one.mrn)))


def alike(work: UnitOfWork, patient: Patient) -> tuple[PossibleDuplicate, ...]:
    """Who may be the same person, without those somebody called different."""
    merging = work.merging
    ids = merging.ids_of(patient.id)
    others = work.patients.different_from(ids) | set(ids)
    return tuple(work.patients.possible_duplicates(patient.demographics.identity, others))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a rep said of records that are very like a changed one: ``same`` person, to be merged on the card, or
    ``different`` people, which is remembered."""

    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()

    def and_same(self, ids: tuple[str, ...]) -> LookedAt:
        """These too are the same person."""
        return replace(self, same=self.same + ids)

    def and_different(self, ids: tuple[str, ...]) -> LookedAt:
        """These too are other people."""
        return replace(self, different=self.different + ids)


NOBODY = LookedAt()


def alike_when_changed(
    work: UnitOfWork, before: Patient, person: Demographics, answered: LookedAt = NOBODY
) -> tuple[PossibleDuplicate, ...]:
    """Who may be the same person once the record says ``person``, without those somebody answered about."""
    known = {one.line.id for one in alike(work, before) if one.must_ask}
    after = alike(work, replace(before, demographics=person))
    said = {*answered.same, *answered.different}
    return tuple(one for one in after if one.line.id not in known | said)
