"""The queue's list by pages: every question is one query, however many visits the day has (FD-05)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.board import STATUSES, BoardFilter, BoardRow, ProviderChoice, Sort
from psr_tui.domain.line import UNTIMED
from psr_tui.domain.text import fold
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import RoomRow

_VISIT, _PATIENT, _PROVIDER = table(AppointmentRow), table(PatientRow), table(ProviderRow)
_A, _P, _D, _R = (columns(one) for one in (AppointmentRow, PatientRow, ProviderRow, RoomRow))
INTERPRETER = case((and_(_A.interpreter == "", _P.interpreter == "yes"), "needed"), else_=_A.interpreter)
"""The visit's own answer, or before there is one what the patient's record says."""
_LEAVES_BOARD = [state.value for state in VisitState if state.closed and state is not VisitState.NO_SHOW]
_WAITING = [state.value for state in VisitState if state.waiting]


class BoardQueries:
    """Answers for one filter on one day. ``shown_since``: visits finished before it have left the board (FD-08);
    None shows all of them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, chosen: BoardFilter, day: date, shown_since: datetime | None) -> int:
        """Visits under the filter; those finished before ``shown_since`` have left the board (FD-08)."""
        query = _joined(sql(func.count()).select_from(_VISIT), chosen).where(*_where(chosen, day, shown_since))
        return int(self._session.execute(query).scalar_one())

    def page(
        self, chosen: BoardFilter, day: date, shown_since: datetime | None, first: int, count: int
    ) -> list[BoardRow]:
        """Rows ``first`` and on of the day's list; finished visits only since ``shown_since``, all when it is None."""
        query = (
            sql(
                _A.id, _A.version, _A.patient_id, _P.mrn, _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
                _P.dob, _A.local_start, _A.starts_at, func.coalesce(_D.last_name, ""), _A.visit_type, _A.kind,
                _A.state, _A.state_at, _A.changed_by, _A.arrived_at, INTERPRETER, _A.coverage_choice, _A.coverage_id,
                _A.case_id, _A.waiting_area, _A.access_request, _A.note,
            )
            .select_from(_VISIT)
            .join(_PATIENT, _A.patient_id == _P.id)
            .outerjoin(_PROVIDER, _A.provider_id == _D.id)
            .where(_A.id.in_(self._listed(sql(_A.id), chosen, day, shown_since).offset(first).limit(count)))
            .order_by(*_order(chosen.sort))
        )  # fmt: skip
        return [_board_row(tuple(found)) for found in self._session.execute(query)]

    def index_of(self, chosen: BoardFilter, day: date, shown_since: datetime | None, visit_id: str) -> int | None:
        """Where the visit stands in that list, from 0."""
        ranked = self._ranked(chosen, day, shown_since)
        found = self._session.execute(sql(ranked.c.place).where(ranked.c.id == visit_id)).scalar_one_or_none()
        return None if found is None else int(found) - 1

    def jump(self, chosen: BoardFilter, day: date, shown_since: datetime | None, prefix: str, after: int) -> int | None:
        """The row at or after ``after`` (then from the top) whose surname starts so; accents do not count."""
        ranked = self._ranked(chosen, day, shown_since)
        query = (
            sql(ranked.c.place)
            .where(ranked.c.last_folded.like(_escaped(fold(prefix)) + "%", escape="\\"))
            .order_by(case((ranked.c.place > after, 0), else_=1), ranked.c.place)
            .limit(1)
        )
        found = self._session.execute(query).scalar_one_or_none()
        return None if found is None else int(found) - 1

    def _ranked(self, chosen: BoardFilter, day: date, shown_since: datetime | None) -> Any:
        place = func.row_number().over(order_by=_order(chosen.sort)).label("place")
        asked = sql(_A.id, _P.last_folded.label("last_folded"), place).select_from(_VISIT)
        return _joined(asked, chosen).where(*_where(chosen, day, shown_since)).subquery()

    def _listed(self, asked: Select[Any], chosen: BoardFilter, day: date, shown_since: datetime | None) -> Select[Any]:
        """The day's list with few columns: sorting two thousand wide rows to show sixty would take most of the time."""
        where = _where(chosen, day, shown_since)
        return _joined(asked.select_from(_VISIT), chosen).where(*where).order_by(*_order(chosen.sort))

    def counts(self, day: date, provider_id: str) -> dict[VisitState, int]:
        """Visits of the day by state; an empty ``provider_id`` means everybody's."""
        query = sql(_A.state, func.count()).where(*_of_day(day, provider_id)).group_by(_A.state)
        return {VisitState(state): int(number) for state, number in self._session.execute(query)}

    def waiting_since(self, day: date, provider_id: str) -> list[datetime]:
        """Arrival times of everybody whose wait clock runs."""
        query = sql(_A.arrived_at).where(*_of_day(day, provider_id), _A.state.in_(_WAITING), _A.arrived_at.is_not(None))
        return [at for (at,) in self._session.execute(query)]

    def providers(self, day: date) -> tuple[ProviderChoice, ...]:
        """Who has visits that day, by name: the round that ``[`` and ``]`` walk."""
        query = (
            sql(_D.id, _D.last_name)
            .where(_D.id.in_(sql(_A.provider_id).where(_A.local_date == day)))
            .order_by(_D.last_name, _D.id)
        )
        return tuple(ProviderChoice(provider_id, name) for provider_id, name in self._session.execute(query))


