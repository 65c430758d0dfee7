"""Rooms and who is in them; a visit names its room only while it is roomed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.rooms import Room, RoomUse
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import RoomRow

_R, _A, _P, _D = (columns(one) for one in (RoomRow, AppointmentRow, PatientRow, ProviderRow))


class RoomRepository:
    """The clinic's rooms."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Room]:
        """Every room, those in use first, in their order."""
        query = (
            sql(
                _R.id, _R.version, _R.changed_by, _R.changed_at, _R.name, _R.location, _R.holds,
                func.coalesce(_R.provider_id, ""), func.coalesce(_D.last_name, ""), _R.active,
            )
            .select_from(table(RoomRow))
            .outerjoin(table(ProviderRow), _D.id == _R.provider_id)
            .order_by(_R.active.desc(), _R.position, _R.name)
        )  # fmt: skip
        return [Room(*found) for found in self._session.execute(query)]

    def uses(self, day: date) -> list[RoomUse]:
        """Every room with the names of who is in it that day."""
        query = (
            sql(_A.room_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix)
            .select_from(table(AppointmentRow))
            .join(table(PatientRow), _P.id == _A.patient_id)
            .where(_A.local_date == day, _A.state == VisitState.ROOMED.value, _A.room_id.is_not(None))
            .order_by(_A.state_at)
        )
        inside: dict[str, tuple[str, ...]] = {}
        for room_id, *names in self._session.execute(query):
            inside[room_id] = (*inside.get(room_id, ()), display_name(*names))
        return [RoomUse(room, inside.get(room.room_id, ())) for room in self.all()]

    def name_of(self, room_id: str) -> str:
        """What a room is called now, '' when nobody knows it."""
        found = self._session.execute(sql(_R.name).where(_R.id == room_id)).scalar_one_or_none()
        return str(found or "")

    def locations(self) -> list[str]:
        """Where the rooms in use are, by name."""
        query = sql(_R.location).where(_R.active.is_(True), _R.location != "").distinct().order_by(_R.location)
        return [str(found) for found in self._session.execute(query).scalars()]

    # --- acts ---
    def add(self, room_id: str, by: str, at: datetime, **values: Any) -> None:
        """A new room, the last in the order."""
        last = self._session.execute(sql(func.coalesce(func.max(_R.position), 0))).scalar_one()
        self._session.add(RoomRow(id=room_id, position=int(last) + 1, changed_by=by, changed_at=at, **values))
        self._session.flush()

    def change(self, room_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        changed(self._session, RoomRow, room_id, by, at, values)
