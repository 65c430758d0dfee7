"""A telephone that rings is told of at once, whatever is shown, and so is an open call at sign-in (CC-68, CC-71)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.screens.base import Place
from psr_tui.screens.flows import Flows

if TYPE_CHECKING:
    from textual.screen import Screen

Ring = Callable[[Flows[Any]], Awaitable[str]]
TOPICS = frozenset({"line", "phones"})


class Where(Protocol):
    """The application, as far as this needs it."""

    @property
    def place(self) -> Place | None: ...

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
