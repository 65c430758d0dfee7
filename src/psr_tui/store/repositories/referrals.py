"""Referrals to others, and those that wait for a reply."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.referrals import Referral, ReferralForm, ReferralState
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.authorisations import ReferralOutRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import ProviderRow

_R, _P, _D = (columns(one) for one in (ReferralOutRow, PatientRow, ProviderRow))
_WHOLE: Any = (
    sql(ReferralOutRow, func.coalesce(_D.last_name, ""), _P.last_name, _P.first_name)
    .join(table(PatientRow), _P.id == _R.patient_id)
    .outerjoin(table(ProviderRow), _D.id == _R.provider_id)
)
_WAITING = [state.value for state in ReferralState if state.waits]


class ReferralRepository:
    """Referrals out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patient(self, patient_id: str) -> tuple[Referral, ...]:
        """All of a patient, those that wait first, then the newest."""
        query = _WHOLE.where(_R.patient_id == patient_id)
        query = query.order_by(_R.state.not_in(_WAITING), _R.ordered_at.desc(), _R.id)
        return tuple(_referral(*found) for found in self._session.execute(query))

    def waiting(self) -> tuple[Referral, ...]:
        """Every referral without a reply, the most overdue first (FD-126)."""
        query = _WHOLE.where(_R.state.in_(_WAITING)).order_by(_R.due_on, _R.id)
        return tuple(_referral(*found) for found in self._session.execute(query))

    def get(self, referral_id: str) -> Referral | None:
        """One referral."""
        found = self._session.execute(_WHOLE.where(_R.id == referral_id)).one_or_none()
        return None if found is None else _referral(*found)

    def add(self, referral_id: str, form: ReferralForm, by: str, at: datetime) -> None:
        """A new one, open, at version 1."""
        self._session.add(
            ReferralOutRow(
                id=referral_id, patient_id=form.patient_id, appointment_id=form.visit_id or None, ordered_at=at,
                changed_by=by, changed_at=at, **values_of(form),
            )
        )  # fmt: skip
        self._session.flush()

    def change(self, referral_id: str, by: str, at: datetime, **values: Any) -> int:
        """Write these columns and the next version; the answer is that version."""
        return changed(self._session, ReferralOutRow, referral_id, by, at, values)


def values_of(form: ReferralForm) -> dict[str, Any]:
    """The columns a form fills."""
    return {
        "provider_id": form.provider_id or None, "to_name": form.to_name, "specialty": form.specialty,
        "phone": form.phone, "reason": form.reason, "icd_code": form.icd_code, "urgency": form.urgency,
        "due_on": form.due_on, "note": form.note,
    }  # fmt: skip


def _referral(row: ReferralOutRow, provider: str, last: str, first: str) -> Referral:
    return Referral(
        referral_id=row.id, patient_id=row.patient_id, to_name=row.to_name, specialty=row.specialty, phone=row.phone,
        reason=row.reason, icd_code=row.icd_code, urgency=row.urgency, state=ReferralState(row.state),
        ordered_at=row.ordered_at, handed_at=row.handed_at, due_on=row.due_on, reply_on=row.reply_on,
        reply_from=row.reply_from, reply=row.reply, provider_id=row.provider_id or "", provider=provider,
        visit_id=row.appointment_id or "", note=row.note, patient=display_name(last, first), version=row.version,
        changed_by=row.changed_by, changed_at=row.changed_at,
    )  # fmt: skip
