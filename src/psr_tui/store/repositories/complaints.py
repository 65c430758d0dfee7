"""Complaints and grievances."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.complaints import Complaint, ComplaintState
from psr_tui.domain.names import display_name
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.work import ComplaintRow

_C, _P, _S = (columns(one) for one in (ComplaintRow, PatientRow, StaffRow))
_OVER = [state.value for state in ComplaintState if state.over]


class ComplaintRepository:
    """Reads and writes complaints."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, complaint_id: str) -> Complaint | None:
        """One complaint."""
        return next(iter(self._read(self._query().where(_C.id == complaint_id))), None)

    def standing(self) -> list[Complaint]:
        """Every complaint that is not over, the oldest first."""
        return self._read(self._query().where(_C.state.not_in(_OVER)).order_by(_C.received_at, _C.id))

    def add(self, one: Complaint, by: str, at: datetime) -> None:
        """A new complaint."""
        self._session.execute(
            table(ComplaintRow).insert().values(
                id=one.complaint_id, patient_id=one.patient_id or None,
                kind="grievance" if one.grievance else "complaint", channel=one.channel, category=one.category,
                about_staff_id=one.about_staff_id or None, about=one.about, words=one.words,
                owner_id=one.owner_id or None, received_at=one.received_at, acknowledge_by=one.acknowledge_by,
                decide_by=one.decide_by, state=one.state.value, outcome=one.outcome, steps=one.steps,
                version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip

    def change(self, complaint_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns and raise the version."""
        rows = table(ComplaintRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == complaint_id)
            .values(version=rows.c.version + 1, changed_by=by, changed_at=at, **values)
        )

    @staticmethod
    def _query() -> Any:
        about, owner = table(StaffRow).alias("about_staff"), table(StaffRow).alias("owner_staff")
        names = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix)
        return (
            sql(*table(ComplaintRow).c, *names, about.c.name.label("about_name"), owner.c.name.label("owner_name"))
            .outerjoin(table(PatientRow), _P.id == _C.patient_id)
            .outerjoin(about, about.c.id == _C.about_staff_id)
            .outerjoin(owner, owner.c.id == _C.owner_id)
        )

    def _read(self, query: Any) -> list[Complaint]:
        return [
            Complaint(
                row["id"], row["patient_id"] or "",
                display_name(row["last_name"], row["first_name"], row["middle_name"], row["suffix"])
                if row["patient_id"] else "",
                row["kind"] == "grievance", row["channel"], row["category"], row["words"], row["about_staff_id"] or "",
                row["about_name"] or row["about"], row["owner_id"] or "", row["owner_name"] or "", row["received_at"],
                row["acknowledge_by"], row["decide_by"], ComplaintState(row["state"]), row["outcome"], row["steps"],
                row["version"], row["changed_by"], row["changed_at"],
            )
            for row in self._session.execute(query).mappings()
        ]  # fmt: skip
