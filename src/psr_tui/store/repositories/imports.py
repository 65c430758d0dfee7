"""Writing many records of another system at once: known by (source, source id), each batch in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session

from psr_tui.domain.incoming import IncomingPatient, IncomingProvider, IncomingVisit
from psr_tui.domain.visit import Act
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.patient_columns import part_values, patient_values, phone_values
from psr_tui.store.repositories.patients import PatientRepository
from psr_tui.store.tables.coverage import CoverageRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow, VisitTypeRow

_BY_KIND = {"patient": PatientRow, "coverage": CoverageRow, "provider": ProviderRow, "visit": AppointmentRow}
_P = columns(PatientRow)
_TYPE_PREFIX = "X-"  # imported history has types of its own, which are not offered for booking


@dataclass(frozen=True, slots=True)
class VisitToWrite:
    """An incoming visit with the ids it got here."""

    visit_id: str
    event_id: str
    patient_id: str
    provider_id: str | None
    visit: IncomingVisit
    visit_type: str = ""
    """A type of ours; '' makes one from the visit's own kind."""
    kind: str = "past"


class ImportRepository:
    """Bulk writes; the caller has decided what is new and made the ids."""

    def __init__(self, session: Session, source: str, by: str, at: datetime) -> None:
        self._session = session
        self._source = source
        self._by = by
        self._at = at

    def known(self, kind: str, source_ids: Sequence[str]) -> dict[str, str]:
        """Our ids of records of this kind that came from the source before; of a merged patient, the record to go on
        with."""
        found = columns(_BY_KIND[kind])
        ours = func.coalesce(found.merged_into, found.id).label("id") if kind == "patient" else found.id
        query = sql(found.source_id, ours).where(found.source == self._source, found.source_id.in_(source_ids))
        return {found.source_id: found.id for found in self._session.execute(query)}

    def alive(self, patient_ids: Sequence[str]) -> set[str]:
        """Those of these patients who are not recorded as deceased."""
        query = sql(_P.id).where(_P.id.in_(patient_ids), _P.deceased_on.is_(None))
        return set(self._session.execute(query).scalars())

    def people_of_others(self) -> bool:
        """Whether the clinic has patients that did not come from this source."""
        query = sql(func.count()).select_from(sql(_P.id).where(_P.source != self._source).limit(1).subquery())
        return bool(self._session.execute(query).scalar_one())

    def sources_of(self, patient_ids: Sequence[str]) -> dict[str, str]:
        """By patient id, the source the record came from; empty for patients registered here."""
        query = sql(_P.id, _P.source).where(_P.id.in_(patient_ids))
        return {found.id: found.source for found in self._session.execute(query)}

    def add_providers(self, new: Sequence[tuple[str, IncomingProvider]], active: bool = False) -> None:
        """Imported practitioners are kept inactive: history names them, nobody is booked with them."""
        rows = [
            {
                "id": row_id, "code": "", "last_name": one.last, "first_name": one.first, "title": one.title,
                "npi": one.npi, "active": active, "source": self._source, "source_id": one.source_id,
            }
            for row_id, one in new
        ]  # fmt: skip
        self._bulk(ProviderRow, rows)

    def add_patients(self, new: Sequence[tuple[str, int, IncomingPatient, date | None, Sequence[str]]]) -> None:
        """Each with its id, record number, day of death and an id for every phone."""
        people, phones, parts = [], [], []
        for patient_id, mrn, one, died, phone_ids in new:
            values = patient_values(one.demographics)
            stamp = {"version": 1, "changed_by": self._by, "changed_at": self._at, "registered_at": self._at}
            values |= {"id": patient_id, "mrn": mrn, "deceased_on": died, "source": self._source, **stamp}
            values |= {"source_id": one.source_id, "flags": ""}
            people.append(values)
            for position, (phone, phone_id) in enumerate(zip(one.demographics.phones, phone_ids, strict=True)):
                phones.append(phone_values(phone, phone_id, patient_id, position))
            parts += part_values(one.demographics, patient_id)
        self._bulk(PatientRow, people)
        self._bulk(PatientPhoneRow, phones)
        PatientRepository(self._session).index_names(parts)

    def add_visits(self, new: Sequence[VisitToWrite], tz: ZoneInfo) -> None:
        """Visits with their one event, ``imported``."""
        labels = {_type_code(one): one.visit.type_label for one in new if not one.visit_type}
        for code, label in sorted(labels.items()):
            values = {"code": code, "label": label, "minutes": 15, "position": 99, "active": False, "preparation": ""}
            row = sqlite_insert(VisitTypeRow).values(**values)
            self._session.execute(row.on_conflict_do_nothing())
        self._bulk(AppointmentRow, [self._visit(one, tz) for one in new])
        events = [
            {
                "id": one.event_id, "appointment_id": one.visit_id, "seq": 1, "at": self._at,
                "staff_name": self._by, "kind": Act.IMPORTED.value, "to_state": one.visit.state,
                "station": "", "from_state": "", "room": "", "reason_kind": "", "reason_code": "", "note": "",
                "version": 1,
            }
            for one in new
        ]  # fmt: skip
        self._bulk(AppointmentEventRow, events)

    def _visit(self, one: VisitToWrite, tz: ZoneInfo) -> dict[str, Any]:
        wall = one.visit.starts_at.astimezone(tz)
        return {
            "id": one.visit_id, "patient_id": one.patient_id, "provider_id": one.provider_id,
            "visit_type": one.visit_type or _type_code(one), "kind": one.kind, "local_date": wall.date(),
            "local_start": f"{wall:%H:%M}", "time_zone": tz.key, "starts_at": one.visit.starts_at,
            "minutes": one.visit.minutes, "state": one.visit.state, "state_at": one.visit.starts_at,
            "arrived_at": None, "room": "", "reason": one.visit.reason,
            "note": f"at {one.visit.place}" if one.visit.place else "", "interpreter": "", "coverage_choice": "",
            "coverage_id": None, "source": self._source, "source_id": one.visit.source_id,
            "version": 1, "changed_by": self._by, "changed_at": self._at,
        }  # fmt: skip

    def _bulk(self, row: type[Any], values: list[dict[str, Any]]) -> None:
        if values:
            self._session.execute(insert(table(row)), values)


def _type_code(one: VisitToWrite) -> str:
    return _TYPE_PREFIX + one.visit.type_code
