"""Recalls, and the visits of the next days whose patients are called to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.recalls import Recall, ToConfirm
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.booking import RecallRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.people import ContactLogRow, FamilyLinkRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_R, _P, _A, _N, _D, _T, _F = (
    columns(one)
    for one in (
        RecallRow, PatientRow, AppointmentRow, PatientPhoneRow, ProviderRow, VisitTypeRow, FamilyLinkRow,
    )
)  # fmt: skip
_BOOKED = (VisitState.REQUESTED.value, VisitState.BOOKED.value)
_OTHER = table(PatientPhoneRow).alias("other")
_FIRST_PHONE = (
    sql(_OTHER.c.id)
    .where(_OTHER.c.patient_id == _P.id, _OTHER.c.wrong_since.is_(None))
    .order_by(_OTHER.c.position)
    .limit(1)
    .scalar_subquery()
)
_RECALL: Any = (
    sql(
        RecallRow, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, func.coalesce(_N.typed, ""),
        func.coalesce(_D.last_name, ""),
    )
    .select_from(table(RecallRow))
    .join(table(PatientRow), _P.id == _R.patient_id)
    .outerjoin(table(PatientPhoneRow), _N.id == _FIRST_PHONE)
    .outerjoin(table(ProviderRow), _D.id == _R.provider_id)
)  # fmt: skip
_CONFIRM: Any = (
    sql(
        _A.id, _A.version, _A.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _A.local_date,
        _A.local_start, func.coalesce(_D.last_name, "").label("provider"), _T.label,
        func.coalesce(_N.typed, "").label("phone"), func.coalesce(_N.voicemail, "").label("voicemail"), _A.confirmation,
    )
    .select_from(table(AppointmentRow))
    .join(table(PatientRow), _P.id == _A.patient_id)
    .join(table(VisitTypeRow), _T.code == _A.visit_type)
    .outerjoin(table(PatientPhoneRow), _N.id == _FIRST_PHONE)
    .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
)  # fmt: skip
_VOICEMAIL = {"none": "no voicemail", "callback_only": "callback only", "detailed": "may leave details"}


class RecallRepository:
    """Recalls by patient and kind; the confirmation list by day."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self) -> list[Recall]:
        """Every open recall of living patients."""
        query = _RECALL.where(_R.state == "open", _P.deceased_on.is_(None)).order_by(_R.due_on, _R.id)
        return [_recall(row) for row in self._session.execute(query)]

    def get(self, recall_id: str) -> Recall | None:
        """One recall."""
        found = self._session.execute(_RECALL.where(_R.id == recall_id)).one_or_none()
        return None if found is None else _recall(found)

    def stand(self, recall_id: str) -> tuple[str, str, datetime]:
        """State, who changed it and when."""
        row = self._session.get_one(RecallRow, recall_id)
        return row.state, row.changed_by, row.changed_at

    def open_of(self, patient_id: str) -> list[str]:
        """Ids of the patient's open recalls."""
        query = sql(_R.id).where(_R.patient_id == patient_id, _R.state == "open").order_by(_R.id)
        return list(self._session.execute(query).scalars())

    def of_kind(self, patient_id: str, kind: str) -> str | None:
        """The id of the patient's recall of a kind, whatever its state: there is one of each (FD-99)."""
        query = sql(_R.id).where(_R.patient_id == patient_id, _R.kind == kind)
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found

    def booked(self, today: date) -> set[str]:
        """Recalls whose patient has a visit of that type to come."""
        query = sql(_R.id).join_from(
            table(RecallRow),
            table(AppointmentRow),
            (_A.patient_id == _R.patient_id) & (_A.visit_type == _R.visit_type),
        )
        query = query.where(_R.state == "open", _A.local_date >= today, _A.state.in_(_BOOKED))
        return set(self._session.execute(query).scalars())

    def last_visit(self, patient_id: str, visit_type: str) -> date | None:
        """The day of the patient's last visit of a type that took place."""
        query = sql(func.max(_A.local_date)).where(
            _A.patient_id == patient_id, _A.visit_type == visit_type, _A.state == VisitState.CHECKED_OUT.value
        )
        found: date | None = self._session.execute(query).scalar_one_or_none()
        return found

    def add(self, recall_id: str, by: str, at: datetime, **fields: Any) -> None:
        """A new recall."""
        self._session.add(RecallRow(id=recall_id, changed_by=by, changed_at=at, **fields))
        self._session.flush()

    def change(self, recall_id: str, by: str, at: datetime, **fields: Any) -> int:
        """Write these fields and the next version."""
        row = self._session.get_one(RecallRow, recall_id)
        for name, value in fields.items():
            setattr(row, name, value)
        row.version, row.changed_by, row.changed_at = row.version + 1, by, at
        self._session.add(row)
        self._session.flush()
        return row.version

    def contacted(
        self, row_id: str, patient_id: str, kind: str, channel: str, actor: Actor, at: datetime, note: str,
        appointment_id: str | None = None,
    ) -> None:  # fmt: skip
        """One line of the contact log (FD-105)."""
        self._session.add(
            ContactLogRow(
                id=row_id, patient_id=patient_id, appointment_id=appointment_id, kind=kind, channel=channel,
                direction="out", at=at, staff_id=actor.staff_id, staff_name=actor.name, note=note,
            )
        )  # fmt: skip
        self._session.flush()

    def to_confirm(self, days: Sequence[date]) -> list[ToConfirm]:
        """The booked visits of these days, with who belongs together: families, and people of one phone (FD-102)."""
        query = _CONFIRM.where(_A.local_date.in_(days), _A.state.in_(_BOOKED))
        rows = list(self._session.execute(query.order_by(_A.local_date, _A.local_start, _A.id)))
        families = self._families({row.patient_id for row in rows})
        return [
            ToConfirm(
                row.id, row.version, row.patient_id,
                display_name(row.last_name, row.first_name, row.middle_name, row.suffix),
                families.get(row.patient_id, row.patient_id), row.local_date, row.local_start, row.provider,
                row.label, row.phone, _VOICEMAIL.get(row.voicemail, ""), row.confirmation,
            )
            for row in rows
        ]  # fmt: skip

    def _families(self, patient_ids: set[str]) -> dict[str, str]:
        """One key a family: the smallest id of those who are linked, straight or over others."""
        query = sql(_F.patient_id, _F.relative_id).where(_F.patient_id.in_(patient_ids))
        key = {one: one for one in patient_ids}

        def root(one: str) -> str:
            while key.get(one, one) != one:
                one = key[one]
            return one

        for patient, relative in self._session.execute(query):
            first, second = sorted((root(patient), root(relative)))
            key[second] = first
        return {one: root(one) for one in patient_ids}


def _recall(row: Any) -> Recall:
    one, last, first, middle, suffix, phone, provider = row
    return Recall(
        one.id, one.version, one.patient_id, display_name(last, first, middle, suffix), one.kind, one.visit_type,
        one.provider_id, one.every_months, one.due_on, one.due_instead, one.suppressed_until, one.reminders,
        one.last_reminded_on, one.priority, one.note, phone, provider,
    )  # fmt: skip
