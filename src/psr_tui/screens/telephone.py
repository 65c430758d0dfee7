"""What the telephone shows of one's own line, and the way out of a state it is not in (CC-64)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psr_tui.domain.rep_lines import STUCK, LineState, RepLine
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.flows import Flows

if TYPE_CHECKING:
    from psr_tui.desk import Desk


async def show_telephone(screen: Flows[Any], desk: Desk) -> None:
    """Say what one's own line shows; where it shows a call, offer to clear it with a reason."""
    line = (await desk.ask(desk.phone_line.lines)).get(desk.actor.staff_id)
    if line is None or line.state is LineState.IDLE:
        screen.say(_idle(line, desk))
        return
    reasons = await desk.ask(desk.reference.reasons, STUCK)
    note = f"The telephone shows {line.state.value} since {line.since.astimezone(desk.tz):%H:%M}. Clear it, because:"
    options = [(reason.code, reason.label) for reason in reasons]
    code = await screen.open(Choose(f"Your line is not {line.state.value}?", options, note=note))
    if code is None:
        return
    comment: str | None = ""
    if next(reason for reason in reasons if reason.code == code).needs_comment:
        comment = await screen.open(Prompt("Clear the line", "What is wrong", needed))
    if comment is not None:
        said = await screen.attempt(desk.phone_line.clear_line, code, comment)
        if said is not None:
            screen.say(said)


def _idle(line: RepLine | None, desk: Desk) -> str:
    if line is None:
        return "No telephone line was heard of for you; nothing needs clearing. Say dialed and answered yourself."
    cleared = f" (cleared: {line.cleared_why})" if line.cleared_why else ""
    return f"Your line is idle since {line.since.astimezone(desk.tz):%H:%M}{cleared}; nothing needs clearing."
