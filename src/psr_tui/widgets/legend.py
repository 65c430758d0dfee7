"""Lines 22 and 23: what the keys do here, drawn from the one key table."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from psr_tui.keys import Key
from psr_tui.widgets.frame import Line


def legend_content(keys: Iterable[Key], current: str = "", indent: str = " ") -> Content:
    """``1Arrived 2Check-in``: the key in bold, so that it stands out without a colour; ``current`` is reversed."""
    parts: list[str | tuple[str, str]] = [indent]
    for number, key in enumerate(keys):
        if number:
            parts.append(" ")
        if key.id == current:
            parts.append((f"{key.shown}{key.label}", "reverse"))
        else:
            parts.append((key.shown, "bold"))
            parts.append(key.label)
    return Content.assemble(*parts)


class Legend(Line):
    """Line 22: what the digits (or the form keys) do."""

    def show_keys(self, keys: Iterable[Key]) -> None:
        self.show(legend_content(keys))


class PlacesLine(Line):
    """Line 23: where the F-keys go, and at its end the states one must not forget: privacy, keys waiting."""

    def __init__(self, keys: Iterable[Key], current: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._keys = tuple(keys)
        self._current = current
        self._private = False
        self._waiting = False

    def mark(self, *, private: bool | None = None, waiting: bool | None = None) -> None:
        before = (self._private, self._waiting)
        self._private = self._private if private is None else private
        self._waiting = self._waiting if waiting is None else waiting
        if before != (self._private, self._waiting):
            self.refresh()

    def render(self) -> Content:
        left = legend_content(self._keys, self._current)
        right = " ".join(word for word, on in (("X II", self._waiting), ("PRIVATE", self._private)) if on)
        if not right:
            return left
        gap = max(1, self.size.width - left.cell_length - len(right) - 1)
        return Content.assemble(left, " " * gap, (right, "bold"), " ")

    @property
    def plain(self) -> str:
        return self.render().plain
