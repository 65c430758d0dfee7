"""Everything that happened to a patient, as lines in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HistoryKind(StrEnum):
    """What a line is about; the digit of the filter is its place in this list."""

    VISIT = "visit"
    CALL = "call"
    MONEY = "money"
    FORM = "form"
    COVERAGE = "coverage"
    NOTE = "note"
    CONTACT = "contact"
    CHANGE = "change"
    LOOKED = "looked"

    @property
    def digit(self) -> str:
        return str(list(HistoryKind).index(self) + 1)

    @property
    def label(self) -> str:
        """As the filter names it."""
        return _LABELS[self]


_LABELS = {
    HistoryKind.VISIT: "Visits",
    HistoryKind.CALL: "Calls",
    HistoryKind.MONEY: "Money",
    HistoryKind.FORM: "Forms",
    HistoryKind.COVERAGE: "Coverage",
    HistoryKind.NOTE: "Notes",
    HistoryKind.CONTACT: "Contacts",
    HistoryKind.CHANGE: "Changes",
    HistoryKind.LOOKED: "Looks",
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line. ``at`` is aware UTC; for a visit when it begins. ``key`` is unique in one patient's history."""

    key: str
    kind: HistoryKind
    at: datetime
    who: str
    what: str
    more: tuple[str, ...] = ()
    """What the line says when it is opened: one line a changed field, or the whole note."""


def field_words(name: str) -> str:
    """A field of a record as people read it."""
    return name.replace("_", " ")


def change_words(field: str, old: str, new: str) -> str:
    """``street: 1 Elm St -> 2 Oak St``; ``-`` stands for empty."""
    return f"{field_words(field)}: {old or '-'} -> {new or '-'}"
