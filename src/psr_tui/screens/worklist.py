"""What one worklist gives to the place that shows it: rows, what digits do, the words above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.text import fold
from psr_tui.screens.digits import Digit
from psr_tui.widgets.record_list import Column, Record

__all__ = ["Digit", "Worklist"]

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.worklists import WorklistsPlace


class Worklist:
    """Subclass it and give the class constants, ``read`` (or the four methods of a source for a long list), ``DIGITS``
    and a coroutine ``do_<act>(targets)`` for each. Acts may open dialogs through ``self.place.open`` and must say what
    happened through ``self.place.after``. On every list 5 is open, 8 cancel, 9 note, 1 what is done most often."""

    NAME: ClassVar[str] = ""
    """For ``:list`` and the chosen list of this sign-in; letters and underscores."""
    TITLE: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = "Nothing waits here."
    DIGITS: ClassVar[tuple[Digit, ...]] = ()
    NEED_NO_ROW: ClassVar[frozenset[int]] = frozenset()
    """Digits that work on an empty list too."""
    TOPICS: ClassVar[frozenset[str]] = frozenset({"work"})
    """What of the store this list shows; the place reloads when one of them changed."""

    def __init__(self, place: WorklistsPlace) -> None:
        self.place = place
        self._rows: Sequence[Record] = ()

    @property
    def desk(self) -> Desk:
        return self.place.desk

    async def read(self, text: str) -> Sequence[Record]:
        """Every row under the filter, in order. A long list gives the four methods of a source instead."""
        raise NotImplementedError

    async def waiting(self) -> int:
        """How many wait on this list, for the choice of lists."""
        raise NotImplementedError

    async def header(self) -> str:
        """The counts of line 2."""
        return f"{len(self._rows)} on this list"

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        """What the side panel tells about a row, as (title, text)."""
        return ()

    async def new(self) -> None:
        """What ``+`` does here: put a task on the list of follow-ups, unless the list has something of its own."""
        from psr_tui.screens.new_task import new_task

        await self.place.after(await new_task(self.place))

    def narrowed(self, records: Sequence[Record], text: str) -> Sequence[Record]:
        """The rows in which every word of the filter occurs."""
        words = fold(text).split()
        return [
            row for row in records if all(word in fold(" ".join(cell.text for cell in row.cells)) for word in words)
        ]

    # --- as a source of rows ---
    async def count(self) -> int:
        self._rows = await self.read(self.place.filter_text)
        return len(self._rows)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        return self._rows[first : first + count]

    async def index_of(self, key: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    async def jump(self, prefix: str, after: int) -> int | None:
        at = next((n for n, column in enumerate(self.COLUMNS) if column.key == "patient"), 0)
        order = [*range(after, len(self._rows)), *range(min(after, len(self._rows)))]
        return next((n for n in order if fold(self._rows[n].cells[at].text).startswith(prefix)), None)
