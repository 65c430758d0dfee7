"""The frame of every place: one-line widgets whose text changes without moving anything (ux.md, the frame)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.content import Content
from textual.widget import Widget

from psr_tui.domain.text import strip_forbidden


class Line(Widget):
    """One line of text. ``show`` repaints only when the text really changed, so that an idle screen stays idle."""

    DEFAULT_CSS = """
    Line { height: 1; width: 100%; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, content: Content | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._content = content or Content("")

    def show(self, content: Content | str) -> None:
        fresh = Content(strip_forbidden(content)) if isinstance(content, str) else content
        if fresh != self._content or fresh.spans != self._content.spans:
            self._content = fresh
            self.refresh()

    @property
    def plain(self) -> str:
        return self._content.plain

    def render(self) -> Content:
        return self._content


@dataclass(frozen=True, slots=True)
class Head:
    """What line 1 says. ``when`` is local wall time as text; ``training`` marks a clinic that is not real; ``shorter``
    are other forms of the heading, the longest first, for when the person would not fit beside it. ``reminder``: what
    must not be forgotten; it stays when the person goes."""

    heading: str = ""
    clinic: str = ""
    who: str = ""
    when: str = ""
    training: bool = False
    shorter: tuple[str, ...] = ()
    reminder: str = ""


TRAINING = " TRAINING "


class HeadLine(Line):
    """Line 1: where you are on the left; clinic, person and time on the right. When the heading is long the clinic
    goes first, then the heading takes a shorter form if it has one, then the person goes, then the shorter form again;
    time and the training mark always stay."""

    def __init__(self, head: Head, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self.head = head

    def change(self, **parts: str | tuple[str, ...]) -> None:
        fresh = replace(self.head, **parts)  # type: ignore[arg-type]  # only the text parts are ever changed
        if fresh != self.head:
            self.head = fresh
            self.refresh()

    def render(self) -> Content:
        return head_content(self.head, self.size.width)

    @property
    def plain(self) -> str:
        return self.render().plain


def head_content(head: Head, width: int) -> Content:
    """Line 1 laid out for ``width`` cells."""
    mark = TRAINING if head.training else ""
    person, alone = (head.who, head.reminder, head.when), (head.reminder, head.when)
    forms = [(head.heading, (head.clinic, *person)), *((one, person) for one in (head.heading, *head.shorter))]
    for heading, parts in (*forms, *((one, alone) for one in (head.heading, *head.shorter))):
        left = Content.styled(f" {strip_forbidden(heading)}", "bold")
        right = " · ".join(part for part in parts if part)
        if left.cell_length + len(mark) + 2 + Content(right).cell_length + 1 <= width:
            break
    room = max(0, width - Content(right).cell_length - len(mark) - 3)
    while left.cell_length > room and left.plain.count("  ") >= 2:
        left = Content.styled(left.plain.rpartition("  ")[0], "bold")  # goes whole: half a number misleads
    left = left.truncate(room, ellipsis=True)
    gap = max(1, width - left.cell_length - Content(right).cell_length - len(mark) - 2)
    return Content.assemble(left, " " * gap, (mark, "bold reverse") if mark else "", " ", strip_forbidden(right), " ")


class TooSmall(Widget):
    """Covers everything while the window is smaller than the design size, instead of showing half a record."""

    DEFAULT_CSS = """
    TooSmall { display: none; layer: cover; dock: top; width: 100%; height: 100%; content-align: center middle; }
    """

    def render(self) -> Content:
        return Content("Please make the window larger:\nat least 80 columns and 24 rows.")
