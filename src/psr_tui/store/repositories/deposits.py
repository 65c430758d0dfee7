"""Deposit slips, the drops that are still in the safe, and what the bank has confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.cash_moves import came_back
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.cash_moves import DepositDropRow, DepositSlipRow
from psr_tui.store.tables.drawer import CountPaperRow, DrawerRow, DrawerSessionRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.staff import StaffRow

_SLIP, _DROP, _JOURNAL, _LINE = (table(one) for one in (DepositSlipRow, DepositDropRow, JournalRow, LedgerLineRow))
_P, _D, _J, _L, _S, _W = (
    columns(one) for one in (DepositSlipRow, DepositDropRow, JournalRow, LedgerLineRow, DrawerSessionRow, DrawerRow)
)


@dataclass(frozen=True, slots=True)
class StoredSlip:
    """A deposit slip as it was sealed; a reprint gives these bytes again."""

    number: int
    journal_id: str
    session_id: str | None
    bag: str
    business_date: date
    prepared_by: str
    verified_by: str | None
    sealed_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip in the list: ``source`` is the drawer, '' for the safe; ``banked_at`` None until the bank confirmed."""

    number: int
    business_date: date
    source: str
    bag: str
    total: Money
    prepared: str
    prepared_by: str
    verified: str
    banked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DropInSafe:
    """A drop that went into the safe and not yet to the bank."""

    journal_id: str
    at: datetime
    bag: str
    drawer: str
    rep: str
    amount: Money


class DepositRepository:
    """Slips are only ever added; a drop is on one of them at most, and the database sees to it (I11)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, slip: StoredSlip, drops: Iterable[str] = ()) -> None:
        """File a slip under its number with the drops that go with it."""
        self._session.execute(
            _SLIP.insert().values(
                number=slip.number, journal_id=slip.journal_id, session_id=slip.session_id, bag=slip.bag,
                business_date=slip.business_date, prepared_by=slip.prepared_by, verified_by=slip.verified_by,
                sealed_at=slip.sealed_at, body=slip.body,
            )
        )  # fmt: skip
        rows = [{"slip_number": slip.number, "drop_journal_id": one} for one in drops]
        if rows:
            self._session.execute(_DROP.insert(), rows)

    def slip(self, number: int) -> StoredSlip | None:
        """The slip of this number."""
        return self._slip(_P.number == number)

    def slip_of(self, journal_id: str) -> StoredSlip | None:
        """The slip of this deposit."""
        return self._slip(_P.journal_id == journal_id)

    def slip_of_session(self, session_id: str) -> StoredSlip | None:
        """The slip of this session's close."""
        return self._slip(_P.session_id == session_id)

    def _slip(self, which: Any) -> StoredSlip | None:
        row = self._session.execute(sql(DepositSlipRow).where(which)).scalar_one_or_none()
        if row is None:
            return None
        return StoredSlip(
            row.number, row.journal_id, row.session_id, row.bag, row.business_date, row.prepared_by, row.verified_by,
            row.sealed_at, bytes(row.body),
        )  # fmt: skip

    def slips(self) -> list[SlipRow]:
        """Every slip, newest first, with what the bag holds and when the bank confirmed it."""
        prepared, verified = table(StaffRow).alias("prepared"), table(StaffRow).alias("verified")
        banked = _JOURNAL.alias("banked")
        total = (
            sql(func.coalesce(func.sum(_L.cents), 0))
            .where(_L.journal_id == _P.journal_id, _L.account == Account.DEPOSIT_BAG.value)
            .scalar_subquery()
        )
        query = (
            sql(
                _P.number, _P.business_date, func.coalesce(_W.code, ""), _P.bag, total, prepared.c.name,
                _P.prepared_by, func.coalesce(verified.c.name, ""), banked.c.at,
            )
            .join(prepared, prepared.c.id == _P.prepared_by)
            .outerjoin(verified, verified.c.id == _P.verified_by)
            .outerjoin(table(DrawerSessionRow), _S.id == _P.session_id)
            .outerjoin(table(DrawerRow), _W.id == _S.drawer_id)
            .outerjoin(
                banked, (banked.c.refers_to == _P.journal_id) & (banked.c.kind == JournalKind.BANKED.value)
            )
            .order_by(_P.number.desc())
        )  # fmt: skip
        return [
            SlipRow(number, day, code, bag, Money(int(cents)), name, by, other, at)
            for number, day, code, bag, cents, name, by, other, at in self._session.execute(query)
        ]

    def in_safe(self) -> list[DropInSafe]:
        """Drops in the safe that are on no slip and were not taken back, oldest first."""
        query = (
            sql(_J.id, _J.at, _J.bag, func.coalesce(_W.code, ""), _J.staff_name, func.sum(_L.cents))
            .join(_LINE, (_L.journal_id == _J.id) & (_L.account == Account.SAFE.value))
            .outerjoin(table(DrawerSessionRow), _S.id == _J.session_id)
            .outerjoin(table(DrawerRow), _W.id == _S.drawer_id)
            .where(_J.kind == JournalKind.DROP.value, _J.id.not_in(sql(_D.drop_journal_id)), ~came_back(_J.id))
            .group_by(_J.id)
            .order_by(_J.sequence)
        )
        return [
            DropInSafe(journal_id, at, bag, code, rep, Money(int(cents)))
            for journal_id, at, bag, code, rep, cents in self._session.execute(query)
        ]

    def papers(self, attempt_id: str) -> list[tuple[TenderKind, str, Money]]:
        """(tender, number, amount) of the checks and money orders that were ticked in a count, by number."""
        paper = columns(CountPaperRow)
        query = (
            sql(_L.tender, _L.reference, _L.cents)
            .join(table(CountPaperRow), (paper.journal_id == _L.journal_id) & (paper.position == _L.position))
            .where(paper.attempt_id == attempt_id)
            .order_by(_L.tender, _L.reference, _L.journal_id, _L.position)
        )
        return [
            (TenderKind(tender), reference, Money(cents)) for tender, reference, cents in self._session.execute(query)
        ]

    def banked(self, journal_id: str) -> bool:
        """Whether the bank has confirmed this deposit."""
        found = sql(_J.id).where(_J.refers_to == journal_id, _J.kind == JournalKind.BANKED.value).limit(1)
        return self._session.execute(found).first() is not None
