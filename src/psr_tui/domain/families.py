"""Who belongs together, and what a new family member takes over from the one who is registered (FD-60, FD-61)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from psr_tui.domain.guarantors import SELF, Guarantor
from psr_tui.domain.patients import Demographics, Portal, Sex


class Relation(StrEnum):
    """What somebody is to the patient."""

    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    SPOUSE = "spouse"
    GUARDIAN = "guardian"
    WARD = "ward"
    OTHER = "other"

    @property
    def inverse(self) -> Relation:
        """What the patient is to them."""
        return _INVERSE[self]


_INVERSE = {
    Relation.PARENT: Relation.CHILD,
    Relation.CHILD: Relation.PARENT,
    Relation.SIBLING: Relation.SIBLING,
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.GUARDIAN: Relation.WARD,
    Relation.WARD: Relation.GUARDIAN,
    Relation.OTHER: Relation.OTHER,
}
RELATION_WORDS = {
    Relation.SIBLING: "Brother or sister",
    Relation.CHILD: "Child",
    Relation.PARENT: "Mother or father",
    Relation.SPOUSE: "Husband, wife, partner",
    Relation.WARD: "Child in their care",
    Relation.GUARDIAN: "Guardian",
    Relation.OTHER: "Other",
}
"""How the new person is asked about: what they are to the one on the card."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A linked patient; ``relation`` is what they are to the patient the list belongs to."""

    patient_id: str
    relation: Relation
    name: str
    mrn: int
    born: date | None


def copied(person: Demographics, patient_id: str, relation: Relation) -> Demographics:
    """What a relative takes over: surname, address, phones, languages, interpreter need and guarantor (FD-60).

    A child's or ward's guarantor is the patient unless the patient has one; a sibling shares the patient's.
    """
    return replace(
        person,
        name=replace(person.name, first="", middle="", suffix=""),
        born=None,
        born_estimated=False,
        sex=Sex.UNKNOWN,
        preferred_name="",
        earlier_names=(),
        email="",
        note="",
        access_needs=(),
        access_note="",
        portal=Portal.NONE,
        asked_to_arrive=0,
        unidentified="",
        guarantor=_answers(person.guarantor, patient_id, relation),
    )


def _answers(theirs: Guarantor, patient_id: str, relation: Relation) -> Guarantor:
    if relation in (Relation.CHILD, Relation.WARD):
        return theirs if theirs.somebody else Guarantor(patient_id)
    return theirs if relation is Relation.SIBLING else SELF


def covered_as(relation: Relation, theirs: str) -> str:
    """How a copied coverage calls the relative: ``child``, ``spouse`` or ``other`` of the subscriber.

    ``theirs`` is what the patient is to the subscriber; a sibling of a covered child is one too.
    """
    if relation is Relation.SIBLING:
        return "child" if theirs == "child" else "other"
    if relation in (Relation.CHILD, Relation.WARD):
        return "child" if theirs in ("self", "spouse") else "other"
    if relation is Relation.SPOUSE and theirs == "self":
        return "spouse"
    return "other"


COPIED_WORDS = "address, phones, languages, guarantor, coverage"
"""What the form says it took over."""
