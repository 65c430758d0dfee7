"""What visit types, payers, authorisations and estimates ask of check-ins: one query each, for any number of visits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.visit_facts import Allowed, PayerAsks, TypeAsks
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.authorisations import AuthorisationRow, AuthorisationUseRow
from psr_tui.store.tables.clinic import ClinicRow
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.estimates import EstimateRow
from psr_tui.store.tables.schedule import VisitTypeRow

_T, _C, _Y, _N, _U, _E, _CLINIC = (
    columns(one)
    for one in (VisitTypeRow, CoverageRow, PayerRow, AuthorisationRow, AuthorisationUseRow, EstimateRow, ClinicRow)
)
IN_FORCE = ("authorised", "open")
"""Pending and denied ones cover nothing (FD-123)."""
_USED = sql(func.coalesce(func.sum(_U.units), 0)).where(_U.authorisation_id == _N.id).scalar_subquery()


class CheckInAsks:
    """The rules that decide which items a visit has."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def policy(self) -> str:
        """The financial policy of the clinic in plain words; '' = there is none to read out."""
        return str(self._session.execute(sql(_CLINIC.financial_policy)).scalar_one())

    def types(self) -> tuple[dict[str, TypeAsks], bool]:
        """What each visit type asks for, by code, and whether the clinic has a policy to read out; one query."""
        policy = sql(_CLINIC.financial_policy != "").scalar_subquery()
        query = sql(_T.code, _T.needs_authorisation, _T.labels, _T.grace_minutes, policy)
        found: dict[str, TypeAsks] = {}
        reads = False
        for code, must, labels, grace, policy_is_there in self._session.execute(query):
            found[code] = TypeAsks(bool(must), tuple(labels.split()), grace)
            reads = bool(policy_is_there)
        return found, reads

    def payers(self, patient_ids: Sequence[str]) -> dict[str, PayerAsks]:
        """What the payer of each coverage asks for, by coverage id."""
        query = (
            sql(_C.id, _Y.id, _Y.kind, _Y.needs_authorisation, _Y.needs_referral)
            .select_from(table(CoverageRow))
            .join(table(PayerRow), _Y.id == _C.payer_id)
            .where(_C.patient_id.in_(set(patient_ids)))
        )
        return {
            coverage_id: PayerAsks(payer_id, kind, bool(authorisation), bool(referral))
            for coverage_id, payer_id, kind, authorisation, referral in self._session.execute(query)
        }

    def allowed(self, patient_ids: Sequence[str]) -> dict[str, tuple[Allowed, ...]]:
        """Authorisations and referrals that were granted, with what is used of them, by patient."""
        query = (
            sql(
                _N.patient_id, _N.id, _N.payer_id, _N.kind, _N.number, _N.approved, _USED,
                _N.effective_on, _N.ends_on,
            )
            .select_from(table(AuthorisationRow))
            .where(_N.patient_id.in_(set(patient_ids)), _N.state.in_(IN_FORCE))
            .order_by(_N.ends_on, _N.id)
        )  # fmt: skip
        found: dict[str, tuple[Allowed, ...]] = {}
        for patient_id, *rest in self._session.execute(query):
            found[patient_id] = (*found.get(patient_id, ()), Allowed(*rest))
        return found

    def estimates(self, visit_ids: Sequence[str]) -> dict[str, str]:
        """How the newest estimate of each visit stands: due or given; visits without one are left out."""
        query = (
            sql(_E.appointment_id, _E.state)
            .where(_E.appointment_id.in_(visit_ids), _E.state.in_(("due", "given")))
            .order_by(_E.number)
        )
        found: dict[str, str] = {}
        for visit_id, state in self._session.execute(query):
            found[visit_id] = state
        return found
