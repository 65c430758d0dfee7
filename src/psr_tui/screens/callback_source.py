"""Where the callback list gets its rows: pages in the one order, under the typed filter, read beside the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callbacks import CallbacksPlace


class CallbackSource:
    """Answers for the filter the place has at the time of asking."""

    def __init__(self, place: CallbacksPlace) -> None:
        self._place = place

    async def count(self) -> int:
        place = self._place
        return await place.desk.ask(place.desk.callbacks.count, place.filter_text)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        place = self._place
        lines = await place.desk.ask(place.desk.callbacks.page, place.filter_text, first, count)
        place.lines.update((line.item.id, line) for line in lines)
        return [place.record(line) for line in lines]

    async def index_of(self, key: str) -> int | None:
        place = self._place
        return await place.desk.ask(place.desk.callbacks.index_of, place.filter_text, key)

    async def jump(self, prefix: str, after: int) -> int | None:
        place = self._place
        return await place.desk.ask(place.desk.callbacks.jump, place.filter_text, prefix, after)
