"""The callback list in another order than the one "next" follows (``domain.callback_sorts`` is the rule).

The groups stay where they are; inside a group the rows are sorted anew at each reading, which costs more than the one
order, whose indexes give it for nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, union_all
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callback_sorts import NEVER_CALLED, Sort, zone_place
from psr_tui.domain.callbacks import Group
from psr_tui.domain.calling_zones import known_zones, split_key
from psr_tui.domain.text import fold
from psr_tui.store.repositories.callback_lines import filtered
from psr_tui.store.repositories.callback_segments import BY_DUE, BY_SCORE, Part, segments
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.patients import PatientRow

_C, _P = columns(CallbackRow), columns(PatientRow)
_READ = tuple(
    _C[name]
    for name in (
        "id", "group_rank", "order_at", "due_at", "requested_at", "attempts", "last_attempt_at", "patient_zone",
        "language", "patient_id",
    )
)  # fmt: skip


class SortedCallbacks:
    """Pages and places under ``look.sort``."""

    def __init__(self, session: Session, look: CallbackLook, sizes: dict[Group, int]) -> None:
        self._session, self._look, self._sizes = session, look, sizes
        self._parts: dict[Group, tuple[Part, ...]] = {}
        for segment in segments(look):
            if not segment.parts:  # nobody sleeps, or nobody may be called: such a stretch is empty
                continue
            self._parts[segment.group] = (*self._parts.get(segment.group, ()), *segment.parts)

    def ids(self, first: int, count: int) -> list[str]:
        """The ids of rows ``first`` to ``first + count``."""
        found: list[str] = []
        skip = first
        for group in sorted(self._parts):
            if skip >= self._sizes[group]:
                skip -= self._sizes[group]
                continue
            rows, order = self._rows(group)
            query = sql(rows.c.id).order_by(*order).offset(skip).limit(count - len(found))
            found += [row[0] for row in self._session.execute(query)]
            skip = 0
            if len(found) >= count:
                break
        return found

    def index_of(self, callback_id: str) -> int | None:
        """The row of an item, or None when it is not in the list."""
        before = 0
        for group in sorted(self._parts):
            places = self._places(group)
            place = self._session.execute(sql(places.c.place).where(places.c.id == callback_id)).scalar_one_or_none()
            if place is not None:
                return before + int(place) - 1
            before += self._sizes[group]
        return None

    def first_called(self, prefix: str, after: int) -> int | None:
        """The first row from ``after`` on of somebody whose folded surname begins so."""
        wanted = fold(prefix)
        people = sql(_P.id).where(_P.last_folded >= wanted, _P.last_folded < wanted + "\U0010ffff")
        before = 0
        for group in sorted(self._parts):
            if before + self._sizes[group] > after:
                places = self._places(group)
                query = sql(func.min(places.c.place)).where(
                    places.c.patient_id.in_(people), places.c.place > after - before
                )
                place = self._session.execute(query).scalar_one()
                if place is not None:
                    return before + int(place) - 1
            before += self._sizes[group]
        return None

    def _places(self, group: Group) -> Any:
        rows, order = self._rows(group)
        return sql(rows.c.id, rows.c.patient_id, func.row_number().over(order_by=order).label("place")).subquery()

    def _rows(self, group: Group) -> tuple[Any, list[ColumnElement[Any]]]:
        """The rows of a group and what they are ordered by."""
        narrow = filtered(self._look)
        rows = union_all(*(sql(*_READ).where(*part, *narrow) for part in self._parts[group])).subquery()
        tie = [rows.c[column.name] for column in (BY_DUE if group is Group.LATER else BY_SCORE[1:])]
        front = [] if group is Group.LATER else [rows.c.group_rank]
        if self._look.sort is Sort.MIX:
            tried = rows.c.attempts > 0
            turn = func.row_number().over(partition_by=[*front, tried], order_by=tie).label("turn")
            taken = sql(*rows.c, turn).subquery()
            return taken, [*(taken.c[one.name] for one in front), taken.c.turn, taken.c.attempts > 0]
        return rows, [*front, *self._own(rows), *tie]

    def _own(self, rows: Any) -> list[ColumnElement[Any]]:
        look = self._look
        match look.sort:
            case Sort.TRIES:
                return [rows.c.attempts]
            case Sort.LAST_CALL:
                return [func.coalesce(rows.c.last_attempt_at, NEVER_CALLED)]
            case Sort.ZONE:
                return [_zone_order(rows.c.patient_zone, look), rows.c.patient_zone]
            case Sort.LANGUAGE:
                return [rows.c.language == "en", rows.c.language]
            case Sort.REQUEST:
                return [rows.c.requested_at]
            case _:
                return []


def _zone_order(column: Any, look: CallbackLook) -> ColumnElement[int]:
    zones = known_zones() | {zone for key in (*look.open_keys, *look.closed_keys) for zone in split_key(key)[0]}
    unknown = zone_place("", look.now)
    return case({zone: zone_place(zone, look.now) for zone in sorted(zones)}, value=column, else_=unknown)
