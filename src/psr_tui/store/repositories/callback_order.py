"""The callback list by pages, in the one order of ``domain.callbacks.rank_key`` (a test compares the two).

The list is a row of segments, each read straight from an index, so that the first page of 200,000 open items costs
what the first page of 20 costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, tuple_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_list import CallbackCounts, CallbackLine, CallbackLook
from psr_tui.domain.callbacks import LIVE, Callback, Group, Priority, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import fold
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CadenceRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import StaffRow

_C, _P, _N = columns(CallbackRow), columns(PatientRow), columns(PatientPhoneRow)
_R, _K, _O = columns(ReasonCodeRow), columns(CadenceRow), columns(CallOutcomeRow)
_OWNER, _HOLDER = table(StaffRow).alias("owner"), table(StaffRow).alias("holder")
_CALLBACK = table(CallbackRow)
_BY_SCORE = (_C.group_rank, _C.order_at, _C.due_at, _C.requested_at, _C.attempts, _C.id)
_BY_DUE = (_C.due_at, _C.requested_at, _C.attempts, _C.id)
_LIVE = sorted(state.value for state in LIVE)
FRONT, REST = 1, 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the list: what is in it and by what it is ordered."""

    group: Group
    where: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...] = _BY_SCORE


def free(look: CallbackLook) -> tuple[ColumnElement[bool], ...]:
    """Items this person may be offered now, but for the calling hours: due, callable, theirs or the pool's."""
    mine = or_(_C.owner_id.is_(None), _C.owner_id == look.viewer_id)
    fresh = (_C.id.not_in(sorted(look.skipped)),) if look.skipped else ()
    return (*_callable(), _C.due_at <= look.now, mine, *fresh)


def allowed(look: CallbackLook) -> tuple[ColumnElement[bool], ...]:
    return (_C.window_key.not_in(sorted(look.closed_keys)),) if look.closed_keys else ()


def due_segments(look: CallbackLook) -> tuple[Segment, ...]:
    """What "next" may offer, in three stretches: front, my due promises, the rest."""
    mine = and_(_C.owner_id == look.viewer_id, _C.promise.is_(True))
    offered = (*free(look), *allowed(look))
    return (
        Segment(Group.DUE, (*offered, _C.group_rank == FRONT)),
        Segment(Group.DUE, (*offered, _C.group_rank == REST, mine)),
        Segment(Group.DUE, (*offered, _C.group_rank == REST, or_(_C.owner_id.is_(None), _C.promise.is_(False)))),
    )


def segments(look: CallbackLook) -> tuple[Segment, ...]:
    """The whole list."""
    front, promises, rest = due_segments(look)
    routed = _C.state == State.ROUTED.value
    waiting_front = or_(routed, and_(*front.where))
    closed = _C.window_key.in_(sorted(look.closed_keys)) if look.closed_keys else _C.id.is_(None)
    return (
        Segment(Group.DUE, (waiting_front, _C.group_rank == FRONT)),
        promises,
        rest,
        Segment(Group.CLAIMED, (_C.state.in_(_LIVE),)),
        Segment(Group.OUTSIDE, (*free(look), closed)),
        Segment(Group.LATER, (*_callable(), _C.due_at > look.now), _BY_DUE),
        Segment(Group.BLOCKED, (_blocked(look),)),
    )


def _callable() -> tuple[ColumnElement[bool], ...]:
    return (_C.state == State.OPEN.value, _C.blocked == "")


def _others(look: CallbackLook) -> ColumnElement[bool]:
    theirs = and_(_C.owner_id.is_not(None), _C.owner_id != look.viewer_id)
    return and_(*_callable(), _C.due_at <= look.now, theirs)


def _blocked(look: CallbackLook) -> ColumnElement[bool]:
    stuck = and_(_C.state == State.OPEN.value, _C.blocked != "")
    passed = and_(*_callable(), _C.due_at <= look.now, _C.id.in_(sorted(look.skipped)))
    return or_(_C.state == State.EXHAUSTED.value, stuck, _others(look), *((passed,) if look.skipped else ()))


