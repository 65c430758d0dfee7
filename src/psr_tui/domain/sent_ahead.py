"""What a patient's phone sent ahead of a visit: fields to compare with ours, item by item (standards.md section 3).

Nothing in it is taken over by itself: every field is accepted or rejected by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from psr_tui.domain.patients import Demographics

DRAFT = "draft, version 1"
"""Which version of the protocol is read; it may still change."""


class ItemStatus(StrEnum):
    """How the wallet answered one item that was asked for."""

    FULFILLED = "fulfilled"
    PARTIAL = "partial"
    UNAVAILABLE = "unavailable"
    DECLINED = "declined"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SentItem:
    """One item of the request with its answer; ``artifacts`` are the parts of the file that serve it, and one part may
    serve several items."""

    item: str
    status: ItemStatus
    message: str = ""
    artifacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentCard:
    """An insurance card: what stands on it. ``costs`` are shown and never taken for the copay of this visit."""

    payer: str
    plan: str = ""
    member_id: str = ""
    group: str = ""
    relationship: str = "self"
    subscriber: str = ""
    effective: date | None = None
    ends: date | None = None
    costs: tuple[str, ...] = ()
    images: int = 0


@dataclass(frozen=True, slots=True)
class SentAhead:
    """Everything of one file. ``given`` names the demographic fields that the file really holds."""

    items: tuple[SentItem, ...] = ()
    person: Demographics | None = None
    given: frozenset[str] = frozenset()
    cards: tuple[SentCard, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    summary: tuple[str, ...] = ()
    signed_cards: int = 0
    warnings: tuple[str, ...] = ()
    request_id: str = ""

    @property
    def declined(self) -> tuple[SentItem, ...]:
        """Items the patient declined: recorded as declined, never as missing."""
        return tuple(one for one in self.items if one.status is ItemStatus.DECLINED)

    def codes(self) -> str:
        """The items with their answers as codes, for the record: ``patient:fulfilled insurance:declined``."""
        return " ".join(f"{one.item}:{one.status.value}" for one in self.items)


IDENTIFYING = frozenset({"name", "born", "sex"})
"""Never changed from a file: who differs here may be somebody else, and the record is corrected by hand."""


class Part(StrEnum):
    """What a field belongs to, which decides where an accepted one goes."""

    PERSON = "person"
    CARD = "card"
    ANSWER = "answer"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class SentField:
    """One field beside ours. ``key`` is unique in a file; ``same`` ones need no decision."""

    key: str
    part: Part
    label: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether nothing would change."""
        return self.ours == self.theirs

    @property
    def shown_only(self) -> bool:
        """Whether the field is compared and never taken: it says who somebody is."""
        return self.part is Part.PERSON and self.key in IDENTIFYING


_SIMPLE = (
    ("name", "Name"),
    ("born", "Birth date"),
    ("sex", "Sex"),
    ("address", "Address"),
    ("phones", "Phones"),
    ("email", "E-mail"),
    ("language", "Language"),
)


def _words(person: Demographics, name: str) -> str:
    if name == "name":
        return person.name.display
    if name == "born":
        return f"{person.born:%m/%d/%Y}" if person.born else ""
    if name == "address":
        return person.address.one_line
    if name == "phones":
        return ", ".join(phone.number.display for phone in person.phones)
    return str(getattr(person, name))


def person_fields(sent: SentAhead, ours: Demographics) -> list[SentField]:
    """The demographic fields of the file beside ours, those the file holds only."""
    theirs = sent.person
    if theirs is None:
        return []
    return [
        SentField(name, Part.PERSON, label, _words(ours, name), _words(theirs, name))
        for name, label in _SIMPLE
        if name in sent.given and _words(theirs, name)
    ]


def with_accepted(ours: Demographics, theirs: Demographics, accepted: Sequence[str]) -> Demographics:
    """Our record with the accepted fields of theirs. Phones are added in front of ours, with what we may do with ours
    kept; fields that identify somebody are never taken."""
    changed = {name: getattr(theirs, name) for name in accepted if name not in IDENTIFYING | {"phones"}}
    if "phones" in accepted:
        known = {phone.number.e164 for phone in theirs.phones}
        mine = {phone.number.e164: phone for phone in ours.phones}
        first = tuple(mine.get(phone.number.e164, phone) for phone in theirs.phones)
        changed["phones"] = (*first, *(phone for phone in ours.phones if phone.number.e164 not in known))
    return replace(ours, **changed)


def answer_note(sent: SentAhead, accepted: frozenset[str]) -> str:
    """Accepted answers as a line for the arrival note, so that whoever sees the patient reads them."""
    parts = [f"{q}: {a}" for number, (q, a) in enumerate(sent.answers) if f"answer{number}" in accepted]
    return f"From the patient's phone: {'; '.join(parts)}" if parts else ""
