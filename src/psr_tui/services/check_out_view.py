"""What the check-out box shows of one visit, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.board import VisitLine
from psr_tui.domain.check_in import Step
from psr_tui.domain.check_out import ServiceLine, Unfinished, left_behind, must_ask_copay
from psr_tui.domain.clock import local_date
from psr_tui.domain.estimates import Estimate, EstimateState, over_estimate
from psr_tui.domain.follow_up import Order, OrderState
from psr_tui.domain.labels import full_name
from psr_tui.domain.money import Money
from psr_tui.domain.referrals import Referral
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_papers import AfterVisit, ReferralSlip, SurveySlip
from psr_tui.services.check_out_steps import copay_of
from psr_tui.services.due import balance_of
from psr_tui.services.guards import must_exist
from psr_tui.services.visit_words import to_come

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

_NEXT = 3


@dataclass(frozen=True, slots=True)
class CheckOutView:
    """One visit at check-out. ``copay``: what is open of the expected one; ``over``: how far the charges lie above the
    estimate when that may be disputed."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    state: VisitState
    day: date
    visit_type: str
    provider: str
    services: tuple[ServiceLine, ...]
    orders: tuple[Order, ...]
    referrals: tuple[Referral, ...]
    due: Money
    prepaid: Money
    copay: Money
    copay_step: Step | None
    next_visits: tuple[VisitLine, ...]
    receipt: int | None
    estimate: Estimate | None
    over: Money | None
    has_survey: bool

    @property
    def asks_copay(self) -> bool:
        """Whether leaving asks why the copay was not collected."""
        return must_ask_copay(self.copay, self.copay_step)

    @property
    def waiting_services(self) -> tuple[ServiceLine, ...]:
        """Charges that were not handed over."""
        return tuple(one for one in self.services if one.handed_at is None)

    @property
    def open_order(self) -> Order | None:
        """The follow-up order that waits for an answer."""
        return next((one for one in self.orders if one.state is OrderState.OPEN), None)

    @property
    def unhanded(self) -> tuple[Referral, ...]:
        """Referrals of this patient that the patient does not have yet."""
        return tuple(one for one in self.referrals if one.handed_at is None)

    @property
    def unfinished(self) -> tuple[Unfinished, ...]:
        """What would stay on the worklists."""
        return left_behind(self.visit_id, self.services, self.orders)


def read_view(work: UnitOfWork, visit: Visit) -> CheckOutView:
    """Everything of one visit; the caller has logged the view."""
    balance = balance_of(work, visit.patient_id, visit.visit_id)
    copay, step = copay_of(work, visit)
    clinic = work.clinic.get()
    estimate = work.estimates.standing(visit.visit_id)
    given = estimate is not None and estimate.state is EstimateState.GIVEN
    charged = work.estimates.charged([visit.visit_id]).get(visit.visit_id, Money.zero()) if given else Money.zero()
    return CheckOutView(
        visit_id=visit.visit_id, version=visit.version, patient_id=visit.patient_id, patient=visit.patient,
        state=visit.state, day=visit.local_date, visit_type=visit.visit_type, provider=visit.provider,
        services=work.check_out.services(visit.visit_id), orders=work.check_out.orders(visit.visit_id),
        referrals=tuple(one for one in work.referrals.of_patient(visit.patient_id) if one.state.waits),
        due=balance.total, prepaid=balance.prepaid, copay=copay, copay_step=step,
        next_visits=tuple(work.visits.coming(visit.patient_id, local_date(work.now, clinic.tz), _NEXT)),
        receipt=work.check_out.last_receipt(visit.visit_id), estimate=estimate,
        over=over_estimate(estimate.total, charged) if given and estimate is not None else None,
        has_survey=bool(clinic.survey_link),
    )  # fmt: skip


def read_papers(work: UnitOfWork, visit: Visit) -> tuple[AfterVisit, SurveySlip | None]:
    """What the patient takes home of this visit; the survey slip is None where the clinic has no survey."""
    patient = must_exist(work.patients.get(visit.patient_id), "This patient").demographics
    clinic = work.clinic.get()
    coming = work.print_jobs.coming_words(visit.patient_id, work.now, _NEXT)
    balance = balance_of(work, visit.patient_id, visit.visit_id).total
    handed = [one for one in work.referrals.of_patient(visit.patient_id) if one.state.waits and one.handed_at]
    greeted = patient.preferred_name or patient.name.first or full_name(patient.name)
    sheet = AfterVisit(
        greeted, full_name(patient.name), visit.local_date, visit.provider,
        tuple(f"Make the appointment with {one.words()}. {one.phone}".strip() for one in handed),
        tuple(to_come(clinic, one) for one in coming),
        f"{balance.dollars} is still open; ask us about paying it in parts." if balance else "", clinic.survey_link,
    )  # fmt: skip
    return sheet, SurveySlip(greeted, clinic.survey_link) if clinic.survey_link else None


def read_slip(work: UnitOfWork, visit: Visit, referral: Referral) -> ReferralSlip:
    """The paper of a referral; it is dated by the day it is printed."""
    patient = must_exist(work.patients.get(referral.patient_id), "This patient").demographics
    return ReferralSlip(
        full_name(patient.name), patient.born, local_date(work.now, work.clinic.get().tz),
        referral.provider or visit.provider, referral.to_name, phone=referral.phone, reason=referral.reason,
        note=referral.note,
    )  # fmt: skip