class CallbackOrder:
    """Counts, pages and places of the list."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, look: CallbackLook) -> CallbackCounts:
        """How many items stand in each group, each counted in an index of its own."""
        by_group = dict.fromkeys(Group, 0)
        for segment in segments(look):
            by_group[segment.group] += self._count(segment, look)
        return CallbackCounts(by_group, self.due_promises(look.viewer_id, look.now))

    def due_promises(self, staff_id: str, now: datetime) -> int:
        """How many promises of this person are due."""
        mine = (_C.owner_id == staff_id, *_callable(), _C.due_at <= now, _C.promise.is_(True))
        return int(self._session.execute(sql(func.count()).select_from(_CALLBACK).where(*mine)).scalar_one())

    def count(self, look: CallbackLook) -> int:
        if look.text:
            return sum(self._count(segment, look) for segment in segments(look))
        unfinished = [State.OPEN.value, *_LIVE, State.ROUTED.value, State.EXHAUSTED.value]
        query = sql(func.count()).select_from(_CALLBACK).where(_C.state.in_(unfinished))
        return int(self._session.execute(query).scalar_one())

    def page(self, look: CallbackLook, first: int, count: int) -> list[CallbackLine]:
        """Rows ``first`` to ``first + count`` of the whole list."""
        found: list[CallbackLine] = []
        skip = first
        for segment in segments(look):
            if len(found) >= count:
                break
            if skip:
                held = self._count(segment, look)
                if skip >= held:
                    skip -= held
                    continue
            found += self._lines(segment, look, skip, count - len(found))
            skip = 0
        return found

    def line(self, callback_id: str) -> CallbackLine | None:
        found = self._session.execute(_lines().where(_C.id == callback_id)).one_or_none()
        return None if found is None else _line(tuple(found))

    def index_of(self, look: CallbackLook, callback_id: str) -> int | None:
        """The row of an item in the list, or None when it is not in it."""
        line = self.line(callback_id)
        if line is None or line.item.state in (State.DONE, State.CANCELLED, State.EXPIRED):
            return None
        if look.text and not self._matches(look, callback_id):
            return None
        before = 0
        for segment in segments(look):
            if self._holds(segment, callback_id):
                return before + self._ahead(segment, look, callback_id)
            before += self._count(segment, look)
        return None

    def jump(self, look: CallbackLook, prefix: str, after: int) -> int | None:
        """The first row at or after ``after`` whose surname starts with ``prefix``, going round; None for nobody."""
        wanted = fold(prefix)
        begins = and_(_P.last_folded >= wanted, _P.last_folded < wanted + "\U0010ffff")
        rows: list[int] = []
        before = 0
        for segment in segments(look):
            count = self._count(segment, look)
            if count:
                rows += self._rows_of(segment, look, begins, before, after)
            before += count
        return next((row for row in rows if row >= after), rows[0] if rows else None)

    # --- one segment ---
    def _rows_of(
        self, segment: Segment, look: CallbackLook, begins: ColumnElement[bool], before: int, after: int
    ) -> list[int]:
        """The first matching row of a segment, and the first at or after ``after``."""
        ranked = (
            sql(func.row_number().over(order_by=segment.order).label("place"), _C.patient_id.label("patient_id"))
            .where(*segment.where, *_filter(look))
            .subquery()
        )
        people = sql(_P.id).where(begins)
        match = sql(func.min(ranked.c.place)).where(ranked.c.patient_id.in_(people))
        first = self._session.execute(match).scalar_one()
        if first is None:
            return []
        onward = self._session.execute(match.where(ranked.c.place > after - before)).scalar_one()
        return [before + int(place) - 1 for place in dict.fromkeys((first, onward)) if place is not None]

    def _count(self, segment: Segment, look: CallbackLook) -> int:
        query = sql(func.count()).select_from(_CALLBACK).where(*segment.where, *_filter(look))
        return int(self._session.execute(query).scalar_one())

    def _lines(self, segment: Segment, look: CallbackLook, first: int, count: int) -> list[CallbackLine]:
        # The ids come from the index alone; only the rows of this page are then joined.
        ids = sql(_C.id).where(*segment.where, *_filter(look)).order_by(*segment.order).offset(first).limit(count)
        wanted = [row[0] for row in self._session.execute(ids)]
        found = {row[0]: _line(tuple(row)) for row in self._session.execute(_lines().where(_C.id.in_(wanted)))}
        return [found[one] for one in wanted if one in found]

    def _holds(self, segment: Segment, callback_id: str) -> bool:
        query = sql(_C.id).where(_C.id == callback_id, *segment.where)
        return self._session.execute(query).one_or_none() is not None

    def _ahead(self, segment: Segment, look: CallbackLook, callback_id: str) -> int:
        own = self._session.execute(sql(*segment.order).where(_C.id == callback_id)).one()
        ahead = tuple_(*segment.order) < tuple_(*own)
        query = sql(func.count()).select_from(_CALLBACK).where(*segment.where, *_filter(look), ahead)
        return int(self._session.execute(query).scalar_one())

    def _matches(self, look: CallbackLook, callback_id: str) -> bool:
        query = sql(_C.id).where(_C.id == callback_id, *_filter(look))
        return self._session.execute(query).one_or_none() is not None


def _filter(look: CallbackLook) -> Sequence[ColumnElement[bool]]:
    """The typed filter: every word begins a surname or first name, or stands in the reason's code or label."""
    conditions: list[ColumnElement[bool]] = []
    for word in fold(look.text).split():
        like = word + "%"
        people = sql(_P.id).where(or_(_P.last_folded.like(like), _P.first_folded.like(like)))
        reasons = sql(_R.code).where(_R.kind == "call_reason", func.lower(_R.label).like(f"%{word}%"))
        conditions.append(or_(_C.patient_id.in_(people), _C.reason_code.in_(reasons)))
    return conditions


