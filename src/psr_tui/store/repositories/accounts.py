"""A patient's account as rows: what was charged, paid, given back and adjusted, and who pays by check no more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import HELD, Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.accounts import PaymentFlagRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow
from psr_tui.store.tables.reference import ReasonCodeRow

_C, _F, _J, _L, _R = (
    columns(one) for one in (ChargeRow, PaymentFlagRow, JournalRow, LedgerLineRow, ReasonCodeRow)
)  # fmt: skip
_HELD = frozenset(account.value for account in HELD)
_ON_ACCOUNT = (Account.RECEIVABLE.value, Account.UNAPPLIED.value)
_GAVE_BACK = (JournalKind.VOID.value, JournalKind.REFUND.value, JournalKind.RETURNED_CHECK.value)
_MOST = 400  # lines of an account: years of visits


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One posting on a patient's account. ``amount`` is what it did to the balance: a charge plus, a payment minus;
    ``back`` is what went back of a payment since."""

    journal_id: str
    kind: JournalKind
    on: date
    amount: Money
    label: str
    receipt_number: int | None
    refers_to: str | None
    tenders: tuple[TenderKind, ...]
    back: Money
    note: str
    by: str
    charge_ids: tuple[str, ...]


class AccountRepository:
    """Reads accounts; money is posted by the ledger's repository alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def entries(self, patient_id: str) -> list[AccountEntry]:
        """The patient's postings, newest first."""
        query = (
            sql(
                _J.id, _J.kind, _J.business_date, _J.receipt_number, _J.refers_to, _J.note, _J.staff_name,
                func.coalesce(_C.label, _R.label, ""),
            )
            .outerjoin(table(ChargeRow), _C.id == _J.id)
            .outerjoin(table(ReasonCodeRow), (_R.kind == _J.kind) & (_R.code == _J.reason_code))
            .where(_J.patient_id == patient_id)
            .order_by(_J.sequence.desc())
            .limit(_MOST)
        )  # fmt: skip
        rows = self._session.execute(query).all()
        lines = self._lines([row[0] for row in rows])
        back: dict[str, int] = defaultdict(int)
        for row in rows:
            if row[1] in _GAVE_BACK:
                back[row[4]] += _on_account(lines[row[0]])
        return [
            AccountEntry(
                journal_id=row[0], kind=JournalKind(row[1]), on=row[2],
                amount=Money(_on_account(lines[row[0]])), label=row[7], receipt_number=row[3],
                refers_to=row[4],
                tenders=tuple(TenderKind(one.tender) for one in lines[row[0]] if one.account in _HELD and one.tender),
                back=Money(back[row[0]]), note=row[5], by=row[6],
                charge_ids=tuple(one.charge_id for one in lines[row[0]] if one.account == _ON_ACCOUNT[0]),
            )
            for row in rows
        ]  # fmt: skip

    def _lines(self, journal_ids: list[str]) -> dict[str, list[_Line]]:
        found: dict[str, list[_Line]] = {journal_id: [] for journal_id in journal_ids}
        query = (
            sql(_L.journal_id, _L.account, _L.tender, _L.charge_id, _L.cents)
            .where(_L.journal_id.in_(journal_ids))
            .order_by(_L.journal_id, _L.position)
        )
        for journal_id, *line in self._session.execute(query):
            found[journal_id].append(_Line(*line))
        return found

    def of_charge(self, charge_id: str) -> list[tuple[date, JournalKind, int | None, Money]]:
        """Everything that was posted on a charge, in order: (day, kind, receipt, what it did to the charge)."""
        query = (
            sql(_J.business_date, _J.kind, _J.receipt_number, func.sum(_L.cents))
            .join(table(LedgerLineRow), _L.journal_id == _J.id)
            .where(_L.charge_id == charge_id, _L.account == Account.RECEIVABLE.value)
            .group_by(_J.id)
            .order_by(_J.sequence)
        )
        return [(day, JournalKind(kind), number, Money(int(cents)))
                for day, kind, number, cents in self._session.execute(query)]  # fmt: skip

    def no_checks_since(self, patient_id: str) -> datetime | None:
        """Since when checks of this patient are not taken; None when they are (CD-33)."""
        query = sql(_F.since).where(
            _F.patient_id == patient_id, _F.kind == "no_checks", _F.lifted_at.is_(None)
        )  # fmt: skip
        found: datetime | None = self._session.execute(query.limit(1)).scalar_one_or_none()
        return found

    def batches(self, session_id: str) -> dict[str, str]:
        """The batch each card terminal was in when a session used it last, by terminal; no amount is read."""
        newest = func.max(_L.journal_id)  # ids sort by time; SQLite gives the batch of that row
        query = (
            sql(_L.terminal, _L.batch, newest)
            .where(_L.session_id == session_id, _L.account == Account.CARDS.value, _L.batch != "", _L.cents > 0)
            .group_by(_L.terminal)
        )
        return {terminal: batch for terminal, batch, _ in self._session.execute(query)}


@dataclass(frozen=True, slots=True)
class _Line:
    account: str
    tender: str
    charge_id: str
    cents: int


def _on_account(lines: list[_Line]) -> int:
    return sum(line.cents for line in lines if line.account in _ON_ACCOUNT)
