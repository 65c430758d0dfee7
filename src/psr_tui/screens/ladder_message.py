"""A step of the ladder that writes, read before it goes out: for callbacks out of attempts (CC-44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Preview
from psr_tui.screens.dialogs.confirm import Confirm
from psr_tui.screens.send_message import printed
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callback_acts import CallbackActs


async def ladder_message(place: CallbackActs, record: Record, step: str, goes_on: bool) -> str | None:
    """Show what ``portal``, ``letter`` or ``certified letter`` would send, send it on its letter, print a letter; the
    answer is what to say, None when nothing was sent. The step of the callback is done with it, and the row stays for
    the step after it when it ``goes_on``. Only inside a flow."""
    desk = place.desk
    command_id = desk.new_id()
    seen = await place.attempt(desk.messages.ladder_preview, record.key, step)
    if seen is None:
        return None
    box = Confirm(_question(place, seen), "s", yes=f"send this {step}", no="not now", title=step.capitalize())
    if not await place.open(box):
        return None
    place.list.acted_on(record.key)
    queued = await place.attempt(desk.messages.ladder, record.key, record.version, step, command_id, goes_on)
    if queued is None:
        return None
    return await printed(desk, queued.message_id) if queued.way is Way.LETTER else queued.words


def _question(place: CallbackActs, seen: Preview) -> str:
    where = "the letter" if seen.reach.way is Way.LETTER and place.shown.on else seen.reach.shown
    head = f"To {where}{' · ' + seen.flag if seen.flag else ''}"
    return "\n\n".join(part for part in (head, seen.subject, seen.body) if part)
