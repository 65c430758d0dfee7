"""The callback list by pages, in the one order of ``domain.callbacks.rank_key`` (a test compares the two).

The list is a row of segments, each read straight from an index, so that the first page of 200,000 open items costs
what the first page of 20 costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, tuple_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_list import CallbackCounts, CallbackLine, CallbackLook
from psr_tui.domain.callbacks import Callback, Group, Priority, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import fold
from psr_tui.store.repositories.callback_counts import CallbackTally
from psr_tui.store.repositories.callback_segments import BY_DUE, FRONT, Segment, callable_items, segments
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CadenceRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import StaffRow

_C, _P, _N = columns(CallbackRow), columns(PatientRow), columns(PatientPhoneRow)
_R, _K, _O = columns(ReasonCodeRow), columns(CadenceRow), columns(CallOutcomeRow)
_OWNER, _HOLDER = table(StaffRow).alias("owner"), table(StaffRow).alias("holder")
_CALLBACK = table(CallbackRow)
_NEAR = 400
"""Rows looked through before a jump by surname asks for the people first."""


class CallbackOrder:
    """Counts, pages and places of the list."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tally = CallbackTally(session)

    def counts(self, look: CallbackLook) -> CallbackCounts:
        """How many items stand in each group."""
        by_group = dict.fromkeys(Group, 0)
        sizes = self._sizes(look)
        for segment in segments(look):
            by_group[segment.group] += sizes[segment.name]
        return CallbackCounts(by_group, self.due_promises(look.viewer_id, look.now))

    def due_promises(self, staff_id: str, now: datetime) -> int:
        """How many promises of this person are due."""
        return self._tally.exactly(
            [(_C.owner_id == staff_id, *callable_items(), _C.due_at <= now, _C.promise.is_(True))]
        )

    def count(self, look: CallbackLook) -> int:
        """How many callbacks the look shows."""
        return sum(self._sizes(look).values()) if look.text else self._tally.total()

    def page(self, look: CallbackLook, first: int, count: int) -> list[CallbackLine]:
        """Rows ``first`` to ``first + count`` of the whole list."""
        wanted: list[str] = []
        sizes: dict[str, int] | None = None
        skip = first
        for segment in segments(look):
            if len(wanted) >= count:
                break
            if skip:
                sizes = sizes if sizes is not None else self._sizes(look)
                if skip >= sizes[segment.name]:
                    skip -= sizes[segment.name]
                    continue
            wanted += [row[-1] for row in self._ranked(segment, look, skip, count - len(wanted))]
            skip = 0
        found = {row[0]: _line(tuple(row)) for row in self._session.execute(_lines().where(_C.id.in_(wanted)))}
        return [found[one] for one in wanted if one in found]

    def line(self, callback_id: str) -> CallbackLine | None:
        """One callback as the list shows it, wherever it stands."""
        found = self._session.execute(_lines().where(_C.id == callback_id)).one_or_none()
        return None if found is None else _line(tuple(found))

    def index_of(self, look: CallbackLook, callback_id: str) -> int | None:
        """The row of an item in the list, or None when it is not in it."""
        before = 0
        sizes: dict[str, int] = {}
        for segment in segments(look):
            if self._holds(segment, look, callback_id):
                return before + self._ahead(segment, look, callback_id)
            sizes = sizes or self._sizes(look)
            before += sizes[segment.name]
        return None

    def jump(self, look: CallbackLook, prefix: str, after: int) -> int | None:
        """The first row at or after ``after`` whose surname starts with ``prefix``, going round; None for nobody."""
        wanted = fold(prefix)
        for row, line in enumerate(self.page(look, after, _NEAR), start=after):
            if fold(line.patient.partition(",")[0]).startswith(wanted):
                return row
        rows = [row for row in (self._first_called(look, wanted, start) for start in (after, 0)) if row is not None]
        return rows[0] if rows else None

    # --- inside ---
    def _sizes(self, look: CallbackLook) -> dict[str, int]:
        if not look.text:
            return self._tally.sizes(look)
        narrow = _filter(look)
        return {segment.name: self._tally.exactly(segment.parts, *narrow) for segment in segments(look)}

    def _ranked(self, segment: Segment, look: CallbackLook, first: int, count: int, *more: Any) -> list[Any]:
        """Order columns (the id last) of rows ``first`` on: each part read in its index's order, then merged."""
        if len(segment.parts) == 1:
            query = sql(*segment.order).where(*segment.parts[0], *_filter(look), *more).order_by(*segment.order)
            return list(self._session.execute(query.offset(first).limit(count)))
        runs = []
        for part in segment.parts:
            query = sql(*segment.order).where(*part, *_filter(look), *more).order_by(*segment.order)
            runs.append([tuple(row) for row in self._session.execute(query.limit(first + count))])
        merged = merge(*runs)
        once = (row for row, _ in groupby(merged))  # a row that two parts give (kept and passed over) counts once
        return list(islice(once, first, first + count))

    def _holds(self, segment: Segment, look: CallbackLook, callback_id: str) -> bool:
        return any(
            self._session.execute(sql(_C.id).where(_C.id == callback_id, *part, *_filter(look))).first() is not None
            for part in segment.parts
        )

    def _ahead(self, segment: Segment, look: CallbackLook, callback_id: str) -> int:
        own = self._session.execute(sql(*segment.order).where(_C.id == callback_id)).one()
        ahead = (tuple_(*segment.order) < tuple_(*own), *_not_past(segment, own))
        if segment.name == "later" and not look.text:
            start = max(look.now, own[0].replace(minute=0, second=0, microsecond=0))
            same_hour = [(*part, _C.due_at >= start) for part in segment.parts]
            earlier = self._tally.later_before(look, f"{own[0]:%Y-%m-%d %H}") if start > look.now else 0
            return earlier + self._tally.exactly(same_hour, *ahead)
        return self._tally.exactly(segment.parts, *_filter(look), *ahead)

    def _first_called(self, look: CallbackLook, wanted: str, start: int) -> int | None:
        """The first row from ``start`` on of somebody whose folded surname starts so: the people are read first."""
        people = sql(_P.id).where(_P.last_folded >= wanted, _P.last_folded < wanted + "\U0010ffff")
        sizes = self._sizes(look)
        before = 0
        for segment in segments(look):
            size = sizes[segment.name]
            if before + size > start:
                after: tuple[Any, ...] = ()
                if before < start:
                    edge = self._ranked(segment, look, start - before, 1)[0]
                    after = (tuple_(*segment.order) >= tuple_(*edge),)
                found = self._ranked(segment, look, 0, 1, _C.patient_id.in_(people), *after)
                if found:
                    return before + self._ahead(segment, look, found[0][-1])
            before += size
        return None


