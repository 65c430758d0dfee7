"""What became late is put on the leads' list once a minute, by whichever program looks first (CC-115)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.staff import Role
from psr_tui.domain.text import so_many

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class LimitWatch:
    """A lead is told when something was put there; everybody else goes on with their work."""

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        count = await desk.act(desk.limits.minute)
        if not count or not desk.actor.at_least(Role.LEAD):
            return ""
        return f"{so_many(count, 'thing')} past the limit: F8, then :list limits shows what."
