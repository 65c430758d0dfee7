"""Adjustment sessions: what corrects a closed drawer, and what is left of its over and short."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.drawer import DrawerSession, DrawerState
from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.drawer import DrawerSessionRow
from psr_tui.store.tables.ledger import LedgerLineRow

_L, _S = columns(LedgerLineRow), columns(DrawerSessionRow)


class CorrectionRepository:
    """A correction is opened and closed in one transaction, so nobody ever sees one that is open."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, session_id: str, closed: DrawerSession, day: date, by: str, at: datetime) -> None:
        """The adjustment session of a closed one, under the rep whose drawer it was; it holds no cash."""
        self._session.execute(
            table(DrawerSessionRow).insert().values(
                id=session_id, drawer_id=closed.drawer_id, staff_id=closed.staff_id, staff_name=closed.staff_name,
                state=DrawerState.OPEN.value, business_date=day, opened_at=at, float_expected_cents=0,
                float_counted_cents=0, difference_reason="", difference_comment="", deposit_bag="", version=1,
                changed_by=by, changed_at=at, adjusts=closed.session_id,
            )
        )  # fmt: skip

    def corrected(self, session_id: str) -> str:
        """The closed session a correction names; the session itself when it is none."""
        query = sql(func.coalesce(_S.adjusts, _S.id)).where(_S.id == session_id)
        return str(self._session.execute(query).scalar_one())

    def over_short(self, session_id: str) -> Money:
        """What still stands on the over/short of a closed session after its corrections; plus is short."""
        sessions = sql(_S.id).where(or_(_S.id == session_id, _S.adjusts == session_id))
        query = sql(func.coalesce(func.sum(_L.cents), 0)).where(
            _L.session_id.in_(sessions), _L.account == Account.OVER_SHORT.value
        )
        return Money(int(self._session.execute(query).scalar_one()))
