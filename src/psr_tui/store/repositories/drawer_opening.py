"""What is looked at before a drawer opens, and who else is at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.drawer import DrawerSession
from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.drawer import DrawerRow, DrawerSessionRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow

_S, _D, _J, _L = (columns(one) for one in (DrawerSessionRow, DrawerRow, JournalRow, LedgerLineRow))


class DrawerOpeningQueries:
    """Base of the drawer's repository."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def shared_with(self, session: DrawerSession) -> bool:
        """Whether another session of the same drawer is not closed either: one of the two brought its own float from
        the safe (CD-03)."""
        query = sql(_S.id).where(*self._others(session))
        return self._session.execute(query.limit(1)).first() is not None

    def followed_by(self, session: DrawerSession) -> str:
        """Who opened the drawer while this session was being counted; '' when nobody has."""
        query = sql(_S.staff_name).where(*self._others(session), _S.opened_at > session.opened_at)
        return str(self._session.execute(query.order_by(_S.opened_at).limit(1)).scalar_one_or_none() or "")

    def _others(self, session: DrawerSession) -> tuple[Any, ...]:
        return (
            _S.drawer_id == session.drawer_id, _S.id != session.session_id, _S.state != "closed", _S.adjusts.is_(None),
        )  # fmt: skip

    def left_by(self, session_id: str) -> Money:
        """What a close left in its drawer: the float lines it wrote, whatever the sum of the drawer says now."""
        query = sql(func.coalesce(func.sum(_L.cents), 0)).where(
            _L.session_id == session_id, _L.account == Account.FLOAT.value, _L.cents > 0
        )
        return Money(int(self._session.execute(query).scalar_one()))

    def number_gaps(self) -> list[str]:
        """Which of the gap-free series have a gap: postings, receipts, day reports (I7)."""
        series = {"postings": _J.sequence, "receipts": _J.receipt_number, "day reports": _S.z_number}
        return [name for name, column in series.items() if self._has_gap(column)]

    def _has_gap(self, column: object) -> bool:
        last, number = self._session.execute(sql(func.max(column), func.count(column))).one()  # type: ignore[arg-type]
        return int(last or 0) != int(number)

    # --- the place ---
    def set_float(self, drawer_id: str, amount: Money, by: str, at: datetime) -> None:
        """Another float for a drawer, as a new version of it."""
        self._session.execute(
            table(DrawerRow)
            .update()
            .where(_D.id == drawer_id)
            .values(float_cents=amount.cents, version=_D.version + 1, changed_by=by, changed_at=at)
        )
