"""Which records a key press meant, when the list changed between the press and its handling.

A board changes by itself. Somebody who presses 8 (cancel) on SMITH must never cancel the next patient because SMITH
left the list a blink earlier (ux.md "Lists": act on the record that was under the cursor when the key was pressed,
at the version it showed). The old record then goes to the service, which refuses it by its version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.widgets.record_rows import Record

REACTION = 0.25
"""Seconds in which a person cannot yet have seen that another record came under the cursor."""
OWN_ACT = 3.0
"""Seconds in which a change of a record that was just acted on here counts as the rep's own doing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rep saw until a reload: the record under the cursor and the marked ones."""

    current: Record | None
    marked: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class _Swap:
    at: float
    before: Shown
    moved: bool


class PressMemory:
    """Remembers the last reloads and the last key press; times are monotonic seconds."""

    def __init__(self) -> None:
        self._swaps: deque[_Swap] = deque(maxlen=4)
        self._pressed: float | None = None
        self._acted: frozenset[str] = frozenset()
        self._acted_at = 0.0

    def pressed(self, at: float) -> None:
        """A key reached the list; ``at`` is when it was pressed."""
        self._pressed = at

    def left(self) -> None:
        """The keyboard went elsewhere: what was pressed before says nothing about what is meant next."""
        self._pressed = None

    def chosen(self) -> None:
        """The rep moved the cursor or a mark, so what stood there before does not count any more."""
        self._swaps.clear()

    def reloaded(self, at: float, before: Shown, after: Shown) -> None:
        """The rows were exchanged at ``at``."""
        old, new = before.current, after.current
        moved = old is not None and (new is None or new.key != old.key)
        if moved or old != new or before.marked != after.marked:
            self._swaps.append(_Swap(at, before, moved))

    def meant(self, shown: Shown) -> Shown:
        """What the last key press was meant for, given what is shown now."""
        if self._pressed is None:
            return shown
        for swap in self._swaps:
            if self._pressed < swap.at + (REACTION if swap.moved else 0.0):
                return self._newest(swap.before, shown, self._pressed)
        return shown

    def acted(self, keys: Iterable[str], at: float) -> None:
        """The screen was given these records to act on, or has just changed them."""
        self._acted, self._acted_at = frozenset(keys), at

    def own_doing(self, record: Record, at: float) -> bool:
        """Whether the rep has just acted on this record: then the screen says what became of it."""
        return record.key in self._acted and at - self._acted_at <= OWN_ACT

    def _newest(self, before: Shown, shown: Shown, pressed: float) -> Shown:
        """``before``, but with the newest state of records the rep has just acted on: ``1`` ``2`` typed in one go
        means arrive and check in the same visit, whatever version arriving gave it."""
        if pressed - self._acted_at > OWN_ACT:
            return before
        now = {record.key: record for record in (*shown.marked, *((shown.current,) if shown.current else ()))}

        def newest(record: Record) -> Record:
            return now.get(record.key, record) if record.key in self._acted else record

        current = newest(before.current) if before.current else None
        return Shown(current, tuple(newest(record) for record in before.marked))
