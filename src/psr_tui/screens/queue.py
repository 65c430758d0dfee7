"""The queue (F2): who is here today, how long they wait, what is missing, and one digit for each step of a visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from psr_tui.domain.board import STATUSES, BoardFilter, BoardRow, Sort, parse_sort, parse_status, turn
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.text import fold
from psr_tui.keys import bindings
from psr_tui.screens.base import MIN_COLUMNS
from psr_tui.screens.queue_day import QueueDay
from psr_tui.screens.queue_rows import COLUMNS, facts_of, log_of, record_of
from psr_tui.screens.queue_source import BoardSource
from psr_tui.services.queue import BoardHeader
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.record_list import Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class QueuePlace(QueueDay):
    """Digits act on the row under the cursor or on the marked ones; the list follows other stations by itself."""

    PLACE = "queue"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"queue", "patients"})
    BINDINGS = bindings("queue")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen: BoardFilter | None = None
        self.header: BoardHeader | None = None
        self.rows: dict[str, BoardRow] = {}
        self._detail_of = ""
        self._hinted = ""

    # --- what is shown ---
    def make_list(self) -> RecordList:
        return RecordList(
            COLUMNS, BoardSource(self), empty_text="Nobody on this list today. + adds a walk-in.", renew=self._renewed
        )

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="visit-facts")

    def compose_history(self) -> Iterable[Widget]:
        yield FactsPanel("", id="visit-log")

    @property
    def filter(self) -> BoardFilter:
        return replace(self.chosen or BoardFilter(), text=self.filter_text)

    async def reload(self) -> None:
        if self.chosen is None:
            self.chosen = await self.desk.ask(self.desk.queue.kept_filter)
            self.filter_text = self.list.filter_text = self.chosen.text
        await self.list.reload()
        await self._show_header()
        await self._show_detail(again=True)

    async def filtered(self) -> None:
        await super().filtered()
        await self._show_header()
        await self._keep_filter()

    async def turn_to(self, subject: str) -> None:
        """Show a visit: read anew, because whoever sends us here has changed it; whatever hides it is taken away."""
        await self.reload()
        if not await self.list.go_to_key(subject) and not self.filter.everything:
            await self._choose(replace(BoardFilter(), everything=True))
            await self.list.go_to_key(subject)

    async def _show_header(self) -> None:
        self.header = await self.desk.ask(self.desk.queue.header, self.filter)
        self.heading(f"QUEUE  {self.filter.words()}")
        self._show_counts()
        if self.header.hint and self.header.hint != self._hinted:
            self._hinted = self.header.hint
            self.say(self._hinted)

    def _show_counts(self) -> None:
        if self.header is not None:
            self.counts(self.header.words_at(self.desk.clock.now(), max(self.size.width, MIN_COLUMNS) - 2))

    def tick(self) -> None:
        """Waits grow by the minute; the store is not asked."""
        self.list.retick()
        self._show_counts()

    def record(self, row: BoardRow) -> Record:
        """A board row as this station shows it now."""
        thresholds = self.header.thresholds if self.header else None
        return record_of(row, self.desk.clock.now(), self.shown, thresholds)

    def _renewed(self, record: Record) -> Record:
        row = self.rows.get(record.key)
        return self.record(row) if row is not None else record

    # --- what is said ---
    def say(self, text: str) -> None:
        super().say(self._masked(text))

    def refuse(self, why: DeskError | str) -> None:
        super().refuse(self._masked(str(why), getattr(why, "names", ())))

    def _masked(self, text: str, others: Sequence[str] = ()) -> str:
        """In privacy mode the message line names nobody in full either."""
        if self.shown.on:
            for name in {*(row.name for row in self.rows.values()), *others}:
                text = text.replace(name, self.shown.name(name))
        return text

    # --- side panel and history ---
    async def show_panels(self) -> None:
        await self._show_detail()

    async def _show_detail(self, again: bool = False) -> None:
        """Read the visit under the cursor for the panels; nothing while there is no room for them."""
        record = self.list.current
        room = self.wide or self.has_class("-tall")
        if not room or (record is not None and record.key == self._detail_of and not again):
            return
        if record is None:
            self._detail_of = ""
            for panel in self.query(FactsPanel):
                panel.show("", ())
            return
        self._detail_of = record.key
        detail = await self.desk.ask(self.desk.queue.detail, record.key)
        if self._detail_of != detail.visit_id:
            return
        self.query_one("#visit-facts", FactsPanel).show(
            self.shown.name(detail.name), facts_of(detail, self.shown, self.desk.clock.now(), self.desk.tz)
        )
        self.query_one("#visit-log", FactsPanel).show("What happened", log_of(detail, self.desk.tz))

    # --- what is listed ---
    async def _choose(self, chosen: BoardFilter) -> None:
        """Show the list under another filter or order, and keep it for the next sign-in (FD-09)."""
        self.chosen = chosen
        await self.list.reload(asked=True)
        await self._show_header()
        await self._keep_filter()
        self.say(f"{self.list.shown} visits: {self.filter.words()}.")

    async def _keep_filter(self) -> None:
        await self.attempt(self.desk.queue.keep_filter, self.filter)

    def action_next_provider(self) -> None:
        self._turn(1)

    def action_previous_provider(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if self.header is not None:
            self.flow(self._choose(turn(self.filter, self.header.providers, step)))

    def action_finished(self) -> None:
        self.flow(self._choose(replace(self.filter, everything=not self.filter.everything)))

    async def command_finished(self, _argument: str) -> None:
        await self._choose(replace(self.filter, everything=not self.filter.everything))

    async def command_sort(self, argument: str) -> None:
        await self._choose(replace(self.filter, sort=parse_sort(argument)))

    async def show_line(self) -> None:
        if self.filter.sort is not Sort.LINE:
            await self._choose(replace(self.filter, sort=Sort.LINE))

    def header_provider(self) -> str:
        return self.filter.provider_id

    def complete_late(self) -> Sequence[str]:
        return self.complete_provider()

    def complete_status(self) -> Sequence[str]:
        return [*STATUSES, "all"]

    async def command_status(self, argument: str) -> None:
        await self._choose(replace(self.filter, status=parse_status(argument)))

    async def command_type(self, argument: str) -> None:
        kinds = await self.desk.ask(self.desk.reference.visit_types)
        wanted = fold(argument)
        found = [one for one in kinds if wanted and wanted in (fold(one.code), fold(one.label))]
        found = found or [one for one in kinds if wanted and fold(one.label).startswith(wanted)]
        if argument and not found:
            raise InvalidInput(f"Visit type: one of {', '.join(one.code for one in kinds)}.", "Command")
        await self._choose(replace(self.filter, visit_type=found[0].code if found else ""))

    async def command_location(self, argument: str) -> None:
        places = await self.desk.ask(self.desk.rooms.locations)
        found = [one for one in places if argument and fold(one).startswith(fold(argument))]
        if argument and not found:
            names = ", ".join(places) or "none yet; :rooms gives rooms a location"
            raise InvalidInput(f"Location: there is {names}.", "Command")
        await self._choose(replace(self.filter, location=found[0] if found else ""))

    def complete_provider(self) -> Sequence[str]:
        return [one.name for one in self.header.providers] if self.header else []

    async def command_provider(self, argument: str) -> None:
        providers = self.header.providers if self.header else ()
        found = [one for one in providers if argument and fold(one.name).startswith(fold(argument))]
        if argument and not found:
            names = ", ".join(one.name for one in providers) or "nobody"
            raise InvalidInput(f"No provider of today starts with {argument}; there is {names}.", "Command")
        one = found[0] if found else None
        await self._choose(
            replace(self.filter, provider_id=one.provider_id if one else "", provider=one.name if one else "")
        )
