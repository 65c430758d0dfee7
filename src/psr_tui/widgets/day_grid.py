"""A day as a grid: a line for each time, a column for each provider. It shows what it is given and speaks by messages.

The cursor belongs to a visit, or to a time and a provider where nothing is booked; it stays there over a reload, and
a key means what stood under the cursor when it was pressed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.domain.day_plan import DayPlan, GridCell, Look, PlannedVisit
from psr_tui.domain.text import fold
from psr_tui.domain.visit import VisitState
from psr_tui.widgets.press_memory import PressMemory, Shown
from psr_tui.widgets.record_rows import Record
from psr_tui.widgets.row_paint import fit
from psr_tui.widgets.typed_name import TypedName

CLOCK = 7
"""Cells for the cursor's sign and the time."""
NARROWEST = 22
_STYLES = ("title", "cursor", "dim", "good", "warn", "info", "strong")
_OF_LOOK = {Look.OPEN: "good", Look.AWAY: "dim", Look.OUT: "dim", Look.GOES_ON: "dim"}
_OF_STATE = {VisitState.ARRIVED: "strong", VisitState.CHECKED_IN: "strong", VisitState.ROOMED: "info",
             VisitState.CHECKED_OUT: "dim", VisitState.REQUESTED: "warn"}  # fmt: skip
_EMPTY = GridCell(Look.OUT)


@dataclass(frozen=True, slots=True)
class Spot:
    """What is under the cursor: a provider and a time, and the visit there when there is one."""

    provider_id: str
    provider: str
    clock: str
    minute: int
    cell: GridCell

    @property
    def visit(self) -> PlannedVisit | None:
        return self.cell.visit

    @property
    def key(self) -> str:
        return self.visit.visit_id if self.visit else f"{self.provider_id}@{self.minute}"


class DayGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Arrows move; at the edge the place is asked for other providers. Letters jump to a surname."""

    DEFAULT_CSS = """
    DayGrid {
        height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 0;
        background: $background; color: $foreground;
        &> .day-grid--title { color: $text-muted; text-style: bold; }
        &> .day-grid--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
        &> .day-grid--dim { color: $text-muted; }
        &> .day-grid--good { color: $text-success; }
        &> .day-grid--warn { color: $text-warning; }
        &> .day-grid--info { color: $text-primary; }
        &> .day-grid--strong { text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"day-grid--{name}" for name in _STYLES}

    class Opened(Message):
        """Enter was pressed."""

    class AtEdge(Message):
        """Left or right of the columns shown: ``step`` -1 or 1."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Moved(Message):
        """Another spot is under the cursor."""

    class Said(Message):
        """A sentence for the message line."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, name_of: Callable[[str], str], empty_text: str) -> None:
        """``name_of``: how a patient's name is shown now."""
        super().__init__()
        self._name_of = name_of
        self._empty_text = empty_text
        self.plan: DayPlan | None = None
        self._row = 0
        self._column = 0
        self._memory = PressMemory()
        self._spots: dict[str, Spot] = {}
        self._typed = TypedName()
        self._styles_at_hand: dict[str, Style] = {}

    # -- what is shown ----------------------------------------------------------------------------------------------

    @property
    def fitting(self) -> int:
        """How many providers fit beside one another."""
        return max(1, (max(self.size.width, 80) - CLOCK) // NARROWEST)

    @property
    def column(self) -> int:
        return self._column

    @property
    def spot(self) -> Spot | None:
        """What is under the cursor now."""
        return self._spot(self._row, self._column)

    def target(self) -> Spot | None:
        """What the last key press meant."""
        meant = self._memory.meant(self._seen()).current
        if meant is None:
            return None
        found = self._spots.get(meant.key)
        self._memory.acted((meant.key,), time.monotonic())
        return found or self.spot

    def show(self, plan: DayPlan, *, minute: int | None = None, column: int | None = None, asked: bool = False) -> None:
        """Show a day. The cursor stays with its visit, or on its time and column; ``minute`` and ``column`` put it.
        ``asked``: the rep turned to it, so a key typed ahead means what is shown now."""
        before, old = self._seen(), self.spot
        same_day = self.plan is not None and self.plan.day == plan.day
        self.plan = plan
        if column is not None:
            self._column = column
        self._column = max(0, min(self._column, len(plan.planners) - 1))
        self._place_cursor(old, minute, same_day)
        self.set_reactive(Widget.virtual_size, Size(self.size.width, len(plan.lines) + 1))
        self._bring_into_sight()
        if asked:
            self._memory.chosen()
        else:
            self._memory.reloaded(time.monotonic(), before, self._seen())
        self.refresh()

    def _place_cursor(self, old: Spot | None, minute: int | None, same_day: bool) -> None:
        lines = self.plan.lines if self.plan else ()
        if minute is None and same_day and old is not None and old.visit is not None:
            for row, line in enumerate(lines):
                for column, cell in enumerate(line.cells):
                    if cell.visit is not None and cell.visit.visit_id == old.visit.visit_id:
                        self._row, self._column = row, column
                        return
        wanted = minute if minute is not None else old.minute if old is not None else 0
        nearest = min(range(len(lines)), key=lambda row: (abs(lines[row].minute - wanted), row), default=0)
        self._row = nearest

    def _spot(self, row: int, column: int) -> Spot | None:
        plan = self.plan
        if plan is None or not 0 <= row < len(plan.lines) or not 0 <= column < len(plan.planners):
            return None
        line, planner = plan.lines[row], plan.planners[column]
        return Spot(planner.provider_id, planner.name, line.clock, line.minute, line.cells[column])

    def _seen(self) -> Shown:
        spot = self.spot
        if spot is None:
            return Shown(None, ())
        self._spots[spot.key] = spot
        if len(self._spots) > 500:
            self._spots = {spot.key: spot}
        return Shown(Record(spot.key, spot.visit.version if spot.visit else 0, ()), ())

    # -- keys -------------------------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        self._memory.pressed(event.time)
        self._typed.pressed(event.character)
        page = max(1, self.size.height - 2)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        last = len(self.plan.lines) - 1 if self.plan else 0
        if event.key in steps:
            self._move(self._row + steps[event.key], self._column)
        elif event.key in ("home", "end"):
            self._move(0 if event.key == "home" else last, self._column)
        elif event.key in ("left", "right"):
            self._sideways(1 if event.key == "right" else -1)
        elif event.key == "enter":
            self.post_message(self.Opened())
        elif event.character is not None and event.character.isalpha():
            self._letter(event.character, event.time)
        else:
            return
        event.stop()
        event.prevent_default()

    def _sideways(self, step: int) -> None:
        column = self._column + step
        if self.plan is not None and 0 <= column < len(self.plan.planners):
            self._move(self._row, column)
        else:
            self.post_message(self.AtEdge(step))

    def _move(self, row: int, column: int) -> None:
        old = self._row
        self._row = max(0, min(row, len(self.plan.lines) - 1 if self.plan else 0))
        self._column = column
        self._memory.chosen()
        self._bring_into_sight()
        for line in (old, self._row):
            self.refresh(Region(0, line - int(self.scroll_offset.y) + 1, self.size.width, 1))
        self.post_message(self.Moved())

    def _letter(self, letter: str, at: float) -> None:
        goes_on = self._typed.add(letter, at)
        lines = self.plan.lines if self.plan else ()
        spots = [(row, column) for row, line in enumerate(lines) for column in range(len(line.cells))]
        here = spots.index((self._row, self._column)) if (self._row, self._column) in spots else 0
        for row, column in spots[here + (0 if goes_on else 1) :] + spots[: here + 1]:
            visit = lines[row].cells[column].visit
            if visit is not None and fold(visit.patient).startswith(fold(self._typed.letters)):
                self._move(row, column)
                return
        self.post_message(self.Said(self._typed.nobody))

    def on_blur(self) -> None:
        self._memory.left()
        self._typed.over()

    def on_resize(self, _event: events.Resize) -> None:
        self._bring_into_sight()
        self.refresh()

    def _bring_into_sight(self) -> None:
        top, height = int(self.scroll_offset.y), max(1, self.size.height - 1)
        if not top <= self._row < top + height:
            ahead = height // 3
            top = self._row - ahead if self._row < top else self._row - height + 1 + ahead
        most = max(0, len(self.plan.lines) - height) if self.plan else 0
        self.scroll_to(y=max(0, min(top, most)), animate=False, force=True)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _style(self, name: str) -> Style:
        style = self._styles_at_hand.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"day-grid--{name}", partial=True)
            self._styles_at_hand[name] = style
        return style

    def notify_style_update(self) -> None:
        self._styles_at_hand.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width, plan = self.size.width, self.plan
        columns = max(1, len(plan.planners)) if plan else 1
        cell_width = max(4, (width - CLOCK) // columns)
        if plan is None or y == 0:
            names = "".join(fit(one.name, cell_width) for one in plan.planners) if plan else ""
            return Strip([Segment(fit(" Time  " + names, width), self._style("title"))], width)
        row = int(self.scroll_offset.y) + y - 1
        if row >= len(plan.lines):
            text = " " + self._empty_text if not plan.lines and y == 2 else ""
            return Strip([Segment(fit(text, width), self._style(""))], width)
        line = plan.lines[row]
        clock = f"{'>' if row == self._row else ' '}{line.clock if line.first else '':<5} "
        segments = [Segment(clock, self._style("title"))]
        for column, cell in enumerate(line.cells):
            on = row == self._row and column == self._column
            text, style = self._cell(cell)
            segments.append(Segment(fit(text, cell_width - 1), self._style("cursor" if on else style)))
            segments.append(Segment(" ", self._style("")))
        return Strip(segments).adjust_cell_length(width, self._style(""))

    def _cell(self, cell: GridCell) -> tuple[str, str]:
        visit = cell.visit
        if visit is None:
            look = {Look.OPEN: "· " + cell.text, Look.AWAY: f"({cell.text})", Look.GOES_ON: "│"}
            return look.get(cell.look, ""), _OF_LOOK[cell.look]
        sure = "+" if visit.confirmation == "confirmed" else ""
        return f"{visit.state.glyph}{sure}{self._name_of(visit.patient)} {visit.visit_type}", _OF_STATE.get(
            visit.state, ""
        )
