"""The drawing half of a record list: a window over rows of a source, of which only the visible part is ever built."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.domain.errors import DeskError
from psr_tui.widgets import row_paint
from psr_tui.widgets.list_reload import Reloaded, View, have
from psr_tui.widgets.record_rows import PAGE, Cell, Column, ListSource, Pages, Record, RecordSource

STYLES = ("title", "cursor", "mark", "dim", "strong", "good", "warn", "bad", "info")
_MOST_STRIPS = 400


class RecordWindow(ScrollView, can_focus=True, inherit_bindings=False):
    """Title line, rows, cursor, marks. It moves nothing by itself; ``RecordList`` adds the keys."""

    def __init__(
        self,
        columns: Sequence[Column],
        source: RecordSource | None,
        empty_text: str,
        widget_id: str | None,
        classes: str | None,
    ) -> None:
        super().__init__(id=widget_id, classes=classes)
        self._columns = tuple(columns)
        self._source: RecordSource = source if source is not None else ListSource(())
        self._empty_text = empty_text
        self._widths: tuple[int, ...] = tuple(column.width for column in self._columns)
        self._shared = 0  # the width of the line the columns were shared out for
        self._pages = Pages()
        self._count = 0
        self._cursor = 0
        self._marks: dict[str, Record] = {}
        self._strips: dict[int, tuple[Record, str, Strip]] = {}
        self._styles_at_hand: dict[str, Style] = {}
        self._filter_text = ""
        self._total: int | None = None
        self._filling = False
        self._still = False

    # -- the window -------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Record | None:
        """The record under the cursor now; None in an empty list."""
        return self._pages.row(self._cursor) if self._count else None

    @property
    def _top(self) -> int:
        return int(self.scroll_offset.y)

    @property
    def _height(self) -> int:
        """Lines for rows: all but the title line."""
        return max(1, self.size.height - 1)

    def _view(self) -> View:
        return View(self._top, self._height, self._cursor, self.current, self._pages, self._marks)

    def _rows_in_sight(self) -> range:
        return range(self._top, min(self._count, self._top + self._height))

    async def _have(self, first: int, end: int) -> None:
        """Have rows ``first`` to ``end`` at hand. Raises: DeskError of the source."""
        pages = None
        while pages is not self._pages:  # a reload may exchange the pages while these rows are being read
            pages = self._pages
            await have(self._source, pages, first, end, self._count)

    def _fill(self) -> None:
        """Fetch, behind the rep's back, what the window and its neighbourhood lack."""
        first, end = self._top - PAGE // 2, self._top + self._height + PAGE // 2
        if not self._filling and self._pages.missing(first, end, self._count) is not None:
            self._filling = True
            self.run_worker(self._fill_now(first, end), group="fill", exit_on_error=False)

    async def _fill_now(self, first: int, end: int) -> None:
        try:
            await self._have(first, end)
        except DeskError as error:
            self._complain(str(error))
            return
        finally:
            self._filling = False
        for row in self._rows_in_sight():
            if row not in self._strips:
                self.refresh_lines(row + 1)
        self._fill()  # the window may have moved on meanwhile

    def _complain(self, text: str) -> None:
        """Say that rows could not be read."""
        raise NotImplementedError

    def _put(self, news: Reloaded) -> None:
        """Exchange the rows and repaint only the cells that look different on the screen."""
        old_pages, old_top, old_height = self._pages, self._top, self._height
        looks = {row - old_top: self._gutter(row, self._pages.row(row)) for row in self._rows_in_sight()}
        was_empty = self._count == 0
        if news.count != self._count:
            self._set_count(news.count)
        self._pages, self._cursor, self._marks = news.pages, news.cursor, news.marks
        self._strips.clear()
        self._still = True  # the lines are compared below; scrolling must not repaint them all
        self.scroll_to(y=news.top, animate=False, force=True)
        self._still = False
        if was_empty or news.count == 0:
            self.refresh(self.size.region)
            return
        for line in range(old_height):
            row = self._top + line
            new = self._pages.row(row) if row < self._count else None
            self._repaint(line, old_pages.row(old_top + line), new, looks.get(line), self._gutter(row, new))

    def _set_count(self, count: int) -> None:
        self._count = count
        # Set without its watcher: the size of this widget does not depend on it, so a layout pass would be for nothing.
        self.set_reactive(Widget.virtual_size, Size(self.size.width, count + 1))
        if self._filter_text:
            self._refresh_title()

    def _repaint(self, line: int, old: Record | None, new: Record | None, looked: str | None, looks: str) -> bool:
        """Repaint what differs on a line of the window; True when something did."""
        if old is None and new is None:
            return False
        if old is None or new is None or looked != looks:
            self.refresh(Region(0, line + 1, self.size.width, 1))
            return True
        span = row_paint.changed_span(old, new, self._widths)
        if span is None:
            return False
        self.refresh(Region(span[0], line + 1, span[1], 1))
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if self._still:
            return
        super().watch_scroll_y(old_value, new_value)
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        self._share_out()
        self._bring_into_sight()
        self._fill()

    def _share_out(self) -> None:
        """Give each column its width on the line as it is now: a resize event may tell of a size that is past."""
        self._shared = self.size.width
        self._widths = row_paint.share_out(self._columns, self._shared)
        self._strips.clear()

    def _bring_into_sight(self) -> None:
        """Scroll when the cursor has left the window, by a third of it at once: the lines stand still in between, the
        next rows are in sight, and a held arrow key costs a tenth of the bytes."""
        top, ahead = self._top, self._height // 3
        if self._cursor < top:
            top = self._cursor - ahead
        elif self._cursor >= top + self._height:
            top = self._cursor - self._height + 1 + ahead
        top = max(0, min(top, self._count - self._height))
        if top != self._top:
            self.scroll_to(y=top, animate=False, force=True)

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._styles_at_hand.clear()
        super().notify_style_update()

    def _refresh_title(self) -> None:
        self.refresh(Region(0, 0, self.size.width, 1))

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _style(self, name: str) -> Style:
        style = self._styles_at_hand.get(name)
        if style is None:
            style = self.rich_style
            if name in STYLES:
                style += self.get_component_rich_style(f"record-list--{name}", partial=True)
            self._styles_at_hand[name] = style
        return style

    def _gutter(self, row: int, record: Record | None) -> str:
        marked = record is not None and record.key in self._marks
        if row == self._cursor:
            return row_paint.BOTH if marked else row_paint.CURSOR
        return row_paint.MARK if marked else row_paint.NEITHER

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if width != self._shared:
            self._share_out()
        if y == 0:
            return self._title(width)
        row = self._top + y - 1
        record = self._pages.row(row) if row < self._count else None
        if record is None:
            empty = "Nothing here fits the filter. Esc shows all again." if self._filter_text else self._empty_text
            text = empty if self._count == 0 and y == 2 else ""
            return row_paint.paint((), (), (), row_paint.fit(" " + text, width), self._style, width)
        gutter = self._gutter(row, record)
        kept = self._strips.get(row)
        if kept is not None and kept[0] is record and kept[1] == gutter:
            return kept[2]
        strip = row_paint.paint(self._columns, self._widths, record.cells, gutter, self._style_of(gutter), width)
        if len(self._strips) > _MOST_STRIPS:
            self._strips.clear()
        self._strips[row] = (record, gutter, strip)
        return strip

    def _style_of(self, gutter: str) -> row_paint.StyleOf:
        """Styles of a row: the cursor row wears one style, so that it reads well and costs few bytes."""
        if gutter in (row_paint.CURSOR, row_paint.BOTH):
            style = self._style("cursor")
            return lambda name: style
        if gutter == row_paint.MARK:
            marked = self._style("mark")
            return lambda name: marked if not name else self._style(name)
        return self._style

    def _title(self, width: int) -> Strip:
        cells = tuple(Cell(column.title, "title") for column in self._columns)
        style = self._style("title")
        strip = row_paint.paint(self._columns, self._widths, cells, row_paint.NEITHER, lambda name: style, width)
        if not self._filter_text:
            return strip
        note = f" /{self._filter_text}  {self._count} of {max(self._count, self._total or 0)} "
        note = row_paint.fit(note, min(width, len(note)))
        found = row_paint.paint((), (), (), note, lambda name: self._style("info"), len(note))
        return Strip.join([strip.crop(0, width - found.cell_length), found])
