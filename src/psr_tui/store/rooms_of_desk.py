"""The repositories of people, visits and phones in a unit of work: made when first used, on its transaction."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from psr_tui.domain.staff import Actor
    from psr_tui.store.repositories.booking import BookingRepository
    from psr_tui.store.repositories.callbacks import CallbackRepository
    from psr_tui.store.repositories.check_in import CheckInRepository
    from psr_tui.store.repositories.check_out import CheckOutRepository
    from psr_tui.store.repositories.clinic import ClinicRepository
    from psr_tui.store.repositories.complaints import ComplaintRepository
    from psr_tui.store.repositories.copay_report import CopayReport
    from psr_tui.store.repositories.coverage import CoverageRepository
    from psr_tui.store.repositories.delays import DelayRepository
    from psr_tui.store.repositories.drafts import DraftRepository
    from psr_tui.store.repositories.eligibility import EligibilityRepository
    from psr_tui.store.repositories.eligibility_list import EligibilityListQueries
    from psr_tui.store.repositories.estimates import EstimateRepository
    from psr_tui.store.repositories.merging import MergingRepository
    from psr_tui.store.repositories.patients import PatientRepository
    from psr_tui.store.repositories.prices import PriceRepository
    from psr_tui.store.repositories.recalls import RecallRepository
    from psr_tui.store.repositories.records import RecordsRepository
    from psr_tui.store.repositories.reference import ReferenceRepository
    from psr_tui.store.repositories.restrictions import RestrictionRepository
    from psr_tui.store.repositories.rooms import RoomRepository
    from psr_tui.store.repositories.schedule import ScheduleRepository
    from psr_tui.store.repositories.staff import StaffRepository
    from psr_tui.store.repositories.versions import VersionRepository
    from psr_tui.store.repositories.visits import VisitRepository
    from psr_tui.store.repositories.wait_list import WaitListRepository
    from psr_tui.store.repositories.waits import WaitRepository
    from psr_tui.store.repositories.work import WorkRepository


class RoomsOfDesk:
    """Patients, visits, check-ins and callbacks of one transaction."""

    session: Session
    now: datetime
    actor: Actor | None

    def new_id(self) -> str:
        """A new id that sorts by time and is safe to make on any machine."""
        raise NotImplementedError

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
    def merging(self) -> MergingRepository:
        """Merged records, in this transaction."""
        from psr_tui.store.repositories.merging import MergingRepository

        return MergingRepository(self.session)

    @cached_property
    def visits(self) -> VisitRepository:
        """Visits, in this transaction."""
        from psr_tui.store.repositories.visits import VisitRepository

        return VisitRepository(self.session)

    @cached_property
    def schedule(self) -> ScheduleRepository:
        """Templates, absences and free time, in this transaction."""
        from psr_tui.store.repositories.schedule import ScheduleRepository

        return ScheduleRepository(self.session)

    @cached_property
    def booking(self) -> BookingRepository:
        """Booked visits and series, in this transaction."""
        from psr_tui.store.repositories.booking import BookingRepository

        return BookingRepository(self.session)

    @cached_property
    def wait_list(self) -> WaitListRepository:
        """The wait list and its offers, in this transaction."""
        from psr_tui.store.repositories.wait_list import WaitListRepository

        return WaitListRepository(self.session)

    @cached_property
    def recalls(self) -> RecallRepository:
        """Recalls and visits to confirm, in this transaction."""
        from psr_tui.store.repositories.recalls import RecallRepository

        return RecallRepository(self.session)

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
    def callbacks(self) -> CallbackRepository:
        """Callbacks, in this transaction."""
        from psr_tui.store.repositories.callbacks import CallbackRepository

        return CallbackRepository(self.session)

    @cached_property
    def versions(self) -> VersionRepository:
        """How records looked, in this transaction."""
        from psr_tui.store.repositories.versions import VersionRepository

        return VersionRepository(self.session, self.now, self.actor)

    @cached_property
    def restrictions(self) -> RestrictionRepository:
        """What stands against visits, in this transaction."""
        from psr_tui.store.repositories.restrictions import RestrictionRepository

        return RestrictionRepository(self.session)

    @cached_property
    def eligibility(self) -> EligibilityRepository:
        """Eligibility checks and their files, in this transaction."""
        from psr_tui.store.repositories.eligibility import EligibilityRepository

        return EligibilityRepository(self.session)

    @cached_property
    def eligibility_list(self) -> EligibilityListQueries:
        """Coverages at visits and chosen copays, in this transaction."""
        from psr_tui.store.repositories.eligibility_list import EligibilityListQueries

        return EligibilityListQueries(self.session)

    @cached_property
    def items(self) -> WorkRepository:
        """Worklist items, in this transaction."""
        from psr_tui.store.repositories.work import WorkRepository

        return WorkRepository(self.session, self.new_id)

    @cached_property
    def records(self) -> RecordsRepository:
        """Records requests and disclosures, in this transaction."""
        from psr_tui.store.repositories.records import RecordsRepository

        return RecordsRepository(self.session)

    @cached_property
    def complaints(self) -> ComplaintRepository:
        """Complaints, in this transaction."""
        from psr_tui.store.repositories.complaints import ComplaintRepository

        return ComplaintRepository(self.session)

    @cached_property
    def rooms(self) -> RoomRepository:
        """Rooms, in this transaction."""
        from psr_tui.store.repositories.rooms import RoomRepository

        return RoomRepository(self.session)

    @cached_property
    def delays(self) -> DelayRepository:
        """Delays of providers, in this transaction."""
        from psr_tui.store.repositories.delays import DelayRepository

        return DelayRepository(self.session)

    @cached_property
    def waits(self) -> WaitRepository:
        """Waiting people, in this transaction."""
        from psr_tui.store.repositories.waits import WaitRepository

        return WaitRepository(self.session)

    @cached_property
    def check_out(self) -> CheckOutRepository:
        """Charges to hand over, follow-up orders and day closes, in this transaction."""
        from psr_tui.store.repositories.check_out import CheckOutRepository

        return CheckOutRepository(self.session)

    @cached_property
    def copay_report(self) -> CopayReport:
        """Copays of a day, in this transaction."""
        from psr_tui.store.repositories.copay_report import CopayReport

        return CopayReport(self.session)

    @cached_property
    def estimates(self) -> EstimateRepository:
        """Prices and estimates, in this transaction."""
        from psr_tui.store.repositories.estimates import EstimateRepository

        return EstimateRepository(self.session)

    @cached_property
    def prices(self) -> PriceRepository:
        """The price list, in this transaction."""
        from psr_tui.store.repositories.prices import PriceRepository

        return PriceRepository(self.session)
