"""What reps may and may not say, by version, and who has read which (CC-92)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import BoundaryReadRow, BoundaryTextRow
from psr_tui.store.tables.staff import StaffRow

_T, _R, _S = columns(BoundaryTextRow), columns(BoundaryReadRow), columns(StaffRow)


@dataclass(frozen=True, slots=True)
class BoundaryText:
    """One version of the text."""

    number: int
    words: str
    from_day: date


class BoundaryRepository:
    """Versions and acknowledgements are only added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_force(self, day: date) -> BoundaryText | None:
        """The newest version that holds on a day."""
        query = sql(_T.number, _T.words, _T.from_day).where(_T.from_day <= day).order_by(_T.number.desc()).limit(1)
        found = self._session.execute(query).one_or_none()
        return None if found is None else BoundaryText(*found)

    def newest_number(self) -> int:
        """The number of the last version, in force or not; 0 for none."""
        found = self._session.execute(sql(_T.number).order_by(_T.number.desc()).limit(1)).scalar_one_or_none()
        return found or 0

    def add(self, number: int, words: str, from_day: date) -> None:
        """A new version."""
        self._session.add(BoundaryTextRow(number=number, words=words, from_day=from_day))
        self._session.flush()

    def read_at(self, staff_id: str, number: int) -> datetime | None:
        """When somebody said they have read a version."""
        row = self._session.get(BoundaryReadRow, (staff_id, number))
        return row.at if row else None

    def read(self, staff_id: str, number: int, at: datetime) -> None:
        """Somebody has read a version."""
        self._session.add(BoundaryReadRow(staff_id=staff_id, number=number, at=at))
        self._session.flush()

    def readers(self, number: int) -> list[tuple[str, datetime | None]]:
        """Everybody who works here, by name, and when they read a version."""
        joined = table(StaffRow).outerjoin(table(BoundaryReadRow), and_(_R.staff_id == _S.id, _R.number == number))
        query = sql(_S.name, _R.at).select_from(joined).where(_S.active.is_(True)).order_by(_S.name)
        return [(name, at) for name, at in self._session.execute(query)]
