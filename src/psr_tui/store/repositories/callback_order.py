"""The callback list by pages, in the one order of ``domain.callbacks.rank_key`` (a test compares the two).

The list is a row of segments, each read straight from an index, so that the first page of 200,000 open items costs
what the first page of 20 costs.
"""

from __future__ import annotations

from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from typing import Any

from sqlalchemy import ColumnElement, tuple_, union_all
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_list import CallbackCounts, CallbackLine, CallbackLook
from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.callbacks import Group
from psr_tui.domain.text import fold
from psr_tui.store.repositories.callback_counts import CallbackTally
from psr_tui.store.repositories.callback_lines import filtered, line_of, lines
from psr_tui.store.repositories.callback_segments import BY_DUE, Segment, callable_items, segments
from psr_tui.store.repositories.callback_sorted import SortedCallbacks
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.patients import PatientRow

_C, _P = columns(CallbackRow), columns(PatientRow)
_DEEP = 500
"""Rows from which on the parts of a stretch are sorted together by the database: merging reads all rows before."""
_NEAR = 400
"""Rows looked through before a jump by surname asks for the people first."""


class CallbackOrder:
    """Counts, pages and places of the list."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tally = CallbackTally(session)

    def counts(self, look: CallbackLook) -> CallbackCounts:
        """How many items stand in each group."""
        return CallbackCounts(self._by_group(look), self.due_promises(look.viewer_id, look.now))

    def due_promises(self, staff_id: str, now: datetime) -> int:
        """How many promises of this person are due."""
        return self._tally.exactly(
            [(_C.owner_id == staff_id, *callable_items(), _C.due_at <= now, _C.promise.is_(True))]
        )

    def count(self, look: CallbackLook) -> int:
        """How many callbacks the look shows."""
        return sum(self._sizes(look).values()) if look.narrowed else self._tally.total()

    def page(self, look: CallbackLook, first: int, count: int) -> list[CallbackLine]:
        """Rows ``first`` to ``first + count`` of the whole list."""
        by_rank = look.sort is Sort.RANK
        wanted = self._ranked_ids(look, first, count) if by_rank else self._sorted(look).ids(first, count)
        found = {row[0]: line_of(tuple(row)) for row in self._session.execute(lines().where(_C.id.in_(wanted)))}
        return [found[one] for one in wanted if one in found]

    def _ranked_ids(self, look: CallbackLook, first: int, count: int) -> list[str]:
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
        return wanted

    def _sorted(self, look: CallbackLook) -> SortedCallbacks:
        return SortedCallbacks(self._session, look, self._by_group(look))

    def _by_group(self, look: CallbackLook) -> dict[Group, int]:
        by_group = dict.fromkeys(Group, 0)
        sizes = self._sizes(look)
        for segment in segments(look):
            by_group[segment.group] += sizes[segment.name]
        return by_group

    def line(self, callback_id: str) -> CallbackLine | None:
        """One callback as the list shows it, wherever it stands."""
        found = self._session.execute(lines().where(_C.id == callback_id)).one_or_none()
        return None if found is None else line_of(tuple(found))

    def index_of(self, look: CallbackLook, callback_id: str) -> int | None:
        """The row of an item in the list, or None when it is not in it."""
        if look.sort is not Sort.RANK:
            return self._sorted(look).index_of(callback_id)
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
        called = self._first_called if look.sort is Sort.RANK else self._first_called_sorted
        rows = [row for row in (called(look, wanted, start) for start in (after, 0)) if row is not None]
        return rows[0] if rows else None

    # --- inside ---
    def _sizes(self, look: CallbackLook) -> dict[str, int]:
        if not look.narrowed:
            return self._tally.sizes(look)
        narrow = filtered(look)
        return {segment.name: self._tally.exactly(segment.parts, *narrow) for segment in segments(look)}

    def _ranked(self, segment: Segment, look: CallbackLook, first: int, count: int, *more: Any) -> list[Any]:
        """Order columns (the id last) of rows ``first`` on: each part read in its index's order, then merged."""
        if len(segment.parts) == 1:
            query = sql(*segment.order).where(*segment.parts[0], *filtered(look), *more).order_by(*segment.order)
            return list(self._session.execute(query.offset(first).limit(count)))
        if first > _DEEP:
            rows = union_all(*(sql(*segment.order).where(*p, *filtered(look), *more) for p in segment.parts)).subquery()
            order = [rows.c[column.name] for column in segment.order]
            return list(self._session.execute(sql(*order).order_by(*order).offset(first).limit(count)))
        runs = []
        for part in segment.parts:
            query = sql(*segment.order).where(*part, *filtered(look), *more).order_by(*segment.order)
            runs.append([tuple(row) for row in self._session.execute(query.limit(first + count))])
        merged = merge(*runs)
        once = (row for row, _ in groupby(merged))  # a row that two parts give (kept and passed over) counts once
        return list(islice(once, first, first + count))

    def _holds(self, segment: Segment, look: CallbackLook, callback_id: str) -> bool:
        return any(
            self._session.execute(sql(_C.id).where(_C.id == callback_id, *part, *filtered(look))).first() is not None
            for part in segment.parts
        )

    def _ahead(self, segment: Segment, look: CallbackLook, callback_id: str) -> int:
        own = self._session.execute(sql(*segment.order).where(_C.id == callback_id)).one()
        ahead = (tuple_(*segment.order) < tuple_(*own), *_not_past(segment, own))
        if segment.name == "later" and not look.narrowed:
            start = max(look.now, own[0].replace(minute=0, second=0, microsecond=0))
            same_hour = [(*part, _C.due_at >= start) for part in segment.parts]
            earlier = self._tally.later_before(look, f"{own[0]:%Y-%m-%d %H}") if start > look.now else 0
            return earlier + self._tally.exactly(same_hour, *ahead)
        return self._tally.exactly(segment.parts, *filtered(look), *ahead)

    def _first_called_sorted(self, look: CallbackLook, wanted: str, start: int) -> int | None:
        return self._sorted(look).first_called(wanted, start)

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


__all__ = ["CallbackOrder"]
