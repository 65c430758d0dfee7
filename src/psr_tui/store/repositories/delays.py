"""How late each provider runs: what was said, and what the day itself shows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.delays import Delay, Roomed
from psr_tui.domain.line import UNTIMED
from psr_tui.domain.visit import WALK_IN, Act, VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow
from psr_tui.store.tables.visit_day import ProviderDelayRow

_L, _A, _E = (columns(one) for one in (ProviderDelayRow, AppointmentRow, AppointmentEventRow))


class DelayRepository:
    """Delays are only added to; the newest of a day counts, so they end with the day."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def history(self, day: date) -> list[Delay]:
        """Everything that was said about a day, the oldest first."""
        query = (
            sql(_L.provider_id, _L.minutes, _L.staff_name, _L.at, _L.note).where(_L.day == day).order_by(_L.at, _L.id)
        )
        return [Delay(*found) for found in self._session.execute(query)]

    def of_day(self, day: date) -> dict[str, int]:
        """Minutes by provider, the newest word of each."""
        return {one.provider_id: one.minutes for one in self.history(day)}

    def add(self, delay_id: str, delay: Delay, day: date, staff_id: str) -> None:
        """Say how late somebody runs from now on; 0 takes it back."""
        self._session.add(
            ProviderDelayRow(
                id=delay_id, provider_id=delay.provider_id, day=day, minutes=delay.minutes, note=delay.note,
                at=delay.at, staff_id=staff_id, staff_name=delay.by,
            )
        )  # fmt: skip
        self._session.flush()

    def roomed(self, day: date, since: datetime) -> list[Roomed]:
        """Booked visits of a day that are in a room, or left it since, with the time of the last step into it. Walk-ins
        and lists without times have no plan to be behind of."""
        into = (
            sql(func.max(_E.at))
            .where(_E.appointment_id == _A.id, _E.to_state == VisitState.ROOMED.value, _E.kind == Act.MOVE.value)
            .scalar_subquery()
        )
        query = sql(_A.provider_id, _A.starts_at, _A.arrived_at, into).where(
            _A.local_date == day,
            _A.state.in_((VisitState.ROOMED.value, VisitState.CHECKED_OUT.value)),
            _A.state_at >= since,
            _A.kind.not_in((WALK_IN, UNTIMED)),
            _A.provider_id.is_not(None),
            _A.arrived_at.is_not(None),
        )
        rows = self._session.execute(query.select_from(table(AppointmentRow)))
        return [Roomed(who, starts, came, into) for who, starts, came, into in rows if into is not None]
