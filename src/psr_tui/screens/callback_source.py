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
        return await place.desk.ask(place.desk.callbacks.count, place.filter_text, place.wanted)

    async def page(self, first: int, count: int) -> Sequence[Record]:
        place = self._place
        asked = (place.filter_text, first, count, place.sort, place.wanted)
        lines = await place.desk.ask(place.desk.callbacks.page, *asked)
        place.lines.update((line.item.id, line) for line in lines)
        return [place.record(line) for line in lines]

    async def index_of(self, key: str) -> int | None:
        place = self._place
        asked = (place.filter_text, key, place.sort, place.wanted)
        return await place.desk.ask(place.desk.callbacks.index_of, *asked)

    async def jump(self, prefix: str, after: int) -> int | None:
        place = self._place
        asked = (place.filter_text, prefix, after, place.sort, place.wanted)
        return await place.desk.ask(place.desk.callbacks.jump, *asked)
