"""Fetching a list again while somebody works in it: where cursor, window and marks end up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from psr_tui.widgets.record_rows import Pages, Record, RecordSource

TRIES = 4
"""How often it begins again because the rep moved on while rows were being read."""
NEIGHBOURS = 8
"""How many rows below and above a vanished record are tried before the cursor keeps its place by number."""


@dataclass(frozen=True, slots=True)
class View:
    """What stands on the screen: first row, lines for rows, the cursor's row and record, rows at hand, marks."""

    top: int
    height: int
    cursor: int
    record: Record | None
    pages: Pages
    marks: Mapping[str, Record]

    @property
    def cursor_in_sight(self) -> bool:
        return self.top <= self.cursor < self.top + self.height


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The list as it is now; ``vanished`` says that the record under the cursor is not in it any more."""

    pages: Pages
    count: int
    cursor: int
    top: int
    vanished: bool
    marks: dict[str, Record]


async def have(source: RecordSource, pages: Pages, first: int, end: int, count: int) -> None:
    """Have rows ``first`` to ``end`` (exclusive) of ``count`` at hand. Raises: DeskError of the source."""
    wanted = pages.missing(first, end, count)
    if wanted is not None:
        pages.put(wanted.start, await source.page(wanted.start, len(wanted)))


async def fetch_again(source: RecordSource, look: Callable[[], View], asked: bool) -> Reloaded:
    """Read count, visible rows and marks anew and find the cursor's record in them.

    ``asked``: the rep changed filter or sort; the cursor goes to the first row when its record is not shown any more.
    Raises: DeskError of the source.
    """
    view = look()
    for _ in range(TRIES):
        news = await _fetch(source, view, asked)
        seen, view = view, look()
        if (view.cursor, view.top, view.record, view.height) == (seen.cursor, seen.top, seen.record, seen.height):
            break
    return news


async def _fetch(source: RecordSource, view: View, asked: bool) -> Reloaded:
    count, pages = await source.count(), Pages()
    await have(source, pages, view.top, view.top + view.height, count)
    cursor = await _row_of(source, pages, view.record.key) if view.record else view.cursor
    vanished = cursor is None
    if cursor is None:
        cursor = 0 if asked else await _next_to(source, pages, view)
    cursor = max(0, min(cursor, count - 1))
    top = _top(view, cursor, count)
    await have(source, pages, top, top + view.height, count)
    await have(source, pages, cursor, cursor + 1, count)
    return Reloaded(pages, count, cursor, top, vanished, await _marks(source, pages, view))


async def _row_of(source: RecordSource, pages: Pages, key: str) -> int | None:
    row = pages.row_of(key)
    return row if row is not None else await source.index_of(key)


async def _next_to(source: RecordSource, pages: Pages, view: View) -> int:
    """The row of the nearest record that stood below the vanished one, else above it."""
    for step in (*range(1, NEIGHBOURS), *range(-1, -NEIGHBOURS, -1)):
        neighbour = view.pages.row(view.cursor + step) if view.cursor + step >= 0 else None
        row = await _row_of(source, pages, neighbour.key) if neighbour else None
        if row is not None:
            return row
    return view.cursor


def _top(view: View, cursor: int, count: int) -> int:
    """The first visible row: the cursor's record stays on its line; who looks at the top of the list stays there, so
    that what arrives at the top is seen."""
    top = view.top
    if view.cursor_in_sight and not (top == 0 and cursor < view.height):
        top = cursor - (view.cursor - view.top)
    return max(0, min(top, count - view.height))


async def _marks(source: RecordSource, pages: Pages, view: View) -> dict[str, Record]:
    """The marks whose records are still in the list, in their newest state where that is at hand."""
    kept: dict[str, Record] = {}
    for key, record in view.marks.items():
        row = await _row_of(source, pages, key)
        if row is not None:
            kept[key] = pages.row(row) or record
    return kept
