"""Where a transaction begins and ends: one unit of work for one use case.

It rolls back on leaving unless ``commit`` was called. Writing takes the host-wide gate, then BEGIN IMMEDIATE. A
refusal inside a writing unit is logged in a transaction of its own, so that nobody can try doors unseen.
"""

from __future__ import annotations

import os
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from psr_tui.domain.errors import DeskError
from psr_tui.domain.ids import new_id
from psr_tui.domain.staff import Actor
from psr_tui.store.refusals import translate
from psr_tui.store.repositories.audit import AuditRepository
from psr_tui.store.tables.clinic import TopicRow

if TYPE_CHECKING:
    from psr_tui.store.repositories.accounts import AccountRepository
    from psr_tui.store.repositories.adjustments import AdjustmentRepository
    from psr_tui.store.repositories.callbacks import CallbackRepository
    from psr_tui.store.repositories.cash_moves import CashMoveRepository
    from psr_tui.store.repositories.check_in import CheckInRepository
    from psr_tui.store.repositories.clinic import ClinicRepository
    from psr_tui.store.repositories.corrections import CorrectionRepository
    from psr_tui.store.repositories.coverage import CoverageRepository
    from psr_tui.store.repositories.day_lists import DayListRepository
    from psr_tui.store.repositories.deposits import DepositRepository
    from psr_tui.store.repositories.drafts import DraftRepository
    from psr_tui.store.repositories.drawer import DrawerRepository
    from psr_tui.store.repositories.drawer_history import DrawerHistoryRepository
    from psr_tui.store.repositories.exports import ExportQueries
    from psr_tui.store.repositories.giving_back import GivingBackRepository
    from psr_tui.store.repositories.ledger import LedgerRepository
    from psr_tui.store.repositories.patients import PatientRepository
    from psr_tui.store.repositories.plans import PlanRepository
    from psr_tui.store.repositories.print_jobs import PrintJobRepository
    from psr_tui.store.repositories.reference import ReferenceRepository
    from psr_tui.store.repositories.staff import StaffRepository
    from psr_tui.store.repositories.visits import VisitRepository


_TOPICS = TopicRow.__table__  # type: ignore[attr-defined]
_COUNT = insert(_TOPICS).on_conflict_do_update(index_elements=["name"], set_={"changes": _TOPICS.c.changes + 1})


