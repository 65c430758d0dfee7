"""A sign of life of the rep's program each minute, and what must be told of a block anywhere (CC-97, CC-101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class BlockWatch:
    """The sentence for the message line, or nothing."""

    async def __call__(self, desk: Desk) -> str:
        return await desk.act(desk.blocks.minute)
