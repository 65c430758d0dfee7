"""The board (F9): who does what since when, who waits, and the figures with their formulas; one place, several pages.

Live: a page is read again when its topics change, and once a second only the clocks that show another time are
repainted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widget import Widget

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold
from psr_tui.keys import Key, bindings, of_scope
from psr_tui.screens.board_cuts import CutsPage
from psr_tui.screens.board_figures import FiguresPage
from psr_tui.screens.board_now import NowPage
from psr_tui.screens.board_page import BoardPage
from psr_tui.screens.board_promises import PromisesPage
from psr_tui.screens.board_reasons import ReasonsPage
from psr_tui.screens.board_staffing import StaffingPage
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.list_place import ListPlace
from psr_tui.widgets.frame import Line
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk

PAGES: tuple[type[BoardPage], ...] = (NowPage, PromisesPage, FiguresPage, CutsPage, ReasonsPage, StaffingPage)
"""Every page in the order of ``]``."""


class DashboardPlace(ListPlace):
    """The wallboard and its figures."""

    PLACE = "dashboard"
    TOPICS = frozenset({"phones", "line", "callbacks", "work"})
    BINDINGS = bindings("dashboard")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pages: tuple[BoardPage, ...] = tuple(kind(self) for kind in PAGES)
        self.at = self.pages[0]
        self._read_at = float("-inf")
        self._changed = False
        self._words = ("", "")

    # --- what is shown ---
    def compose_work(self) -> Iterable[Widget]:
        yield Line(id="board-line")
        yield from super().compose_work()

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="board-facts")

    async def show_panels(self) -> None:
        """What is known of the row under the cursor, where there is room for it."""
        if self.wide:
            record = self.list.current
            title, facts = self.at.facts(record) if record else ("", ())
            self.query_one("#board-facts", FactsPanel).show(title, facts)

    def make_list(self) -> RecordList:
        page = self.at
        return RecordList(page.COLUMNS, page, empty_text=page.EMPTY, name_column="name", renew=page.renew)

    async def reload(self) -> None:
        if not self.query(RecordList):
            return  # between two pages; the one that comes reads its own rows
        await self.list.reload()
        self._read_at, self._changed = self.desk.clock.boot_seconds(), False
        number = self.pages.index(self.at) + 1
        self.heading(f"BOARD  {self.at.TITLE} · page {number} of {len(self.pages)}", f"BOARD  {self.at.TITLE}")
        self._show_words()
        await self.show_panels()

    def topics_changed(self, topics: frozenset[str]) -> None:
        """Figures rest some seconds between two readings; who does what does not."""
        if not topics & self.at.TOPICS:
            return
        self._changed = True
        if self.is_current:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._changed and self.desk.clock.boot_seconds() - self._read_at >= self.at.REST:
            self.refresh_data(hold=False)

    def on_screen_resume(self) -> None:
        self.dirty = self.dirty or self._changed
        super().on_screen_resume()

    def tick(self) -> None:
        """What is due or over its limit changes by the minute: such a page is read again."""
        if self.at.EACH_MINUTE:
            self.refresh_data(hold=False)

    def show_time(self) -> None:
        """Once a second: the clocks of the page, and whatever changed while it rested."""
        super().show_time()
        if self.is_current and not self.dirty and self._read_at > float("-inf"):
            self.list.retick()
            self._show_words()
            self._catch_up()

    def _show_words(self) -> None:
        """The two lines above the list, where what they say changed."""
        words = (self.at.counts(), self.at.above())
        if words != self._words:
            self._words = words
            self.counts(words[0])
            self.query_one("#board-line", Line).show(f" {words[1]}" if words[1] else "")

    # --- which page ---
    async def turn_to(self, subject: str) -> None:
        """Show a page by its name."""
        await self._show(self._named(subject))

    async def _show(self, chosen: BoardPage) -> None:
        """Show another page: its own columns, digits and rows."""
        if chosen is not self.at:
            self._read_at = float("-inf")  # no clock ticks until the other list stands
            self.say("")
            self.at, self.filter_text = chosen, ""
            await self.list.remove()
            await self.query_one("#work").mount(self.make_list(), after=self.query_one("#board-line"))
            self.refresh_legend()
        self.set_focus(self.list)
        await self.reload()

    def action_next_page(self) -> None:
        self._turn(1)

    def action_previous_page(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self.flow(self._show(self.pages[(self.pages.index(self.at) + step) % len(self.pages)]))

    def action_pages(self) -> None:
        self.flow(self._choose())

    async def _choose(self) -> None:
        options = [(one.NAME, one.TITLE) for one in self.pages]
        name = await self.open(Choose("Which page?", options, current=self.at.NAME))
        if name is not None:
            await self._show(self._named(name))

    def complete_page(self) -> Sequence[str]:
        return [one.NAME for one in self.pages]

    async def command_page(self, argument: str) -> None:
        await self._show(self._named(argument))

    def _named(self, name: str) -> BoardPage:
        wanted = fold(name)
        found = [one for one in self.pages if one.NAME.startswith(wanted)] if wanted else []
        if not found:
            raise InvalidInput(f"No page is called {name}; press 0 here to see them all.", "Command")
        return found[0]

    # --- digits ---
    def own_keys(self) -> Iterable[Key]:
        """Digits by what they do on this page."""
        digits = {f"choice_{one.digit}": one for one in self.at.DIGITS}
        for key in of_scope(self.PLACE):
            if key.id in digits:
                yield replace(key, label=digits[key.id].label, help=f"{digits[key.id].words}.", legend=True)
            elif not key.id.startswith("choice_"):
                yield key

    def legend_keys(self) -> Iterable[Key]:
        return [key for key in self.own_keys() if key.legend]

    def on_record_list_vanished(self, message: RecordList.Vanished) -> None:
        """Callers come and go all day; a sentence for each would cover what the rep was told."""
        if self.at.leave_unsaid(message.gone):
            message.prevent_default()  # Textual runs the handler of the base as well

    def action_choice(self, digit: int) -> None:
        found = next((one for one in self.at.DIGITS if one.digit == digit), None)
        if found is None:
            self.refuse(f"{digit} does nothing on this page; the line below names the digits that do.")
            return
        targets = self.list.targets()
        if not targets and digit not in self.at.NEED_NO_ROW:
            self.refuse(self.nobody(self.at.EMPTY))
            return
        self.flow(getattr(self.at, f"do_{found.act}")(targets))

    def action_open(self) -> None:
        self.action_choice(5)

    async def show_call(self, call_id: str) -> None:
        """The call box over the board. Only inside a flow."""
        from psr_tui.screens.calls import show  # read when somebody takes a call

        await show(self, call_id)
        await self.reload()

    async def after(self, words: str | None) -> None:
        """Read the page again, then say what happened; None when it was refused, which was said already."""
        if words is not None:
            self.list.clear_marks()
        await self.reload()
        if words is not None:
            self.say(words)

    async def command_staff(self, argument: str) -> None:
        chosen = next(one for one in self.pages if isinstance(one, StaffingPage))
        await self._show(chosen)
        await chosen.show_day(argument)
