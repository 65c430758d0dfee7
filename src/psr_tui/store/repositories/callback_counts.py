"""How many items stand where, without walking over them: from a tally the database keeps itself (triggers), by state,
kind of patient and the hour they are due; only the hour that runs now is counted row by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callback_states import CLOSED, LIVE, State
from psr_tui.store.repositories.callback_segments import (
    bare,
    callable_items,
    not_for_me,
    segments,
)
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow, CallbackTallyRow

_C, _T = columns(CallbackRow), columns(CallbackTallyRow)
_CALLBACK, _TALLY = table(CallbackRow), table(CallbackTallyRow)
_UNFINISHED = sorted(state.value for state in State if state not in CLOSED)


class CallbackTally:
    """Counts for one look; each question is answered from a few dozen rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def total(self) -> int:
        """All unfinished items."""
        return self._sum(_T.state.in_(_UNFINISHED))

    def sizes(self, look: CallbackLook) -> dict[str, int]:
        """Items in each stretch of the list, by its name; together they are ``total``."""
        due = self._due_by_kind(look)
        passed = self._by_kind(not_for_me(look))
        offered = {key: count - passed.get(key, 0) for key, count in due.items()}
        shut = sum(count for key, count in offered.items() if key in look.closed_keys)
        parts = {segment.name: segment.parts for segment in segments(look)}
        routed = self._sum(_T.state == State.ROUTED.value)
        front = self._sum_of_front(look)
        promises = self.exactly(parts["promises"])
        open_now = sum(offered.values()) - shut
        exhausted = self._sum(_T.state == State.EXHAUSTED.value)
        stuck = self._sum(_T.state == State.OPEN.value, _T.blocked > "")
        callable_all = self._sum(_T.state == State.OPEN.value, _T.blocked == "")
        return {
            "front": routed + front,
            "promises": promises,
            "rest": open_now - front - promises,
            "claimed": self._sum(_T.state.in_(sorted(state.value for state in LIVE))),
            "outside": shut,
            "later": callable_all - sum(due.values()),
            "blocked": exhausted + stuck + sum(passed.values()),
        }

    def exactly(self, parts: Iterable[tuple[Any, ...]], *more: Any) -> int:
        """Rows of these parts, counted one by one: for stretches that are short, or under a typed filter."""
        return sum(
            int(self._session.execute(sql(func.count()).select_from(_CALLBACK).where(*part, *more)).scalar_one())
            for part in parts
        )

    def later_before(self, look: CallbackLook, due_hour: str) -> int:
        """Items due after now and before the hour ``due_hour`` (as the tally writes it) that can be called."""
        before = self._sum(_T.state == State.OPEN.value, _T.blocked == "", _T.due_hour < due_hour)
        return before - sum(self._due_by_kind(look).values())

    # --- inside ---
    def _due_by_kind(self, look: CallbackLook) -> dict[str, int]:
        hour = f"{look.now:%Y-%m-%d %H}"
        past = (
            sql(_T.window_key, func.sum(_T["items"]))
            .where(_T.state == State.OPEN.value, _T.blocked == "", _T.due_hour < hour)
            .group_by(_T.window_key)
        )
        found = {key: int(count) for key, count in self._session.execute(past)}
        start = look.now.replace(minute=0, second=0, microsecond=0)
        for key in (*look.open_keys, *look.closed_keys):
            this_hour = (*callable_items(), _C.window_key == key, _C.due_at >= start, _C.due_at <= look.now)
            found[key] = found.get(key, 0) + self.exactly([this_hour])
        return found

    def _sum_of_front(self, look: CallbackLook) -> int:
        front = next(segment for segment in segments(look) if segment.name == "front")
        return self.exactly(front.parts[1:])

    def _by_kind(self, parts: Iterable[tuple[Any, ...]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in parts:
            query = sql(_C.window_key, func.count()).where(*part).group_by(bare(_C.window_key))
            for key, count in self._session.execute(query):
                found[key] = found.get(key, 0) + int(count)
        return found

    def _sum(self, *where: Any) -> int:
        query = sql(func.coalesce(func.sum(_T["items"]), 0)).select_from(_TALLY).where(*where)
        return int(self._session.execute(query).scalar_one())


__all__ = ["CallbackTally"]
