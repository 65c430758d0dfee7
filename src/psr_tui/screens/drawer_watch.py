"""What one's own drawer asks for, told once a minute on whatever place is shown (CD-36, CD-76)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class DrawerWatch:
    """Silent until the drawer asks for something else: a sentence that is repeated each minute is not read."""

    def __init__(self) -> None:
        self._said = ""

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        words = await desk.ask(desk.drawer.reminder)
        fresh, self._said = words != self._said, words
        return words if fresh else ""
