"""Lines of a script: what is said, what must be read aloud as it stands, and hints for the rep."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from psr_tui.domain.call_script import Line
from psr_tui.domain.text import strip_forbidden


def spoken(line: Line) -> Content:
    """One line as the box writes it. A stored text is never markup."""
    text = strip_forbidden(line.text)
    if line.hint:
        return Content.styled(f"     {text}", "bold")
    if line.lead:
        return Content(f"{line.lead}: “{text}”")
    return Content.styled(f"READ “{text}”", "bold") if line.aloud else Content(f"Say  “{text}”")


def all_spoken(lines: Iterable[Line]) -> Content:
    """Lines under one another."""
    return Content("\n").join(spoken(line) for line in lines)


class SpokenLines(Static):
    """A script that stays where it is."""

    DEFAULT_CSS = "SpokenLines { height: auto; margin-bottom: 1; }"

    def __init__(self, lines: Iterable[Line] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(all_spoken(lines), id=id)

    def tell(self, lines: Iterable[Line]) -> None:
        """Show other lines."""
        self.update(all_spoken(lines))
