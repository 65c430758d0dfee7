"""The services by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.desk_people import PeopleByName
from psr_tui.desk_phones import PhonesByName

if TYPE_CHECKING:
    from psr_tui.services.accounts import AccountService
    from psr_tui.services.adjustments import AdjustmentService
    from psr_tui.services.audit import AuditService
    from psr_tui.services.authorisations import AuthorisationService
    from psr_tui.services.booking import BookingService
    from psr_tui.services.callbacks import CallbackService
    from psr_tui.services.care import CareService
    from psr_tui.services.cases import CaseService
    from psr_tui.services.cash_moves import CashMoveService
    from psr_tui.services.check_in import CheckInService
    from psr_tui.services.check_out import CheckOutService
    from psr_tui.services.complaints import ComplaintService
    from psr_tui.services.corrections import CorrectionService
    from psr_tui.services.coverages import CoverageService
    from psr_tui.services.day_lists import DayListService
    from psr_tui.services.delays import DelayService
    from psr_tui.services.deposits import DepositService
    from psr_tui.services.drafts import DraftService
    from psr_tui.services.drawer import DrawerService
    from psr_tui.services.drawer_history import DrawerHistoryService
    from psr_tui.services.eligibility import EligibilityService
    from psr_tui.services.eligibility_view import EligibilityReadingService
    from psr_tui.services.estimates import EstimateService
    from psr_tui.services.every import Services
    from psr_tui.services.exports import ExportService
    from psr_tui.services.giving_back import GivingBackService
    from psr_tui.services.hand_over import HandOverService
    from psr_tui.services.label_printing import LabelService
    from psr_tui.services.line import LineService
    from psr_tui.services.merging import MergingService
    from psr_tui.services.missed import MissedService
    from psr_tui.services.no_shows import NoShowService
    from psr_tui.services.papers import PaperService
    from psr_tui.services.patients import PatientService
    from psr_tui.services.payers import PayerService
    from psr_tui.services.payments import PaymentService
    from psr_tui.services.plans import PlanService
    from psr_tui.services.prices import PriceService
    from psr_tui.services.printing import PrintingService
    from psr_tui.services.queue import QueueService
    from psr_tui.services.recalls import RecallService
    from psr_tui.services.records import RecordsService
    from psr_tui.services.reference import ReferenceService
    from psr_tui.services.referrals import ReferralService
    from psr_tui.services.returned_checks import ReturnedCheckService
    from psr_tui.services.rooms import RoomService
    from psr_tui.services.schedule import ScheduleService
    from psr_tui.services.sent_ahead import SentAheadService
    from psr_tui.services.series import SeriesService
    from psr_tui.services.sign_in import SignInService
    from psr_tui.services.visit_day import VisitDayService
    from psr_tui.services.visit_papers import VisitPaperService
    from psr_tui.services.wait_list import WaitListService
    from psr_tui.services.waits import WaitService
    from psr_tui.services.worklists import WorkService


class ByName(PeopleByName, PhonesByName):
    """What a desk offers, by subject."""

    _services: Services

    @property
    def sign_in(self) -> SignInService:
        return self._services.sign_in

    @property
    def queue(self) -> QueueService:
        return self._services.queue

    @property
    def booking(self) -> BookingService:
        return self._services.booking

    @property
    def series(self) -> SeriesService:
        return self._services.series

    @property
    def schedule(self) -> ScheduleService:
        return self._services.schedule

    @property
    def wait_list(self) -> WaitListService:
        return self._services.wait_list

    @property
    def recalls(self) -> RecallService:
        return self._services.recalls

    @property
    def check_in(self) -> CheckInService:
        return self._services.check_in

    @property
    def care(self) -> CareService:
        return self._services.care

    @property
    def no_shows(self) -> NoShowService:
        return self._services.no_shows

    @property
    def sent_ahead(self) -> SentAheadService:
        return self._services.sent_ahead

    @property
    def papers(self) -> PaperService:
        return self._services.papers

    @property
    def patients(self) -> PatientService:
        return self._services.patients

    @property
    def payments(self) -> PaymentService:
        return self._services.payments

    @property
    def accounts(self) -> AccountService:
        return self._services.accounts

    @property
    def plans(self) -> PlanService:
        return self._services.plans

    @property
    def printing(self) -> PrintingService:
        return self._services.printing

    @property
    def labels(self) -> LabelService:
        return self._services.labels

    @property
    def visit_papers(self) -> VisitPaperService:
        return self._services.visit_papers

    @property
    def giving_back(self) -> GivingBackService:
        return self._services.giving_back

    @property
    def adjustments(self) -> AdjustmentService:
        return self._services.adjustments

    @property
    def returned_checks(self) -> ReturnedCheckService:
        return self._services.returned_checks

    @property
    def corrections(self) -> CorrectionService:
        return self._services.corrections

    @property
    def drawer(self) -> DrawerService:
        return self._services.drawer

    @property
    def cash_moves(self) -> CashMoveService:
        return self._services.cash_moves

    @property
    def hand_over(self) -> HandOverService:
        return self._services.hand_over

    @property
    def deposits(self) -> DepositService:
        return self._services.deposits

    @property
    def history(self) -> DrawerHistoryService:
        return self._services.history

    @property
    def day_lists(self) -> DayListService:
        return self._services.day_lists

    @property
    def callbacks(self) -> CallbackService:
        return self._services.callbacks

    @property
    def reference(self) -> ReferenceService:
        return self._services.reference

    @property
    def drafts(self) -> DraftService:
        return self._services.drafts

    @property
    def audit(self) -> AuditService:
        return self._services.audit

    @property
    def exports(self) -> ExportService:
        return self._services.exports

    @property
    def merging(self) -> MergingService:
        return self._services.merging

    @property
    def coverages(self) -> CoverageService:
        return self._services.coverages

    @property
    def payers(self) -> PayerService:
        return self._services.payers

    @property
    def cases(self) -> CaseService:
        return self._services.cases

    @property
    def authorisations(self) -> AuthorisationService:
        return self._services.authorisations

    @property
    def referrals(self) -> ReferralService:
        return self._services.referrals

    @property
    def worklists(self) -> WorkService:
        return self._services.worklists

    @property
    def records(self) -> RecordsService:
        return self._services.records

    @property
    def complaints(self) -> ComplaintService:
        return self._services.complaints

    @property
    def check_out(self) -> CheckOutService:
        return self._services.check_out

    @property
    def estimates(self) -> EstimateService:
        return self._services.estimates

    @property
    def visit_day(self) -> VisitDayService:
        return self._services.visit_day

    @property
    def eligibility(self) -> EligibilityService:
        return self._services.eligibility

    @property
    def eligibility_readings(self) -> EligibilityReadingService:
        return self._services.eligibility_readings

    @property
    def prices(self) -> PriceService:
        return self._services.prices

    @property
    def rooms(self) -> RoomService:
        return self._services.rooms

    @property
    def delays(self) -> DelayService:
        return self._services.delays

    @property
    def line(self) -> LineService:
        return self._services.line

    @property
    def waits(self) -> WaitService:
        return self._services.waits

    @property
    def missed(self) -> MissedService:
        return self._services.missed
