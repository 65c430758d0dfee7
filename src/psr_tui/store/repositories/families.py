"""Patients who belong together, and the coverage a relative takes over (front-desk.md FD-60, FD-61)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.families import Relation, Relative, covered_as
from psr_tui.domain.names import display_name
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.coverage import CoverageRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.people import FamilyLinkRow

_F, _P, _C = (columns(one) for one in (FamilyLinkRow, PatientRow, CoverageRow))


class FamilyRepository:
    """Links between patients, one row each way."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def relatives(self, patient_id: str) -> list[Relative]:
        """The patient's relatives, the oldest first."""
        query = (
            sql(_P.id, _F.relation, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.mrn, _P.dob)
            .select_from(table(FamilyLinkRow))
            .join(table(PatientRow), _P.id == _F.relative_id)
            .where(_F.patient_id == patient_id)
            .order_by(_P.dob, _P.id)
        )
        return [
            Relative(key, Relation(relation), display_name(last, first, middle, suffix), mrn, born)
            for key, relation, last, first, middle, suffix, mrn, born in self._session.execute(query)
        ]

    def relatives_of(self, patient_ids: Sequence[str]) -> dict[str, set[str]]:
        """Ids of relatives by patient, for lists that keep families together (FD-61, FD-102); one query."""
        found: dict[str, set[str]] = {}
        query = sql(_F.patient_id, _F.relative_id).where(_F.patient_id.in_(set(patient_ids)))
        for patient_id, relative_id in self._session.execute(query):
            found.setdefault(patient_id, set()).add(relative_id)
        return found

    def link(self, patient_id: str, relative_id: str, relation: Relation, by: Actor, at: datetime) -> None:
        """``relation`` is what the relative is to the patient; both rows are written, an older pair is replaced."""
        self.unlink(patient_id, relative_id)
        for one, other, what in (
            (patient_id, relative_id, relation),
            (relative_id, patient_id, relation.inverse),
        ):
            row = FamilyLinkRow(
                patient_id=one, relative_id=other, relation=what.value, staff_id=by.staff_id, at=at
            )  # fmt: skip
            self._session.add(row)
        self._session.flush()

    def unlink(self, patient_id: str, relative_id: str) -> None:
        """The two are not related after all."""
        both = or_(
            (_F.patient_id == patient_id) & (_F.relative_id == relative_id),
            (_F.patient_id == relative_id) & (_F.relative_id == patient_id),
        )
        self._session.execute(delete(FamilyLinkRow).where(both))

    def copy_coverages(
        self, patient_id: str, relative_id: str, relation: Relation, today: date, new_id: Callable[[], str],
        by: str, at: datetime,
    ) -> list[str]:  # fmt: skip
        """Give the relative the patient's coverages that hold today, as rows of their own; the answer is their ids.

        Nobody has asked the payer about the relative yet: neither the card nor an answer is copied.
        """
        patient = self._session.get_one(PatientRow, patient_id)
        made = []
        query = sql(CoverageRow).where(_C.patient_id == patient_id).order_by(_C.position, _C.id)
        for row in list(self._session.execute(query).scalars()):
            if not (row.effective_on or today) <= today <= (row.ends_on or today):
                continue
            own = row.relationship == "self"
            name = display_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix)
            copy = CoverageRow(
                id=new_id(), patient_id=relative_id, payer_id=row.payer_id, position=row.position,
                plan_name=row.plan_name, member_id=row.member_id, group_number=row.group_number,
                relationship=covered_as(relation, row.relationship), copay_cents=row.copay_cents,
                subscriber_name=name if own else row.subscriber_name,
                subscriber_dob=patient.dob if own else row.subscriber_dob,
                subscriber_patient_id=patient_id if own else row.subscriber_patient_id,
                effective_on=today, ends_on=row.ends_on, changed_by=by, changed_at=at,
            )  # fmt: skip
            self._session.add(copy)
            made.append(copy.id)
        self._session.flush()
        return made
