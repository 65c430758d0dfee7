"""The base of every question box: opaque, closed only by itself, and deaf to keys that were not meant for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.flows import Flows
from psr_tui.widgets.frame import Line
from psr_tui.widgets.message_line import MessageLine

from textual.screen import ModalScreen  # isort: skip

R = TypeVar("R")


def _nothing() -> None:
    return None


class Dialog(ModalScreen[R], Flows[R], Generic[R]):
    """A box over the place. Subclasses give ``compose_body`` and call ``finish(answer)``.

    ``unasked=True`` is for a box nobody called for (duplicate, conflict, warning): it throws away what was typed
    ahead, focuses the safe answer and never takes Enter for yes. ``finish`` does nothing unless this box is on top
    (a covered box that closed itself would close the one above it).
    """

    BINDINGS = bindings("dialog")
    SCOPES: ClassVar[tuple[str, ...]] = ("dialog",)
    HELP_TEXT = ""
    about = ""
    """The patient whose name title and messages may hold, as it is written; in privacy mode they show initials."""

    def __init__(self, title: str, *, unasked: bool = False, legend: str = "F12 cancel") -> None:
        super().__init__()
        self.box_title = title
        self.unasked = unasked
        self.box_legend = legend
        self.when_closing: Callable[[], None] = _nothing
        self._answer: asyncio.Future[R | None] | None = None
        self._finished = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Line(Content.styled(f" {strip_forbidden(self.masked(self.box_title))} ", "bold"), id="box-title")
            with Vertical(classes="box-body"):
                yield from self.compose_body()
            yield Line(Content(f" {self.box_legend}"), id="box-legend")
            yield MessageLine(id="box-message")

    def compose_body(self) -> Iterable[Widget]:
        """What stands in the box."""
        raise NotImplementedError

    def masked(self, text: str) -> str:
        """The text as the counter may show it now."""
        return text.replace(self.about, self.station.shown.name(self.about)) if self.about else text

    def field_help(self) -> str:
        return super().field_help() or self.HELP_TEXT

    def say(self, text: str) -> None:
        self.query_one("#box-message", MessageLine).show(self.masked(text))

    def refuse(self, why: DeskError | str) -> None:
        self.query_one("#box-message", MessageLine).show(self.masked(str(why)), bad=True)
        self.app.bell()

    async def answered(self) -> R | None:
        """Wait for the answer; None means cancelled."""
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
        return await self._answer

    def finish(self, answer: R | None) -> None:
        """Close with ``answer``; once, and only while this box is on top."""
        if self._finished or not self.is_active:
            return
        self._finished = True
        self.when_closing()
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
        self._answer.set_result(answer)
        self.dismiss(answer)

    def action_cancel(self) -> None:
        self.finish(None)

    def action_lock(self) -> None:
        """Whoever is called away in the middle of a box locks there; it stands with all that was typed."""
        self.station.lock_now()

    def action_call_box(self) -> None:
        """The telephone rings in the middle of a box: the call opens over it, and all that was typed stays (CC-61)."""
        self._tool("call_box")

    def action_red_flag(self) -> None:
        """Danger is heard in the middle of a box: the red flag opens over it, and all that was typed stays (CC-85)."""
        self._tool("red_flag")

    def _tool(self, name: str) -> None:
        if (desk := self.station.desk) is not None:
            self.desk = desk  # many boxes act through their place and never needed one
            self.station.use_tool(name, self)

    def action_accept(self) -> None:
        """F10: boxes that have something to accept override this; the others say which key answers."""
        self.refuse(f"Nothing to save here: {self.box_legend}.")
