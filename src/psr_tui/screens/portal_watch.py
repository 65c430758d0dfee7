"""An urgent portal message, told on whatever place is shown until somebody raised the red flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.text import so_many

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class PortalWatch:
    """Tells it each minute: nobody looks at a list for somebody who wrote that they cannot breathe."""

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        waiting = await desk.ask(desk.portal_messages.urgent)
        return (
            f"{so_many(waiting, 'urgent portal message')}: F8, then :list portal, 1 raises the red flag."
            if waiting
            else ""
        )
