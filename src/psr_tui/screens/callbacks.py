"""Callbacks (F4): who is to be called next and why, one key to call, one digit to say how it went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.timer import Timer
from textual.widget import Widget

from psr_tui.domain.block_words import before_counts
from psr_tui.domain.callback_list import CallbackLine
from psr_tui.keys import bindings
from psr_tui.screens.callback_commands import CallbackCommands
from psr_tui.screens.callback_rows import COLUMNS, count_words, facts_of, log_of, record_of
from psr_tui.screens.callback_source import CallbackSource
from psr_tui.services.callback_people import SEEN_FOR
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.record_list import Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class CallbacksPlace(CallbackCommands):
    """The list in its one order. Digits act on the row under the cursor or on the marked ones."""

    PLACE = "callbacks"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"callbacks", "patients", "phones"})
    BINDINGS = bindings("callbacks")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: dict[str, CallbackLine] = {}
        self._detail_of = ""
        self._sort_known = False
        self._somebody_looks: Timer | None = None

    def make_list(self) -> RecordList:
        return RecordList(COLUMNS, CallbackSource(self), empty_text="Nobody waits for a call. + makes a callback.")

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="callback-facts")
        yield FactsPanel("", id="callback-calls")

    def compose_history(self) -> Iterable[Widget]:
        yield FactsPanel("", id="callback-log")

    async def reload(self) -> None:
        if not self._sort_known:
            self.sort, self._sort_known = await self.desk.ask(self.desk.callbacks.sort), True
        await self.list.reload()
        await self._show_header()
        await self._show_detail(again=True)
        self._look_again_at_looks()

    def _look_again_at_looks(self) -> None:
        """Who looks at a row is dropped 25 s after the last sign, also when it was the last one (CC-24)."""
        if self._somebody_looks is not None:
            self._somebody_looks.stop()
        self._somebody_looks = None
        since = self.desk.clock.now() - SEEN_FOR
        if any(one.seen_at > since for line in self.lines.values() for one in line.looking):
            self._somebody_looks = self.set_timer(SEEN_FOR.total_seconds(), lambda: self.refresh_data(hold=False))

    async def warm(self) -> None:
        await self.desk.ask(self.desk.callbacks.count)
        await self.desk.ask(self.desk.callbacks.counts)

    async def filtered(self) -> None:
        await super().filtered()
        await self._show_header()

    async def turn_to(self, subject: str) -> None:
        await self.list.go_to_key(subject)

    async def _show_header(self) -> None:
        words = f' · "{self.filter_text}"' if self.filter_text else ""
        heads, words_of_block = await self.read_block()
        if heads:
            self.heading(*(f"CALLBACKS  {head}{words}" for head in heads))
        else:
            self.heading(f"CALLBACKS  {self.shown_words}{words}")
        counts = count_words(await self.desk.ask(self.desk.callbacks.counts))
        self.counts(before_counts(words_of_block, counts, self.size.width - 2))

    def tick(self) -> None:
        """What is due changes by the minute, and so do the words: the page is read again."""
        self.refresh_data(hold=False)

    def record(self, line: CallbackLine) -> Record:
        return record_of(line, self.desk.clock.now(), self.desk.tz, self.shown)

    # --- side panel and history ---
    async def show_panels(self) -> None:
        await self._show_detail()

    async def _show_detail(self, again: bool = False) -> None:
        """The row under the cursor in the panels; nothing while there is no room for them."""
        record = self.list.current
        if not (self.wide or self.has_class("-tall")):
            return
        if record is not None and record.key == self._detail_of and not again:
            return
        self._detail_of = record.key if record else ""
        line = self.lines.get(self._detail_of)
        if line is None:
            for panel in self.query(FactsPanel):
                panel.show("", ())
            return
        history = await self.desk.ask(self.desk.callbacks.last_calls, line.item.patient_id, line.item.id)
        if self._detail_of != line.item.id:
            return
        facts = facts_of(line, self.desk.clock.now(), self.desk.tz, self.shown)
        self.query_one("#callback-facts", FactsPanel).show(self.shown.name(line.patient), facts)
        self.query_one("#callback-calls", FactsPanel).show("Last calls", log_of(history[:4], self.desk.tz))
        self.query_one("#callback-log", FactsPanel).show("What happened", log_of(history, self.desk.tz))
