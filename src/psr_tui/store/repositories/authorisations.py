"""Authorisations, single uses of them, and the visits that would use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.authorisations import Authorisation, AuthState, Use
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.authorisations import AuthorisationRow, AuthorisationUseRow
from psr_tui.store.tables.coverage import PayerRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_Z, _U, _Y, _D, _A, _T, _P = (
    columns(one)
    for one in (
        AuthorisationRow, AuthorisationUseRow, PayerRow, ProviderRow, AppointmentRow, VisitTypeRow, PatientRow
    )
)  # fmt: skip
_WHOLE: Any = (
    sql(AuthorisationRow, _Y.name, func.coalesce(_D.last_name, ""))
    .join(table(PayerRow), _Y.id == _Z.payer_id)
    .outerjoin(table(ProviderRow), _D.id == _Z.provider_id)
)
_CLOSED = [state.value for state in VisitState if state.closed]


@dataclass(frozen=True, slots=True)
class VisitAhead:
    """A visit still to be kept, before it is known who pays for it."""

    visit_id: str
    patient_id: str
    day: date
    provider_id: str
    linked: str
    choice: str
    coverage_id: str
    case_id: str
    type_needs: bool


@dataclass(frozen=True, slots=True)
class PayerNeeds:
    """What a payer asks for before a visit."""

    name: str
    referral: bool
    authorisation: bool
    bound: bool


@dataclass(frozen=True, slots=True)
class WaitingAuth:
    """An authorisation of a worklist with whose it is."""

    auth: Authorisation
    patient: str
    mrn: int


class AuthorisationRepository:
    """Authorisations and referrals in; the sums over their uses are made in the domain."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patients(self, patient_ids: Sequence[str]) -> dict[str, tuple[Authorisation, ...]]:
        """All of these patients, the ones that end last first, in one query."""
        query = _WHOLE.where(_Z.patient_id.in_(set(patient_ids)))
        query = query.order_by(_Z.ends_on.is_not(None), _Z.ends_on.desc(), _Z.id.desc())
        found: dict[str, tuple[Authorisation, ...]] = {}
        for row, payer, provider in self._session.execute(query):
            found[row.patient_id] = (*found.get(row.patient_id, ()), _auth(row, payer, provider))
        return found

    def of_patient(self, patient_id: str) -> tuple[Authorisation, ...]:
        """All of one patient."""
        return self.of_patients([patient_id]).get(patient_id, ())

    def get(self, auth_id: str) -> Authorisation | None:
        """One authorisation."""
        found = self._session.execute(_WHOLE.where(_Z.id == auth_id)).one_or_none()
        return None if found is None else _auth(*found)

    def uses(self, auth_ids: Sequence[str]) -> list[Use]:
        """Everything taken and given back, in the order it was written."""
        query = sql(_U.authorisation_id, _U.appointment_id, _U.units, _U.service_date)
        query = query.where(_U.authorisation_id.in_(auth_ids)).order_by(_U.at, _U.id)
        return [Use(*row) for row in self._session.execute(query)]

    def uses_of_visit(self, visit_id: str) -> list[Use]:
        """What one visit took and gave back."""
        query = sql(_U.authorisation_id, _U.appointment_id, _U.units, _U.service_date)
        return [Use(*row) for row in self._session.execute(query.where(_U.appointment_id == visit_id))]

    def open_visits(self, patient_ids: Sequence[str]) -> list[VisitAhead]:
        """Visits of these patients that are still to be kept."""
        query = (
            sql(
                _A.id, _A.patient_id, _A.local_date, func.coalesce(_A.provider_id, ""),
                func.coalesce(_A.authorisation_id, ""), _A.coverage_choice, func.coalesce(_A.coverage_id, ""),
                func.coalesce(_A.case_id, ""), _T.needs_authorisation,
            )
            .select_from(table(AppointmentRow))
            .join(table(VisitTypeRow), _T.code == _A.visit_type)
            .where(_A.patient_id.in_(set(patient_ids)), _A.state.not_in(_CLOSED))
        )  # fmt: skip
        return [VisitAhead(*row) for row in self._session.execute(query)]

    def type_needs(self, visit_type: str) -> bool:
        """Whether a visit type asks for an authorisation or a referral."""
        query = sql(_T.needs_authorisation).where(_T.code == visit_type)
        return bool(self._session.execute(query).scalar_one_or_none())

    def payer_needs(self) -> dict[str, PayerNeeds]:
        """What each payer asks for, by payer id."""
        query = sql(_Y.id, _Y.name, _Y.needs_referral, _Y.needs_authorisation, _Y.decides_by_rule)
        return {one: PayerNeeds(name, ref, auth, bound) for one, name, ref, auth, bound in self._session.execute(query)}

    def waiting(self, today: date) -> list[WaitingAuth]:
        """Requests nobody decided, and granted ones that are not over: what worklists are made of."""
        pending = [state.value for state in AuthState if state.pending]
        granted = [AuthState.AUTHORISED.value, AuthState.OPEN.value]
        query = (
            _WHOLE.add_columns(_P.last_name, _P.first_name, _P.mrn)
            .join(table(PatientRow), _P.id == _Z.patient_id)
            .where(
                or_(
                    _Z.state.in_(pending),
                    _Z.state.in_(granted) & or_(_Z.ends_on.is_(None), _Z.ends_on >= today),
                ),
                _P.deceased_on.is_(None),
            )
            .order_by(_Z.due_at.is_(None), _Z.due_at, _Z.ends_on, _Z.id)
        )
        return [
            WaitingAuth(_auth(row, payer, provider), display_name(last, first), mrn)
            for row, payer, provider, last, first, mrn in self._session.execute(query)
        ]

    # --- acts ---
    def add(self, auth_id: str, patient_id: str, by: str, at: datetime, **values: Any) -> None:
        """A new one at version 1."""
        row = AuthorisationRow(id=auth_id, patient_id=patient_id, changed_by=by, changed_at=at, **values)
        self._session.add(row)
        self._session.flush()

    def change(self, auth_id: str, by: str, at: datetime, **values: Any) -> int:
        """Write these columns and the next version; the answer is that version."""
        return changed(self._session, AuthorisationRow, auth_id, by, at, values)

    def take(self, use_id: str, use: Use, staff_id: str, staff_name: str, at: datetime) -> None:
        """Append a use; less than nothing gives back."""
        self._session.add(
            AuthorisationUseRow(
                id=use_id, authorisation_id=use.auth_id, appointment_id=use.visit_id, units=use.units,
                service_date=use.day, at=at, staff_id=staff_id, staff_name=staff_name,
            )
        )  # fmt: skip
        self._session.flush()


def _auth(row: AuthorisationRow, payer: str, provider: str) -> Authorisation:
    return Authorisation(
        auth_id=row.id, patient_id=row.patient_id, payer_id=row.payer_id, payer=payer, kind=row.kind,
        number=row.number, state=AuthState(row.state), counts=row.counts, requested=row.requested,
        approved=row.approved, once_a_day=row.once_a_day, effective=row.effective_on, ends=row.ends_on,
        services=row.services, provider_id=row.provider_id or "", provider=provider,
        coverage_id=row.coverage_id or "", referred_by=row.referred_by, network=row.network,
        call_name=row.call_name, call_phone=row.call_phone, expedited=row.expedited, requested_at=row.requested_at,
        due_at=row.due_at, decided_at=row.decided_at, denial_code=row.denial_code, denial_reason=row.denial_reason,
        note=row.note, version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
    )  # fmt: skip
