"""``3`` on a row that is out of attempts: what was done instead of a call, step by step, each logged (CC-44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.callback_list import CallbackLine
from psr_tui.domain.contacts import ContactPerson
from psr_tui.domain.ladder import EMERGENCY_CONTACT, left_after
from psr_tui.domain.messages import Step
from psr_tui.screens.callback_rows import who
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.ladder_message import ladder_message
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callback_acts import CallbackActs

WRITTEN = frozenset(step.value for step in Step)
"""The steps for which there are words ready."""


async def ladder(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    """Ask which step was done and whether that ends the matter. A portal message or a letter can be written at once,
    to somebody on file. The sentence for the message line, or None when the rep stepped back. Only inside a flow."""
    own, name = line.item.ladder, who(line, place.shown)
    steps, persons = await place.desk.act(place.desk.callbacks.ladder, record.key)
    options = [(step, step.capitalize()) for step in steps]
    note = _whom(place, persons) or ("No emergency contact is on file." if EMERGENCY_CONTACT in own else "")
    step = await place.open(Choose(f"{name}: what was done instead of a call?", options, note=note))
    if step is None:
        return None
    goes_on = False
    following = left_after(own, step).partition(", ")[0] if step in own else ""
    if following:
        said = "They were reached" if step == EMERGENCY_CONTACT else "That is enough"
        answers = [("go", f"Go on; next: {following}"), ("end", f"{said}: close it")]
        answer = await place.open(Choose(f"{step.capitalize()}: and now?", answers))
        if answer is None:
            return None
        goes_on = answer == "go"
    if step not in WRITTEN or not line.item.patient_id:
        return await _logged(place, record, step, goes_on)
    ways = [("write", "Write it now; the words are shown first"), ("log", "It was done already: log it")]
    how = await place.open(Choose(f"{step.capitalize()}: how?", ways))
    if how == "write":
        return await ladder_message(place, record, step, goes_on)
    return await _logged(place, record, step, goes_on) if how == "log" else None


async def _logged(place: CallbackActs, record: Record, step: str, goes_on: bool) -> str | None:
    sent = place.desk.callbacks.ladder_sent
    return await place.attempt(sent, record.key, record.version, step, goes_on, place.desk.new_id())


def _whom(place: CallbackActs, persons: tuple[ContactPerson, ...]) -> str:
    """Whom to ring in an emergency and what they may hear."""
    shown = place.shown
    return "\n".join(
        f"Emergency contact: {shown.name(one.name)}{f' ({one.relation})' if one.relation else ''} "
        f"{shown.phone(one.phone)}, may hear {one.may_hear.value}"
        for one in persons
    )
