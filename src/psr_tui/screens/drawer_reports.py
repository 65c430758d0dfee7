"""Reports (0 in the drawer): one menu, everything that can be read about drawers and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.errors import InvalidInput
from psr_tui.screens.closed_drawers import ClosedDrawers, OverAndShort, show_report
from psr_tui.screens.day_reports import PaidAheadList, ReceiptsOfDay, VisitsOfDay
from psr_tui.screens.deposits import Deposits
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.dialogs.waiting_prints import show_waiting_prints

if TYPE_CHECKING:
    from psr_tui.screens.drawer_face import DrawerFace

REPORTS = (
    ("so_far", "Report so far (X): supervisors, and the rep after the freeze"),
    ("by_number", "Day report by its Z number"),
    ("closed", "Closed drawers"),
    ("variance", "Over and short by rep and by drawer"),
    ("receipts", "Receipts of a day, by tender"),
    ("visits", "Visits of a day, accounted for"),
    ("ahead", "Money paid ahead"),
    ("deposits", "Deposits: slips, safe to bank, bank confirmed"),
    ("prints", "Pages that wait for a printer"),
    ("export", "Export the journal: CSV, XLSX, PDF, QuickBooks, hledger"),
)


async def choose_report(place: DrawerFace) -> None:
    """Ask which report and show it; inside a flow of the place."""
    chosen = await place.open(Choose("Reports", REPORTS))
    desk = place.desk
    if chosen == "so_far":
        await _so_far(place)
    elif chosen == "by_number":
        number = await place.open(Prompt("Day report", "Z number", parse_z, note="The number on the report."))
        if number is not None:
            await show_report(place, desk, number)
    elif chosen == "closed":
        await place.open(ClosedDrawers(desk))
    elif chosen == "variance":
        await place.open(OverAndShort(desk))
    elif chosen == "ahead":
        await place.open(PaidAheadList(desk))
    elif chosen == "deposits":
        await place.open(Deposits(desk))
    elif chosen == "prints":
        await show_waiting_prints(place)
    elif chosen is not None:
        today = await desk.ask(desk.day_lists.today)
        if chosen == "export":
            from psr_tui.screens.export_journal import export_journal  # here: what writes files is seldom needed

            await export_journal(place, today)
        else:
            await place.open(ReceiptsOfDay(desk, today) if chosen == "receipts" else VisitsOfDay(desk, today))


async def _so_far(place: DrawerFace) -> None:
    if place.status is None:
        place.refuse("No drawer is on the screen; 5 looks into one, then 0 shows its report so far.")
        return
    text = await place.attempt(place.desk.drawer.x_report, place.session.session_id)
    if text is not None:
        await place.open(Paper("Report so far", text))


def parse_z(typed: str) -> int:
    """A report's number, with or without its Z. Raises InvalidInput."""
    digits = typed.strip().upper().removeprefix("Z").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise InvalidInput("Z number: type the number of the report, for example 7.", "Z number")
    return int(digits)
