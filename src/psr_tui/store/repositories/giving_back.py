"""What can go back: the postings that answer a payment, its charges by name, and where money paid ahead was used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.giving_back import ChargeLeft
from psr_tui.domain.ledger import Account, Journal, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import CHARGE_LABELS, ChargeKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.ledger import LedgerRepository
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow

_C, _J, _L = (columns(one) for one in (ChargeRow, JournalRow, LedgerLineRow))


class GivingBackRepository:
    """Reads only; what goes back is posted like everything else."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def answers(self, journal_id: str) -> list[Journal]:
        """Every void, refund and returned check of a payment, in the order they were posted."""
        ids = self._session.execute(sql(_J.id).where(_J.refers_to == journal_id).order_by(_J.sequence)).scalars().all()
        ledger = LedgerRepository(self._session)
        return [journal for journal in (ledger.journal(one) for one in ids) if journal is not None]

    def named(self, charge_ids: Sequence[str]) -> dict[str, tuple[str, date]]:
        """charge id -> (label, service date)."""
        query = sql(_C.id, _C.kind, _C.label, _C.service_date).where(_C.id.in_(charge_ids))
        return {
            charge_id: (label or CHARGE_LABELS[ChargeKind(kind)], day)
            for charge_id, kind, label, day in self._session.execute(query)
        }

    def used_ahead(self, patient_id: str) -> list[ChargeLeft]:
        """The charges on which money paid ahead was used, with how much still stands there; newest use first."""
        owed = -func.sum(_L.cents)
        query = (
            sql(_C.id, _C.kind, _C.label, _C.service_date, owed)
            .join(table(LedgerLineRow), (_L.charge_id == _C.id) & (_L.account == Account.RECEIVABLE.value))
            .join(table(JournalRow), _J.id == _L.journal_id)
            .where(_C.patient_id == patient_id, _J.kind == JournalKind.APPLY.value)
            .group_by(_C.id)
            .having(owed > 0)
            .order_by(func.max(_J.sequence).desc())
        )
        return [
            ChargeLeft(charge_id, Money(int(cents)), label or CHARGE_LABELS[ChargeKind(kind)], day)
            for charge_id, kind, label, day, cents in self._session.execute(query)
        ]
