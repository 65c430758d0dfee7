"""Drawers, their sessions, counts and day reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.counting import CountRow, Form, denomination_of
from psr_tui.domain.drawer import Difference, DrawerSession, DrawerState
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.drawer_opening import DrawerOpeningQueries
from psr_tui.store.tables.drawer import (
    CountAttemptRow,
    CountLineRow,
    CountPaperRow,
    CountTenderRow,
    DayReportRow,
    DrawerRow,
    DrawerSessionRow,
)

_DRAWER, _SESSION = table(DrawerRow), table(DrawerSessionRow)
_D, _S, _A, _T, _Z = (
    columns(one) for one in (DrawerRow, DrawerSessionRow, CountAttemptRow, CountTenderRow, DayReportRow)
)
_MINE = ("open", "suspended", "counting", "counted", "approved")


@dataclass(frozen=True, slots=True)
class Drawer:
    """A place where cash lives, and the float it keeps."""

    drawer_id: str
    code: str
    label: str
    float_amount: Money


@dataclass(frozen=True, slots=True)
class Attempt:
    """One frozen count: its number, who counted, when."""

    attempt_id: str
    number: int
    counted_by: str
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A day report as it was frozen; a reprint gives these bytes again."""

    z_number: int
    session_id: str
    grand_total: Money
    body: bytes
    at: datetime


