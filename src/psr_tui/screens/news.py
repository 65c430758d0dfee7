"""What is told without being asked for: the minute's watches, a red flag, a telephone that rings.

There is one message line, and the rep's own answers stand on it. The rule: an answer stays ``STAYS`` seconds, news wait
behind it one after another and stay as long themselves; what cannot wait comes at once, in front of the answer, and so
does what has waited ``LONGEST``. News that were covered before anybody could read them come again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.domain.clock import Clock
from psr_tui.screens.base import Place
from psr_tui.screens.flows import Flows
from psr_tui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from textual.screen import Screen

    from psr_tui.desk import Desk

STAYS = 4.0  # seconds: a sentence of eighty letters is read in three to four
LONGEST = 20.0  # seconds somebody who types on and on keeps news waiting


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. ``source``: newer words of the same source take the place of older ones that still wait."""

    source: str
    words: str
    at_once: bool = False


Minute = Callable[["Desk"], Awaitable[Sequence[Told]]]


async def quiet_minute(_desk: Desk) -> Sequence[Told]:
    """Nothing is looked at."""
    return ()


class Where(Protocol):
    """The application, as far as this needs it."""

    @property
    def desk(self) -> Desk | None: ...

    @property
    def locked(self) -> bool: ...

    @property
    def screen(self) -> Screen[Any]: ...

    def bell(self) -> None: ...


class News:
    """``minute`` runs after sign-in and with each new minute; ``first`` once, before its first look."""

    def __init__(self, app: Where, clock: Clock, minute: Minute, first: Callable[[Place], None]) -> None:
        self._app, self._clock, self._look, self._first = app, clock, minute, first
        self.begin()

    def begin(self) -> None:
        """Somebody signed in or out: nothing waits any more, and the next beat looks at once."""
        self._minute = -1
        self._waiting: dict[str, tuple[Told, float]] = {}
        self._screen: Screen[Any] | None = None
        self._line: MessageLine | None = None
        self._seen, self._since = "", 0.0
        self._shown: Told | None = None
        self._covered: Told | None = None  # comes again without a ring
        self._unread = 0.0  # seconds what is shown must still stand to be read, all its turns together
        self._behind = ""  # the answer that stands behind what is shown

    def hurry(self) -> None:
        """Look with the next beat, not with the next minute: a red flag was raised."""
        self._minute = 0

    def beat(self, place: Place) -> None:
        """Once a second while somebody is signed in: has the minute changed, may the next sentence come?"""
        minute = int(self._clock.now().timestamp() // 60)
        if minute != self._minute:
            if self._minute < 0:
                self._first(place)
            self._minute = minute
            place.flow(self._ask(), hold=False)
        self._show_next()

    async def _ask(self) -> None:
        desk = self._app.desk
        for told in await self._look(desk) if desk is not None else ():
            self.add(told, desk)

    def add(self, told: Told, desk: Desk | None) -> None:
        """A sentence for whoever signed in as ``desk``; it is shown as soon as the rule lets it."""
        if told.words and desk is not None and desk is self._app.desk:
            self._waiting.pop(told.source, None)
            self._waiting[told.source] = told, self._clock.boot_seconds()
            self._show_next()

    def _show_next(self) -> None:
        screen, now = self._app.screen, self._clock.boot_seconds()
        if self._app.locked or not isinstance(screen, Flows):
            return
        stands = self._standing(screen, now)
        fresh = bool(stands) and now - self._since < STAYS
        due = [one for one, since in self._waiting.values() if not fresh or one.at_once or now - since >= LONGEST]
        if not due:
            return
        told = min(due, key=lambda one: not one.at_once)  # the first of those that cannot wait, else the first
        newer = self._shown is not None and self._shown.source == told.source
        answer = (self._behind if newer else stands) if fresh else ""  # newer words take the place of their older ones
        del self._waiting[told.source]
        screen.say(f"{told.words} {answer}" if answer and answer not in told.words else told.words)
        self._seen, self._since = self._line.plain if self._line else "", now
        self._shown, self._behind = told, answer
        if told != self._covered:
            self._unread = STAYS
            self._app.bell()
        self._covered = None

    def _standing(self, screen: Flows[Any], now: float) -> str:
        """What the line of the screen on top says, and since when. What was covered too soon waits again."""
        if screen is not self._screen:
            self._screen, self._line = screen, next(iter(screen.query(MessageLine)), None)
        text = self._line.plain if self._line is not None else ""
        if text != self._seen:
            self._unread -= now - self._since
            if self._shown is not None and not self._shown.at_once and self._unread > 0:
                self._covered = self._shown
                self._waiting.setdefault(self._shown.source, (self._shown, now))
            self._shown, self._behind = None, ""
            self._seen, self._since = text, now
        return text


def one_after_another(*watches: tuple[str, Callable[[Desk], Awaitable[str]], bool]) -> Minute:
    """Several watches as one: each has its name, its look and whether its words come at once; all look every minute,
    whoever speaks."""

    async def look(desk: Desk) -> Sequence[Told]:
        return [Told(name, await watch(desk), at_once) for name, watch, at_once in watches]

    return look
