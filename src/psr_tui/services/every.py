"""Every use case of the desk, by subject. Each service is imported when it is first asked for, so that nobody waits at
sign-in for what comes later; ``doors.py`` reads the modules in spare time.
"""

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
    from psr_tui.services.audit import AuditService
    from psr_tui.services.callbacks import CallbackService
    from psr_tui.services.cash_moves import CashMoveService
    from psr_tui.services.check_in import CheckInService
    from psr_tui.services.clinic_settings import ClinicSettingsService
    from psr_tui.services.corrections import CorrectionService
    from psr_tui.services.day_lists import DayListService
    from psr_tui.services.deposits import DepositService
    from psr_tui.services.drafts import DraftService
    from psr_tui.services.drawer import DrawerService
    from psr_tui.services.drawer_history import DrawerHistoryService
    from psr_tui.services.exports import ExportService
    from psr_tui.services.giving_back import GivingBackService
    from psr_tui.services.hand_over import HandOverService
    from psr_tui.services.label_printing import LabelService
    from psr_tui.services.patients import PatientService
    from psr_tui.services.payments import PaymentService
    from psr_tui.services.plans import PlanService
    from psr_tui.services.printing import PrintingService
    from psr_tui.services.queue import QueueService
    from psr_tui.services.reference import ReferenceService
    from psr_tui.services.returned_checks import ReturnedCheckService
    from psr_tui.services.safe import SafeService
    from psr_tui.services.sign_in import SignInService
    from psr_tui.services.visit_papers import VisitPaperService
    from psr_tui.store.store import Store


class Services:
    """The services of one open store and of this terminal's printers. ``quickbooks``: account names of the settings,
    for exports."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        quickbooks: Mapping[str, str] | None = None,
        printer: Printer | None = None,
        label_printer: LabelPrinter | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._quickbooks = quickbooks
        self._printer = printer
        self._label_printer = label_printer

    @cached_property
    def sign_in(self) -> SignInService:
        from psr_tui.services.sign_in import SignInService

        return SignInService(self._store, self._clock)

    @cached_property
    def queue(self) -> QueueService:
        from psr_tui.services.queue import QueueService

        return QueueService(self._store, self._clock)

    @cached_property
    def check_in(self) -> CheckInService:
        from psr_tui.services.check_in import CheckInService

        return CheckInService(self._store, self._clock)

    @cached_property
    def patients(self) -> PatientService:
        from psr_tui.services.patients import PatientService

        return PatientService(self._store, self._clock)

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
    def clinic_settings(self) -> ClinicSettingsService:
        from psr_tui.services.clinic_settings import ClinicSettingsService

        return ClinicSettingsService(self._store, self._clock)

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
    def callbacks(self) -> CallbackService:
        from psr_tui.services.callbacks import CallbackService

        return CallbackService(self._store, self._clock)

    @cached_property
    def reference(self) -> ReferenceService:
        from psr_tui.services.reference import ReferenceService

        return ReferenceService(self._store, self._clock)

    @cached_property
    def drafts(self) -> DraftService:
        from psr_tui.services.drafts import DraftService

        return DraftService(self._store, self._clock)

    @cached_property
    def audit(self) -> AuditService:
        from psr_tui.services.audit import AuditService

        return AuditService(self._store, self._clock)

    @cached_property
    def exports(self) -> ExportService:
        from psr_tui.services.exports import ExportService

        return ExportService(self._store, self._clock, self._quickbooks)
