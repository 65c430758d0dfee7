"""The steps of a phone block and of being away, over any screen: why, who signs, what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psr_tui.domain.block_words import BlockSummary, fitted, summary_sections
from psr_tui.domain.clock import hmm
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.rep_states import PauseCode, Period, billable_time, told
from psr_tui.domain.staff import Role
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.dialogs.signature import sign
from psr_tui.services.approvals import UNSIGNED, Signature
from psr_tui.services.rep_states import Away

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows


async def box_line(desk: Desk, width: int) -> str:
    """The running block in ``width`` cells, for the head of the call box; nothing without one."""
    try:
        stand = await desk.ask(desk.blocks.standing)
    except DeskError:
        return ""
    return fitted(stand, desk.tz, width) if stand is not None else ""


async def pause(screen: Flows[Any], desk: Desk, typed: str = "") -> Away | None:
    """Away with a code, chosen or ``typed``; a lead signs where the code wants it. None when the rep stepped back.
    Only inside a flow. Raises DeskError."""
    if typed:
        code = await desk.ask(desk.rep_states.code, typed)
    else:
        codes = await desk.ask(desk.rep_states.codes)
        chosen = await screen.open(Choose("Pause: why?", [(one.code, one.words) for one in codes]))
        if chosen is None:
            return None
        code = next(one for one in codes if one.code == chosen)
    if not code.needs_approval or desk.actor.at_least(Role.LEAD):
        return await desk.act(desk.rep_states.away, code.code, "", UNSIGNED)
    return await _signed(screen, desk, code)


async def _signed(screen: Flows[Any], desk: Desk, code: PauseCode) -> Away | None:
    async def act(login: str, password: str) -> Away:
        return await desk.act(desk.rep_states.away, code.code, "", Signature(login, password))

    return await sign(screen, "A lead signs", f"{desk.actor.name}: {code.words}.", act)


async def end(screen: Flows[Any], desk: Desk) -> BlockSummary | None:
    """End the block with a reason; what it came to, None when the rep stepped back. Only inside a flow."""
    reasons = await desk.ask(desk.reference.reasons, "block_end")
    code = await screen.open(Choose("End the phone block: why?", [(one.code, one.label) for one in reasons]))
    if code is None:
        return None
    note = ""
    if next(one for one in reasons if one.code == code).needs_comment:
        typed = await screen.open(Prompt("End the phone block", "Why, in a few words", needed, max_length=200))
        if typed is None:
            return None
        note = typed
    return await screen.attempt(desk.blocks.end, code, note)


async def show(screen: Flows[Any], desk: Desk, summary: BlockSummary) -> None:
    """The page of what a block came to, or comes to so far. Only inside a flow."""
    title = "Phone block" if summary.state == "ended" else f"Phone block, {summary.state}"
    await screen.open(PageBox(title, summary_sections(summary, desk.tz)))


def ended_words(summary: BlockSummary) -> str:
    """The sentence after the page was closed."""
    now = summary.standing.progress
    goal = f" of {now.goal}" if now.goal else ""
    back = f" {summary.handed_back} went back to the list." if summary.handed_back else ""
    return f"The phone block is over: {now.done}{goal} done, {now.reached} reached.{back}"


async def away_log(screen: Flows[Any], desk: Desk) -> None:
    """``:away log``: what this person said of themselves today."""
    periods = await desk.ask(desk.rep_states.today)
    if not periods:
        raise InvalidInput("You said nothing yet today: :away and a code, or 0 on F4 for a phone block.", "Away")
    await screen.open(PageBox("Today", [("", _log(desk, periods))]))


def _log(desk: Desk, periods: Sequence[Period]) -> list[tuple[str, str]]:
    now = desk.clock.now()
    work = hmm(int(billable_time(periods, now).total_seconds() // 60))
    return [*(told(one, now, desk.tz) for one in periods), ("Work", f"{work} of it counts as work")]
