"""``3`` on a row that is out of attempts: what was done instead of a call, step by step, each logged (CC-44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.contacts import ContactPerson
from psr_tui.domain.ladder import EMERGENCY_CONTACT, left_after
from psr_tui.domain.messages import Step
from psr_tui.screens.dialogs import Choose, Confirm
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callback_acts import CallbackActs

WRITTEN = frozenset(step.value for step in Step)
"""The steps for which there are words ready."""


async def ladder(place: CallbackActs, record: Record, own: str, patient_id: str) -> str | None:
    """Ask which step was done and whether that ends the matter; ``own`` is what is left of the item's ladder. A portal
    message or a letter can be written at once, to somebody on file. The sentence for the message line, or None when
    the rep stepped back. Only inside a flow."""
    steps, persons = await place.desk.act(place.desk.callbacks.ladder, record.key)
    options = [(step, step.capitalize()) for step in steps]
    step = await place.open(Choose("What was done instead of a call?", options, note=_whom(place, persons)))
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
    if step not in WRITTEN or not patient_id:
        return await _logged(place, record, step, goes_on)
    ways = [("write", "Write it now; the words are shown first"), ("log", "It was done already: log it")]
    how = await place.open(Choose(f"{step.capitalize()}: how?", ways))
    if how == "write":
        return await _written(place, record, step, goes_on)
    return await _logged(place, record, step, goes_on) if how == "log" else None


async def _logged(place: CallbackActs, record: Record, step: str, goes_on: bool) -> str | None:
    sent = place.desk.callbacks.ladder_sent
    return await place.attempt(sent, record.key, record.version, step, goes_on, place.desk.new_id())


async def _written(place: CallbackActs, record: Record, step: str, goes_on: bool) -> str | None:
    """The message as it goes out, to be read; ``s`` queues it and logs the step in one."""
    made = await place.attempt(place.desk.messages.ladder_preview, record.key, step)
    if made is None:
        return None
    question = "\n".join(part for part in (made.subject, made.body) if part)
    if not await place.open(Confirm(question, "s", yes="send it", no="not yet", title=step.capitalize())):
        return None
    write = place.desk.messages.ladder
    queued = await place.attempt(write, record.key, step, place.desk.new_id(), goes_on)
    return queued.words if queued is not None else None


def _whom(place: CallbackActs, persons: tuple[ContactPerson, ...]) -> str:
    """Whom to ring in an emergency and what they may hear."""
    shown = place.shown
    return "\n".join(
        f"Emergency contact: {shown.name(one.name)}{f' ({one.relation})' if one.relation else ''} "
        f"{shown.phone(one.phone)}, may hear {one.may_hear.value}"
        for one in persons
    )
