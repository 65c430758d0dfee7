"""Facts at the side: label and value, line by line, wrapped; nothing in it can be typed or pressed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from psr_tui.domain.text import strip_forbidden


class FactsPanel(Static):
    """A titled list of facts. Stored text is shown as it is: it is never markup and steers nothing."""

    DEFAULT_CSS = """
    FactsPanel { width: 1fr; height: auto; padding: 0 1; background: $background; color: $foreground; }
    """

    def __init__(
        self,
        title: str = "",
        facts: Sequence[tuple[str, str]] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's own word for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: tuple[str, tuple[tuple[str, str], ...]] | None = None
        self.show(title, facts)

    def show(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts as (label, value); facts without a value are left out. The same facts repaint nothing."""
        wanted = (title, tuple((label, value) for label, value in facts if value))
        if wanted == self._shown:
            return
        self._shown = wanted
        lines = [Content.styled(strip_forbidden(title), "bold")] if title else []
        for label, value in wanted[1]:
            name = Content.styled(f"{strip_forbidden(label)}: " if label else "", "$text-muted")
            lines.append(name + Content("\n".join(strip_forbidden(part) for part in value.split("\n"))))
        self.update(Content("\n").join(lines))

    @property
    def plain(self) -> str:
        """What is shown, as text."""
        return str(self.content)