def _lines() -> Any:
    """The columns of a line, joined."""
    return (
        sql(
            _C.id, _C.version, _C.patient_id, _C.reason_code, func.coalesce(_R.label, _C.reason_code), _C.priority,
            _C.state, _C.due_at, _C.requested_at, _C.red_flag, _C.group_rank, _C.promise, _C.owner_id,
            func.coalesce(_OWNER.c.name, ""), _C.attempts, func.coalesce(_K.attempts, 0), _C.cadence, _N.e164,
            _N.typed, _C.window_key, _C.patient_zone, _C.language, _C.note, _C.blocked, _C.ladder, _C.claimed_by,
            func.coalesce(_HOLDER.c.name, ""), _C.claimed_at, _C.lease_until, _C.dialed_at, _C.connected_at,
            _C.ended_at, _C.route_asked_at, _C.route, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.dob,
            func.coalesce(_O.label, ""), _C.last_attempt_at, _C.changed_by, _C.changed_at, _C.callback_number,
        )
        .select_from(_CALLBACK)
        .join(table(PatientRow), _P.id == _C.patient_id)
        .outerjoin(table(PatientPhoneRow), _N.id == _C.phone_id)
        .outerjoin(table(ReasonCodeRow), and_(_R.kind == "call_reason", _R.code == _C.reason_code))
        .outerjoin(table(CadenceRow), _K.code == _C.cadence)
        .outerjoin(table(CallOutcomeRow), _O.code == _C.last_outcome)
        .outerjoin(_OWNER, _OWNER.c.id == _C.owner_id)
        .outerjoin(_HOLDER, _HOLDER.c.id == _C.claimed_by)
    )  # fmt: skip


def _line(found: tuple[Any, ...]) -> CallbackLine:
    (
        callback_id, version, patient_id, reason, reason_label, priority, state, due_at, requested_at, red_flag,
        group_rank, promise, owner_id, owner_name, attempts, allowed_tries, cadence, e164, typed, window_key,
        patient_zone, language, note, blocked, ladder, holder_id, holder_name, claimed_at, lease_until, dialed_at,
        connected_at, ended_at, routed_at, route, last, first, middle, suffix, dob, last_outcome, last_at,
        changed_by, changed_at, callback_number,
    ) = found  # fmt: skip
    item = Callback(
        id=callback_id, version=version, patient_id=patient_id, reason=reason, reason_label=reason_label.lower(),
        priority=Priority(priority), state=State(state), due_at=due_at, requested_at=requested_at,
        red_flag=bool(red_flag), front=group_rank == FRONT, promise=bool(promise), owner_id=owner_id or "",
        owner_name=owner_name, attempts=attempts, attempts_allowed=allowed_tries, cadence=cadence, phone=e164 or "",
        time_zone=patient_zone, language=language, note=note, blocked=blocked, ladder=ladder,
        holder_id=holder_id or "", holder_name=holder_name, claimed_at=claimed_at, lease_until=lease_until,
        dialed_at=dialed_at, connected_at=connected_at, ended_at=ended_at, routed_at=routed_at, route_to=route,
    )  # fmt: skip
    number = callback_number or PhoneNumber(e164 or "", "", typed or "").display
    return CallbackLine(
        item, display_name(last, first, middle, suffix), dob, number, window_key, last_outcome, last_at, changed_by,
        changed_at, patient_zone,
    )  # fmt: skip


__all__ = ["FRONT", "REST", "CallbackOrder", "due_segments", "segments"]
