"""What will it cost: one key and a digit record the question (FD-141), or open the estimate."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.clock import local_date
from psr_tui.domain.estimates import Estimate, EstimateKind
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.flows import Flows

_NOTE = "Any question about cost is a request: the patient gets an estimate within three business days."


async def ask_cost(screen: Flows[Any], patient_id: str, visit_id: str = "") -> None:
    """Ask what is wanted and do it; inside a flow of ``screen``. Without a visit it is about the next one booked."""
    from psr_tui.screens.estimate import show_estimate  # read when it is wanted: the first key needs it not

    desk, command_id = screen.desk, screen.desk.new_id()
    options = [("record", "Record that they ask what it costs"), ("make", "Make or read the estimate now")]
    wish = await screen.open(Choose("What will it cost?", options, note=_NOTE))
    if wish is None:
        return
    if wish == "make" and visit_id:
        standing = await desk.ask(desk.estimates.standing, visit_id)
        if standing is not None:
            await show_estimate(screen, standing.estimate_id)
            return
    estimate = await screen.attempt(desk.estimates.ask, command_id, patient_id, visit_id)
    if estimate is None:
        return
    if wish == "make" and estimate.kind is EstimateKind.GOOD_FAITH:
        await show_estimate(screen, estimate.estimate_id)
    else:
        screen.say(_recorded(screen, estimate))


def _recorded(screen: Flows[Any], estimate: Estimate) -> str:
    due = estimate.due_words(local_date(screen.desk.clock.now(), screen.desk.tz))
    what = "an estimate from the price list"
    if estimate.kind is EstimateKind.BENEFITS:
        what = "an estimate from their insurance: the eligibility answer says it (8 there)"
    return f"Recorded: {what}, {due}."
