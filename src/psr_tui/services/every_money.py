"""The use cases of money; each service is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.devices.label_printer import LabelPrinter
    from psr_tui.devices.printer import Printer
    from psr_tui.services.accounts import AccountService
    from psr_tui.services.adjustments import AdjustmentService
    from psr_tui.services.cash_moves import CashMoveService
    from psr_tui.services.corrections import CorrectionService
    from psr_tui.services.day_lists import DayListService
    from psr_tui.services.deposits import DepositService
    from psr_tui.services.drawer import DrawerService
    from psr_tui.services.drawer_history import DrawerHistoryService
    from psr_tui.services.exports import ExportService
    from psr_tui.services.giving_back import GivingBackService
    from psr_tui.services.hand_over import HandOverService
    from psr_tui.services.label_printing import LabelService
    from psr_tui.services.payments import PaymentService
    from psr_tui.services.plans import PlanService
    from psr_tui.services.printing import PrintingService
    from psr_tui.services.returned_checks import ReturnedCheckService
    from psr_tui.services.safe import SafeService
    from psr_tui.services.visit_papers import VisitPaperService
    from psr_tui.store.store import Store


class MoneyServices:
    """Payments, accounts, drawers, papers and labels."""

    _store: Store
    _clock: Clock
    _quickbooks: Mapping[str, str] | None
    _printer: Printer | None
    _label_printer: LabelPrinter | None

    @cached_property
    def payments(self) -> PaymentService:
        from psr_tui.services.payments import PaymentService

        return PaymentService(self._store, self._clock)

    @cached_property
    def accounts(self) -> AccountService:
        from psr_tui.services.accounts import AccountService

        return AccountService(self._store, self._clock)

    @cached_property
    def plans(self) -> PlanService:
        from psr_tui.services.plans import PlanService

        return PlanService(self._store, self._clock)

    @cached_property
    def printing(self) -> PrintingService:
        from psr_tui.devices.printer import NoPrinter
        from psr_tui.services.printing import PrintingService

        return PrintingService(self._store, self._clock, self._printer or NoPrinter(), self._label_printer)

    @cached_property
    def labels(self) -> LabelService:
        from psr_tui.services.label_printing import LabelService

        return LabelService(self._store, self._clock, self.printing)

    @cached_property
    def visit_papers(self) -> VisitPaperService:
        from psr_tui.services.visit_papers import VisitPaperService

        return VisitPaperService(self._store, self._clock, self.printing)

    @cached_property
    def giving_back(self) -> GivingBackService:
        from psr_tui.services.giving_back import GivingBackService

        return GivingBackService(self._store, self._clock)

    @cached_property
    def adjustments(self) -> AdjustmentService:
        from psr_tui.services.adjustments import AdjustmentService

        return AdjustmentService(self._store, self._clock)

    @cached_property
    def returned_checks(self) -> ReturnedCheckService:
        from psr_tui.services.returned_checks import ReturnedCheckService

        return ReturnedCheckService(self._store, self._clock)

    @cached_property
    def corrections(self) -> CorrectionService:
        from psr_tui.services.corrections import CorrectionService

        return CorrectionService(self._store, self._clock)

    @cached_property
    def safe(self) -> SafeService:
        from psr_tui.services.safe import SafeService

        return SafeService(self._store, self._clock)

    @cached_property
    def drawer(self) -> DrawerService:
        from psr_tui.services.drawer import DrawerService

        return DrawerService(self._store, self._clock)

    @cached_property
    def cash_moves(self) -> CashMoveService:
        from psr_tui.services.cash_moves import CashMoveService

        return CashMoveService(self._store, self._clock)

    @cached_property
    def hand_over(self) -> HandOverService:
        from psr_tui.services.hand_over import HandOverService

        return HandOverService(self._store, self._clock)

    @cached_property
    def deposits(self) -> DepositService:
        from psr_tui.services.deposits import DepositService

        return DepositService(self._store, self._clock)

    @cached_property
    def history(self) -> DrawerHistoryService:
        from psr_tui.services.drawer_history import DrawerHistoryService

        return DrawerHistoryService(self._store, self._clock)

    @cached_property
    def day_lists(self) -> DayListService:
        from psr_tui.services.day_lists import DayListService

        return DayListService(self._store, self._clock)

    @cached_property
    def exports(self) -> ExportService:
        from psr_tui.services.exports import ExportService

        return ExportService(self._store, self._clock, self._quickbooks)
