"""What a list is made of: columns, cells, records, where they come from, and the few pages of them kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

PAGE = 64
"""Rows fetched at once: more than a tall screen shows, few enough that the interpreter is not held up."""
KEPT_PAGES = 12
"""Pages kept; a list of a million rows costs as much memory as a list of 800."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: plain text (never markup) and the name of a style of the theme, "" for the usual one."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in terminal cells; a growing column shares what the others leave."""

    key: str
    title: str
    width: int
    align: Literal["left", "right"] = "left"
    grow: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row: ``key`` says which record it is, ``version`` the state of it that these cells show."""

    key: str
    version: int
    cells: tuple[Cell, ...]


class RecordSource(Protocol):
    """Where rows come from. Each method is awaited, so that a source can read on another thread.

    Rows are counted from 0 in the order shown. A source answers for its own filter and sort.
    """

    async def count(self) -> int:
        """How many rows there are under the source's filter."""
        ...

    async def page(self, first: int, count: int) -> Sequence[Record]:
        """The rows from ``first``, at most ``count`` of them; fewer at the end."""
        ...

    async def index_of(self, key: str) -> int | None:
        """The row where the record ``key`` stands now, or None when it is not shown any more."""
        ...

    async def jump(self, prefix: str, after: int) -> int | None:
        """The first row at or after row ``after`` whose surname starts with ``prefix`` (accents and case do not
        count), going on from the top when the end is reached; None when nobody is called so."""
        ...


class ListSource:
    """A source over rows that are in memory already: short lists, pick lists, tests."""

    def __init__(self, records: Iterable[Record], surname: Callable[[Record], str] | None = None) -> None:
        self.records: list[Record] = list(records)
        self._surname = surname or (lambda record: record.cells[0].text if record.cells else "")

    async def count(self) -> int:
        return len(self.records)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        return self.records[first : first + count]

    async def index_of(self, key: str) -> int | None:
        return next((row for row, record in enumerate(self.records) if record.key == key), None)

    async def jump(self, prefix: str, after: int) -> int | None:
        from psr_tui.domain.text import fold

        wanted, length = fold(prefix), len(self.records)
        for step in range(length):
            row = (after + step) % length
            if fold(self._surname(self.records[row])).startswith(wanted):
                return row
        return None


class Pages:
    """The rows at hand, by row number, in pages; the page unused for longest goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Sequence[Record]] = OrderedDict()

    def row(self, index: int) -> Record | None:
        """The record of a row, or None when its page is not at hand."""
        page: Sequence[Record] | None = self._pages.get(index // PAGE)
        offset = index % PAGE
        return page[offset] if page is not None and 0 <= offset < len(page) else None

    def row_of(self, key: str) -> int | None:
        """The row of a record if it is at hand."""
        for number, page in self._pages.items():
            for offset, record in enumerate(page):
                if record.key == key:
                    return number * PAGE + offset
        return None

    def missing(self, first: int, end: int, count: int) -> range | None:
        """The rows to fetch, in whole pages, so that rows ``first`` to ``end`` (exclusive) of ``count`` are at hand;
        None when they are."""
        lowest, highest = max(0, first) // PAGE, (max(0, min(end, count) - 1)) // PAGE
        absent = [number for number in range(lowest, highest + 1) if number not in self._pages]
        if not absent or count == 0:
            return None
        return range(absent[0] * PAGE, min(count, (absent[-1] + 1) * PAGE))

    def put(self, first: int, records: Sequence[Record]) -> None:
        """Keep freshly fetched rows; ``first`` is the first row of a page."""
        for start in range(0, len(records), PAGE):
            number = (first + start) // PAGE
            self._pages[number] = records[start : start + PAGE]
            self._pages.move_to_end(number)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def renew(self, change: Callable[[Record], Record]) -> None:
        """Pass every row at hand through ``change``."""
        for number, page in self._pages.items():
            self._pages[number] = [change(record) for record in page]