def _joined(asked: Select[Any], chosen: BoardFilter) -> Select[Any]:
    """With the patients, from an index that holds their names: two thousand rows, each from another page of the file,
    would have to be decrypted instead. With the providers only when they decide the order."""
    found = asked.join(_PATIENT, _A.patient_id == _P.id).with_hint(_PATIENT, "INDEXED BY ix_patient_list", "sqlite")
    return found.outerjoin(_PROVIDER, _A.provider_id == _D.id) if chosen.sort is Sort.PROVIDER else found


def _of_day(day: date, provider_id: str) -> list[ColumnElement[bool]]:
    found = [_A.local_date == day]
    return [*found, _A.provider_id == provider_id] if provider_id else found


def _where(chosen: BoardFilter, day: date, shown_since: datetime | None) -> list[ColumnElement[bool]]:
    found = _of_day(day, chosen.provider_id)
    if not chosen.everything:
        found.append(_A.state != VisitState.ENTERED_IN_ERROR.value)
    if not chosen.everything and shown_since is not None:
        found.append(or_(_A.state.not_in(_LEAVES_BOARD), _A.state_at >= shown_since))
    if chosen.visit_type:
        found.append(_A.visit_type == chosen.visit_type)
    if chosen.status:
        found.append(_A.state.in_([state.value for state in STATUSES[chosen.status][1]]))
    if chosen.location:
        there = sql(_R.id).where(_R.location == chosen.location)
        theirs = sql(_R.provider_id).where(_R.location == chosen.location, _R.provider_id.is_not(None))
        found.append(or_(_A.room_id.in_(there), _A.provider_id.in_(theirs)))
    names = " " + _P.last_folded + " " + _P.first_folded
    for part in fold(chosen.text).split():
        by_name = names.like(f"% {_escaped(part)}%", escape="\\")
        found.append(or_(by_name, cast(_P.mrn, String) == part.lstrip("0")) if part.isdigit() else by_name)
    return found


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_BEGINS = case((and_(_A.arrived_at.is_not(None), _A.arrived_at > _A.starts_at), _A.arrived_at), else_=_A.starts_at)
LINE_MOMENT = func.unixepoch(_BEGINS) + _A.sort_weight
"""When a visit could begin, moved by the seconds somebody gave it: ``domain.line.Place.moment`` in SQL."""


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    """Lists without times stand below those with times, in their own order (FD-17)."""
    untimed = case((_A.kind == UNTIMED, 1), else_=0)
    weight = case((_A.kind == UNTIMED, LINE_MOMENT), else_=0)
    by_time: list[ColumnElement[Any]] = [untimed, weight, _A.local_start, _P.last_folded, _A.id]
    rank = case({state.value: number for number, state in enumerate(VisitState)}, value=_A.state)
    waiting = case((and_(_A.state.in_(_WAITING), _A.arrived_at.is_not(None)), 0), else_=1)
    urgent = case((waiting == 0, -_A.priority), else_=0)
    listed = case((or_(waiting == 0, and_(_A.kind == UNTIMED, _A.state == VisitState.BOOKED.value)), 0), else_=1)
    first: dict[Sort, list[ColumnElement[Any]]] = {
        Sort.TIME: [],
        Sort.WAIT: [waiting, urgent, case((waiting == 0, _A.arrived_at), else_=None)],
        Sort.NAME: [_P.last_folded, _P.first_folded],
        Sort.STATUS: [rank],
        Sort.PROVIDER: [func.coalesce(_D.last_name, ""), func.coalesce(_A.provider_id, "")],
        Sort.LINE: [
            listed, case((listed == 0, -_A.priority), else_=0), case((listed == 0, LINE_MOMENT), else_=None),
            case((listed == 0, _A.id), else_=""),
        ],
    }  # fmt: skip
    return [*first[sort], *by_time]


def _board_row(found: tuple[Any, ...]) -> BoardRow:
    values = list(found)
    values[14] = VisitState(values[14])
    return BoardRow(*values)
