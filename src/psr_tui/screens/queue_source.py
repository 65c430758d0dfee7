"""Where the queue's list gets its rows: pages of the board under the place's filter, read beside the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.queue import QueuePlace


class BoardSource:
    """Answers for the filter the place has at the time of asking."""

    def __init__(self, place: QueuePlace) -> None:
        self._place = place

    async def count(self) -> int:
        return await self._place.desk.ask(self._place.desk.queue.count, self._place.filter)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        place = self._place
        rows = await place.desk.ask(place.desk.queue.board_page, place.filter, first, count)
        place.rows.update((row.visit_id, row) for row in rows)
        return [place.record(row) for row in rows]

    async def index_of(self, key: str) -> int | None:
        return await self._place.desk.ask(self._place.desk.queue.index_of, self._place.filter, key)

    async def jump(self, prefix: str, after: int) -> int | None:
        return await self._place.desk.ask(self._place.desk.queue.jump, self._place.filter, prefix, after)
