"""The list as a row of stretches, each made of parts that an index gives in order without sorting.

``domain.callbacks.rank_key`` is the rule; a test compares the two row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callback_states import LIVE, State
from psr_tui.domain.callbacks import Group
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.callbacks import CallbackRow

_C = columns(CallbackRow)
BY_SCORE = (_C.group_rank, _C.order_at, _C.due_at, _C.requested_at, _C.attempts, _C.id)
BY_DUE = (_C.due_at, _C.requested_at, _C.attempts, _C.id)
FRONT, REST = 1, 2
_ONLY_SPEAKERS = literal_column("callback.needs_language") == literal_column("1")  # word for word as in its index
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
    """Out of attempts; nobody can call; kept for somebody else; passed over for this person. No row is in two."""
    parts: list[Part] = [(_C.state == State.EXHAUSTED.value,), (_C.state == State.OPEN.value, _C.blocked > "")]
    return (*parts, *not_for_me(look))


def not_for_me(look: CallbackLook) -> tuple[Part, ...]:
    """Due, and not offered to this person: each part read from an index of few rows (``domain.callbacks.passed_over``
    is the rule)."""
    due = (bare(_C.state) == State.OPEN.value, bare(_C.blocked) == "", bare(_C.due_at) <= look.now)
    pool = (bare(_C.owner_id).is_(None), bare(_C.group_rank) == REST)
    parts: list[Part] = [
        (_C.owner_id > "", _C.owner_id != look.viewer_id, *due),
        (_C.reserved_block_id.is_not(None), _C.reserved_block_id.not_in(look.blocks), *pool, *due),
        (*_of_language(look), *pool, _not_reserved(look)),
    ]
    if look.skipped:
        parts.append((_C.id.in_(sorted(look.skipped)), *due, *_for_me(look)))
    return tuple(parts)


def _of_language(look: CallbackLook) -> Part:
    """Due items only for reps who speak a language this person does not; from the partial index."""
    speak = _C.language.not_in(sorted(look.speaks))
    return (_ONLY_SPEAKERS, *callable_items(), _C.due_at <= look.now, speak)


def _not_reserved(look: CallbackLook) -> ColumnElement[bool]:
    held = bare(_C.reserved_block_id)
    return or_(held.is_(None), held.in_(look.blocks)) if look.blocks else held.is_(None)


def _for_me(look: CallbackLook) -> Part:
    """This person's or the pool's; of the pool not what waits for others' blocks or for who speaks the language."""
    spoken = or_(bare(_C.needs_language).is_(False), bare(_C.language).in_(sorted(look.speaks)))
    return (
        or_(_C.owner_id.is_(None), _C.owner_id == look.viewer_id),
        or_(_C.owner_id.is_not(None), bare(_C.group_rank) == FRONT, and_(_not_reserved(look), spoken)),
    )


def _of_kind(look: CallbackLook, key: str) -> Part:
    """Due items of one kind of patient that may be offered to this person."""
    due = (*callable_items(), _C.window_key == key, bare(_C.due_at) <= look.now)
    return (*due, *_for_me(look), *_fresh(look))


def offered(look: CallbackLook, *narrow: ColumnElement[bool]) -> Part:
    """Everything "next" may offer as one condition, for counting it in one go. ``narrow`` holds for what is neither
    in front nor a promise of this person."""
    first = or_(_C.group_rank == FRONT, and_(_C.owner_id == look.viewer_id, _C.promise.is_(True)))
    kinds = (_C.window_key.in_(look.open_keys), bare(_C.due_at) <= look.now)
    only = (or_(first, and_(*narrow)),) if narrow else ()
    return (*callable_items(), *kinds, *_for_me(look), *_fresh(look), *only)


def _fresh(look: CallbackLook) -> Part:
    return (_C.id.not_in(sorted(look.skipped)),) if look.skipped else ()
