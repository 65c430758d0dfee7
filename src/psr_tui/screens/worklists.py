"""Worklists (F8): one place, several lists; ``0`` or ``[`` ``]`` choose the list, digits act on its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widget import Widget

from psr_tui.domain.eligibility_exceptions import Why
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold
from psr_tui.keys import Key, bindings, of_scope
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.duplicates import Duplicates
from psr_tui.screens.eligibility_list import EligibilityList
from psr_tui.screens.list_place import ListPlace
from psr_tui.screens.work_authorisations import Replies, Requests, RunningOut
from psr_tui.screens.work_complaints import ComplaintList
from psr_tui.screens.work_estimates import EstimateList
from psr_tui.screens.work_items import WorkItems
from psr_tui.screens.work_limits import LimitList
from psr_tui.screens.work_messages import PortalList
from psr_tui.screens.work_messages_out import MessagesOut
from psr_tui.screens.work_never_out import NeverOutList
from psr_tui.screens.work_recalls import Confirmations, Recalls
from psr_tui.screens.work_records import RecordsList
from psr_tui.screens.work_reviews import ReviewList
from psr_tui.screens.work_waiting import ToSchedule, WaitList
from psr_tui.screens.worklist import Worklist
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk

LISTS: tuple[type[Worklist], ...] = (
    EligibilityList,
    WorkItems,
    ToSchedule,
    WaitList,
    Confirmations,
    Recalls,
    PortalList,
    MessagesOut,
    NeverOutList,
    EstimateList,
    Requests,
    RunningOut,
    Replies,
    Duplicates,
    RecordsList,
    ComplaintList,
    ReviewList,
    LimitList,
)
"""Every list in the order of ``]``: what is worked every day first, for the first nine have a digit in ``0``. The
first is the one F8 shows when it is pressed once more."""


class WorklistsPlace(ListPlace):
    """The lists of what waits for somebody."""

    PLACE = "worklists"
    BINDINGS = bindings("worklists")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lists: tuple[Worklist, ...] = tuple(kind(self) for kind in LISTS)
        self.at = self.lists[0]
        self._detail_of = ""

    # --- what is shown ---
    def make_list(self) -> RecordList:
        return RecordList(self.at.COLUMNS, self.at, empty_text=self.at.EMPTY)

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="work-facts")

    def topics_changed(self, topics: frozenset[str]) -> None:
        if topics & self.at.TOPICS:
            self.dirty = True
            if self.is_current:
                self.refresh_data(hold=False)

    async def reload(self) -> None:
        await self.list.reload()
        await self._show_header()
        await self._show_detail(again=True)

    async def filtered(self) -> None:
        await super().filtered()
        await self._show_header()
        await self._show_detail(again=True)

    def tick(self) -> None:
        """What is due changes by the minute: the page is read again."""
        self.refresh_data(hold=False)

    async def turn_to(self, subject: str) -> None:
        """Show a list by its name."""
        await self._show(self._named(subject))

    async def _show_header(self) -> None:
        words = f' · "{self.filter_text}"' if self.filter_text else ""
        number = self.lists.index(self.at) + 1
        of = f" · list {number} of {len(self.lists)}" if len(self.lists) > 1 else ""
        self.heading(f"WORK  {self.at.TITLE}{of}{words}", f"WORK  {self.at.TITLE}{words}")
        self.counts(await self.at.header())

    async def _show(self, chosen: Worklist) -> None:
        """Show another list: its own columns, digits and rows."""
        if chosen is not self.at:
            self.say("")  # what was said of the other list would be read as this one's
            self.at, self.filter_text, self._detail_of = chosen, "", ""
            await self.list.remove()
            await self.query_one("#work").mount(self.make_list(), before=0)
            self.refresh_legend()
        self.set_focus(self.list)
        await self.reload()

    # --- which list ---
    def action_go(self, place: str) -> None:  # type: ignore[override]
        """F8 on the worklists shows the first list: from anywhere it is at most two keys away (FD-159)."""
        self.flow(self._show(self.lists[0]) if place == self.PLACE else self.station.go(place))

    def action_next_list(self) -> None:
        self._turn(1)

    def action_previous_list(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self.flow(self._show(self.lists[(self.lists.index(self.at) + step) % len(self.lists)]))

    def action_lists(self) -> None:
        self.flow(self._choose())

    async def _choose(self) -> None:
        options = [(one.NAME, f"{one.TITLE}  {await one.waiting()}") for one in self.lists]
        name = await self.open(Choose("Which list?", options, current=self.at.NAME))
        if name is not None:
            await self._show(self._named(name))

    def complete_elig(self) -> Sequence[str]:
        return ["batch", *(why.value for why in Why)]

    async def command_elig(self, argument: str) -> None:
        """The eligibility list; ``batch`` asks about every row that can be asked, a reason shows one kind."""
        chosen = next(one for one in self.lists if isinstance(one, EligibilityList))
        await self._show(chosen)
        await chosen.command(argument)

    def complete_list(self) -> Sequence[str]:
        return [one.NAME for one in self.lists]

    async def command_prices(self, _argument: str) -> None:
        from psr_tui.screens.prices import PricesBox  # read when it is wanted

        await self.open(PricesBox(self.desk))

    def _named(self, name: str) -> Worklist:
        wanted = fold(name).replace(" ", "_")
        found = [one for one in self.lists if one.NAME.startswith(wanted)] if wanted else []
        if not found:
            raise InvalidInput(f"No list is called {name}; press 0 here to see them all.", "Command")
        return found[0]

    # --- digits ---
    def own_keys(self) -> Iterable[Key]:
        """Digits by what they do on this list."""
        digits = {f"choice_{one.digit}": one for one in self.at.DIGITS}
        for key in of_scope(self.PLACE):
            if key.id in digits:
                yield replace(key, label=digits[key.id].label, help=f"{digits[key.id].words}.", legend=True)
            elif not key.id.startswith("choice_"):
                yield key

    def legend_keys(self) -> Iterable[Key]:
        return [key for key in self.own_keys() if key.legend]

    def action_choice(self, digit: int) -> None:
        found = next((one for one in self.at.DIGITS if one.digit == digit), None)
        if found is None:
            self.refuse(f"{digit} does nothing on this list; the line below names the digits that do.")
            return
        targets = self.list.targets()
        if not targets and digit not in self.at.NEED_NO_ROW:
            self.refuse(self.nobody(self.at.EMPTY))
            return
        self.flow(getattr(self.at, f"do_{found.act}")(targets))

    def action_open(self) -> None:
        self.action_choice(5)

    async def after(self, words: str | None) -> None:
        """Read the list again, then say what happened; None when it was refused, which was said already."""
        if words is not None:
            self.list.clear_marks()
        await self.reload()
        if words is not None:
            self.say(words)

    def action_new(self) -> None:
        self.flow(self.at.new())

    # --- side panel ---
    async def show_panels(self) -> None:
        await self._show_detail()

    async def _show_detail(self, again: bool = False) -> None:
        record = self.list.current
        if not self.wide or (record is not None and record.key == self._detail_of and not again):
            return
        self._detail_of = record.key if record else ""
        facts = await self.at.facts(record) if record else ()
        if record is None or self._detail_of == record.key:
            self.query_one("#work-facts", FactsPanel).show("At a glance" if facts else "", facts)