def _not_past(segment: Segment, own: Any) -> tuple[ColumnElement[bool], ...]:
    """Said again in a way an index can stop at: nothing behind the row itself need be read."""
    if segment.order is BY_DUE:
        return (_C.due_at <= own[0],)
    return (_C.order_at <= own[1],) if segment.group is Group.DUE else ()  # one group rank in each of those


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
            _C.caller_name,
        )
        .select_from(_CALLBACK)
        .outerjoin(table(PatientRow), _P.id == _C.patient_id)
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
        changed_by, changed_at, callback_number, caller_name,
    ) = found  # fmt: skip
    item = Callback(
        id=callback_id, version=version, patient_id=patient_id or "", reason=reason, reason_label=reason_label.lower(),
        priority=Priority(priority), state=State(state), due_at=due_at, requested_at=requested_at,
        red_flag=bool(red_flag), front=group_rank == FRONT, promise=bool(promise), owner_id=owner_id or "",
        owner_name=owner_name, attempts=attempts, attempts_allowed=allowed_tries, cadence=cadence, phone=e164 or "",
        time_zone=patient_zone, language=language, note=note, blocked=blocked, ladder=ladder,
        holder_id=holder_id or "", holder_name=holder_name, claimed_at=claimed_at, lease_until=lease_until,
        dialed_at=dialed_at, connected_at=connected_at, ended_at=ended_at, routed_at=routed_at, route_to=route,
    )  # fmt: skip
    number = PhoneNumber(e164 or "", "", typed or "").display
    if callback_number:  # as it was typed with a red flag, in E.164 of a caller
        number = PhoneNumber(callback_number if callback_number.startswith("+") else "", "", callback_number).display
    name = display_name(last, first, middle, suffix) if patient_id else caller_name or "(caller not on file)"
    return CallbackLine(
        item, name, dob, number, window_key, last_outcome, last_at, changed_by,
        changed_at, patient_zone,
    )  # fmt: skip


__all__ = ["CallbackOrder"]
