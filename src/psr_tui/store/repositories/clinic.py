"""The clinic's one row, its closed days and its counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from psr_tui.domain.clinic import Clinic
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.clinic import ClinicRow, ClosedDayRow, CounterRow

_COUNTER = table(CounterRow)
_SETTINGS = sql(*(columns(ClinicRow)[name] for name in Clinic.__slots__))
_NEXT = (
    insert(_COUNTER)
    .values(name=bindparam("name"), value=1)
    .on_conflict_do_update(index_elements=["name"], set_={"value": _COUNTER.c.value + 1})
    .returning(_COUNTER.c.value)
)


@dataclass(frozen=True, slots=True)
class Stand:
    """Which version of its settings a clinic is at, who made it and when."""

    version: int
    changed_by: str
    changed_at: datetime


class ClinicRepository:
    """The one clinic of this store, its closed days and its running numbers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: Clinic | None = None  # of this transaction, which sees one state of the store

    def add(self, clinic: Clinic, row_id: str, created_by: str) -> None:
        """Write the clinic of a new store."""
        values = {name: getattr(clinic, name) for name in Clinic.__slots__}
        self._session.add(ClinicRow(id=row_id, changed_by=created_by, changed_at=clinic.created_at, **values))

    def get(self) -> Clinic:
        """The clinic's settings."""
        if self._known is None:
            self._known = Clinic(*self._session.execute(_SETTINGS).one())
        return self._known

    def stand(self) -> Stand:
        """The version of the settings."""
        row = self._session.exec(select(ClinicRow)).one()
        return Stand(row.version, row.changed_by, row.changed_at)

    def change(self, version: int, values: Mapping[str, int | bool | str], by: str, at: datetime) -> bool:
        """Compare and set some settings by column; False when somebody was faster."""
        self._known = None
        clinic = columns(ClinicRow)
        done = self._session.execute(
            table(ClinicRow)
            .update()
            .where(clinic.version == version)
            .values(version=version + 1, changed_by=by, changed_at=at, **values)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]

    def closed_days(self, first: date, last: date) -> frozenset[date]:
        """The closed days from ``first`` to ``last``, both counted."""
        found = self._session.exec(
            select(ClosedDayRow.day).where(
                col(ClosedDayRow.day) >= first.isoformat(), col(ClosedDayRow.day) <= last.isoformat()
            )
        ).all()
        return frozenset(date.fromisoformat(day) for day in found)

    def next_number(self, counter: str) -> int:
        """The next number of a gap-free series; only the transaction that uses it may take it (CD-87)."""
        return int(self._session.execute(_NEXT, {"name": counter}).scalar_one())
