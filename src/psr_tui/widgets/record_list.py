"""The list every place is built on: a window over rows that stay where they are.

It asks its source for the few pages around the window, so a million rows open and scroll like a hundred; a cursor
move repaints two lines; a reload repaints the cells that changed. The cursor and the marks belong to records, not to
row numbers. It fetches nothing but what its source gives, and speaks upward by messages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from textual import events

from psr_tui.domain.errors import DeskError
from psr_tui.widgets import list_messages
from psr_tui.widgets.list_reload import fetch_again
from psr_tui.widgets.press_memory import PressMemory, Shown
from psr_tui.widgets.record_rows import Cell, Column, ListSource, Record, RecordSource
from psr_tui.widgets.record_window import STYLES, RecordWindow
from psr_tui.widgets.typed_name import TypedName

__all__ = ["Cell", "Column", "ListSource", "Record", "RecordList", "RecordSource"]

MOST_MARKS = 500
"""More marked rows than this are refused: nobody means to act on all of them at once."""


class RecordList(RecordWindow):
    """A list with a cursor, marks and jumping by surname. Styles of cells: dim, strong, good, warn, bad, info."""

    DEFAULT_CSS = """
    RecordList {
        height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 0;
        background: $background; color: $foreground;
        &> .record-list--title { color: $text-muted; text-style: bold; }
        &> .record-list--cursor { background: $block-cursor-blurred-background; color: $foreground; text-style: bold; }
        &:focus > .record-list--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
        &> .record-list--mark { color: $text-accent; text-style: bold; }
        &> .record-list--dim { color: $text-muted; }
        &> .record-list--strong { text-style: bold; }
        &> .record-list--good { color: $text-success; }
        &> .record-list--warn { color: $text-warning; }
        &> .record-list--bad { color: $text-error; }
        &> .record-list--info { color: $text-primary; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"record-list--{name}" for name in STYLES}

    Opened: TypeAlias = list_messages.Opened
    Moved: TypeAlias = list_messages.Moved
    Vanished: TypeAlias = list_messages.Vanished
    Marked: TypeAlias = list_messages.Marked
    Said: TypeAlias = list_messages.Said

    def __init__(
        self,
        columns: Sequence[Column],
        source: RecordSource | None = None,
        *,
        empty_text: str = "Nothing to show.",
        name_column: str = "patient",
        renew: Callable[[Record], Record] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own word for it
        classes: str | None = None,
    ) -> None:
        """``name_column``: key of the column that names a record in sentences. ``renew``: how ``retick`` brings the
        cells of a record up to the minute."""
        super().__init__(columns, source, empty_text, id, classes)
        self._renew = renew
        self._name_at = next((at for at, column in enumerate(self._columns) if column.key == name_column), None)
        self._memory = PressMemory()
        self._reloading = asyncio.Lock()
        self._typed = TypedName()

    # -- what is shown ----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> int:
        """Rows under the filter."""
        return self._count

    @property
    def total(self) -> int:
        """Rows without the filter, as the place told; as many as shown when it told nothing."""
        return max(self._count, self._total or 0)

    @total.setter
    def total(self, rows: int | None) -> None:
        self._total = rows
        self._refresh_title()

    @property
    def filter_text(self) -> str:
        """What the rep filters by; stands in the title line with "10 of 31"."""
        return self._filter_text

    @filter_text.setter
    def filter_text(self, text: str) -> None:
        self._filter_text = text
        self._refresh_title()

    @property
    def marked(self) -> tuple[Record, ...]:
        """The marked records, in the order they were marked."""
        return tuple(self._marks.values())

    def target(self) -> Record | None:
        """The one record the last key press meant: what was under the cursor when it was pressed."""
        record = self._memory.meant(self._seen()).current
        self.acted_on(*((record.key,) if record else ()))
        return record

    def targets(self) -> tuple[Record, ...]:
        """The records the last key press meant: the marked ones, else the one under the cursor."""
        meant = self._memory.meant(self._seen())
        records = meant.marked or ((meant.current,) if meant.current else ())
        self.acted_on(*(record.key for record in records))
        return records

    def acted_on(self, *keys: str) -> None:
        """The rep changes these records: when one leaves the list, the place says what was done, the list nothing."""
        self._memory.acted(keys, time.monotonic())

    def _seen(self) -> Shown:
        return Shown(self.current, self.marked)

    # -- rows in and out --------------------------------------------------------------------------------------------

    async def show(self, source: RecordSource) -> None:
        """Show other rows: the cursor stays on its record if that is among them, the marks are taken off."""
        self._source = source
        self.clear_marks()
        await self.reload(asked=True)

    async def reload(self, *, asked: bool = False) -> None:
        """Fetch the visible rows again and repaint what changed; cursor, marks and scroll stay with their records.

        ``asked``: the rep changed filter or sort, so a record that is not shown any more is no news.
        Raises: DeskError of the source; the list then stays as it was.
        """
        async with self._reloading:
            news = await fetch_again(self._source, self._view, asked)
            before = self._seen()
            self._put(news)
        now = self.current
        if asked:
            self._memory.chosen()  # typed ahead of the filter's answer, Enter means what the filter finds
        else:
            self._memory.reloaded(time.monotonic(), before, self._seen())
        if now != before.current:
            self.post_message(self.Moved(self, now))
        gone = before.current if news.vanished and not asked else None
        if gone is not None and not self._memory.own_doing(gone, time.monotonic()):
            then = f"the cursor is on {self._called(now)} now" if now else "the list is empty now"
            self.post_message(self.Vanished(self, gone, now, f"{self._called(gone)} left this list; {then}."))
        if len(self._marks) != len(before.marked):
            self.post_message(self.Marked(self, len(self._marks)))

    def retick(self, renew: Callable[[Record], Record] | None = None) -> int:
        """Bring the rows at hand up to the minute without asking the store; repaints only cells that changed and
        returns in how many lines."""
        change = renew or self._renew
        if change is None:
            return 0
        rows = self._rows_in_sight()
        old = {row: self._pages.row(row) for row in rows}
        self._pages.renew(change)
        self._marks = {key: change(record) for key, record in self._marks.items()}
        return sum(self._repaint(row - self._top, old[row], self._pages.row(row), "", "") for row in rows)

    def _called(self, record: Record | None) -> str:
        if record is None or self._name_at is None or self._name_at >= len(record.cells):
            return "the record" if record else ""
        return record.cells[self._name_at].text.strip() or "the record"

    def _complain(self, text: str) -> None:
        self.post_message(self.Said(self, text))

    # -- keys -------------------------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        self._memory.pressed(event.time)
        self._typed.pressed(event.character)
        try:
            taken = await self._take(event)
        except DeskError as error:
            self._complain(str(error))
            taken = True
        if taken:
            event.stop()
            event.prevent_default()

    async def _take(self, event: events.Key) -> bool:
        steps = {"up": -1, "down": 1}
        pages = {"pageup": -self._height, "pagedown": self._height}
        if event.key in steps:
            await self.go_to(self._cursor + steps[event.key])
        elif event.key in pages:
            await self.go_to(self._cursor + pages[event.key], turn=pages[event.key])
        elif event.key in ("home", "ctrl+home"):
            await self.go_to(0)
        elif event.key in ("end", "ctrl+end"):
            await self.go_to(self._count - 1)
        elif event.key == "enter":
            if (record := self.target()) is not None:
                self.post_message(self.Opened(self, record))
        elif event.key == "space":
            self._toggle_mark()
        elif event.character == "*":
            await self._mark_all()
        elif event.character is not None and event.character.isalpha():
            await self._letter(event.character, event.time)
        else:
            return False
        return True

    async def go_to(self, row: int, turn: int = 0) -> None:
        """Put the cursor on a row (clamped); ``turn`` scrolls by so many rows as well. Raises: DeskError."""
        row = max(0, min(row, self._count - 1))
        if self._pages.row(row) is None and self._count:
            around = self._height if turn >= 0 else 2 * self._height
            await self._have(row - around, row + self._height)
            row = max(0, min(row, self._count - 1))
        old, self._cursor = self._cursor, row
        self._memory.chosen()
        if turn:
            top = max(0, min(self._top + turn, self._count - self._height))
            self.scroll_to(y=top, animate=False, force=True)
        self._bring_into_sight()
        if old != row:
            self.refresh_lines(old + 1)
            self.refresh_lines(row + 1)
            self.post_message(self.Moved(self, self.current))
        self._fill()

    async def go_to_key(self, key: str) -> bool:
        """Put the cursor on the record ``key``; False when it is not in the list. Raises: DeskError."""
        row = await self._source.index_of(key)
        if row is not None:
            await self.go_to(row)
        return row is not None

    async def _letter(self, letter: str, at: float) -> None:
        goes_on = self._typed.add(letter, at)
        row = await self._source.jump(self._typed.letters, self._cursor if goes_on else self._cursor + 1)
        if row is None:
            self._complain(self._typed.nobody)
        else:
            await self.go_to(row)

    # -- marks ------------------------------------------------------------------------------------------------------

    def _toggle_mark(self) -> None:
        record = self.target()
        if record is None:
            return
        if self._marks.pop(record.key, None) is None:
            if len(self._marks) >= MOST_MARKS:
                self._complain(f"{MOST_MARKS} rows are marked already; act on these first.")
                return
            self._marks[record.key] = record
        self._memory.chosen()
        self.refresh_lines(self._cursor + 1)
        self.post_message(self.Marked(self, len(self._marks)))

    async def _mark_all(self) -> None:
        """Mark every row shown; when all are marked already, take all marks off."""
        if self._count > MOST_MARKS:
            self._complain(f"{self._count:,} rows are too many to mark at once; filter with / to at most {MOST_MARKS}.")
            return
        if len(self._marks) == self._count:
            self.clear_marks()
            return
        rows = await self._source.page(0, self._count)
        self._marks = {record.key: record for record in rows}
        self._memory.chosen()
        self.refresh(self.size.region)
        self.post_message(self.Marked(self, len(self._marks)))

    def clear_marks(self) -> None:
        """Take all marks off."""
        if self._marks:
            self._marks = {}
            self.refresh(self.size.region)
            self.post_message(self.Marked(self, 0))

    def on_blur(self) -> None:
        self._memory.left()
        self._typed.over()

    async def on_click(self, event: events.Click) -> None:
        row = self._top + event.y - 1
        if event.y > 0 and row < self._count:
            await self.go_to(row)
