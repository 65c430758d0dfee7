"""Drawing of list rows: cells cut and padded by terminal width, few colour changes in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from psr_tui.domain.text import strip_forbidden
from psr_tui.widgets.record_rows import Cell, Column, Record

StyleOf = Callable[[str], Style]
"""From a style name to the style it means on this row."""
GUTTER = 1
"""Cells before the first column: the cursor and the mark are drawn there, so that they show without colour too."""
NEITHER, CURSOR, MARK, BOTH = " ", ">", "*", "#"


def fit(text: str, width: int, align: str = "left") -> str:
    """``text`` in exactly ``width`` terminal cells; what is cut off ends in an ellipsis. Control and hidden characters
    are dropped, so that a name can neither steer the terminal nor shift the columns."""
    if width <= 0:
        return ""
    text = strip_forbidden(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
    if align == "right":
        return " " * (width - length) + text
    return text + " " * (width - length)


def share_out(columns: Sequence[Column], width: int) -> tuple[int, ...]:
    """The width of each column on a line of ``width`` cells: what the fixed ones leave goes to the growing ones."""
    spare = width - GUTTER - sum(column.width for column in columns) - max(0, len(columns) - 1)
    growing = [index for index, column in enumerate(columns) if column.grow]
    widths = [column.width for column in columns]
    if growing and spare:
        for place, index in enumerate(growing):
            part = spare // len(growing) + (1 if place < spare % len(growing) else 0)
            widths[index] = max(4, widths[index] + part)
    return tuple(widths)


def paint(
    columns: Sequence[Column],
    widths: Sequence[int],
    cells: Sequence[Cell],
    gutter: str,
    style_of: StyleOf,
    width: int,
) -> Strip:
    """One line; neighbouring cells of one style become one segment, and an empty cell takes the style at hand, because
    each colour change costs bytes."""
    segments: list[Segment] = []
    run, run_style, used = gutter, style_of(""), cell_len(gutter)
    for column, cell_width, cell in zip(columns, widths, cells, strict=False):
        style = style_of(cell.style) if cell.text else run_style
        if style is not run_style and style != run_style:
            segments.append(Segment(run, run_style))
            run, run_style = "", style
        run += fit(cell.text, cell_width, column.align) + " "
        used += cell_width + 1
    if used == width + 1 and cells:  # the gap after the last column
        run, used = run[:-1], width
    segments.append(Segment(run, run_style))
    strip = Strip(segments, used)
    return strip if used == width else strip.adjust_cell_length(width, style_of(""))


def changed_span(old: Record, new: Record, widths: Sequence[int]) -> tuple[int, int] | None:
    """Where two states of a row differ, as first cell and length on the line; None when they look the same."""
    if old.key != new.key or len(old.cells) != len(new.cells):
        return 0, GUTTER + sum(widths) + len(widths)
    differing = [index for index, (a, b) in enumerate(zip(old.cells, new.cells, strict=True)) if a != b]
    if not differing:
        return None
    starts = [GUTTER]
    for width in widths:
        starts.append(starts[-1] + width + 1)
    first, last = differing[0], min(differing[-1], len(widths) - 1)
    return starts[first], starts[last + 1] - starts[first]
