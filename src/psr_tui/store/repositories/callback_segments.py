"""The list as a row of stretches, each made of parts that an index gives in order without sorting.

``domain.callbacks.rank_key`` is the rule; a test compares the two row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callbacks import LIVE, Group, State
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.callbacks import CallbackRow

_C = columns(CallbackRow)
BY_SCORE = (_C.group_rank, _C.order_at, _C.due_at, _C.requested_at, _C.attempts, _C.id)
BY_DUE = (_C.due_at, _C.requested_at, _C.attempts, _C.id)
FRONT, REST = 1, 2
Part = tuple[ColumnElement[bool], ...]


def bare(column: Any) -> Any:
    """The column as an expression by which no index is chosen. SQLite knows nothing of how many rows a condition
    leaves and would else walk 100,000 rows of one index to save the sorting of ten."""
    return literal_column(f"+callback.{column.name}", column.type)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the list: its name, its group, the parts it is merged from, and its order."""

    name: str
    group: Group
    parts: tuple[Part, ...]
    order: tuple[Any, ...] = BY_SCORE


def callable_items() -> Part:
    """Open items somebody could call but for the clock."""
    return (_C.state == State.OPEN.value, _C.blocked == "")


def due_segments(look: CallbackLook) -> tuple[Segment, ...]:
    """What "next" may offer, in three stretches: front, my due promises, the rest."""
    front = tuple((*_of_kind(look, key), _C.group_rank == FRONT) for key in look.open_keys)
    promises = (
        _C.owner_id == look.viewer_id, _C.state == State.OPEN.value, _C.due_at <= look.now, bare(_C.blocked) == "",
        bare(_C.window_key).in_(look.open_keys), bare(_C.group_rank) == REST, _C.promise.is_(True), *_fresh(look),
    )  # fmt: skip
    no_promise = or_(_C.owner_id.is_(None), _C.promise.is_(False))
    rest = tuple((*_of_kind(look, key), _C.group_rank == REST, no_promise) for key in look.open_keys)
    return (
        Segment("front", Group.DUE, front),
        Segment("promises", Group.DUE, (promises,)),
        Segment("rest", Group.DUE, rest),
    )


def segments(look: CallbackLook) -> tuple[Segment, ...]:
    """The whole list."""
    front, promises, rest = due_segments(look)
    routed: Part = (_C.state == State.ROUTED.value,)
    later = ((*callable_items(), _C.due_at > look.now),)
    return (
        Segment("front", Group.DUE, (routed, *front.parts)),
        promises,
        rest,
        Segment("claimed", Group.CLAIMED, ((_C.state.in_(sorted(state.value for state in LIVE)),),)),
        Segment("outside", Group.OUTSIDE, tuple(_of_kind(look, key) for key in sorted(look.closed_keys))),
        Segment("later", Group.LATER, later, BY_DUE),
        Segment("blocked", Group.BLOCKED, blocked_parts(look)),
    )


def blocked_parts(look: CallbackLook) -> tuple[Part, ...]:
    """Out of attempts; nobody can call; kept for somebody else; passed over by this person."""
    parts: list[Part] = [
        (_C.state == State.EXHAUSTED.value,),
        (_C.state == State.OPEN.value, _C.blocked > ""),
        (*others_due(look),),
    ]
    if look.skipped:
        parts.append((*skipped_due(look),))
    return tuple(parts)


def others_due(look: CallbackLook) -> Part:
    """Due, and kept for somebody else (read from the index of owners: few rows)."""
    callable_ = (bare(_C.state) == State.OPEN.value, bare(_C.blocked) == "")
    return (_C.owner_id > "", _C.owner_id != look.viewer_id, *callable_, bare(_C.due_at) <= look.now)


def skipped_due(look: CallbackLook) -> Part:
    """Due, and passed over today by this person, and not kept for somebody else."""
    mine = or_(_C.owner_id.is_(None), _C.owner_id == look.viewer_id)
    callable_ = (bare(_C.state) == State.OPEN.value, bare(_C.blocked) == "")
    return (_C.id.in_(sorted(look.skipped)), *callable_, bare(_C.due_at) <= look.now, mine)


def _of_kind(look: CallbackLook, key: str) -> Part:
    """Due items of one kind of patient that are this person's or the pool's."""
    mine = or_(_C.owner_id.is_(None), _C.owner_id == look.viewer_id)
    return (*callable_items(), _C.window_key == key, bare(_C.due_at) <= look.now, mine, *_fresh(look))


def _fresh(look: CallbackLook) -> Part:
    return (_C.id.not_in(sorted(look.skipped)),) if look.skipped else ()
