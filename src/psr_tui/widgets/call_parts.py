"""Parts of the call box: the timer line and the outcomes by digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.domain.call_script import Line
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import strip_forbidden
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.row_paint import fit

ON_CALL = "ON CALL"
"""What stands before the clock; every other word there (on hold, wrap-up) is as long."""
TIMER_CELLS = 8
"""``h:mm:ss``, right-aligned; only these cells are written each second."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call can end: its digit, its code, its words, and what must be typed with it."""

    digit: str
    code: str
    label: str
    needs_when: bool = False
    needs_note: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """An open call. ``about`` stands beside the timer, for example ``claimed by you · voicemail: callback-only``;
    ``zone`` is the one in which the rep types the next time, said after it as ``whose``."""

    callback_id: str
    version: int
    about: str
    script: tuple[Line, ...]
    outcomes: tuple[Outcome, ...]
    zone: ZoneInfo


class CallTimer(Widget):
    """``ON CALL 0:02:41`` and what there is to know about the call, on one line."""

    DEFAULT_CSS = "CallTimer { height: 1; background: $background; color: $foreground; text-style: bold; }"

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self.about = ""
        self.title = ON_CALL

    def tick(self) -> None:
        self.refresh(Region(len(ON_CALL), 0, TIMER_CELLS, 1))

    def render_line(self, y: int) -> Strip:
        minutes, seconds = divmod(int(self._seconds()), 60)
        clock = f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        head = f"{self.title:<{len(ON_CALL)}}{clock:>{TIMER_CELLS}}"
        text = f"{head} · {self.about}" if self.about else head
        return Strip([Segment(fit(text, self.size.width), self.rich_style)], self.size.width)


class OutcomeStop(FormStop, can_focus=True):
    """The outcomes by digit. A digit chooses; what was chosen stays marked until the call is saved."""

    COMPONENT_CLASSES = {"outcome--chosen", "outcome--label"}
    DEFAULT_CSS = """
    OutcomeStop {
        height: auto; background: $background; color: $foreground;
        &> .outcome--label { color: $text-muted; }
        &> .outcome--chosen {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """
    field_id = "outcome"
    label = "Outcome"
    help_text = "Press the digit of how the call ended. When it needs a time or a note, the cursor goes there first."

    class Pressed(Message):
        """A digit was pressed."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: tuple[Outcome, ...] = ()
        self.chosen: Outcome | None = None

    def offer(self, outcomes: Sequence[Outcome]) -> None:
        """Show these outcomes, none of them chosen."""
        self._outcomes, self.chosen = tuple(outcomes), None
        self.refresh(layout=True)

    @property
    def parsed(self) -> Outcome:
        if self.chosen is None:
            raise InvalidInput("Outcome: press the digit of how the call ended first.", self.field_id)
        return self.chosen

    @property
    def raw(self) -> str:
        return self.chosen.code if self.chosen else ""

    @property
    def dirty(self) -> bool:
        return self.chosen is not None

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        self.restore(str(value or ""))

    def restore(self, raw: str) -> None:
        self.chosen = next((outcome for outcome in self._outcomes if outcome.code == raw), None)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        form = self.form
        outcome = next((outcome for outcome in self._outcomes if outcome.digit == event.character), None)
        if outcome is not None:
            self.chosen = outcome
            self.refresh()
            self.post_message(self.Pressed(outcome))
        elif event.key in ("enter", "down", "tab") and form is not None:
            form.move_from(self, 1)
        elif event.key in ("up", "shift+tab") and form is not None:
            form.move_from(self, -1)
        elif not (event.character or "").isdigit():
            return  # a digit that means nothing here must not act on the list behind the box
        event.stop()
        event.prevent_default()

    def _lines(self, width: int) -> list[list[Outcome]]:
        lines: list[list[Outcome]] = [[]]
        room = width - 9
        for outcome in self._outcomes:
            needed = len(outcome.label) + 3
            if room < needed and lines[-1]:
                lines.append([])
                room = width - 9
            lines[-1].append(outcome)
            room -= needed
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        lines = self._lines(self.size.width)
        head = (">" if self.has_focus else " ") + "Outcome " if y == 0 else " " * 9
        parts = [Segment(head, self.get_component_rich_style("outcome--label"))]
        for outcome in lines[y] if y < len(lines) else ():
            mark = "✓" if outcome is self.chosen else " "
            style = self.get_component_rich_style("outcome--chosen") if outcome is self.chosen else self.rich_style
            text = f"{outcome.digit}{strip_forbidden(outcome.label)}{mark}"
            parts += [Segment(text, style), Segment(" ", self.rich_style)]
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)
