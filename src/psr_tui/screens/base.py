"""A place: one of the screens the F-keys go to. It brings the frame; a place brings the work in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from psr_tui.commands import Command
from psr_tui.domain.clock import local
from psr_tui.domain.errors import DeskError
from psr_tui.domain.privacy import Privacy
from psr_tui.keys import Key, as_moved, bindings, of_scope
from psr_tui.screens.dialogs.confirm import Confirm
from psr_tui.screens.flows import Flows
from psr_tui.widgets.frame import Head, HeadLine, Line, TooSmall
from psr_tui.widgets.legend import Legend, PlacesLine
from psr_tui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk

MIN_COLUMNS, MIN_ROWS = 80, 24
WIDE, WIDER, TALL = 100, 120, 40


class Place(Flows[None]):
    """Subclass it, set ``PLACE`` and ``TOPICS``, ``BINDINGS = bindings("queue")``, and give ``compose_work`` and
    ``reload``. Optional: ``compose_side`` (100 columns and more), ``compose_history`` (40 rows and more), ``tick``,
    ``turn_to``, ``unfinished``, ``why_not``, ``field_help``, ``SCOPES`` ("list" or "form", for F1).

    An action that awaits a use case runs as a flow, so that the message loop stays free:
    ``def action_room(self): self.flow(self._room())``.
    """

    PLACE: ClassVar[str] = ""
    SCOPES: ClassVar[tuple[str, ...]] = ("list",)
    TOPICS: ClassVar[frozenset[str]] = frozenset()
    BINDINGS = bindings("place")
    AUTO_FOCUS = "#work *"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (WIDER, "-wider")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.dirty = True
        self._loading_now = False
        self._minute = ""
        self._heading = self.PLACE.replace("_", "-").upper()  # until the place says more

    # What a place gives ------------------------------------------------------------------------------------------

    def compose_work(self) -> Iterable[Widget]:
        """Lines 3 to 21."""
        raise NotImplementedError

    def compose_side(self) -> Iterable[Widget]:
        """The panel beside the work at 100 columns and more; nothing by default."""
        return ()

    def compose_history(self) -> Iterable[Widget]:
        """The panel under the work at 40 rows and more; nothing by default."""
        return ()

    async def reload(self) -> None:
        """Read again what is shown: called when the place appears and when one of its topics changed. The cursor
        stays on the same record (by key). May raise DeskError, which is shown."""
        raise NotImplementedError

    async def warm(self) -> None:
        """Run once in spare time before the first visit: questions that read no patient, so that the store has their
        statements ready. Whatever names somebody is logged as seen and waits for the visit."""

    def tick(self) -> None:
        """A minute has passed: repaint waits and nothing else."""

    async def turn_to(self, subject: str) -> None:
        """``go(place, subject)`` was asked: show the record with this id. Runs while keys wait."""

    async def unfinished(self) -> str:
        """What would be left half done by quitting, in words without patient data ("an open call"), or nothing."""
        return ""

    def why_not(self, action: str) -> str:
        """Why ``action`` is off now, as a sentence for the message line, or nothing when it is on. The key stays
        where it was and gives this reason."""
        return ""

    def own_keys(self) -> Iterable[Key]:
        """The rows of this place for F1 and the palette; override when what a key does changes with the step."""
        return of_scope(self.PLACE)

    def legend_keys(self) -> Iterable[Key]:
        """The rows of line 22; override when it changes with the step, and call ``refresh_legend``."""
        return [key for key in of_scope(self.PLACE) if key.legend]

    # What the base offers ----------------------------------------------------------------------------------------

    @property
    def shown(self) -> Privacy:
        """How names, phones, birth dates and amounts are shown now: ask it for every such cell."""
        return self.station.shown

    @property
    def wide(self) -> bool:
        """Whether the panel beside the work is shown. Textual sets one class for a width, not all it has passed."""
        return self.has_class("-wide") or self.has_class("-wider")

    def heading(self, text: str, *shorter: str) -> None:
        """Line 1, left: where we are and the filter in words; ``shorter`` forms keep the person's name on the line."""
        self._heading = text
        for line in self.query(HeadLine):  # none before the frame is built, which then starts with this text
            line.change(heading=text, shorter=shorter)

    def counts(self, text: str) -> None:
        """Line 2: the counts that matter here."""
        self.query_one("#counts", Line).show(f" {text}" if text else "")

    def say(self, text: str) -> None:
        self.query_one("#message", MessageLine).show(text)

    def refuse(self, why: DeskError | str) -> None:
        self.query_one("#message", MessageLine).show(str(why), bad=True)
        self.app.bell()

    def refresh_legend(self) -> None:
        self.query_one(Legend).show_keys(as_moved(self.legend_keys(), self.station.moved))

    def go(self, place: str, subject: str = "") -> None:
        """Go to another place, turned to the record ``subject``; keys wait until it stands there."""
        self.flow(self.station.go(place, subject))

    # The frame ---------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        clinic = self.desk.clinic
        head = Head(self._heading, clinic.name, short_name(self.desk.actor.name), "", clinic.training)
        yield HeadLine(head, id="head")
        yield Line(id="counts")
        with Horizontal(id="middle"):
            with Vertical(id="work"):
                yield from self.compose_work()
            with Vertical(id="side"):
                yield from self.compose_side()
        with Vertical(id="history"):
            yield from self.compose_history()
        yield Legend(id="legend")
        yield PlacesLine(self._place_keys(), self.PLACE, id="places")
        yield Line(id="floor")
        yield MessageLine(id="message")
        yield TooSmall()

    def _place_keys(self) -> list[Key]:
        exist = self.station.place_names
        rows = as_moved(of_scope("app", "place"), self.station.moved)
        return [key for key in rows if key.legend and (key.scope == "app" or key.id in exist)]

    def on_mount(self) -> None:
        for panel in ("#side", "#history"):
            holder = self.query_one(panel)
            holder.set_class(not holder.children, "-empty")
        self.refresh_legend()
        self.show_time()

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < MIN_COLUMNS or event.size.height < MIN_ROWS
        self.query_one(TooSmall).display = small

    def show_time(self) -> None:
        """Line 1's clock; called once a minute, repaints only when the minute changed."""
        places = self.query(PlacesLine)
        if not places:
            return  # a resume that arrives while the place is being built or taken down: there is no frame to repaint
        places.first().mark(private=self.station.privacy)
        self.query_one(HeadLine).change(reminder=self.desk.reminder)
        now = clock_text(local(self.desk.clock.now(), self.desk.tz))
        if now == self._minute:
            return
        first, self._minute = not self._minute, now
        self.query_one(HeadLine).change(when=now)
        if not first:
            self.tick()

    def action_quiet(self) -> None:
        """#: the count of due promises leaves line 1; it comes back when the number changes (CC-58)."""
        silent = not self.desk.reminder
        self.desk.reminder = ""
        self.show_time()
        self.say("No promise is due." if silent else "Quiet until the number of due promises changes; F4 shows them.")

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self.show_time()
        if self.dirty and self.is_current:  # one that was built ahead reads nothing before it is shown
            self.refresh_data()

    def topics_changed(self, topics: frozenset[str]) -> None:
        """Something this place may show was changed, here or by another process."""
        if not (topics & self.TOPICS):
            return
        self.dirty = True
        if self.is_current:
            self.refresh_data(hold=False)

    def refresh_data(self, *, hold: bool = True) -> None:
        """Reload soon; requests that come while a reload runs become one more reload after it. ``hold``: keys wait
        for it, as they should when the place has just appeared and its list is still empty."""
        self.dirty = True
        if not self._loading_now:
            self._loading_now = True
            self.flow(self._reload(), hold=hold)

    async def _reload(self) -> None:
        try:
            while self.dirty:
                self.dirty = False
                await self.reload()
                await asyncio.sleep(0)
        finally:
            self._loading_now = False

    # Keys every place has ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Places and tools that do not exist have no key: it is neither shown nor bound."""
        if action == "go":
            return str(parameters[0]) in self.station.place_names
        if action == "tool":
            return str(parameters[0]) in self.station.tools
        return super().check_action(action, parameters)

    async def action_go(self, place: str) -> None:
        await self.station.go(place)

    def action_tool(self, name: str) -> None:
        self.station.use_tool(name)

    def action_undo(self) -> None:
        self.flow(self._undo())

    async def _undo(self) -> None:
        self.say(await self.taken_back())

    async def taken_back(self) -> str:
        """Undo, and the sentence of what happened; asks first when the last thing done was something else."""
        from psr_tui.services.visit_acts import UndoAsks  # here: the first paint imports no service

        try:
            return await self.desk.undo()
        except UndoAsks as asks:
            question = asks.question(self.shown.name(asks.patient))
            if await self.open(Confirm(question, "t", yes="take it back", no="leave it", title="Undo", unasked=True)):
                return await self.desk.undo(sure=True)
            return "Nothing was undone."

    def action_lock(self) -> None:
        self.station.lock_now()

    def action_back(self) -> None:
        """F12 on a place with nothing to step back from: say where one is instead of doing nothing."""
        self.say("Nothing to step back from here. Ctrl+Q quits.")

    def action_command(self) -> None:
        self.flow(self.ask_command())

    async def ask_command(self, typed: str = "") -> None:
        """The ``:`` line, with ``typed`` in it already. Only inside a flow."""
        from psr_tui.screens.dialogs.command_line import CommandLine

        answer = await self.open(CommandLine(self.PLACE, self.choices, typed))
        if answer:
            await self.station.run_command(answer)

    def choices(self, command: Command) -> Sequence[str]:
        """What may follow a command here: ``complete_<name>`` of the place, the places for ``go``, or its choices."""
        if command.name == "go":
            return sorted(self.station.place_names)
        own = getattr(self, f"complete_{command.name}", None)
        return list(own()) if own is not None else command.choices


def short_name(name: str) -> str:
    """``Maria Rivera`` as line 1 writes it: ``M. Rivera``."""
    first, _, rest = name.strip().partition(" ")
    return f"{first[0]}. {rest.strip()}" if first and rest.strip() else first


def clock_text(at: datetime) -> str:
    """``Wed 03/04 09:47``."""
    return f"{at:%a %m/%d %H:%M}"
