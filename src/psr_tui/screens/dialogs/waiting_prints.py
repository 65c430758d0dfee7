"""The pages that wait for a printer: print again, give up, or print a test page (cash-drawer.md CD-99)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from psr_tui.domain.errors import DeskError
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.flows import Flows
from psr_tui.services.printing import Printed, WaitingPage

if TYPE_CHECKING:
    from psr_tui.desk import Desk

GIVE_UP, TEST = "8", "7"


Act = Callable[[], Awaitable[str]]


class WaitingPrints(Dialog[None]):
    """``await open(WaitingPrints(desk, pages))``. Enter or 1 prints the marked page, 8 gives it up, 7 prints a test
    page. The pages wait for somebody who looked at the printer: nothing here prints by itself."""

    SCOPES = ("dialog", "prints")
    HELP_TEXT = (
        "Each line is a page that did not come out, with the reason. Mend the printer, then print it again. "
        "What may be on paper already comes out as a DUPLICATE."
    )

    def __init__(self, desk: Desk, pages: list[WaitingPage]) -> None:
        self._where = desk.printing.where
        keys = f"Enter print again   {GIVE_UP} give up   {TEST} test page   F12 close"
        legend = keys if self._where else f"{GIVE_UP} give up   F12 close"
        super().__init__("Pages that wait for a printer", legend=legend)
        self._desk = desk
        self._pages = pages
        self._busy = False

    def compose_body(self) -> Iterable[Widget]:
        goes = f"The printer of this terminal: {self._where}" if self._where else "No printer is set up here."
        yield Static(Content(strip_forbidden(goes)), classes="box-note")
        yield OptionList(id="box-options", compact=True)

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        listing = self.query_one(OptionList)
        at = listing.highlighted or 0
        listing.clear_options()
        lines = [Option(self._line(page)) for page in self._pages]
        listing.add_options(lines or [Option(Content("Nothing waits."), disabled=True)])
        listing.highlighted = min(at, len(lines) - 1) if lines else None

    def _line(self, page: WaitingPage) -> Content:
        at = page.job.created_at.astimezone(self._desk.tz)
        mark = f" duplicate {page.job.copy}" if page.job.copy else ""
        return Content(f"{at:%m/%d %H:%M}  {page.name}{mark}\n  {strip_forbidden(page.why)}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._print_again()

    def on_key(self, event: events.Key) -> None:
        acts = {"1": self._print_again, GIVE_UP: self._give_up, TEST: self._test}
        act = acts.get(event.character or "")
        if act is not None:
            event.stop()
            act()

    def action_accept(self) -> None:
        self._print_again()

    @property
    def _marked(self) -> WaitingPage | None:
        at = self.query_one(OptionList).highlighted
        return self._pages[at] if at is not None and at < len(self._pages) else None

    def _print_again(self) -> None:
        page = self._marked
        if page is None:
            self.refuse("Nothing waits.")
        else:
            self._beside(lambda: self._printed(self._desk.outside(self._desk.printing.retry, page.job_id)))

    def _test(self) -> None:
        self._beside(lambda: self._printed(self._desk.outside(self._desk.printing.print_page, PrintKind.TEST)))

    def _give_up(self) -> None:
        page = self._marked
        if page is None:
            self.refuse("Nothing waits.")
        else:
            self._beside(lambda: self._desk.act(self._desk.printing.give_up, page.job_id, page.version))

    @staticmethod
    async def _printed(work: Awaitable[Printed]) -> str:
        return (await work).words

    def _beside(self, act: Act) -> None:
        """One at a time, beside the screen: whoever does not want to wait for a printer leaves with F12."""
        if self._busy:
            self.refuse("One moment: the printer still has the page before.")
            return
        self._busy = True
        self.say("It is being done.")
        self.app.run_worker(self._done(act), group="printing")

    async def _done(self, act: Act) -> None:
        said, refused = "", ""
        try:
            said = await act()
        except DeskError as error:
            refused = error.message
        self._busy = False
        self._pages = await self._desk.ask(self._desk.printing.waiting)
        if not self.is_mounted or not self.is_current:
            return
        self._show()
        if refused:
            self.refuse(refused)
        else:
            self.say(said)


async def show_waiting_prints(screen: Flows[Any]) -> None:
    """The list over ``screen``; inside a flow."""
    pages = await screen.desk.ask(screen.desk.printing.waiting)
    await screen.open(WaitingPrints(screen.desk, pages))
