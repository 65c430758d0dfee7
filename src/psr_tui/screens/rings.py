"""A telephone that rings is told of at once, whatever is shown, and so is an open call at sign-in (CC-68, CC-71)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.screens.base import Place
from psr_tui.screens.flows import Flows

if TYPE_CHECKING:
    from textual.screen import Screen

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
    def locked(self) -> bool: ...

    @property
    def screen(self) -> Screen[Any]: ...

    def bell(self) -> None: ...


async def no_news(_about: object) -> str:
    """Nothing to tell."""
    return ""


class Rings:
    """Asks what rings when a topic of the telephone changed; ``ring`` gives the sentence, and takes no key."""

    def __init__(self, app: Where, ring: Ring) -> None:
        self._app, self._ring = app, ring

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
        told = await self._ring(place)
        if told and self._app.place is place and not self._app.locked:
            screen = self._app.screen
            (screen if isinstance(screen, Flows) else place).say(told)
            self._app.bell()
