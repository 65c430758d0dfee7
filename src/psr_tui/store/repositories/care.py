"""The policy log: what people asked for at the desk (a private area, an interpreter, access) and what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.care import CareKind, CareLine, CareNote
from psr_tui.domain.names import display_name
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.visit_day import CareNoteRow

_N, _P = columns(CareNoteRow), columns(PatientRow)
_LINE = (
    sql(
        _N.id, _N.at, _N.kind, _N.asked, _N.done, _N.job_number, _N.staff_name, _N.patient_id, _P.mrn, _P.last_name,
        _P.first_name, _P.middle_name, _P.suffix, func.coalesce(_N.appointment_id, ""),
    )
    .select_from(table(CareNoteRow))
    .join(table(PatientRow), _P.id == _N.patient_id)
)  # fmt: skip

_WRITTEN: Any = literal_column("care_note.rowid")
"""Two lines of one instant stand in the order they were written."""


class CareRepository:
    """Lines of the policy log; only added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, note_id: str, note: CareNote, staff_id: str, staff_name: str, at: datetime) -> None:
        """Write one line."""
        self._session.add(
            CareNoteRow(
                id=note_id, patient_id=note.patient_id, appointment_id=note.visit_id or None, kind=note.kind.value,
                asked=note.asked, done=note.done, job_number=note.job_number, at=at, staff_id=staff_id,
                staff_name=staff_name,
            )
        )  # fmt: skip
        self._session.flush()

    def between(self, since: datetime, until: datetime, most: int = 500) -> list[CareLine]:
        """The lines from ``since`` to before ``until``, newest first."""
        query = _LINE.where(_N.at >= since, _N.at < until).order_by(_N.at.desc(), _WRITTEN.desc()).limit(most)
        return [_line(*found) for found in self._session.execute(query)]

    def of_visit(self, visit_id: str) -> list[CareLine]:
        """The lines of one visit, oldest first."""
        query = _LINE.where(_N.appointment_id == visit_id).order_by(_N.at, _WRITTEN)
        return [_line(*found) for found in self._session.execute(query)]


def _line(
    note_id: str, at: datetime, kind: str, asked: str, done: str, job: str, by: str, patient_id: str, mrn: int,
    last: str, first: str, middle: str, suffix: str, visit_id: str,
) -> CareLine:  # fmt: skip
    name = display_name(last, first, middle, suffix)
    return CareLine(note_id, at, CareKind(kind), asked, done, job, by, patient_id, mrn, name, visit_id)
