"""``3`` on a row that is out of attempts: what was done instead of a call, step by step, each logged (CC-44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.contacts import ContactPerson
from psr_tui.domain.ladder import EMERGENCY_CONTACT, left_after
from psr_tui.screens.dialogs import Choose
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callback_acts import CallbackActs


async def ladder(place: CallbackActs, record: Record, own: str) -> str | None:
    """Ask which step was done and whether that ends the matter; ``own`` is what is left of the item's ladder. The
    sentence for the message line, or None when the rep stepped back. Only inside a flow."""
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
