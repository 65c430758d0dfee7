"""What every place should hear each minute about red flags and the boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Asks to read the boundary once a version, and tells leads how many have not; never again for the same words."""

    def __init__(self) -> None:
        self._said = ""

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        words = await desk.ask(desk.boundary.reminder)
        fresh, self._said = words != self._said, words
        return words if fresh else ""
