"""How records looked at each version, and what changed from one to the next (front-desk.md FD-32, FD-48, FD-106).

Whoever changes a record keeps its new version in the same transaction; rows are only added. Content is the fields
people know, by name, never keys of search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, tuple_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.people import RecordVersionRow

_V = columns(RecordVersionRow)
_BEFORE = "_before"
"""Where the first kept version carries what the record was before anybody kept versions of it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, from old to new, as text; '' = empty."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of one record. ``changes`` is empty for the first version of a new record."""

    entity: str
    entity_id: str
    version: int
    patient_id: str | None
    at: datetime
    staff_id: str
    staff_name: str
    content: Mapping[str, Any]
    changes: tuple[FieldChange, ...]


class VersionRepository:
    """The one way to write and read versions of records."""

    def __init__(self, session: Session, now: datetime, actor: Actor | None) -> None:
        self._session = session
        self._now = now
        self._actor = actor

    def keep(
        self,
        entity: str,
        entity_id: str,
        version: int,
        patient_id: str | None,
        content: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep how a record looks at ``version``: dates, codes, cents, texts and lists of them, by field name.

        ``before`` is how it looked until now; it is kept only with the first version of a record that was never kept
        (an imported one), so that its first change can still be told. A version is kept once.
        """
        if self._actor is None:
            raise RuntimeError("a version of a record needs a person")
        kept = {name: _plain(value) for name, value in content.items()}
        if before is not None and not self._known(entity, entity_id):
            kept[_BEFORE] = {name: _plain(value) for name, value in before.items()}
        self._session.add(
            RecordVersionRow(
                entity=entity,
                entity_id=entity_id,
                version=version,
                patient_id=patient_id,
                at=self._now,
                staff_id=self._actor.staff_id,
                staff_name=self._actor.name,
                content=json.dumps(kept, ensure_ascii=False, sort_keys=True),
            )
        )
        self._session.flush()

    def of_record(self, entity: str, entity_id: str, most: int = 50) -> list[RecordVersion]:
        """The versions of one record, newest first, each with what it changed."""
        found = self._rows(sql(RecordVersionRow).where(_V.entity == entity, _V.entity_id == entity_id), most)
        return self._told(found)

    def of_patient(self, patient_id: str, most: int = 50, until: datetime | None = None) -> list[RecordVersion]:
        """Versions of everything that belongs to a patient, newest first; ``until`` goes on from an earlier page."""
        query = sql(RecordVersionRow).where(_V.patient_id == patient_id)
        if until is not None:
            query = query.where(_V.at <= until)
        return self._told(self._rows(query, most))

    def several(self, keys: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str, int], RecordVersion]:
        """These versions, by (entity, id, version), each with what it changed."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        query = sql(RecordVersionRow).where(tuple_(_V.entity, _V.entity_id, _V.version).in_(wanted))
        told = self._told(list(self._session.execute(query).scalars()))
        return {(one.entity, one.entity_id, one.version): one for one in told}

    def _rows(self, query: Any, most: int) -> list[RecordVersionRow]:
        newest = query.order_by(_V.at.desc(), _V.entity, _V.entity_id, _V.version.desc()).limit(most)
        return list(self._session.execute(newest).scalars())

    def _known(self, entity: str, entity_id: str) -> bool:
        query = sql(_V.version).where(_V.entity == entity, _V.entity_id == entity_id).limit(1)
        return self._session.execute(query).first() is not None

    def _told(self, rows: Sequence[RecordVersionRow]) -> list[RecordVersion]:
        earlier = self._earlier([(row.entity, row.entity_id, row.version) for row in rows])
        return [_version(row, earlier.get((row.entity, row.entity_id, row.version))) for row in rows]

    def _earlier(self, keys: Sequence[tuple[str, str, int]]) -> dict[tuple[str, str, int], str | None]:
        """The content one version below each of these; the database finds it, nothing else of the record is read."""
        if not keys:
            return {}
        below = func.lag(_V.content).over(partition_by=(_V.entity, _V.entity_id), order_by=_V.version)
        record = tuple_(_V.entity, _V.entity_id).in_(sorted({(entity, one) for entity, one, _ in keys}))
        all_ = sql(_V.entity, _V.entity_id, _V.version, below.label("below")).where(record).subquery()
        wanted = tuple_(all_.c.entity, all_.c.entity_id, all_.c.version).in_(list(keys))
        return {(row[0], row[1], row[2]): row[3] for row in self._session.execute(sql(all_).where(wanted))}


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """What differs between two contents, in the order of the field names."""
    names = sorted(set(before) | set(after))
    return tuple(
        FieldChange(name, old, new)
        for name in names
        if (old := _words(before.get(name))) != (new := _words(after.get(name)))
    )


def _version(row: RecordVersionRow, below: str | None) -> RecordVersion:
    content = dict(json.loads(row.content))
    before = content.pop(_BEFORE, None)
    if below is not None:
        before = {name: value for name, value in json.loads(below).items() if name != _BEFORE}
    changes = () if before is None else field_changes(before, content)
    return RecordVersion(
        row.entity, row.entity_id, row.version, row.patient_id, row.at, row.staff_id, row.staff_name, content, changes
    )


def _plain(value: Any) -> Any:
    """A value as JSON can hold it. Money and moments come as cents and ISO text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        listed = sorted(value) if isinstance(value, set | frozenset) else value
        return [_plain(one) for one in listed]
    cents = getattr(value, "cents", None)
    if isinstance(cents, int):
        return cents
    return value


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(one)}" for name, one in sorted(value.items()))
    return str(value)