class UnitOfWork:
    """One transaction with its repositories. Made by ``Store.read`` and ``Store.write``, never by hand."""

    def __init__(
        self,
        engine: Engine,
        audit_key: bytes | bytearray,
        now: datetime,
        actor: Actor | None = None,
        act: str = "",
        entity: str = "",
        entity_id: str = "",
    ) -> None:
        self.now = now
        self.actor = actor
        self._engine = engine
        self._audit_key = audit_key
        self._act = (act, entity, entity_id)
        self._touched: set[str] = set()
        self.session = Session(engine, expire_on_commit=False)

    def __enter__(self) -> Self:
        try:
            self.session.connection()  # begins now: the instant of BEGIN is the instant of the unit
        except DBAPIError as error:
            self.session.close()
            meaning = translate(error)
            if meaning is not None:
                raise meaning from None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.rollback()
        self.session.close()
        meaning = translate(error) if isinstance(error, DBAPIError) else None
        refusal = meaning or error
        if isinstance(refusal, DeskError) and self.actor is not None:
            self._log_refusal(refusal)
        if meaning is not None:
            raise meaning from None

    def commit(self) -> None:
        """Make it true. Raises a DeskError when the database refuses; nothing is written then."""
        try:
            self._count_topics()
            self.session.commit()
        except DBAPIError as error:
            self.session.rollback()
            meaning = translate(error)
            if meaning is not None:
                raise meaning from None
            raise

    def act_as(self, actor: Actor) -> None:
        """Name the person of this unit, where it becomes known only inside (a sign-in)."""
        self.actor = actor
        self.__dict__.pop("audit", None)

    def touch(self, *topics: str) -> None:
        """Say which parts of the store change, so that every open screen that shows them looks again."""
        self._touched.update(topics)

    def new_id(self) -> str:
        """A new id that sorts by time and is safe to make on any machine."""
        return new_id(self.now, os.urandom(10))

    def _count_topics(self) -> None:
        if self._touched:
            topics = [{"name": topic, "changes": 1} for topic in sorted(self._touched)]
            self.session.connection().execute(_COUNT, topics)

    def _log_refusal(self, refusal: DeskError) -> None:
        act, entity, entity_id = self._act
        with Session(self._engine, expire_on_commit=False) as session:
            try:
                audit = AuditRepository(session, self._audit_key, self.now, self.actor)
                audit.append("refused", entity, entity_id, reason=type(refusal).__name__, detail={"act": act})
                session.commit()
            except DBAPIError as error:
                session.rollback()
                if translate(error) is None:  # a full disk or a busy store cannot hide the refusal itself
                    raise

    # --- repositories, made when first used ---
    @cached_property
    def audit(self) -> AuditRepository:
        """The log, in this transaction."""
        return AuditRepository(self.session, self._audit_key, self.now, self.actor)

    @cached_property
    def clinic(self) -> ClinicRepository:
        """The clinic, in this transaction."""
        from psr_tui.store.repositories.clinic import ClinicRepository

        return ClinicRepository(self.session)

    @cached_property
    def staff(self) -> StaffRepository:
        """Staff, in this transaction."""
        from psr_tui.store.repositories.staff import StaffRepository

        return StaffRepository(self.session)

    @cached_property
    def reference(self) -> ReferenceRepository:
        """Reference rows, in this transaction."""
        from psr_tui.store.repositories.reference import ReferenceRepository

        return ReferenceRepository(self.session)

    @cached_property
    def drafts(self) -> DraftRepository:
        """Drafts, in this transaction."""
        from psr_tui.store.repositories.drafts import DraftRepository

        return DraftRepository(self.session)

    @cached_property
    def patients(self) -> PatientRepository:
        """Patients, in this transaction."""
        from psr_tui.store.repositories.patients import PatientRepository

        return PatientRepository(self.session)

    @cached_property
    def visits(self) -> VisitRepository:
        """Visits, in this transaction."""
        from psr_tui.store.repositories.visits import VisitRepository

        return VisitRepository(self.session)

    @cached_property
    def coverage(self) -> CoverageRepository:
        """Coverage, in this transaction."""
        from psr_tui.store.repositories.coverage import CoverageRepository

        return CoverageRepository(self.session)

    @cached_property
    def check_in(self) -> CheckInRepository:
        """Check-ins, in this transaction."""
        from psr_tui.store.repositories.check_in import CheckInRepository

        return CheckInRepository(self.session)

    @cached_property
    def ledger(self) -> LedgerRepository:
        """Money, in this transaction."""
        from psr_tui.store.repositories.ledger import LedgerRepository

        return LedgerRepository(self.session)

    @cached_property
    def accounts(self) -> AccountRepository:
        """Patients' accounts to read, in this transaction."""
        from psr_tui.store.repositories.accounts import AccountRepository

        return AccountRepository(self.session)

    @cached_property
    def plans(self) -> PlanRepository:
        """Payment plans, in this transaction."""
        from psr_tui.store.repositories.plans import PlanRepository

        return PlanRepository(self.session)

    @cached_property
    def drawer(self) -> DrawerRepository:
        """Drawers, in this transaction."""
        from psr_tui.store.repositories.drawer import DrawerRepository

        return DrawerRepository(self.session)

    @cached_property
    def exports(self) -> ExportQueries:
        """The posted set, in this transaction."""
        from psr_tui.store.repositories.exports import ExportQueries

        return ExportQueries(self.session)

    @cached_property
    def print_jobs(self) -> PrintJobRepository:
        """Pages for printers and opened drawers, in this transaction."""
        from psr_tui.store.repositories.print_jobs import PrintJobRepository

        return PrintJobRepository(self.session)

    @cached_property
    def deposits(self) -> DepositRepository:
        """Deposit slips and drops in the safe, in this transaction."""
        from psr_tui.store.repositories.deposits import DepositRepository

        return DepositRepository(self.session)

    @cached_property
    def history(self) -> DrawerHistoryRepository:
        """Closed drawers and what happened in a session, in this transaction."""
        from psr_tui.store.repositories.drawer_history import DrawerHistoryRepository

        return DrawerHistoryRepository(self.session)

    @cached_property
    def day_lists(self) -> DayListRepository:
        """Receipts, visits and money paid ahead as lists, in this transaction."""
        from psr_tui.store.repositories.day_lists import DayListRepository

        return DayListRepository(self.session)

    @cached_property
    def callbacks(self) -> CallbackRepository:
        """Callbacks, in this transaction."""
        from psr_tui.store.repositories.callbacks import CallbackRepository

        return CallbackRepository(self.session)

    @cached_property
    def cash_moves(self) -> CashMoveRepository:
        """Hand-overs and cash moves, in this transaction."""
        from psr_tui.store.repositories.cash_moves import CashMoveRepository

        return CashMoveRepository(self.session)

    @cached_property
    def giving_back(self) -> GivingBackRepository:
        """What can go back, in this transaction."""
        from psr_tui.store.repositories.giving_back import GivingBackRepository

        return GivingBackRepository(self.session)

    @cached_property
    def adjustments(self) -> AdjustmentRepository:
        """Discounts and flags, in this transaction."""
        from psr_tui.store.repositories.adjustments import AdjustmentRepository

        return AdjustmentRepository(self.session)

    @cached_property
    def corrections(self) -> CorrectionRepository:
        """Corrections after a close, in this transaction."""
        from psr_tui.store.repositories.corrections import CorrectionRepository

        return CorrectionRepository(self.session)
