"""The use cases of people, visits and phones; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.services.audit import AuditService
    from psr_tui.services.booking import BookingService
    from psr_tui.services.callbacks import CallbackService
    from psr_tui.services.care import CareService
    from psr_tui.services.check_in import CheckInService
    from psr_tui.services.check_out import CheckOutService
    from psr_tui.services.clinic_settings import ClinicSettingsService
    from psr_tui.services.complaints import ComplaintService
    from psr_tui.services.delays import DelayService
    from psr_tui.services.drafts import DraftService
    from psr_tui.services.eligibility import EligibilityService
    from psr_tui.services.eligibility_channels import EligibilityChannels
    from psr_tui.services.eligibility_view import EligibilityReadingService
    from psr_tui.services.estimates import EstimateService
    from psr_tui.services.line import LineService
    from psr_tui.services.merging import MergingService
    from psr_tui.services.missed import MissedService
    from psr_tui.services.no_shows import NoShowService
    from psr_tui.services.papers import PaperService
    from psr_tui.services.patients import PatientService
    from psr_tui.services.prices import PriceService
    from psr_tui.services.queue import QueueService
    from psr_tui.services.recalls import RecallService
    from psr_tui.services.records import RecordsService
    from psr_tui.services.reference import ReferenceService
    from psr_tui.services.rooms import RoomService
    from psr_tui.services.schedule import ScheduleService
    from psr_tui.services.sent_ahead import SentAheadService
    from psr_tui.services.series import SeriesService
    from psr_tui.services.sign_in import SignInService
    from psr_tui.services.visit_day import VisitDayService
    from psr_tui.services.wait_list import WaitListService
    from psr_tui.services.waits import WaitService
    from psr_tui.services.worklists import WorkService
    from psr_tui.store.store import Store


class DeskServices:
    """Sign-in, patients, visits, callbacks, reference, settings."""

    _store: Store
    _clock: Clock
    _channels: EligibilityChannels | None

    @cached_property
    def sign_in(self) -> SignInService:
        from psr_tui.services.sign_in import SignInService

        return SignInService(self._store, self._clock)

    @cached_property
    def queue(self) -> QueueService:
        from psr_tui.services.queue import QueueService

        return QueueService(self._store, self._clock)

    @cached_property
    def booking(self) -> BookingService:
        from psr_tui.services.booking import BookingService

        return BookingService(self._store, self._clock)

    @cached_property
    def series(self) -> SeriesService:
        from psr_tui.services.series import SeriesService

        return SeriesService(self._store, self._clock)

    @cached_property
    def schedule(self) -> ScheduleService:
        from psr_tui.services.schedule import ScheduleService

        return ScheduleService(self._store, self._clock)

    @cached_property
    def wait_list(self) -> WaitListService:
        from psr_tui.services.wait_list import WaitListService

        return WaitListService(self._store, self._clock)

    @cached_property
    def recalls(self) -> RecallService:
        from psr_tui.services.recalls import RecallService

        return RecallService(self._store, self._clock)

    @cached_property
    def check_in(self) -> CheckInService:
        from psr_tui.services.check_in import CheckInService

        return CheckInService(self._store, self._clock)

    @cached_property
    def care(self) -> CareService:
        from psr_tui.services.care import CareService

        return CareService(self._store, self._clock)

    @cached_property
    def no_shows(self) -> NoShowService:
        from psr_tui.services.no_shows import NoShowService

        return NoShowService(self._store, self._clock)

    @cached_property
    def sent_ahead(self) -> SentAheadService:
        from psr_tui.services.sent_ahead import SentAheadService

        return SentAheadService(self._store, self._clock)

    @cached_property
    def papers(self) -> PaperService:
        from psr_tui.services.papers import PaperService

        return PaperService(self._store, self._clock)

    @cached_property
    def merging(self) -> MergingService:
        from psr_tui.services.merging import MergingService

        return MergingService(self._store, self._clock)

    @cached_property
    def patients(self) -> PatientService:
        from psr_tui.services.patients import PatientService

        return PatientService(self._store, self._clock)

    @cached_property
    def clinic_settings(self) -> ClinicSettingsService:
        from psr_tui.services.clinic_settings import ClinicSettingsService

        return ClinicSettingsService(self._store, self._clock)

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
    def worklists(self) -> WorkService:
        from psr_tui.services.worklists import WorkService

        return WorkService(self._store, self._clock)

    @cached_property
    def records(self) -> RecordsService:
        from psr_tui.services.records import RecordsService

        return RecordsService(self._store, self._clock)

    @cached_property
    def complaints(self) -> ComplaintService:
        from psr_tui.services.complaints import ComplaintService

        return ComplaintService(self._store, self._clock)

    @cached_property
    def check_out(self) -> CheckOutService:
        from psr_tui.services.check_out import CheckOutService

        return CheckOutService(self._store, self._clock)

    @cached_property
    def estimates(self) -> EstimateService:
        from psr_tui.services.estimates import EstimateService

        return EstimateService(self._store, self._clock)

    @cached_property
    def visit_day(self) -> VisitDayService:
        from psr_tui.services.visit_day import VisitDayService

        return VisitDayService(self._store, self._clock)

    @cached_property
    def eligibility(self) -> EligibilityService:
        from psr_tui.services.eligibility import EligibilityService
        from psr_tui.services.eligibility_channels import NoChannels

        return EligibilityService(self._store, self._clock, self._channels or NoChannels())

    @cached_property
    def eligibility_readings(self) -> EligibilityReadingService:
        from psr_tui.services.eligibility_view import EligibilityReadingService

        return EligibilityReadingService(self._store, self._clock)

    @cached_property
    def prices(self) -> PriceService:
        from psr_tui.services.prices import PriceService

        return PriceService(self._store, self._clock)

    @cached_property
    def rooms(self) -> RoomService:
        from psr_tui.services.rooms import RoomService

        return RoomService(self._store, self._clock)

    @cached_property
    def delays(self) -> DelayService:
        from psr_tui.services.delays import DelayService

        return DelayService(self._store, self._clock)

    @cached_property
    def line(self) -> LineService:
        from psr_tui.services.line import LineService

        return LineService(self._store, self._clock)

    @cached_property
    def waits(self) -> WaitService:
        from psr_tui.services.waits import WaitService

        return WaitService(self._store, self._clock)

    @cached_property
    def missed(self) -> MissedService:
        from psr_tui.services.missed import MissedService

        return MissedService(self._store, self._clock)
