"""Visits that were marked as no-show, with their logs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.no_shows import NoShow, marked_and_came
from psr_tui.domain.visit import VisitEvent, VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.visits import event_of
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow

_A, _P, _D, _E = (columns(one) for one in (AppointmentRow, PatientRow, ProviderRow, AppointmentEventRow))


class NoShowQueries:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(self, first: date, last: date) -> list[NoShow]:
        """Every visit of these days whose mark as no-show stands, the newest day first; two queries."""
        marked = sql(_E.appointment_id).where(_E.to_state == VisitState.NO_SHOW.value)
        query = (
            sql(
                _A.id, _A.version, _A.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
                _A.local_date, _A.local_start, func.coalesce(_D.last_name, ""), _A.state,
            )
            .select_from(table(AppointmentRow))
            .join(table(PatientRow), _P.id == _A.patient_id)
            .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
            .where(_A.local_date >= first, _A.local_date <= last, _A.id.in_(marked))
            .order_by(_A.local_date.desc(), _A.local_start, _A.id)
        )  # fmt: skip
        rows = list(self._session.execute(query))
        logs = self._logs([row[0] for row in rows])
        found = []
        for visit_id, version, patient_id, last_name, given, middle, suffix, day, start, provider, state in rows:
            facts = marked_and_came(logs.get(visit_id, []))
            if facts is not None:
                name = display_name(last_name, given, middle, suffix)
                found.append(
                    NoShow(visit_id, version, patient_id, name, day, start, provider, VisitState(state), *facts)
                )
        return found

    def _logs(self, visit_ids: list[str]) -> dict[str, list[VisitEvent]]:
        query = sql(AppointmentEventRow).where(_E.appointment_id.in_(visit_ids)).order_by(_E.appointment_id, _E.seq)
        found: dict[str, list[VisitEvent]] = {}
        for row in self._session.execute(query).scalars():
            found.setdefault(row.appointment_id, []).append(event_of(row))
        return found
