"""A red flag that is with the nurse: the pickup clock, what was read out, whether they listen, who picked up.

The emergency script stays on the screen (CC-89). Hiding the box stops nothing: every screen says how long it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.call_script import Line
from psr_tui.domain.clock import hmm, local, minutes_between
from psr_tui.domain.errors import DeskError
from psr_tui.domain.red_flags import OpenFlag, pickup_words
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Dialog, Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.flows import Flows
from psr_tui.widgets.record_list import Cell, Column, Record
from psr_tui.widgets.spoken_lines import SpokenLines

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.services.flag_route import FlagsWaiting

_WORDS = 140  # of what they said; the whole stands on the page of the callback (F4, 5)
_LOOK_AGAIN = 5.0  # seconds; others may have picked it up


class FlagBox(Dialog[str]):
    """Answers with the sentence of what happened last; None when it was hidden."""

    BINDINGS = bindings("flag")
    SCOPES: ClassVar[tuple[str, ...]] = ("flag", "dialog")
    HELP_TEXT = (
        "The nurse is asked. Stay on the line and look back every half minute. Press the digit of what happened; F12 "
        "hides the box, the clock goes on."
    )

    def __init__(self, desk: Desk, flag: OpenFlag, waiting: FlagsWaiting, script: Sequence[Line]) -> None:
        legend = "1 read out  2 stayed  3 line ended  4 refuses  6 taken  7 who  F12 hide"
        super().__init__("RED FLAG: with the nurse", legend=legend)
        self.desk = desk
        self._flag = flag
        self._waiting = waiting
        self._script = tuple(script)

    def compose_body(self) -> Iterable[Widget]:
        yield SpokenLines(self._script, id="emergency")
        yield Static(id="flag-facts")

    def on_mount(self) -> None:
        self._show()
        self.set_interval(1.0, self._show)
        self.set_interval(_LOOK_AGAIN, lambda: self.flow(self._look(), hold=False))

    def _show(self) -> None:
        flag, shown = self._flag, self.station.shown
        clock = pickup_words(flag.raised_at, self.desk.clock.now(), self._waiting.pickup_minutes)
        told = "read out" if flag.told_emergency else "NOT read out yet: 1"
        stayed = {True: " · stayed on the line", False: " · the line ended", None: ""}[flag.stayed]
        lines = [
            f"{shown.name(flag.name)} · call back {shown.phone(flag.number)}",
            *self._said(),
            f"{clock} · asked: {self._waiting.asked(flag)}",
            f"emergency script {told}{stayed}{' · ADVICE REFUSED' if flag.refused else ''}",
        ]
        self.query_one("#flag-facts", Static).update(Content("\n".join(strip_forbidden(line) for line in lines)))

    def _said(self) -> tuple[str, ...]:
        """Where they are and what they said: whoever comes to the desk or rings back asks for exactly this."""
        words = clean(self._flag.words, _WORDS)
        return (f"where: {self._flag.where}", f"their words: {words}{'…' if len(words) == _WORDS else ''}")

    async def _look(self) -> None:
        """Read the flag again; somebody else may have picked it up, which closes the box with that news."""
        try:
            self._waiting = await self.desk.ask(self.desk.flags.waiting)
            self._flag = await self.desk.ask(self.desk.flags.flag, self._flag.callback_id)
        except DeskError as error:
            self.finish(str(error))
            return
        if self.is_mounted:
            self._show()

    # --- digits ---
    def action_told(self) -> None:
        self.flow(self._act(self.desk.flags.emergency_told))

    def action_stayed(self) -> None:
        self.flow(self._act(self.desk.flags.stayed, True))

    def action_left(self) -> None:
        self.flow(self._act(self.desk.flags.stayed, False))

    def action_refused(self) -> None:
        self.flow(self._refused())

    async def _refused(self) -> None:
        words = await self.open(Prompt("They refuse the advice", "Their words, if you have them", str, max_length=280))
        if words is not None:
            await self._act(self.desk.flags.refused, words)

    def action_taken(self) -> None:
        self.flow(self._taken())

    async def _taken(self) -> None:
        who = await self.open(Prompt("Taken", "Who has it now", needed, max_length=80))
        if who is not None:
            self.finish(await self.desk.act(self.desk.flags.taken, self._flag.callback_id, who))

    def action_about(self) -> None:
        self.flow(self._about())

    async def _about(self) -> None:
        from psr_tui.screens.find_patient import choose_patient

        patient_id = await choose_patient(self, self.desk, "Red flag: who is it about?")
        if patient_id is not None:
            await self._act(self.desk.flags.about, patient_id)

    async def _act(self, use_case: Callable[..., str], *more: Any) -> None:
        words = await self.desk.act(use_case, self._flag.callback_id, *more)
        await self._look()
        if self.is_mounted:
            self.say(words)


class FlagList(ListBox[str]):
    """Every flag nobody has picked up, the oldest first. Answers with the one to open."""

    BINDINGS = bindings("flags")
    SCOPES: ClassVar[tuple[str, ...]] = ("flags", "list", "dialog")
    NAME = "who"
    EMPTY = "No red flag waits for a nurse."
    HELP_TEXT = "Red flags that no nurse has picked up yet. 5 opens one: who took it, what was read out."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("wait", "Waits", 6),
        Column("who", "Who", 20, grow=True),
        Column("number", "Call back", 15),
        Column("asked", "Asked", 18, grow=True),
        Column("by", "Raised by", 10),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Red flags without a nurse", "5 open")

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.flags.waiting)
        now = self.desk.clock.now()
        head = f"{len(found.flags)} without a nurse; a nurse should come within {found.pickup_minutes} minutes"
        return head, [self._record(flag, found, minutes_between(flag.raised_at, now)) for flag in found.flags]

    def _record(self, flag: OpenFlag, found: FlagsWaiting, waited: int) -> Record:
        shown = self.station.shown
        style = "bad" if waited > found.pickup_minutes else ""
        at = f"{flag.raised_by}, {local(flag.raised_at, self.desk.tz):%H:%M}"
        cells = (hmm(waited), shown.name(flag.name), shown.phone(flag.number), found.asked(flag), at)
        return Record(flag.callback_id, flag.version, tuple(Cell(text, style) for text in cells))

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
        else:
            self.finish(record.key)


async def follow_flag(screen: Flows[Any], callback_id: str, script: Sequence[Line]) -> None:
    """The box of one flag over ``screen``; says what happened when it closes. Only inside a flow."""
    desk = screen.desk
    waiting = await desk.ask(desk.flags.waiting)
    flag = await desk.ask(desk.flags.flag, callback_id)
    words = await screen.open(FlagBox(desk, flag, waiting, script))
    at = local(flag.raised_at, desk.tz)
    screen.say(words or f"To the nurse since {at:%H:%M}: call {waiting.asked(flag)}. :flags shows it again.")


async def show_flags(screen: Flows[Any], lines: Callable[[], Coroutine[Any, Any, tuple[Line, ...]]]) -> None:
    """``:flags``: the list, then the one that was chosen. Only inside a flow."""
    chosen = await screen.open(FlagList(screen.desk))
    if chosen is not None:
        await follow_flag(screen, chosen, await lines())
