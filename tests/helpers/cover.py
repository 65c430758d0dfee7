"""Coverages, payers and authorisations for tests: small rows and services on a real store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psr_tui.domain.authorisation_forms import AuthForm, Decision
from psr_tui.domain.authorisations import Authorisation, AuthState
from psr_tui.domain.coverage_form import CoverageForm
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.services.authorisations import AuthorisationService, AuthorisationStanding, for_visit
from psr_tui.services.cases import CaseService
from psr_tui.services.coverages import CoverageService
from psr_tui.services.payers import PayerService
from psr_tui.services.queue import QueueService
from psr_tui.services.referrals import ReferralService
from psr_tui.store.tables.coverage import PayerRow
from psr_tui.store.tables.schedule import VisitTypeRow
from tests.helpers.clinic import SETUP, TestClinic


@dataclass
class Cover:
    """The services of these tests and somebody at work."""

    clinic: TestClinic
    actor: Actor

    @classmethod
    def of(cls, clinic: TestClinic, login: str = "mrivera") -> Cover:
        return cls(clinic, clinic.actor(login))

    @property
    def coverages(self) -> CoverageService:
        return CoverageService(self.clinic.store, self.clinic.clock)

    @property
    def payers(self) -> PayerService:
        return PayerService(self.clinic.store, self.clinic.clock)

    @property
    def cases(self) -> CaseService:
        return CaseService(self.clinic.store, self.clinic.clock)

    @property
    def authorisations(self) -> AuthorisationService:
        return AuthorisationService(self.clinic.store, self.clinic.clock)

    @property
    def referrals(self) -> ReferralService:
        return ReferralService(self.clinic.store, self.clinic.clock)

    @property
    def queue(self) -> QueueService:
        return QueueService(self.clinic.store, self.clinic.clock)

    def new_id(self) -> str:
        with self.clinic.store.read() as work:
            return work.new_id()

    def payer(self, name: str = "AETNA PPO", **columns: Any) -> str:
        """A payer with these columns."""
        payer_id = self.clinic.add_payer(name)
        with self.clinic.store.write(SETUP) as work:
            row = work.session.get_one(PayerRow, payer_id)
            for column, value in {"kind": "commercial", **columns}.items():
                setattr(row, column, value)
            work.session.add(row)
            work.commit()
        return payer_id

    def type_needs(self, code: str = "OV15") -> None:
        """Let a visit type ask for an authorisation or a referral."""
        with self.clinic.store.write(SETUP) as work:
            row = work.session.get_one(VisitTypeRow, code)
            row.needs_authorisation = True
            work.session.add(row)
            work.commit()

    def allowed(self, patient_id: str, payer_id: str, approved: int = 4, **more: Any) -> Authorisation:
        """An authorisation that was granted."""
        form = AuthForm(patient_id, payer_id, requested=approved, **more)
        made = self.authorisations.add(self.actor, self.new_id(), form)
        said = Decision(AuthState.AUTHORISED, approved, "A-1234", ends=more.get("ends") or date(2026, 5, 31))
        return self.authorisations.decide(self.actor, made.auth_id, made.version, said)

    def standing(self, visit_id: str) -> AuthorisationStanding:
        with self.clinic.store.read() as work:
            visit = work.visits.get(visit_id)
            assert visit is not None
            return for_visit(work, visit)

    def version(self, visit_id: str) -> int:
        with self.clinic.store.read() as work:
            visit = work.visits.get(visit_id)
            assert visit is not None
            return visit.version

    def check_out(self, visit_id: str) -> None:
        """The visit was kept."""
        self.queue.move(self.actor, visit_id, self.version(visit_id), VisitState.CHECKED_OUT)


def form(patient_id: str, payer_id: str, **more: Any) -> CoverageForm:
    """A coverage as it is typed."""
    values: dict[str, Any] = {"member_id": "W123456789", "effective": date(2026, 1, 1), **more}
    return CoverageForm(patient_id, payer_id=payer_id, **values)
