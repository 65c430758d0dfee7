"""Closed drawers as a list, and everything that happened in one session, for its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.cash_moves import DepositSlipRow, DrawerKickRow
from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.drawer import CountAttemptRow, CountTenderRow, DrawerRow, DrawerSessionRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow, ReceiptPrintRow
from psr_tui.store.tables.staff import StaffRow

_JOURNAL, _LINE, _ATTEMPT = (table(one) for one in (JournalRow, LedgerLineRow, CountAttemptRow))
_S, _D, _A, _T, _J, _L, _R, _K, _C, _P, _F = (
    columns(one)
    for one in (
        DrawerSessionRow, DrawerRow, CountAttemptRow, CountTenderRow, JournalRow, LedgerLineRow, ReceiptPrintRow,
        DrawerKickRow, CheckInStepRow, DepositSlipRow, StaffRow,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """One closed session. ``counted`` and ``expected`` are over all tenders of the last count; ``off`` adds up what
    each tender was off. A correction names the session it ``adjusts`` and was not counted."""

    session_id: str
    z_number: int
    business_date: date
    drawer: str
    staff_id: str
    rep: str
    closed_at: datetime
    counted: Money
    expected: Money
    off: Money
    attempts: int
    adjusts: str | None
    corrected: int  # how many corrections name it
    cleared: Money  # what they found of its over or short, plus for a short that was found
    slip: int | None


@dataclass(frozen=True, slots=True)
class SessionPosting:
    """One posting of a session for its report; ``answers`` is the receipt it takes back, ``of`` the kind of what it
    takes back, ``turned`` what changed hands in a swap, whose amount is zero."""

    kind: JournalKind
    at: datetime
    receipt: int | None
    answers: int | None
    reason: str
    note: str
    bag: str
    approved_by: str
    amount: Money
    turned: Money
    of: JournalKind | None = None


class DrawerHistoryRepository:
    """Reads only; every figure is a sum over ledger lines or was stored at the freeze."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def closed(self, since: date | None = None, staff_id: str = "") -> list[ClosedRow]:
        """Closed sessions from a business date on, newest first; of one rep when ``staff_id`` is given."""
        last = self._last_counts()
        query = (
            sql(
                _S.id, _S.z_number, _S.business_date, _D.code, _S.staff_id, _S.staff_name, _S.closed_at,
                func.coalesce(last.c.counted, 0), func.coalesce(last.c.expected, 0), func.coalesce(last.c.off, 0),
                func.coalesce(last.c.attempt, 0), _S.adjusts, _P.number,
            )
            .join(table(DrawerRow), _D.id == _S.drawer_id)
            .outerjoin(last, last.c.session_id == _S.id)
            .outerjoin(table(DepositSlipRow), _P.session_id == _S.id)
            .where(_S.state == "closed")
            .order_by(_S.z_number.desc())
        )  # fmt: skip
        if since is not None:
            query = query.where(_S.business_date >= since)
        if staff_id:
            query = query.where(_S.staff_id == staff_id)
        corrections = self._corrections()
        return [_closed(row, *corrections.get(row[0], (0, 0))) for row in self._session.execute(query)]

    def _corrections(self) -> dict[str, tuple[int, int]]:
        """corrected session -> (how many corrections name it, cents of its over or short that they cleared)."""
        of_over_short = (_L.session_id == _S.id) & (_L.account == Account.OVER_SHORT.value)
        query = (
            sql(_S.adjusts, func.count(_S.id.distinct()), func.coalesce(-func.sum(_L.cents), 0))
            .outerjoin(_LINE, of_over_short)
            .where(_S.adjusts.is_not(None))
            .group_by(_S.adjusts)
        )
        return {session_id: (int(number), int(cents)) for session_id, number, cents in self._session.execute(query)}

    def _last_counts(self) -> Any:
        """The last closing count of each session with its sums."""
        newest = (
            sql(_A.session_id, func.max(_A.attempt).label("attempt"))
            .where(_A.purpose == "closing")
            .group_by(_A.session_id)
            .subquery()
        )
        return (
            sql(
                _A.session_id,
                _A.attempt,
                func.sum(_T.counted_cents).label("counted"),
                func.sum(_T.expected_cents).label("expected"),
                func.sum(func.abs(_T.counted_cents - _T.expected_cents)).label("off"),
            )
            .select_from(_ATTEMPT)
            .join(newest, (newest.c.session_id == _A.session_id) & (newest.c.attempt == _A.attempt))
            .join(table(CountTenderRow), _T.attempt_id == _A.id)
            .where(_A.purpose == "closing")
            .group_by(_A.id)
            .subquery()
        )

    def postings(self, session_id: str, kinds: tuple[JournalKind, ...]) -> list[SessionPosting]:
        """A session's postings of some kinds in their order; the amount is what moved in or out of the drawer."""
        amount = func.sum(_L.cents).filter(_L.account.in_(("till", "checks", "cards", "other_tender")))
        return self._postings((_J.session_id == session_id) & _J.kind.in_([kind.value for kind in kinds]), amount)

    def beside(self, staff_id: str, since: datetime, kinds: tuple[JournalKind, ...]) -> list[SessionPosting]:
        """What a rep posted beside any drawer since an instant: returned checks, adjustments. The amount is what
        patients owe more (plus) or less for it."""
        where = (
            (_J.staff_id == staff_id)
            & (_J.at >= since)
            & _J.session_id.is_(None)
            & _J.kind.in_([kind.value for kind in kinds])
        )
        return self._postings(where, func.sum(_L.cents).filter(_L.account == Account.RECEIVABLE.value))

    def _postings(self, where: Any, amount: Any) -> list[SessionPosting]:
        original, signer = _JOURNAL.alias("original"), table(StaffRow).alias("signer")
        query = (
            sql(
                _J.kind, _J.at, _J.receipt_number, original.c.receipt_number, _J.reason_code, _J.note,
                func.coalesce(func.nullif(_J.bag, ""), original.c.bag, ""),
                func.coalesce(signer.c.name, ""), func.coalesce(amount, 0),
                func.coalesce(func.sum(_L.cents).filter(_L.cents > 0), 0), original.c.kind,
            )
            .join(_LINE, _L.journal_id == _J.id)
            .outerjoin(original, original.c.id == _J.refers_to)
            .outerjoin(signer, signer.c.id == _J.approved_by)
            .where(where)
            .group_by(_J.id)
            .order_by(_J.sequence)
        )  # fmt: skip
        return [_posting(row) for row in self._session.execute(query)]

    def posted_late(self, session_id: str, end: datetime, kinds: tuple[JournalKind, ...]) -> list[SessionPosting]:
        """Postings of some kinds into a session after its day ended."""
        where = (_J.session_id == session_id) & (_J.at >= end) & _J.kind.in_([kind.value for kind in kinds])
        return self._postings(where, func.sum(_L.cents).filter(_L.account == Account.TILL.value))

    def reprints(self, session_id: str) -> list[tuple[int, int]]:
        """(receipt, how often it was printed again) of a session."""
        query = (
            sql(_R.receipt_number, func.count())
            .join(_JOURNAL, _J.receipt_number == _R.receipt_number)
            .where(_J.session_id == session_id, _R.copy_number > 0)
            .group_by(_R.receipt_number)
            .order_by(_R.receipt_number)
        )
        return [(int(number), int(times)) for number, times in self._session.execute(query)]

    def no_sales(self, session_id: str) -> list[tuple[datetime, str, str]]:
        """(when, reason code, note) each time the drawer was opened without a posting (CD-39)."""
        query = sql(_K.at, _K.reason_code, _K.note).where(_K.session_id == session_id, _K.journal_id.is_(None))
        return [(at, code, note) for at, code, note in self._session.execute(query.order_by(_K.at, _K.id))]

    def overrides(self, staff_id: str, since: datetime) -> list[tuple[str, str]]:
        """(item, reason code) of check-in steps this rep passed over with a signature since an instant."""
        query = sql(_C.item, _C.reason_code).where(_C.staff_id == staff_id, _C.at >= since, _C.answer == "overridden")
        return [(item, code) for item, code in self._session.execute(query.order_by(_C.at, _C.id))]

    def missing_receipts(self, first: int, last: int) -> list[int]:
        """Receipt numbers between two that belong to no posting: none, or something is very wrong (CD-68)."""
        inside = (_J.receipt_number >= first) & (_J.receipt_number <= last)
        found = int(self._session.execute(sql(func.count()).where(inside)).scalar_one())
        if found == last - first + 1:
            return []
        there = set(self._session.execute(sql(_J.receipt_number).where(inside)).scalars())
        return [number for number in range(first, last + 1) if number not in there]

    def missing_sequence(self, session_id: str) -> int:
        """How many places in the order of all postings hold nothing since the first posting of a session."""
        start = sql(func.min(_J.sequence)).where(_J.session_id == session_id).scalar_subquery()
        query = sql(func.min(_J.sequence), func.max(_J.sequence), func.count(_J.sequence)).where(_J.sequence >= start)
        first, last, found = self._session.execute(query).one()
        return 0 if first is None else int(last) - int(first) + 1 - int(found)

    def missing_reports(self) -> int:
        """How many numbers of day reports were never given."""
        last, found = self._session.execute(sql(func.coalesce(func.max(_S.z_number), 0), func.count(_S.z_number))).one()
        return int(last) - int(found)


def _posting(row: Any) -> SessionPosting:
    return SessionPosting(
        kind=JournalKind(row[0]), at=row[1], receipt=row[2], answers=row[3], reason=row[4], note=row[5], bag=row[6],
        approved_by=row[7], amount=Money(int(row[8])), turned=Money(int(row[9])),
        of=JournalKind(row[10]) if row[10] else None,
    )  # fmt: skip


def _closed(row: Any, corrected: int, cleared: int) -> ClosedRow:
    return ClosedRow(
        session_id=row[0], z_number=row[1], business_date=row[2], drawer=row[3], staff_id=row[4], rep=row[5],
        closed_at=row[6], counted=Money(int(row[7])), expected=Money(int(row[8])), off=Money(int(row[9])),
        attempts=int(row[10]), adjusts=row[11], corrected=corrected, cleared=Money(cleared), slip=row[12],
    )  # fmt: skip
