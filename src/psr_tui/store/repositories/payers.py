"""Payers with all that is known about them: the cheat sheet of the desk."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.payers import PayerPage
from psr_tui.domain.text import fold
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.coverage import CoverageRow, PayerRow

_Y, _C = columns(PayerRow), columns(CoverageRow)
_FIELDS = tuple(one.name for one in fields(PayerPage) if one.name != "payer_id")


@dataclass(frozen=True, slots=True)
class PayerRecord:
    """A payer's page at a version; ``insured`` counts the coverages on file with it."""

    page: PayerPage
    version: int
    changed_by: str
    changed_at: datetime
    insured: int = 0


class PayerRepository:
    """Payers to read and write whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[PayerRecord]:
        """Every payer by name, those no longer in use too."""
        counts = sql(_C.payer_id, func.count().label("insured")).group_by(_C.payer_id).subquery()
        query = (
            sql(PayerRow, func.coalesce(counts.c.insured, 0))
            .outerjoin(counts, counts.c.payer_id == _Y.id)
            .order_by(_Y.name_folded)
        )
        return [_record(row, int(insured)) for row, insured in self._session.execute(query)]

    def get(self, payer_id: str) -> PayerRecord | None:
        """One payer."""
        row = self._session.get(PayerRow, payer_id, populate_existing=True)
        if row is None:
            return None
        insured = self._session.execute(sql(func.count()).where(_C.payer_id == payer_id)).scalar_one()
        return _record(row, int(insured))

    def of_code(self, payer_code: str) -> str | None:
        """The id of the payer with this code at the clearinghouse; the oldest where several share it."""
        query = sql(_Y.id).where(_Y.payer_code == payer_code).order_by(_Y.id).limit(1)
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found

    def add(self, page: PayerPage, by: str, at: datetime) -> None:
        """A new payer at version 1."""
        values = {name: getattr(page, name) for name in _FIELDS}
        self._session.add(
            PayerRow(id=page.payer_id, name_folded=fold(page.name), changed_by=by, changed_at=at, **values)
        )
        self._session.flush()

    def change(self, page: PayerPage, by: str, at: datetime) -> int:
        """Write the whole page; the answer is its new version."""
        row = self._session.get_one(PayerRow, page.payer_id)
        for name in _FIELDS:
            setattr(row, name, getattr(page, name))
        row.name_folded = fold(page.name)
        return next_version(self._session, row, by, at)


def _record(row: PayerRow, insured: int) -> PayerRecord:
    page = PayerPage(payer_id=row.id, **{name: getattr(row, name) for name in _FIELDS})
    return PayerRecord(page, row.version, row.changed_by, row.changed_at, insured)
