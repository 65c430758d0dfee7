"""A step of the ladder that writes, read before it goes out: for callbacks out of attempts (CC-44)."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Preview
from psr_tui.screens.dialogs.confirm import Confirm
from psr_tui.screens.flows import Flows
from psr_tui.screens.send_message import printed


async def ladder_message(screen: Flows[Any], callback_id: str, step: str) -> str | None:
    """Show what ``portal``, ``letter`` or ``certified letter`` would send, send it on its letter, print a letter; the
    answer is what to say, None when nothing was sent. The step of the callback is done with it. Only inside a flow."""
    desk = screen.desk
    command_id = desk.new_id()
    seen = await desk.ask(desk.messages.ladder_preview, callback_id, step)
    box = Confirm(_question(seen), "s", yes=f"send this {step}", no="not now", title=step.capitalize())
    if not await screen.open(box):
        return None
    queued = await desk.act(desk.messages.ladder, callback_id, step, command_id)
    return await printed(desk, queued.message_id) if queued.way is Way.LETTER else queued.words


def _question(seen: Preview) -> str:
    head = f"To {seen.reach.shown}{' · ' + seen.flag if seen.flag else ''}"
    return "\n".join(part for part in (head, "", seen.subject, "", seen.body))
