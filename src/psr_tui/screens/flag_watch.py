"""What every place should hear each minute about red flags and the boundary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

SETTLED = timedelta(minutes=2)

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class FlagWatch:
    """The pickup clock, each minute anew while a red flag has no nurse; it also asks the next on the route (CC-90)."""

    def __init__(self) -> None:
        self._waiting = False

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        words = await desk.act(desk.flags.minute)
        before, self._waiting = self._waiting, bool(words)
        return words or ("Every red flag has a nurse now." if before else "")


class BoundaryWatch:
    """Asks to read the boundary once a version, and tells leads how many have not; never again for the same words, and
    not in the first minutes, when the line is needed for what the rep came to do."""

    def __init__(self) -> None:
        self._said = ""
        self._since: datetime | None = None

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        now = desk.clock.now()
        self._since = self._since or now
        if now - self._since < SETTLED:
            return ""
        words = await desk.ask(desk.boundary.reminder)
        fresh, self._said = words != self._said, words
        return words if fresh else ""
