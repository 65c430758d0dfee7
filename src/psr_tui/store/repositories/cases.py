"""Accidents and work injuries on file, and the visits that are billed to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.cases import Case, CaseForm, CaseKind
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.coverage import PayerRow
from psr_tui.store.tables.eligibility import CasePolicyRow
from psr_tui.store.tables.schedule import AppointmentRow

_K, _Y, _A = (columns(one) for one in (CasePolicyRow, PayerRow, AppointmentRow))
_WHOLE: Any = sql(CasePolicyRow, _Y.name).join(table(PayerRow), _Y.id == _K.payer_id)


class CaseRepository:
    """Cases of patients."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patient(self, patient_id: str) -> tuple[Case, ...]:
        """The patient's cases, open ones first, then the newest."""
        query = _WHOLE.where(_K.patient_id == patient_id)
        query = query.order_by(_K.closed_on.is_not(None), _K.happened_on.desc(), _K.id)
        return tuple(_case(*found) for found in self._session.execute(query))

    def get(self, case_id: str) -> Case | None:
        """One case."""
        found = self._session.execute(_WHOLE.where(_K.id == case_id)).one_or_none()
        return None if found is None else _case(*found)

    def of_visits(self, visit_ids: Sequence[str]) -> dict[str, Case]:
        """The case each of these visits is billed to, by visit id; visits without one are left out."""
        query = (
            sql(_A.id, CasePolicyRow, _Y.name)
            .select_from(table(AppointmentRow))
            .join(table(CasePolicyRow), _K.id == _A.case_id)
            .join(table(PayerRow), _Y.id == _K.payer_id)
            .where(_A.id.in_(visit_ids))
        )
        return {visit_id: _case(row, payer) for visit_id, row, payer in self._session.execute(query)}

    def visits(self, case_id: str) -> int:
        """How many visits are linked to a case."""
        return int(self._session.execute(sql(func.count()).where(_A.case_id == case_id)).scalar_one())

    def add(self, case_id: str, form: CaseForm, payer_id: str, by: str, at: datetime) -> None:
        """A new case at version 1."""
        self._session.add(
            CasePolicyRow(
                id=case_id, patient_id=form.patient_id, changed_by=by, changed_at=at, **_values(form, payer_id)
            )
        )
        self._session.flush()

    def change(self, case_id: str, form: CaseForm, payer_id: str, by: str, at: datetime) -> int:
        """Write what was typed; the answer is the new version."""
        return self._write(case_id, _values(form, payer_id), by, at)

    def close(self, case_id: str, on: date | None, by: str, at: datetime) -> int:
        """The last day on which visits may be billed to it; None opens it again."""
        return self._write(case_id, {"closed_on": on}, by, at)

    def _write(self, case_id: str, values: dict[str, Any], by: str, at: datetime) -> int:
        return changed(self._session, CasePolicyRow, case_id, by, at, values)


def _values(form: CaseForm, payer_id: str) -> dict[str, Any]:
    return {
        "payer_id": payer_id, "kind": form.kind, "happened_on": form.happened_on, "claim_number": form.claim_number,
        "state": form.state, "adjuster": form.adjuster, "adjuster_phone": form.adjuster_phone,
        "employer": form.employer, "note": form.note,
    }  # fmt: skip


def _case(row: CasePolicyRow, payer: str) -> Case:
    return Case(
        case_id=row.id, patient_id=row.patient_id, payer_id=row.payer_id, payer=payer, kind=CaseKind(row.kind),
        happened_on=row.happened_on, claim_number=row.claim_number, state=row.state, adjuster=row.adjuster,
        adjuster_phone=row.adjuster_phone, employer=row.employer, note=row.note, closed_on=row.closed_on,
        version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
    )  # fmt: skip
