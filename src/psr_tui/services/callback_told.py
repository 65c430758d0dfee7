"""What a patient is to be told when they call, and callbacks that a call of theirs settles (CC-11, CC-45)."""

from __future__ import annotations

from psr_tui.domain.call_sheet import OpenItem
from psr_tui.domain.callback_states import LIVE, Act, State
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services.guards import guard_version
from psr_tui.store.repositories.callbacks import CallbackState, Happened
from psr_tui.store.unit_of_work import UnitOfWork

CALLED_IN = "CIN"


def waiting(work: UnitOfWork, patient_id: str) -> tuple[tuple[OpenItem, ...], tuple[OpenItem, ...]]:
    """What is to be told first, then the other callbacks this call can settle. A red flag and what a nurse or team has
    are theirs to close; what somebody is calling about this minute is left to them."""
    tell, rest = [], []
    for item in work.callbacks.unfinished_of(patient_id):
        words = work.callbacks.to_tell(item.id)
        if words is not None:
            tell.append(OpenItem(item.id, item.version, words or _words(work, item)))
        elif item.state in (State.OPEN, State.EXHAUSTED) and not item.red_flag:
            rest.append(OpenItem(item.id, item.version, _words(work, item)))
    return tuple(tell), tuple(rest)


def waiting_for_number(work: UnitOfWork, number: str) -> OpenItem | None:
    """The open callback to a number whose caller is not on file."""
    callback_id = work.call_people.waiting_for(number)
    item = acts.found(work, callback_id) if callback_id else None
    return OpenItem(item.id, item.version, _words(work, item)) if item is not None else None


def settle(work: UnitOfWork, actor: Actor, callback_id: str, version: int, command_id: str, note: str) -> CallbackState:
    """Close it: the patient called in and was told. Raises Stale, and Refused for what another person has in hand or
    what only a nurse closes."""
    item = acts.found(work, callback_id)
    if work.callbacks.happened(command_id) == callback_id:
        return item
    guard_version("This callback", item, version, work.clinic.get().tz)
    if item.state in LIVE and item.holder_id != actor.staff_id:
        raise Refused(f"{acts.holder_name(work, item)} is calling about this one now; agree with them first.")
    if item.red_flag or (item.state is State.ROUTED and not item.tell_when_they_call):
        raise Refused("This one is with the nurse or a team; only they close it.")
    event = Happened(
        command_id, Act.CLOSE, item.state, State.DONE, outcome=CALLED_IN, due_before=item.due_at, note=note
    )  # fmt: skip
    acts.log(work, actor, item, Act.CLOSE, to=State.DONE, happened=event)
    closed = acts.free_values(state=State.DONE.value, closed_at=work.now, closed_by=actor.staff_id)
    work.callbacks.change(
        item.id, actor.name, work.now, **closed, last_outcome=CALLED_IN, tell_when_they_call=False
    )  # fmt: skip
    return item


def _words(work: UnitOfWork, item: CallbackState) -> str:
    reason = work.reference.reason("call_reason", item.reason_code)
    label = reason.label if reason else item.reason_code
    promise = ", promised" if item.promise else ""
    return f"{label}{promise}{': ' + item.note if item.note else ''}"
