"""Visits: one visit for an act, its log, and the visits around it; the board's pages come from ``board``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func
from sqlalchemy import select as sql

from psr_tui.domain.board import VisitLine
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import Act, VisitEvent, VisitState
from psr_tui.store.repositories.board import BoardQueries
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow, VisitTypeRow

_VISIT, _PATIENT, _PROVIDER, _TYPE = (table(one) for one in (AppointmentRow, PatientRow, ProviderRow, VisitTypeRow))
_A, _P, _D, _T = (columns(one) for one in (AppointmentRow, PatientRow, ProviderRow, VisitTypeRow))
_E = columns(AppointmentEventRow)
_WHOLE: Any = (
    sql(AppointmentRow, PatientRow, func.coalesce(_D.last_name, ""))
    .select_from(_VISIT)
    .join(_PATIENT, _A.patient_id == _P.id)
    .outerjoin(_PROVIDER, _A.provider_id == _D.id)
)

_LINE = (
    sql(_A.id, _A.local_date, _A.local_start, func.coalesce(_D.last_name, ""), _T.label, _A.state)
    .select_from(_VISIT)
    .join(_TYPE, _T.code == _A.visit_type)
    .outerjoin(_PROVIDER, _A.provider_id == _D.id)
)
_COMING = (  # made once: it runs in every posting
    _LINE.where(_A.patient_id == bindparam("patient_id"), _A.local_date > bindparam("day"))
    .order_by(_A.local_date, _A.local_start)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as an act needs it. ``interpreter`` is '', needed, arranged or declined."""

    visit_id: str
    version: int
    changed_by: str
    changed_at: datetime
    patient_id: str
    patient: str
    provider_id: str | None
    provider: str
    visit_type: str
    kind: str
    local_date: date
    local_start: str
    starts_at: datetime
    state: VisitState
    state_at: datetime
    arrived_at: datetime | None
    interpreter: str
    note: str
    coverage_choice: str
    coverage_id: str | None
    case_id: str = ""
    authorisation_id: str = ""
    dob: date | None = None
    waiting_area: str = ""
    access_request: str = ""
    interpreter_mode: str = ""
    room_id: str = ""


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What a new row needs beyond who and when: used for walk-ins."""

    visit_id: str
    patient_id: str
    provider_id: str | None
    visit_type: str
    kind: str
    local_date: date
    local_start: str
    time_zone: str
    starts_at: datetime
    minutes: int
    interpreter: str
    note: str
    provider_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """The patient of a walk-in."""

    patient_id: str
    name: str


@dataclass(frozen=True, slots=True)
class LastAct:
    """An event its author may take back, and the batch it was done in ('' = alone)."""

    visit_id: str
    event_id: str
    batch_id: str


class VisitRepository(BoardQueries):
    """Visits and their logs; acts write columns and append events, the service decides what is allowed."""

    def get(self, visit_id: str) -> Visit | None:
        """The visit as acts decide on it."""
        found = self._session.execute(_WHOLE.where(_A.id == visit_id)).one_or_none()
        return None if found is None else _visit(*found)

    def person(self, patient_id: str) -> Person | None:
        """Who would come."""
        row = self._session.get(PatientRow, patient_id)
        if row is None:
            return None
        name = display_name(row.last_name, row.first_name, row.middle_name, row.suffix)
        return Person(row.id, name)

    def open_on(self, patient_id: str, day: date) -> list[Visit]:
        """Visits of the patient that day that are not over: what a walk-in must not double (FD-14, FD-30)."""
        closed = [state.value for state in VisitState if state.closed]
        query = _WHOLE.where(_A.patient_id == patient_id, _A.local_date == day, _A.state.not_in(closed))
        return [_visit(*found) for found in self._session.execute(query.order_by(_A.local_start, _A.id))]

    def around(self, patient_id: str, day: date, most: int = 3) -> tuple[list[VisitLine], list[VisitLine], int]:
        """The patient's last visits before ``day``, the next ones after it, and how many there are in all (FD-18)."""
        past = self._lines(patient_id, _A.local_date < day, newest_first=True, most=most)
        coming = self._lines(patient_id, _A.local_date > day, newest_first=False, most=most)
        number = self._session.execute(sql(func.count()).where(_A.patient_id == patient_id)).scalar_one()
        return past, coming, int(number)

    def coming(self, patient_id: str, day: date, most: int) -> list[VisitLine]:
        """The patient's next visits after ``day``, the nearest first."""
        found = self._session.execute(_COMING, {"patient_id": patient_id, "day": day, "most": most})
        return [VisitLine(id_, on, start, who, label, VisitState(state)) for id_, on, start, who, label, state in found]

    def _lines(self, patient_id: str, when: ColumnElement[bool], newest_first: bool, most: int) -> list[VisitLine]:
        order = (_A.local_date, _A.local_start)
        query = (
            _LINE.where(_A.patient_id == patient_id, when)
            .order_by(*((one.desc() for one in order) if newest_first else order))
            .limit(most)
        )
        return [
            VisitLine(visit_id, day, start, provider, label, VisitState(state))
            for visit_id, day, start, provider, label, state in self._session.execute(query)
        ]

    # --- acts ---
    def add(self, new: NewVisit, by: str, at: datetime) -> None:
        """A new booked visit; its first event is appended by the caller."""
        self._session.add(
            AppointmentRow(
                id=new.visit_id, patient_id=new.patient_id, provider_id=new.provider_id, visit_type=new.visit_type,
                kind=new.kind, local_date=new.local_date, local_start=new.local_start, time_zone=new.time_zone,
                starts_at=new.starts_at, minutes=new.minutes, state=VisitState.BOOKED.value, state_at=at,
                interpreter=new.interpreter, note=new.note, provider_minutes=new.provider_minutes,
                changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change(self, visit_id: str, by: str, at: datetime, **columns: Any) -> int:
        """Write these columns and the next version; the answer is that version."""
        return changed(self._session, AppointmentRow, visit_id, by, at, columns)

    def grace(self, visit_type: str) -> int:
        """How many minutes after its time a visit of this type is still taken in without a question."""
        found = self._session.execute(sql(_T.grace_minutes).where(_T.code == visit_type)).scalar_one_or_none()
        return 0 if found is None else int(found)

    def append(self, event: VisitEvent, version: int, reason_kind: str = "") -> None:
        """Add a line to the visit's log. ``version`` is the visit's after the act; ``reason_kind`` names the list a
        code is from."""
        last = self._session.execute(sql(func.max(_E.seq)).where(_E.appointment_id == event.visit_id)).scalar_one()
        self._session.add(
            AppointmentEventRow(
                id=event.event_id, appointment_id=event.visit_id, seq=(last or 0) + 1, at=event.at,
                staff_id=event.by_id or None, staff_name=event.by, station=event.station, kind=event.act.value,
                from_state=event.from_state.value if event.from_state else "", to_state=event.to_state.value,
                reason_kind=reason_kind, reason_code=event.reason, note=event.note, undoes=event.undoes or None,
                batch_id=event.batch or None, version=version, room=event.room,
            )
        )  # fmt: skip
        self._session.flush()

    def events(self, visit_id: str) -> tuple[VisitEvent, ...]:
        """The whole log of a visit, oldest first."""
        query = sql(AppointmentEventRow).where(_E.appointment_id == visit_id).order_by(_E.seq)
        return tuple(event_of(row) for row in self._session.execute(query).scalars())

    def last_event_at(self, staff_id: str) -> datetime | None:
        """The time of this person's newest event."""
        query = sql(_E.at).where(_E.staff_id == staff_id).order_by(_E.at.desc()).limit(1)
        found: datetime | None = self._session.execute(query).scalar_one_or_none()
        return found

    def last_acts(self, staff_id: str, since: datetime) -> list[LastAct]:
        """This person's newest act that still holds, with the rest of its batch; empty when there is none."""
        undone = sql(_E.undoes).where(_E.undoes.is_not(None))
        undoable = [act.value for act in Act if act.changes_state and act not in (Act.UNDO, Act.CREATED, Act.IMPORTED)]
        mine = sql(_E.appointment_id, _E.id, _E.batch_id).where(
            _E.staff_id == staff_id, _E.at >= since, _E.kind.in_(undoable), _E.id.not_in(undone)
        )
        newest = self._session.execute(mine.order_by(_E.at.desc(), _E.id.desc()).limit(1)).one_or_none()
        if newest is None:
            return []
        found = [newest]
        if newest.batch_id:
            found = list(self._session.execute(mine.where(_E.batch_id == newest.batch_id).order_by(_E.at, _E.id)))
        return [LastAct(visit_id, event_id, batch_id or "") for visit_id, event_id, batch_id in found]

    def drifted(self) -> list[str]:
        """Visits whose shown state is not the state after their last event (FD-22)."""
        moving = [act.value for act in Act if act.changes_state]
        newest = (
            sql(_E.appointment_id, func.max(_E.seq).label("seq"))
            .where(_E.kind.in_(moving))
            .group_by(_E.appointment_id)
            .subquery()
        )
        query = (
            sql(_A.id)
            .select_from(_VISIT)
            .join(newest, newest.c.appointment_id == _A.id)
            .join(table(AppointmentEventRow), and_(_E.appointment_id == _A.id, _E.seq == newest.c.seq))
            .where(_E.to_state != _A.state)
        )
        return [visit_id for (visit_id,) in self._session.execute(query)]


def _visit(row: AppointmentRow, patient: PatientRow, provider: str) -> Visit:
    return Visit(
        visit_id=row.id, version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
        patient_id=row.patient_id,
        patient=display_name(patient.last_name, patient.first_name, patient.middle_name, patient.suffix),
        provider_id=row.provider_id,
        provider=provider, visit_type=row.visit_type, kind=row.kind, local_date=row.local_date,
        local_start=row.local_start, starts_at=row.starts_at, state=VisitState(row.state), state_at=row.state_at,
        arrived_at=row.arrived_at,
        interpreter=row.interpreter or ("needed" if patient.interpreter == "yes" else ""),
        note=row.note, coverage_choice=row.coverage_choice, coverage_id=row.coverage_id,
        case_id=row.case_id or "", authorisation_id=row.authorisation_id or "", room_id=row.room_id or "",
        dob=patient.dob, waiting_area=row.waiting_area, access_request=row.access_request,
        interpreter_mode=row.interpreter_mode,
    )  # fmt: skip


def event_of(row: AppointmentEventRow) -> VisitEvent:
    """A line of the log as the domain knows it."""
    return VisitEvent(
        event_id=row.id, visit_id=row.appointment_id, at=row.at, by_id=row.staff_id or "", by=row.staff_name,
        station=row.station, act=Act(row.kind), from_state=VisitState(row.from_state) if row.from_state else None,
        to_state=VisitState(row.to_state), reason=row.reason_code, note=row.note, undoes=row.undoes or "",
        batch=row.batch_id or "", room=row.room,
    )  # fmt: skip
