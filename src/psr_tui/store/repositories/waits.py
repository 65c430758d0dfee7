"""Waiting people: the line of each provider, what they were told, and the marks the queue shows beside a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.line import UNTIMED, Place, Priority
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_words import Answer, Talk
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import RoomRow, WaitTalkRow

_A, _P, _D, _R, _T = (columns(one) for one in (AppointmentRow, PatientRow, ProviderRow, RoomRow, WaitTalkRow))
_WAITING = [state.value for state in VisitState if state.waiting]
_OTHER = table(AppointmentRow).alias()
_MISSED = (
    sql(func.count())
    .where(
        _OTHER.c.patient_id == _A.patient_id, _OTHER.c.local_date >= bindparam("since"),
        _OTHER.c.state == VisitState.NO_SHOW.value,
    )
    .scalar_subquery()
)  # fmt: skip
_LAST_TOLD = sql(_T.waited_minutes).where(_T.appointment_id == _A.id).order_by(_T.at.desc()).limit(1).scalar_subquery()
_MARKS = (  # made once: it runs with every page of the queue
    sql(
        _A.id, func.coalesce(_R.name, ""), func.coalesce(_A.room_id, ""), _A.priority, _A.priority_note, _LAST_TOLD,
        _MISSED, func.coalesce(_A.provider_id, ""), func.coalesce(_P.pcp_provider_id, ""),
        func.coalesce(_D.last_name, ""), _A.minutes,
    )
    .select_from(table(AppointmentRow))
    .join(table(PatientRow), _P.id == _A.patient_id)
    .outerjoin(table(RoomRow), and_(_R.id == _A.room_id, _A.state == VisitState.ROOMED.value))
    .outerjoin(table(ProviderRow), _D.id == _P.pcp_provider_id)
    .where(_A.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_TOLD = sql(_T.id).where(_T.appointment_id == _A.id).exists()


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row of the queue shows of its day. ``told`` is the wait in minutes when it was last explained, None when
    it never was; ``missed`` counts no-shows of the last twelve months."""

    room: str = ""
    room_id: str = ""
    priority: Priority = Priority.NONE
    priority_note: str = ""
    told: int | None = None
    missed: int = 0
    provider_id: str = ""
    pcp_id: str = ""
    pcp: str = ""
    minutes: int = 15


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody who waits and was never told how long."""

    visit_id: str
    patient_id: str
    name: str
    provider: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """A booked visit nobody arrived for."""

    visit_id: str
    patient_id: str
    version: int
    name: str
    starts_at: datetime
    minutes: int


class WaitRepository:
    """Reads for rows and header; talks are only added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def marks(self, visit_ids: Sequence[str], since: date) -> dict[str, Marks]:
        """The marks of these visits by id, in one query however many there are (FD-05)."""
        found = self._session.execute(_MARKS, {"ids": list(visit_ids), "since": since})
        return {
            visit_id: Marks(room, room_id, Priority(priority), *rest)
            for visit_id, room, room_id, priority, *rest in found
        }

    def line(self, day: date, provider_id: str | None) -> list[Place]:
        """Everybody in the line of a provider (None: of nobody in particular), in no order: who waits, and who
        stands on the list without times."""
        listed = and_(_A.kind == UNTIMED, _A.state == VisitState.BOOKED.value)
        whose = _A.provider_id.is_(None) if provider_id is None else _A.provider_id == provider_id
        query = (
            sql(
                _A.id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _A.starts_at, _A.arrived_at,
                _A.sort_weight, _A.priority, _A.minutes, _A.state,
            )
            .select_from(table(AppointmentRow))
            .join(table(PatientRow), _P.id == _A.patient_id)
            .where(_A.local_date == day, whose, or_(_A.state.in_(_WAITING), listed))
        )  # fmt: skip
        return [_place(tuple(found)) for found in self._session.execute(query)]

    def untold(self, day: date, provider_id: str = "") -> list[Untold]:
        """Who waits and was never told, the longest wait first; '' means with anybody."""
        query = (
            sql(
                _A.id, _A.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
                func.coalesce(_D.last_name, ""), _A.arrived_at,
            )
            .select_from(table(AppointmentRow))
            .join(table(PatientRow), _P.id == _A.patient_id)
            .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
            .where(*_untold(day, provider_id))
            .order_by(_A.arrived_at, _A.id)
        )  # fmt: skip
        return [
            Untold(visit_id, patient_id, display_name(last, first, middle, suffix), provider, came)
            for visit_id, patient_id, last, first, middle, suffix, provider, came in self._session.execute(query)
        ]

    def untold_since(self, day: date, provider_id: str = "") -> list[datetime]:
        """Arrival times of who waits and was never told."""
        return list(self._session.execute(sql(_A.arrived_at).where(*_untold(day, provider_id))).scalars())

    def talks(self, visit_id: str) -> tuple[Talk, ...]:
        """Every time the wait was explained, the oldest first."""
        query = (
            sql(_T.at, _T.staff_name, _T.waited_minutes, _T.told_minutes, _T.answer, _T.note)
            .where(_T.appointment_id == visit_id)
            .order_by(_T.at, _T.id)
        )
        return tuple(
            Talk(at, by, waited, told, Answer(answer), note)
            for at, by, waited, told, answer, note in self._session.execute(query)
        )

    def has_talk(self, talk_id: str) -> bool:
        """Whether this talk is written down already."""
        return self._session.get(WaitTalkRow, talk_id) is not None

    def add_talk(self, talk_id: str, visit_id: str, talk: Talk, staff_id: str) -> None:
        """Write down that the wait was explained."""
        self._session.add(
            WaitTalkRow(
                id=talk_id, appointment_id=visit_id, at=talk.at, staff_id=staff_id, staff_name=talk.by,
                waited_minutes=talk.waited, told_minutes=talk.told, answer=talk.answer.value, note=talk.note,
            )
        )  # fmt: skip
        self._session.flush()

    def preferred(self, patient_id: str) -> str:
        """What the patient is called: the preferred name, else the first, else the last one."""
        row = self._session.get_one(PatientRow, patient_id)
        return row.preferred_name or row.first_name or row.last_name

    def booked(self, day: date, provider_id: str = "") -> list[Coming]:
        """Visits of the day nobody arrived for, for the bulk list; '' means with anybody."""
        query = (
            sql(
                _A.id, _A.patient_id, _A.version, _A.starts_at, _A.minutes, _P.last_name, _P.first_name,
                _P.middle_name, _P.suffix,
            )
            .select_from(table(AppointmentRow))
            .join(table(PatientRow), _P.id == _A.patient_id)
            .where(
                _A.local_date == day, _A.state == VisitState.BOOKED.value, _A.arrived_at.is_(None), _A.kind != UNTIMED,
                *([_A.provider_id == provider_id] if provider_id else []),
            )
            .order_by(_A.local_start, _P.last_folded, _A.id)
        )  # fmt: skip
        return [
            Coming(visit_id, patient_id, version, display_name(*names), starts, minutes)
            for visit_id, patient_id, version, starts, minutes, *names in self._session.execute(query)
        ]


def _untold(day: date, provider_id: str) -> list[Any]:
    found = [_A.local_date == day, _A.state.in_(_WAITING), _A.arrived_at.is_not(None), ~_TOLD]
    return [*found, _A.provider_id == provider_id] if provider_id else found


def _place(found: tuple[Any, ...]) -> Place:
    visit_id, last, first, middle, suffix, starts, came, weight, priority, minutes, state = found
    at = max(starts, came) if came is not None else starts
    name = display_name(last, first, middle, suffix)
    return Place(visit_id, name, at, weight, Priority(priority), minutes, VisitState(state).waiting)
