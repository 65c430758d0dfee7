"""The repositories of money in a unit of work: made when first used, on its transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from psr_tui.store.repositories.accounts import AccountRepository
    from psr_tui.store.repositories.adjustments import AdjustmentRepository
    from psr_tui.store.repositories.cash_moves import CashMoveRepository
    from psr_tui.store.repositories.corrections import CorrectionRepository
    from psr_tui.store.repositories.day_lists import DayListRepository
    from psr_tui.store.repositories.deposits import DepositRepository
    from psr_tui.store.repositories.drawer import DrawerRepository
    from psr_tui.store.repositories.drawer_history import DrawerHistoryRepository
    from psr_tui.store.repositories.exports import ExportQueries
    from psr_tui.store.repositories.giving_back import GivingBackRepository
    from psr_tui.store.repositories.ledger import LedgerRepository
    from psr_tui.store.repositories.plans import PlanRepository
    from psr_tui.store.repositories.print_jobs import PrintJobRepository


class RoomsOfMoney:
    """Ledger, drawers and papers of one transaction."""

    session: Session

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
