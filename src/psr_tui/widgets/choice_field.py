"""Choosing one of a list by typing: the text narrows the list, Down opens it, Enter takes the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold
from psr_tui.widgets.field import Field
from psr_tui.widgets.row_paint import fit

MENU_LINES = 8
MOST_MATCHES = 60


class ChoiceMenu(Widget):
    """The open list under a choice field. The field keeps the keyboard and says what to show."""

    COMPONENT_CLASSES = {"choice-menu--cursor"}
    DEFAULT_CSS = """
    ChoiceMenu {
        overlay: screen; constrain: inside inflect; position: absolute; height: auto; width: auto;
        background: $panel; color: $foreground;
        &> .choice-menu--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """

    def __init__(self, field: ChoiceField) -> None:
        super().__init__()
        self._field = field

    def get_content_width(self, container: Any, viewport: Any) -> int:
        return max((cell_len(label) for label in self._field.matching_labels()), default=10) + 4

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        return max(1, min(MENU_LINES, len(self._field.matching_labels())))

    def render_line(self, y: int) -> Strip:
        labels, cursor = self._field.matching_labels(), self._field.menu_row
        first = max(0, min(cursor - MENU_LINES + 1, len(labels) - MENU_LINES)) if cursor >= MENU_LINES else 0
        row = first + y
        if row >= len(labels):
            return Strip([Segment(fit("│ nothing fits", self.size.width), self.rich_style)], self.size.width)
        on = row == cursor
        style = self.get_component_rich_style("choice-menu--cursor") if on else self.rich_style
        return Strip([Segment(fit(f"│{'>' if on else ' '}{labels[row]}", self.size.width), style)], self.size.width)


class ChoiceField(Field):
    """One of ``options``, given as (code, label); the value is the code, the field shows the label."""

    def __init__(self, label: str, field_id: str, options: Sequence[tuple[str, str]] = (), **rest: Any) -> None:
        """``rest``: as for ``Field``, without ``parse`` and ``to_text``."""
        super().__init__(label, field_id, **rest)
        self._menu: ChoiceMenu | None = None
        self.menu_row = 0
        self._picked: tuple[str, str] | None = None
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other options; what stands in the field is read anew."""
        self._options = tuple((code, clean(label)) for code, label in options)
        self._folded = [(fold(code), fold(label)) for code, label in self._options]
        self._labels = dict(self._options)
        self.reread()

    # -- matching ---------------------------------------------------------------------------------------------------

    def matches(self) -> list[tuple[str, str]]:
        """The options that fit what is typed, best first; all of them when nothing is typed or a label stands there."""
        typed = fold(self.value)
        if not typed or any(typed == label for _, label in self._folded):
            return list(self._options[:MOST_MATCHES])
        return self._fitting(typed)

    def _fitting(self, typed: str) -> list[tuple[str, str]]:
        ranked: list[tuple[int, int]] = []
        for at, (code, label) in enumerate(self._folded):
            if typed in (code, label):
                ranked.append((0, at))
            elif label.startswith(typed):
                ranked.append((1, at))
            elif f" {typed}" in label or code.startswith(typed):
                ranked.append((2, at))
            elif typed in label:
                ranked.append((3, at))
        return [self._options[at] for _, at in sorted(ranked)[:MOST_MATCHES]]

    def matching_labels(self) -> list[str]:
        return [label for _, label in self.matches()]

    def _understand(self, typed: str) -> Any:
        if not clean(typed):
            return None
        if self._picked is not None and self._picked[0] == typed:
            return self._picked[1]
        found = self._fitting(fold(typed)) if fold(typed) else []
        if not found:
            raise InvalidInput(
                f"{self.label}: nothing in the list fits {clean(typed, 30)!r}. Press Down for the list.", self.field_id
            )
        return found[0][0]

    # -- value ------------------------------------------------------------------------------------------------------

    @property
    def raw(self) -> str:
        code, problem = self._reading()
        return self.value if problem is not None else code or ""

    def _shown_as(self, raw: str) -> str:
        label = self._labels.get(raw)
        if label is None:
            return raw
        self._picked = (label, raw)
        return label

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        super().load(None if value is None else self._shown_as(str(value)), prefilled=prefilled)

    def _read_back(self) -> None:
        code, problem = self._reading()
        if problem is None and code is not None and self.value != self._labels[code]:
            self._put(self._shown_as(code))
        super()._read_back()

    def pick(self, code: str) -> None:
        """Take an option, as if it had been chosen from the open list."""
        self.value = self._shown_as(code)
        self.cursor_position = len(self.value)

    # -- keys and the open list -------------------------------------------------------------------------------------

    def _take(self, event: events.Key) -> bool:
        if self._menu is None:
            if event.key == "down" and self.form is not None:
                self._open()
                return True
            return super()._take(event)
        if event.key in ("down", "up", "pagedown", "pageup"):
            step = {"down": 1, "up": -1, "pagedown": MENU_LINES, "pageup": -MENU_LINES}[event.key]
            self.menu_row = max(0, min(self.menu_row + step, len(self.matches()) - 1))
            self._menu.refresh()
            return True
        if event.key in ("escape", "f12"):
            self._close()
            return True
        if event.key in ("enter", "tab"):
            found = self.matches()
            if found:
                self.pick(found[self.menu_row][0])
            self._close()
        return super()._take(event)

    def _open(self) -> None:
        form = self.form
        if form is None:
            return
        codes = [code for code, _ in self.matches()]
        chosen = self._reading()[0]
        self.menu_row = codes.index(chosen) if chosen in codes else 0
        self._menu = ChoiceMenu(self)
        at = self.region.offset - form.region.offset + form.scroll_offset
        self._menu.styles.offset = Offset(at.x + self._label_width, at.y + 1)
        form.mount(self._menu)
        self.refresh()

    def _close(self) -> None:
        if self._menu is not None:
            self._menu.remove()
            self._menu = None
            self.refresh()

    def on_blur(self) -> None:
        self._close()

    def on_input_changed(self) -> None:
        if self._menu is not None:
            self.menu_row = 0
            self._menu.refresh(layout=True)

    def note(self) -> tuple[str, str]:
        if self.has_focus and self.value and self.value != self._left_with and self._menu is None:
            found = self.matching_labels()
            if not found:
                return "nothing fits", "field--bad"
            return f"→ {found[0]}" + (f" ({len(found)})" if len(found) > 1 else ""), "field--echo"
        return super().note()
