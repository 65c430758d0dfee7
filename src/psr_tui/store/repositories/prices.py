"""The price list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.money import Money
from psr_tui.domain.prices import Price, PriceForm
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.estimates import ServicePriceRow

_R = columns(ServicePriceRow)


class PriceRepository:
    """Prices in use; one that is taken off stays on file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Price]:
        """Every price in use, in the order of the list."""
        query = sql(ServicePriceRow).where(_R.active.is_(True)).order_by(_R.position, _R.label, _R.id)
        return [_price(row) for row in self._session.execute(query).scalars()]

    def get(self, price_id: str) -> Price | None:
        """One price, also one that is not in use."""
        row = self._session.get(ServicePriceRow, price_id)
        return None if row is None else _price(row)

    def add(self, price_id: str, form: PriceForm, by: str, at: datetime) -> None:
        """A new one at the end of the list."""
        last = self._session.execute(sql(func.coalesce(func.max(_R.position), 0))).scalar_one()
        self._session.add(
            ServicePriceRow(
                id=price_id, code=form.code, label=form.label, visit_type=form.visit_type, cents=form.amount.cents,
                position=int(last) + 1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change(self, price_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        changed(self._session, ServicePriceRow, price_id, by, at, values)


def _price(row: ServicePriceRow) -> Price:
    return Price(
        row.id, row.label, Money(row.cents), row.code, row.visit_type, row.version, row.changed_by, row.changed_at
    )
