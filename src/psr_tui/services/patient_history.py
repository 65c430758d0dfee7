"""Everything that happened to a patient in one list: pages, filters, and what one line says when it is opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psr_tui.domain.clock import Clock
from psr_tui.domain.history import HistoryKind, HistoryLine, change_words, field_words
from psr_tui.domain.money import Money
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.visit import VisitState
from psr_tui.services.guards import must_exist
from psr_tui.store.repositories.patient_history import HistoryRow
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

_MONEY = {
    "charge": "charged", "payment": "paid", "void": "payment voided", "refund": "refunded", "adjustment": "adjusted",
    "apply": "paid ahead was used", "returned_check": "check came back",
}  # fmt: skip
_ENTITIES = {
    "patient": "record", "patient_alert": "alert", "patient_restriction": "restriction", "appointment": "visit",
    "contact_person": "contact person", "case_policy": "case",
}  # fmt: skip
_Versions = Mapping[tuple[str, str, int], RecordVersion]


@dataclass(frozen=True, slots=True)
class HistoryHead:
    """Whose history it is, and whether it shows everybody who looked."""

    name: str
    all_looks: bool


class PatientHistoryService:
    """Who looked is shown to supervisors; others see their own looks only."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, actor: Actor, patient_id: str) -> HistoryHead:
        """Whose history this is; the view is logged before a line of it is given. Raises NotFound."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            work.audit.viewed([patient_id], "history")
            work.commit()
        return HistoryHead(patient.display, not _looker(actor))

    def count(self, actor: Actor, patient_id: str, kinds: Collection[HistoryKind]) -> int:
        """How many lines there are of these kinds."""
        with self._store.read() as work:
            return work.patient_history.count(patient_id, kinds, _looker(actor))

    def page(
        self, actor: Actor, patient_id: str, kinds: Collection[HistoryKind], first: int, count: int
    ) -> list[HistoryLine]:
        """The lines from ``first``, the newest first; two queries and at most ``count`` rows."""
        with self._store.read() as work:
            rows = work.patient_history.page(patient_id, kinds, first, count, _looker(actor))
            versions = work.versions.several(_version_key(row) for row in rows if row.key.startswith("r:"))
        return [_line(row, versions) for row in rows]


def _looker(actor: Actor) -> str:
    return "" if actor.at_least(Role.SUPERVISOR) else actor.staff_id


def _version_key(row: HistoryRow) -> tuple[str, str, int]:
    return row.a, row.b, int(row.c)


def _line(row: HistoryRow, versions: _Versions) -> HistoryLine:
    what, more = _WORDS[row.kind](row, versions)
    return HistoryLine(row.key, row.kind, row.at, row.who, what, tuple(more))


_Words = tuple[str, Sequence[str]]


def _visit(row: HistoryRow, _: _Versions) -> _Words:
    words = f"{row.a}, {VisitState(row.b).word}"
    return (f"{words}: {row.c}" if row.c else words), ()


def _call(row: HistoryRow, _: _Versions) -> _Words:
    if row.key.startswith("b:"):
        return f"callback asked for: {row.a}, {row.b}", row.c.split("\n") if row.c else ()
    return f"call: {row.a}", row.c.split("\n") if row.c else ()


def _money(row: HistoryRow, _: _Versions) -> _Words:
    words = _MONEY.get(row.a, row.a.replace("_", " "))
    amount = Money(int(row.b or 0)).dollars
    receipt = f", receipt {row.c}" if row.c else ""
    return f"{words} {amount}{receipt}", ()


def _form(row: HistoryRow, _: _Versions) -> _Words:
    until = f", until {row.c}" if row.c else ""
    return f"{row.a}: {row.b}{until}", ()


def _note(row: HistoryRow, _: _Versions) -> _Words:
    if row.b == "visit":
        lines = row.a.split("\n")
        return f"visit note: {lines[0]}", lines
    return f"{row.b.replace('_', ' ')}: {row.a} -> {row.c}", ()


def _contact(row: HistoryRow, _: _Versions) -> _Words:
    lines = row.c.split("\n") if row.c else []
    first = f": {lines[0]}" if lines else ""
    return f"{row.a} by {row.b.replace('_', ' ')}{first}", lines


def _change(row: HistoryRow, versions: _Versions) -> _Words:
    if row.key[:2] in ("g:", "h:"):
        merged, kept = (mrn_text(int(mrn)) for mrn in (row.a, row.b))
        what = "was merged into" if row.key.startswith("g:") else "was taken apart again from"
        return f"MRN {merged} {what} MRN {kept}: {row.c}", ("6 on the card shows merges and takes them apart.",)
    entity = _ENTITIES.get(row.a, row.a.replace("_", " "))
    version = versions.get(_version_key(row))
    if version is None or (not version.changes and version.version == 1):
        made = [] if version is None or row.a == "patient" else _content(version.content)
        return f"{entity} made: {'; '.join(made)}" if made else f"{entity} made", made
    changes = [change_words(one.field, one.old, one.new) for one in version.changes]
    return f"{entity} changed: {'; '.join(changes)}" if changes else f"{entity} saved", changes


def _content(content: Mapping[str, Any]) -> list[str]:
    """What a new record says, without what is empty."""
    return [
        f"{field_words(name)}: {value}" for name, value in content.items() if value not in (None, "", [], {}, False)
    ]


def _look(row: HistoryRow, _: _Versions) -> _Words:
    return f"looked at it ({row.b or row.a})", ()


_WORDS = {
    HistoryKind.VISIT: _visit,
    HistoryKind.CALL: _call,
    HistoryKind.MONEY: _money,
    HistoryKind.FORM: _form,
    HistoryKind.COVERAGE: _change,
    HistoryKind.NOTE: _note,
    HistoryKind.CONTACT: _contact,
    HistoryKind.CHANGE: _change,
    HistoryKind.LOOKED: _look,
}
