"""Restrictions of patients, and everything that stands against a visit of theirs (front-desk.md FD-35)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.restrictions import Restriction, Stop, StopKind, deceased_stop, merged_stop, stop_of
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.people import PatientRestrictionRow
from psr_tui.store.tables.staff import StaffRow

_R, _P, _STAFF = (columns(one) for one in (PatientRestrictionRow, PatientRow, StaffRow))
_WITH_AUTHOR = (
    sql(PatientRestrictionRow, _STAFF.name)
    .select_from(table(PatientRestrictionRow))
    .join(table(StaffRow), _STAFF.id == _R.author_id)
)


class RestrictionRepository:
    """Restrictions as rows with author and end; lifted ones stay."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stops(self, patient_id: str, day: date) -> tuple[Stop, ...]:
        """What stands against a visit of the patient on ``day``; two queries, one more for a merged record."""
        found = self._session.execute(sql(_P.deceased_on, _P.merged_into).where(_P.id == patient_id)).one_or_none()
        if found is None:
            return ()
        stops = [stop_of(one) for one in self.of_patient(patient_id) if one.in_force(day)]
        if found.deceased_on is not None:
            stops.insert(0, deceased_stop(found.deceased_on))
        if found.merged_into is not None:
            stops.insert(0, merged_stop(self._called(found.merged_into)))
        return tuple(stops)

    def of_patient(self, patient_id: str, lifted: bool = False) -> list[Restriction]:
        """The patient's restrictions, the oldest first; with ``lifted`` those that were lifted too."""
        query = _WITH_AUTHOR.where(_R.patient_id == patient_id).order_by(_R.since, _R.id)
        if not lifted:
            query = query.where(_R.lifted_at.is_(None))
        return [_restriction(row, author) for row, author in self._session.execute(query)]

    def get(self, restriction_id: str) -> tuple[str, Restriction] | None:
        """The patient's id and the restriction."""
        found = self._session.execute(_WITH_AUTHOR.where(_R.id == restriction_id)).one_or_none()
        return None if found is None else (found[0].patient_id, _restriction(*found))

    def add(
        self, row_id: str, patient_id: str, kind: StopKind, reason: str, ends_on: date | None, by: Actor, at: datetime
    ) -> None:
        """A new restriction from now on."""
        self._session.add(
            PatientRestrictionRow(
                id=row_id, patient_id=patient_id, kind=kind.value, reason=reason, author_id=by.staff_id, since=at,
                ends_on=ends_on, changed_by=by.name, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def lift(self, restriction_id: str, by: Actor, at: datetime) -> int:
        """It stops nothing any more; the answer is its new version."""
        row = self._session.get_one(PatientRestrictionRow, restriction_id)
        row.lifted_at, row.lifted_by = at, by.staff_id
        return next_version(self._session, row, by.name, at)

    def restricted(self, patient_ids: list[str], day: date) -> set[str]:
        """Those of these patients who have a restriction in force on a day, for lists."""
        holds = or_(_R.ends_on.is_(None), _R.ends_on >= day)
        query = sql(_R.patient_id).where(_R.patient_id.in_(patient_ids), _R.lifted_at.is_(None), holds)
        return set(self._session.execute(query).scalars())

    def _called(self, patient_id: str) -> str:
        query = sql(_P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.mrn).where(_P.id == patient_id)
        last, first, middle, suffix, mrn = self._session.execute(query).one()
        return f"{display_name(last, first, middle, suffix)}, MRN {mrn_text(mrn)}"


def _restriction(row: PatientRestrictionRow, author: str) -> Restriction:
    return Restriction(
        row.id, StopKind(row.kind), row.reason, author, row.since, row.ends_on, row.lifted_at, row.version,
        row.changed_by, row.changed_at,
    )  # fmt: skip
