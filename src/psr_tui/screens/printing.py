"""Pages on the screen that one key prints, and what a terminal does by itself after a payment.

A print runs beside the screen: the rep goes on at once, and hears only of what did not come out.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from psr_tui.domain.errors import DeskError
from psr_tui.domain.printing import PrintKind
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows


async def show_page(
    screen: Flows[Any], kind: PrintKind, number: int, title: str, text: str, *, note: str = "", posted: str = ""
) -> None:
    """A frozen page on the screen, with its print on one key; inside a flow. ``posted``: the id of the posting that
    was just made, for which this terminal may open the drawer and print by itself."""
    printing = screen.desk.printing

    def press(paper: Paper) -> None:
        _beside(screen, paper, _came_out(screen, kind, number))

    paper = Paper(title, text, where=printing.where, print_it=press, note=note)
    if posted and printing.acts_by_itself:
        _beside(screen, paper, screen.desk.outside(printing.after_posting, posted, number))
    await screen.open(paper)


async def _came_out(screen: Flows[Any], kind: PrintKind, number: int) -> str:
    return (await screen.desk.outside(screen.desk.printing.print_page, kind, number)).words


def _beside(screen: Flows[Any], paper: Paper, print_: Awaitable[str]) -> None:
    """Run a print on its own, owned by the application: it outlives the box and the place."""
    paper.printing = True
    screen.app.run_worker(_told(screen, paper, print_), group="printing")


async def _told(screen: Flows[Any], paper: Paper, print_: Awaitable[str]) -> None:
    """Its outcome on the paper while that is shown. Later a failure is told wherever the rep is, a success by the
    paper that came out."""
    try:
        words = await print_
    except DeskError as error:
        paper.printing = False
        shown = screen.station.screen
        where = shown if isinstance(shown, Flows) else paper
        if where.is_mounted:
            where.refuse(error)
        else:
            paper.told(error.message)
        return
    paper.printing = False
    if words and screen.station.screen in (paper, screen):
        paper.told(words)
