"""Reading the posted set: every journal of some business dates with its lines, sessions, counts and printed reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.counting import CountRow, Form, denomination_of, total
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSession, posting_code
from psr_tui.domain.printed_report import read_printed
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.drawer import (
    CountAttemptRow,
    CountLineRow,
    CountTenderRow,
    DayReportRow,
    DrawerRow,
    DrawerSessionRow,
)
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow

_JOURNAL, _LINE, _SESSION = (table(one) for one in (JournalRow, LedgerLineRow, DrawerSessionRow))
_J, _L, _S, _D, _A, _C, _T, _Z = (
    columns(one)
    for one in (
        JournalRow, LedgerLineRow, DrawerSessionRow, DrawerRow, CountAttemptRow, CountLineRow, CountTenderRow,
        DayReportRow,
    )
)  # fmt: skip


class ExportQueries:
    """Reads for exports. No patient, no charge and no comment is read here, so none can leave (CD-111)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def first_day(self) -> date | None:
        """The business date of the clinic's first posting."""
        return self._session.execute(sql(func.min(_J.business_date))).scalar_one_or_none()

    def reports_of(self, day: date) -> list[int]:
        """The Z numbers of a business date, in order."""
        query = sql(_Z.z_number).where(_Z.business_date == day).order_by(_Z.z_number)
        return [int(number) for number in self._session.execute(query).scalars()]

    def sessions(self, start: date, end: date) -> dict[str, PostedSession]:
        """The drawer sessions of these business dates that have postings, by id."""
        mine = _S.business_date.between(start, end)
        closed = _SESSION.alias("closed")
        first = sql(func.min(_J.sequence)).where(_J.session_id == _S.id).scalar_subquery()
        query = (
            sql(
                _S.id, first, _D.code, func.coalesce(closed.c.staff_id, _S.staff_id), _S.staff_name, _S.business_date,
                _S.opened_at, _S.closed_at, _S.adjusts, _S.z_number, _Z.body,
            )
            .join(table(DrawerRow), _D.id == _S.drawer_id)
            .outerjoin(closed, closed.c.id == _S.adjusts)
            .outerjoin(table(DayReportRow), _Z.session_id == _S.id)
            .where(mine)
        )  # fmt: skip
        opening, closing = self._counted_cash(start, end, "opening"), self._counted_cash(start, end, "closing")
        tenders = self._counted_tenders(start, end)
        return {
            row[0]: PostedSession(
                number=row[1], drawer=row[2], answerable=row[3], rep=row[4], business_date=row[5], opened_at=row[6],
                closed_at=row[7], is_adjustment=row[8] is not None, z_number=row[9],
                opening_counted=opening.get(row[0]),
                counted=_counted(closing.get(row[0]), tenders.get(row[0], [])),
                printed=read_printed(bytes(row[10])) if row[10] is not None else None,
            )
            for row in self._session.execute(query)
            if row[1] is not None
        }  # fmt: skip

    def journals(self, start: date, end: date, sessions: dict[str, PostedSession]) -> list[PostedJournal]:
        """Every journal of these business dates in order: business date, then the order of posting."""
        lines = self._lines(start, end)
        answered = _JOURNAL.alias("answered")
        query = (
            sql(
                _J.sequence, _J.id, _J.kind, _J.business_date, _J.at, _J.staff_id, _J.staff_name, _J.session_id,
                _J.receipt_number, _J.bag, _J.reason_code, answered.c.receipt_number, answered.c.sequence,
                answered.c.bag,
            )
            .outerjoin(answered, answered.c.id == _J.refers_to)
            .where(_J.business_date.between(start, end))
            .order_by(_J.business_date, _J.sequence)
        )  # fmt: skip
        return [
            PostedJournal(
                sequence=row[0], journal_id=row[1], kind=JournalKind(row[2]), business_date=row[3], at=row[4],
                staff_id=row[5], rep=row[6], lines=tuple(lines.get(row[1], ())),
                session=sessions[row[7]].number if row[7] is not None else None,
                receipt=row[8], bag=row[9] or row[13] or "", reason=row[10],
                answers=posting_code(row[11], row[12]) if row[12] is not None else "",
            )
            for row in self._session.execute(query)
        ]  # fmt: skip

    def _lines(self, start: date, end: date) -> dict[str, list[PostedLine]]:
        query = (
            sql(
                _L.journal_id, _L.account, _L.cents, _L.tender, _D.code, _L.terminal, _L.batch, _L.reference,
                _L.tendered_cents, _L.change_cents,
            )
            .join(_JOURNAL, _J.id == _L.journal_id)
            .outerjoin(table(DrawerRow), _D.id == _L.drawer_id)
            .where(_J.business_date.between(start, end))
            .order_by(_L.journal_id, _L.position)
        )  # fmt: skip
        found: dict[str, list[PostedLine]] = {}
        for row in self._session.execute(query):
            found.setdefault(row[0], []).append(
                PostedLine(
                    Account(row[1]), Money(row[2]), TenderKind(row[3]) if row[3] else None, row[4] or "", row[5],
                    row[6], row[7], _money(row[8]), _money(row[9]),
                )
            )  # fmt: skip
        return found

    def _last_attempts(self, start: date, end: date, purpose: str) -> Any:
        """The newest count of a purpose, for each session of these dates."""
        return (
            sql(_A.session_id, func.max(_A.attempt).label("attempt"))
            .join(_SESSION, _S.id == _A.session_id)
            .where(_A.purpose == purpose, _S.business_date.between(start, end))
            .group_by(_A.session_id)
            .subquery()
        )

    def _counted_cash(self, start: date, end: date, purpose: str) -> dict[str, Money]:
        """What the counted pieces came to in the newest count, by session; nothing counted is zero."""
        last = self._last_attempts(start, end, purpose)
        query = (
            sql(_A.session_id, _C.kind, _C.unit_cents, _C.form, _C.quantity)
            .join(last, (last.c.session_id == _A.session_id) & (last.c.attempt == _A.attempt))
            .outerjoin(table(CountLineRow), _C.attempt_id == _A.id)
            .where(_A.purpose == purpose)
        )
        pieces: dict[str, list[CountRow]] = {}
        for session_id, kind, unit, form, quantity in self._session.execute(query):
            rows = pieces.setdefault(session_id, [])
            if kind is not None:
                rows.append(CountRow(denomination_of(kind, unit), Form(form), quantity))
        return {session_id: total(rows) for session_id, rows in pieces.items()}

    def _counted_tenders(self, start: date, end: date) -> dict[str, list[tuple[ExpectedKey, Money]]]:
        """What was frozen as counted in the newest closing count, by session."""
        last = self._last_attempts(start, end, "closing")
        query = (
            sql(_A.session_id, _T.tender, _T.terminal, _T.counted_cents)
            .join(last, (last.c.session_id == _A.session_id) & (last.c.attempt == _A.attempt))
            .join(table(CountTenderRow), _T.attempt_id == _A.id)
            .where(_A.purpose == "closing")
        )
        found: dict[str, list[tuple[ExpectedKey, Money]]] = {}
        for session_id, tender, terminal, cents in self._session.execute(query):
            found.setdefault(session_id, []).append((ExpectedKey(TenderKind(tender), terminal), Money(cents)))
        return found


def _counted(cash: Money | None, tenders: list[tuple[ExpectedKey, Money]]) -> tuple[tuple[ExpectedKey, Money], ...]:
    """Every tender in the order of the report; cash by its pieces, not by the frozen total."""
    order = list(TenderKind)
    in_order = sorted(tenders, key=lambda one: (order.index(one[0].tender), one[0].terminal))
    return tuple(
        (key, cash if key.tender is TenderKind.CASH and cash is not None else amount) for key, amount in in_order
    )


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)