class DrawerRepository(DrawerOpeningQueries):
    """Sessions change by compare-and-set on state and version; counts and reports are only ever added."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    # --- drawers ---
    def add_drawer(self, drawer: Drawer, by: str, at: datetime) -> None:
        """A new drawer at version 1."""
        self._session.execute(
            _DRAWER.insert().values(
                id=drawer.drawer_id, code=drawer.code, label=drawer.label, float_cents=drawer.float_amount.cents,
                active=True, version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip

    def drawers(self) -> list[Drawer]:
        """Active drawers by code."""
        query = sql(_D.id, _D.code, _D.label, _D.float_cents).where(_D.active.is_(True)).order_by(_D.code)
        return [
            Drawer(drawer_id, code, label, Money(cents))
            for drawer_id, code, label, cents in self._session.execute(query)
        ]

    def drawer(self, drawer_id: str) -> Drawer | None:
        """The drawer of this id."""
        row = self._session.get(DrawerRow, drawer_id)
        return None if row is None else Drawer(row.id, row.code, row.label, Money(row.float_cents))

    # --- sessions ---
    def open(self, session: DrawerSession) -> None:
        """A new session; the database refuses a drawer or a rep that has one already."""
        self._session.execute(
            _SESSION.insert().values(
                id=session.session_id, drawer_id=session.drawer_id, staff_id=session.staff_id,
                staff_name=session.staff_name, state=session.state.value, business_date=session.business_date,
                opened_at=session.opened_at, float_expected_cents=session.float_expected.cents,
                float_counted_cents=session.float_counted.cents, witness_id=session.witness_id,
                difference_reason="", difference_comment="", deposit_bag="", version=1,
                changed_by=session.changed_by, changed_at=session.changed_at,
            )
        )  # fmt: skip

    def session(self, session_id: str) -> DrawerSession | None:
        """The session of this id."""
        return self._one(_S.id == session_id)

    def live_of(self, staff_id: str) -> DrawerSession | None:
        """The session of a rep that is not closed; the one that may take money before the ones being closed."""
        return self._one(_S.staff_id == staff_id, _S.state.in_(_MINE))

    def live_on(self, drawer_id: str) -> list[DrawerSession]:
        """The sessions of a drawer that are not closed: one, or with pre-staging those being counted before it."""
        return self._many(_S.drawer_id == drawer_id, _S.state != DrawerState.CLOSED.value)

    def live(self) -> list[DrawerSession]:
        """Every session that is not closed, oldest first."""
        return self._many(_S.state != DrawerState.CLOSED.value)

    def last_closed(self, drawer_id: str) -> DrawerSession | None:
        """The session that was closed last in this drawer; a correction of a closed one is none."""
        closed = (_S.drawer_id == drawer_id, _S.state == DrawerState.CLOSED.value, _S.adjusts.is_(None))
        query = self._select().where(*closed)
        row = self._session.execute(query.order_by(_S.z_number.desc()).limit(1)).one_or_none()
        return None if row is None else _session(row[0], row[1])

    def move(
        self, session: DrawerSession, to: DrawerState, by: str, at: datetime, **values: Any
    ) -> DrawerSession | None:
        """Compare and set: the session in its new state, or None when it was no longer as it was seen (CD-01)."""
        done = self._session.execute(
            _SESSION.update()
            .where(_S.id == session.session_id, _S.state == session.state.value, _S.version == session.version)
            .values(state=to.value, version=session.version + 1, changed_by=by, changed_at=at, **values)
        )
        return self.session(session.session_id) if done.rowcount == 1 else None  # type: ignore[attr-defined]

    def facts(self, session_id: str) -> tuple[str, str]:
        """(reason, comment) of the difference as they were given."""
        row = self._session.execute(sql(_S.difference_reason, _S.difference_comment).where(_S.id == session_id)).one()
        return str(row[0]), str(row[1])

    # --- counts ---
    def add_attempt(
        self,
        attempt_id: str,
        session_id: str,
        purpose: str,
        counted_by: str,
        started_at: datetime,
        frozen_at: datetime,
        rows: Iterable[CountRow],
    ) -> int:
        """A finished count, frozen as it comes in; the answer is its attempt number."""
        last = self._session.execute(
            sql(func.max(_A.attempt)).where(_A.session_id == session_id, _A.purpose == purpose)
        ).scalar_one()
        number = (last or 0) + 1
        self._session.execute(
            table(CountAttemptRow)
            .insert()
            .values(
                id=attempt_id, session_id=session_id, purpose=purpose, attempt=number, started_at=started_at,
                frozen_at=frozen_at, counted_by=counted_by,
            )
        )  # fmt: skip
        lines = [
            {
                "attempt_id": attempt_id, "kind": row.denomination.kind.value, "unit_cents": row.denomination.cents,
                "form": row.form.value, "quantity": row.quantity,
            }
            for row in rows
        ]  # fmt: skip
        if lines:
            self._session.execute(table(CountLineRow).insert(), lines)
        return number

    def add_differences(self, attempt_id: str, differences: Iterable[Difference]) -> None:
        """Counted and expected of every tender, stored together at the freeze (I4)."""
        self._session.execute(
            table(CountTenderRow).insert(),
            [
                {
                    "attempt_id": attempt_id, "tender": one.key.tender.value, "terminal": one.key.terminal,
                    "batch": one.batch, "counted_cents": one.counted.cents, "expected_cents": one.expected.cents,
                    "counted_papers": one.counted_papers, "expected_papers": one.expected_papers,
                }
                for one in differences
            ],
        )  # fmt: skip

    def add_papers(self, attempt_id: str, papers: Iterable[tuple[str, int]]) -> None:
        """The ticked checks and money orders, each by its line of the ledger."""
        rows = [{"attempt_id": attempt_id, "journal_id": one, "position": position} for one, position in papers]
        if rows:
            self._session.execute(table(CountPaperRow).insert(), rows)

    def attempts(self, session_id: str) -> list[Attempt]:
        """The closing counts of a session, first to last."""
        query = sql(CountAttemptRow).where(_A.session_id == session_id, _A.purpose == "closing").order_by(_A.attempt)
        return [
            Attempt(row.id, row.attempt, row.counted_by, row.frozen_at)
            for row in self._session.execute(query).scalars()
        ]

    def differences(self, attempt_id: str) -> tuple[Difference, ...]:
        """What was frozen, in the order of the tenders."""
        query = sql(CountTenderRow).where(_T.attempt_id == attempt_id)
        found = [
            Difference(
                ExpectedKey(TenderKind(row.tender), row.terminal), Money(row.counted_cents), Money(row.expected_cents),
                row.counted_papers, row.expected_papers, row.batch,
            )
            for row in self._session.execute(query).scalars()
        ]  # fmt: skip
        order = list(TenderKind)
        return tuple(sorted(found, key=lambda one: (order.index(one.key.tender), one.key.terminal)))

    def rows(self, attempt_id: str) -> list[CountRow]:
        """The counted pieces of one attempt."""
        lines = columns(CountLineRow)
        query = sql(CountLineRow).where(lines.attempt_id == attempt_id)
        return [
            CountRow(denomination_of(row.kind, row.unit_cents), Form(row.form), row.quantity)
            for row in self._session.execute(query).scalars()
        ]

    # --- day reports ---
    def grand_total(self) -> Money:
        """The grand total of the newest report; zero before the first."""
        query = sql(_Z.grand_total_cents).order_by(_Z.z_number.desc()).limit(1)
        return Money(int(self._session.execute(query).scalar_one_or_none() or 0))

    def add_report(self, report: StoredReport, business_date: Any) -> None:
        """File a day report under its Z number; it never changes."""
        self._session.execute(
            table(DayReportRow)
            .insert()
            .values(
                z_number=report.z_number, session_id=report.session_id, business_date=business_date,
                grand_total_cents=report.grand_total.cents, body=report.body, at=report.at,
            )
        )  # fmt: skip

    def report(self, z_number: int) -> StoredReport | None:
        """The day report of this Z number."""
        return self._report(_Z.z_number == z_number)

    def report_of(self, session_id: str) -> StoredReport | None:
        """The day report of this session."""
        return self._report(_Z.session_id == session_id)

    def _report(self, which: object) -> StoredReport | None:
        row = self._session.execute(sql(DayReportRow).where(which)).scalar_one_or_none()  # type: ignore[arg-type]
        if row is None:
            return None
        return StoredReport(row.z_number, row.session_id, Money(row.grand_total_cents), bytes(row.body), row.at)

    def _select(self) -> Any:
        return sql(DrawerSessionRow, _D.code).join(_DRAWER, _D.id == _S.drawer_id)

    def _one(self, *where: Any) -> DrawerSession | None:
        found = self._many(*where)
        return found[-1] if found else None

    def _many(self, *where: Any) -> list[DrawerSession]:
        query = self._select().where(*where).order_by(_S.opened_at, _S.id).execution_options(populate_existing=True)
        return [_session(row, code) for row, code in self._session.execute(query)]


def _session(row: DrawerSessionRow, code: str) -> DrawerSession:
    return DrawerSession(
        session_id=row.id, drawer_id=row.drawer_id, drawer_code=code, staff_id=row.staff_id,
        staff_name=row.staff_name, state=DrawerState(row.state), business_date=row.business_date,
        opened_at=row.opened_at, float_expected=Money(row.float_expected_cents),
        float_counted=Money(row.float_counted_cents), version=row.version, changed_by=row.changed_by,
        changed_at=row.changed_at, approved_by=row.approved_by, closed_at=row.closed_at, z_number=row.z_number,
        witness_id=row.witness_id,
    )  # fmt: skip
