"""What is printed when somebody leaves: ticked papers come out beside the screen, what fails waits in :printing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psr_tui.domain.errors import DeskError
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.referrals import Referral
from psr_tui.screens.flows import Flows
from psr_tui.services.check_out import CheckOutView


@dataclass(frozen=True, slots=True)
class Ticks:
    """What F10 prints."""

    after_visit: bool = False
    slip: bool = False
    survey: bool = False
    receipt: bool = False

    def turned(self, **what: bool) -> Ticks:
        """The same with one tick turned."""
        return replace(self, **what)


_Print = Callable[[], Awaitable[object]]


def print_ticked(screen: Flows[Any], view: CheckOutView, ticks: Ticks) -> None:
    """Print the ticked papers of a visit that was just checked out."""
    desk, patient = screen.desk, view.patient_id
    jobs: list[_Print] = []

    async def sheet() -> object:
        paper, _survey = await desk.ask(desk.check_out.papers, view.visit_id)
        return await desk.outside(desk.visit_papers.print_paper, patient, paper)

    async def survey() -> object:
        _paper, slip = await desk.ask(desk.check_out.papers, view.visit_id)
        return slip and await desk.outside(desk.visit_papers.print_paper, patient, slip)

    async def slip() -> object:
        paper = await desk.ask(desk.visit_papers.appointment_slip, patient, view.next_visits[0].visit_id)
        return await desk.outside(desk.visit_papers.print_paper, patient, paper)

    async def receipt() -> object:
        return await desk.outside(desk.printing.print_page, PrintKind.RECEIPT, view.receipt)

    for wanted, job in (
        (ticks.after_visit, sheet), (ticks.slip and bool(view.next_visits), slip), (ticks.survey, survey),
        (ticks.receipt and view.receipt is not None, receipt),
    ):  # fmt: skip
        if wanted:
            jobs.append(job)
    _beside(screen, jobs, f"{screen.station.shown.name(view.patient)} checked out. ")


def print_referral(screen: Flows[Any], view: CheckOutView, referral: Referral) -> None:
    """Print the slip of a referral that was just handed over."""
    desk = screen.desk

    async def slip() -> object:
        paper = await desk.ask(desk.check_out.referral_slip, view.visit_id, referral.referral_id)
        return await desk.outside(desk.visit_papers.print_paper, view.patient_id, paper)

    _beside(screen, [slip], "")


def _beside(screen: Flows[Any], jobs: Sequence[_Print], done: str) -> None:
    """One after another on a worker of the application: the box may be gone by then."""
    if jobs:
        screen.app.run_worker(_printed(screen, jobs, done), group="printing")


async def _printed(screen: Flows[Any], jobs: Sequence[_Print], done: str) -> None:
    """``done`` is said again with a failure, which may come before or after it was said and takes its line."""
    station = screen.station
    for job in jobs:
        try:
            await job()
        except DeskError as error:
            shown = station.screen
            if isinstance(shown, Flows) and shown.is_mounted:
                shown.refuse(f"{done}{error}")
