"""A telephone that rings is told of at once, whatever is shown, and so is an open call at sign-in (CC-68, CC-71)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.screens.base import Place
from psr_tui.screens.flows import Flows
from psr_tui.screens.news import Told

if TYPE_CHECKING:
    from psr_tui.desk import Desk

Ring = Callable[[Flows[Any]], Awaitable[str]]
TOPICS = frozenset({"line", "phones"})
LEFT_OVER = "call_left"
"""The tool that brings back what was cut off; no key runs it."""


class Where(Protocol):
    """The application, as far as this needs it."""

    @property
    def place(self) -> Place | None: ...

    @property
    def tools(self) -> Mapping[str, Callable[[Any], Coroutine[Any, Any, None]]]: ...

    @property
    def desk(self) -> Desk | None: ...

    @property
    def locked(self) -> bool: ...


async def no_news(_about: object) -> str:
    """Nothing to tell."""
    return ""


class Rings:
    """Asks what rings when a topic of the telephone changed; ``ring`` gives the sentence, and takes no key."""

    def __init__(self, app: Where, ring: Ring, tell: Callable[[Told, Desk | None], None]) -> None:
        self._app, self._ring, self._news = app, ring, tell

    def begin(self, place: Place) -> None:
        """Somebody signed in: a call that a crash, a lock or a sign-out cut off is offered first (CC-68)."""
        offer = self._app.tools.get(LEFT_OVER)
        if offer is not None:
            place.flow(offer(place), hold=False)

    def changed(self, topics: frozenset[str]) -> None:
        """Something of the calls or the line was changed, here or by another process."""
        place = self._app.place
        if topics & TOPICS and self._ring is not no_news and place is not None and place.is_mounted:
            place.flow(self._tell(place), hold=False)

    async def _tell(self, place: Place) -> None:
        desk = self._app.desk
        told = await self._ring(place)
        if not self._app.locked:  # by the time it is opened the telephone rings no more
            self._news(Told("ring", told, at_once=True), desk)
