"""Counting cash: one line for each bill and coin, digits and Enter, a running total.

Empty is not zero and nothing is ever prefilled (cash-drawer.md CD-47; ux.md "Forms"): what a rep counts is what the rep
typed. The grid knows nothing about what the drawer should hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from psr_tui.domain.counting import (
    US_DENOMINATIONS,
    CountRow,
    Denomination,
    MoneyKind,
    check_count,
)
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.widgets import grid_messages
from psr_tui.widgets.count_boxes import Boxes
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.row_paint import fit

LABEL, QUANTITY, AMOUNT, BETWEEN = 10, 7, 12, 2
"""Terminal cells of a line: the name, the box to type in, the amount, the gap to the next column."""
COLUMN = 1 + LABEL + QUANTITY + AMOUNT + BETWEEN
LONGEST = 20
_IN_NUMBERS, _IN_AMOUNTS = ("-", "$"), (".", ",")
"""Signs that stay in the line like letters do and make it one that cannot be read: dropped in silence, 12.50 would
count 1250 pieces. On a line not begun yet a point is the key that shows the odd money."""


class DenominationGrid(FormStop, can_focus=True):
    """A count by denomination. Value: the typed rows, highest first; in a ``complete`` count each everyday
    denomination needs a number, at least a typed 0. ``odd``: show the denominations that are seldom seen."""

    COMPONENT_CLASSES = {"denominations--cursor", "denominations--name", "denominations--bad", "denominations--total"}
    DEFAULT_CSS = """
    DenominationGrid {
        width: auto; height: auto; background: $background; color: $foreground;
        &> .denominations--name { color: $text-muted; }
        &> .denominations--bad { color: $text-error; text-style: bold; }
        &> .denominations--total { text-style: bold; }
        &> .denominations--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """
    help_text = (
        "Type how many pieces of each you count, 14+6 for two piles, 0 if there are none. "
        "Enter and Down go on, Up goes back, r adds rolls or straps."
    )

    Changed: TypeAlias = grid_messages.Changed
    Finished: TypeAlias = grid_messages.Finished
    Said: TypeAlias = grid_messages.Said

    def __init__(
        self,
        denominations: Sequence[Denomination] = US_DENOMINATIONS,
        *,
        field_id: str = "count",
        label: str = "Counted cash",
        complete: bool = True,
        odd: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own word for it
    ) -> None:
        super().__init__(id=id)
        self.field_id, self.label = field_id, label
        self._complete = complete
        self._count = Boxes(denominations)
        self._seldom = odd
        self._boxes = self._count.visible(self._seldom)
        self._at = 0
        self._fresh = True
        self._left_with: dict[str, str] = {}

    # -- value ------------------------------------------------------------------------------------------------------

    @property
    def parsed(self) -> tuple[CountRow, ...]:
        rows = self._count.rows()
        return check_count(rows) if self._complete else tuple(rows)

    @property
    def total(self) -> Money:
        return self._count.total()

    @property
    def raw(self) -> str:
        return " ".join(f"{key}={text}" for key, text in self.draft().items())

    @property
    def dirty(self) -> bool:
        return bool(self._count.draft())

    def draft(self) -> dict[str, str]:
        """What is typed, by denomination and form."""
        return self._count.draft()

    def restore(self, raw: str | Mapping[str, str]) -> None:
        """Show a draft this rep typed before."""
        draft = dict(part.split("=", 1) for part in raw.split()) if isinstance(raw, str) else dict(raw)
        self._count.restore(draft)
        self._show()

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        """Empties the grid: a count is never prefilled, so a recount starts with empty boxes."""
        self._count.clear()
        self._at, self._fresh, self._left_with = 0, True, {}
        self._show()

    def clear(self) -> None:
        """Start the count anew."""
        self.load(None)

    # -- lines ------------------------------------------------------------------------------------------------------

    def show_odd(self, odd: bool = True) -> None:
        """Show or hide the seldom denominations that hold no number."""
        self._seldom = odd
        self._show()

    def _show(self) -> None:
        here = self._boxes[self._at] if self._boxes else None
        self._boxes = self._count.visible(self._seldom)
        self._at = self._boxes.index(here) if here in self._boxes else 0
        self.refresh(layout=True)
        self.post_message(self.Changed(self, self.total))

    def _columns(self) -> tuple[list[int], list[int]]:
        """The boxes of the left column (bills) and of the right one (coins), as places in the order of counting."""
        left = [at for at, box in enumerate(self._boxes) if box.denomination.kind is MoneyKind.BILL]
        return left, [at for at in range(len(self._boxes)) if at not in left]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return 2 * COLUMN

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(column) for column in self._columns()) + 2

    # -- keys -------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if self._take(event):
            event.stop()
            event.prevent_default()

    def _take(self, event: events.Key) -> bool:
        typed = event.character or ""
        if event.key in ("enter", "down", "tab"):
            self._go(1)
        elif event.key in ("up", "shift+tab"):
            self._go(-1)
        elif event.key == "backspace":
            self._type(self._boxes[self._at].text[:-1])
        elif event.key in ("delete", "ctrl+u"):
            self._type("")
        elif typed == "+" and self._boxes[self._at].text:
            self._type(self._boxes[self._at].text + typed)
        elif typed in ("r", "R"):
            self._bundle()
        elif typed.isalnum() or typed in _IN_NUMBERS or (typed in _IN_AMOUNTS and not self._fresh):
            self._type(typed if self._fresh else self._boxes[self._at].text + typed)
            if not (typed.isascii() and typed.isdigit()):
                self._say("Type how many pieces you count here, for example 14 or 14+6; 0 if there are none.")
        else:
            return False
        return True

    def on_paste(self, event: events.Paste) -> None:
        """A pasted number goes into the line as if it were typed; anything else is refused and changes nothing."""
        event.stop()
        text = event.text.strip()
        if text and len(text) <= LONGEST and all(ch in "0123456789+ " for ch in text):
            self._type(text.replace(" ", ""))
        else:
            self._say(f"{self._boxes[self._at].denomination.label}: only a number can be pasted here, for example 14.")

    def _type(self, text: str) -> None:
        box = self._boxes[self._at]
        if len(text) > LONGEST:
            self._say(f"{box.denomination.label}: that is too long; type the sum.")
            return
        box.text, self._fresh = text, False
        self._refresh_line(self._at)
        self.refresh(Region(0, self.size.height - 1, self.size.width, 1))
        self.post_message(self.Changed(self, self.total))

    def _go(self, step: int) -> None:
        old, to = self._at, self._at + step
        if problem := self._boxes[old].problem:
            self._say(problem)
        self._fresh = True
        if 0 <= to < len(self._boxes):
            self._at = to
            self._refresh_line(old)
            self._refresh_line(to)
            self._report()
        elif (form := self.form) is not None:
            form.move_from(self, step)
        elif step > 0:
            self.post_message(self.Finished(self))

    def _bundle(self) -> None:
        box = self._count.bundle_of(self._boxes[self._at].denomination.code)
        self._show()
        if box is not None:
            self._at = self._boxes.index(box)
            self._fresh = True
            self.refresh()

    def _report(self) -> None:
        form = self.form
        if form is not None and self.settle():
            form.field_was_left(self, None, "")

    def settle(self) -> bool:
        now = self.draft()
        changed, self._left_with = now != self._left_with, now
        return changed

    def leave(self) -> None:
        self._report()

    def point_at(self, problem: InvalidInput) -> None:
        """The cursor goes to the denomination that is empty or cannot be read."""
        names = [(box.denomination.code, box.denomination.label) for box in self._boxes]
        self._at, self._fresh = next((at for at, name in enumerate(names) if problem.field in name), self._at), True
        self.refresh()

    def on_blur(self) -> None:
        self.leave()

    def _say(self, text: str) -> None:
        self.post_message(self.Said(self, text))

    def on_click(self, event: events.Click) -> None:
        column = self._columns()[1 if event.x >= COLUMN else 0]
        if event.y < len(column):
            self._at, self._fresh = column[event.y], True
            self.refresh()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _refresh_line(self, at: int) -> None:
        for side, column in enumerate(self._columns()):
            if at in column:
                self.refresh(Region(side * COLUMN, column.index(at), COLUMN, 1))

    def render_line(self, y: int) -> Strip:
        if y == self.size.height - 1:
            text = f" {fit(self.label, LABEL + QUANTITY)}{fit(str(self.total), AMOUNT, 'right')}"
            return self._strip([Segment(text, self._style("total"))])
        parts: list[Segment] = []
        for column in self._columns():
            parts += self._box(column[y]) if y < len(column) else [Segment(" " * COLUMN, self.rich_style)]
        return self._strip(parts)

    def _box(self, at: int) -> list[Segment]:
        box, here = self._boxes[at], at == self._at and self.has_focus
        row, bad = box.readable, bool(box.problem)
        typed = box.text if len(box.text) <= QUANTITY else "…" + box.text[1 - QUANTITY :]
        amount = "✗" if bad else str(row.amount) if row is not None else ""
        return [
            Segment(("> " if here else "  ") + fit(box.name, LABEL - 1), self._style("name")),
            Segment(typed.rjust(QUANTITY, "_"), self._style("cursor" if here else "bad" if bad else "")),
            Segment(fit(amount, AMOUNT, "right") + " " * BETWEEN, self.rich_style),
        ]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"denominations--{name}") if name else self.rich_style

    def _strip(self, parts: list[Segment]) -> Strip:
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)
