"""The next visit of a patient: what may be said of it on a machine is its time and place, and nothing else is read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.schedule import AppointmentRow

_A = columns(AppointmentRow)
_OVER = sorted(state.value for state in VisitState if state.closed)


class NextVisitRepository:
    """One question."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, patient_id: str, now: datetime) -> datetime | None:
        """When the next visit after ``now`` begins, in the time of its place; None for no visit."""
        query = sql(_A.starts_at, _A.time_zone).where(
            _A.patient_id == patient_id, _A.starts_at > now, _A.state.not_in(_OVER)
        )
        found = self._session.execute(query.order_by(_A.starts_at, _A.id).limit(1)).one_or_none()
        return None if found is None else found[0].astimezone(ZoneInfo(found[1]))
