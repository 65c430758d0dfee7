"""Two records of one person: what differs, what the kept record takes from the other, and what stands in the way.

A merge is asked for and signed, never made by the program itself, and can be taken apart (front-desk.md FD-55, FD-56).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.guarantors import SELF
from psr_tui.domain.languages import language_name
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import UNIDENTIFIED, Address, Demographics, Patient, Phone, mrn_text
from psr_tui.domain.text import clean, fold, so_many

BOTH_STAY = frozenset(("phones", "earlier_names"))
"""Fields of which nothing is chosen: the kept record has what both had."""
_TOGETHER = {"born_estimated": "born", "unidentified": "name"}
"""Fields that go with another one."""
_LABELS = {
    "name": "Name", "preferred_name": "Goes by", "earlier_names": "Earlier", "born": "Born", "sex": "Sex",
    "address": "Address", "phones": "Phones", "email": "E-mail", "time_zone": "Time zone", "language": "Speaks",
    "interpreter": "Interpreter", "contact_note": "Contact", "note": "Note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergePatients:
    """Make one record of two: ``merged_id`` goes into ``kept_id``, which takes the fields ``taken`` from it."""

    command_id: str
    kept_id: str
    kept_version: int
    merged_id: str
    merged_version: int
    reason_code: str
    taken: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge, standing or taken apart, for the history of either record."""

    merge_id: str
    kept_id: str
    merged_id: str
    merged_mrn: int
    merged_name: str
    at: datetime
    by: str
    reason: str
    rows: int
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_reason: str = ""


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two records, in words; ``choosable`` when one of the two values has to be chosen."""

    field: str
    label: str
    left: str
    right: str
    choosable: bool = True

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.left == self.right


def field_pairs(left: Demographics, right: Demographics) -> list[FieldPair]:
    """The fields of which either record says something, in the order of the form."""
    pairs = []
    for one in fields(Demographics):
        words = _field_words(left, one.name), _field_words(right, one.name)
        if one.name not in _TOGETHER and any(words):
            label = _LABELS.get(one.name, one.name.replace("_", " ").capitalize())
            pairs.append(FieldPair(one.name, label, *words, choosable=one.name not in BOTH_STAY))
    return pairs


def _field_words(person: Demographics, name: str) -> str:
    if name == "language":
        return language_name(person.language)
    words = in_words(getattr(person, name))
    return f"{words} estimated" if name == "born" and words and person.born_estimated else words


def in_words(value: Any) -> str:
    """A value of a record as a list shows it; '' for nothing."""
    if isinstance(value, PatientName):
        return value.display
    if isinstance(value, Address):
        return value.one_line
    if isinstance(value, Phone):
        return value.number.display
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return f"{value:%m/%d/%Y}"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, (tuple, frozenset)):
        return ", ".join(in_words(one) for one in value)
    if is_dataclass(value):
        return ", ".join(part for one in fields(value) if (part := in_words(getattr(value, one.name))))
    return "" if value is None else clean(str(value))


def proposed(kept: Demographics, other: Demographics) -> frozenset[str]:
    """The fields the kept record says nothing of and the other does: taken unless the rep chooses otherwise."""
    choosable = (one for one in fields(Demographics) if one.name not in BOTH_STAY | _TOGETHER.keys())
    named = frozenset(("name", "born", "sex")) if kept.unidentified and not other.unidentified else frozenset()
    return named | {one.name for one in choosable if _says_nothing(kept, one) and not _says_nothing(other, one)}


def _says_nothing(person: Demographics, one: Field[Any]) -> bool:
    """Whether a field stands as it is when nobody asked."""
    value = getattr(person, one.name)
    return value in (None, "") or (one.default is not MISSING and value == one.default)


def combined(
    kept: Demographics, other: Demographics, taken: Collection[str], ids: Collection[str] = ()
) -> Demographics:
    """The kept record with what it takes from the other; a name that is not kept becomes an earlier one. ``ids``: of
    the two, so that neither answers for the other. Phones are rows of their own and stay out of this. Raises
    InvalidInput for a field there is no choice about."""
    known = {one.name for one in fields(Demographics)} - BOTH_STAY
    if unknown := set(taken) - known:
        raise InvalidInput(f"There is nothing to choose about {', '.join(sorted(unknown))}; both values stay.")
    along = {name for name, leader in _TOGETHER.items() if leader in taken and name in known}
    person = replace(kept, **{name: getattr(other, name) for name in {*taken, *along}})
    if person.guarantor.patient_id in ids:  # nobody answers for themselves
        person = replace(person, guarantor=SELF)
    return replace(person, earlier_names=tuple(_earlier_names(kept, other, person)))


def _earlier_names(kept: Demographics, other: Demographics, person: Demographics) -> Iterator[PatientName]:
    seen = {_folded(person.name)}
    for name in (*kept.earlier_names, kept.name, other.name, *other.earlier_names):
        if _folded(name) not in seen and name.last_folded != fold(UNIDENTIFIED):
            seen.add(_folded(name))
            yield name


def _folded(name: PatientName) -> tuple[str, str]:
    return name.last_folded, name.first_folded


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What happens to either record right now or was said about them. ``calls``: who is on the phone with them;
    ``checking_in``: the record that goes has a check-in that was begun; ``paying``: who typed a payment for it and did
    not take it; ``relation``: they are family of each other; ``same_callback``: both are to be called back for this
    reason."""

    calls: tuple[str, ...] = ()
    checking_in: bool = False
    paying: str = ""
    relation: str = ""
    same_callback: str = ""


def check_pair(kept: Patient, other: Patient, way: InTheWay) -> None:
    """Raises Refused, with what to do, when the two cannot become one record now."""
    if kept.id == other.id:
        raise Refused("This is one record already; choose two.")
    for one in (kept, other):
        if one.merged_into:
            raise Refused(f"MRN {mrn_text(one.mrn)} was merged before; find the patient again and compare that record.")
    if way.calls:
        raise Refused(f"{way.calls[0]} is on the phone with this patient; merge when the call is over.")
    if way.checking_in:
        raise Refused(
            f"MRN {mrn_text(other.mrn)} is being checked in; finish that check-in first, or keep that record."
        )
    if way.paying:
        raise Refused(
            f"{way.paying} typed a payment for MRN {mrn_text(other.mrn)} and did not take it; finish it or throw it "
            "away first."
        )
    if way.relation:
        raise Refused(f"These two are linked as family ({way.relation}); take the link away first.")
    if way.same_callback:
        raise Refused(f"Both are to be called back about {way.same_callback.lower()}; close one of the two first.")


def check_apart(kept: Patient, way: InTheWay) -> None:
    """Raises Refused, with what to do, when a merge into ``kept`` cannot be taken apart now."""
    if kept.merged_into:
        raise Refused(f"MRN {mrn_text(kept.mrn)} was merged itself since; take that merge apart first.")
    if way.calls:
        raise Refused(f"{way.calls[0]} is on the phone with this patient; take it apart when the call is over.")
    if way.checking_in:
        raise Refused(f"MRN {mrn_text(kept.mrn)} is being checked in; finish that check-in first.")


def moved_words(counts: dict[str, int]) -> str:
    """``2 visits, 1 coverage, 3 payments``: what goes from one record to the other."""
    return ", ".join(so_many(number, word) for word, number in counts.items() if number) or "nothing"
