"""What every act on a call shares: whose it is, the event and the audit row, the line's own stamps beside the rep's."""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.call_seconds import Phase, seconds_of
from psr_tui.domain.calls import LIVE_CALL, CallAct, CallState, after
from psr_tui.domain.errors import NotFound, Refused
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.call_line import event_id
from psr_tui.store.repositories.call_records import CallRecord, Moved
from psr_tui.store.unit_of_work import UnitOfWork

SYSTEM = "psr-tui"
TOPICS = ("phones", "line")


def found(work: UnitOfWork, call_id: str) -> CallRecord:
    """The call of this id. Raises NotFound."""
    call = work.calls.get(call_id)
    if call is None:
        raise NotFound("This call is not in the store any more.")
    return call


def mine(work: UnitOfWork, actor: Actor, call_id: str) -> CallRecord:
    """The call, which must be this person's own and not saved yet. Raises Refused, NotFound."""
    call = found(work, call_id)
    if call.staff_id != actor.staff_id:
        raise Refused("This is somebody else's call; they see it in their own call box.")
    if call.state in (CallState.DONE, CallState.MISSED):
        raise Refused("This call was saved already; add a note to the patient instead.")
    return call


def log(
    work: UnitOfWork,
    actor: Actor,
    call: CallRecord,
    act: CallAct,
    command_id: str = "",
    *,
    detail: str = "",
    told_by: str = "rep",
    at: datetime | None = None,
) -> None:
    """Append the event and its audit row. ``detail`` holds codes and ids, never what anybody said."""
    moved = Moved(command_id or work.new_id(), act, detail, told_by)
    by_rep = told_by == "rep"
    work.calls.append(
        call.id, moved, actor.staff_id if by_rep else None, actor.name if by_rep else SYSTEM, at or work.now
    )
    if told_by == "rep":
        work.audit.append(f"call.{act.value}", "call", call.id, detail={"what": detail} if detail else {})
    work.touch(*TOPICS)


def move(
    work: UnitOfWork, actor: Actor, call: CallRecord, act: CallAct, command_id: str = "", told_by: str = "rep"
) -> CallRecord:
    """Take the call to its next state with its stamps, and say so. Raises Refused for what cannot happen now."""
    state = after(call.state, act)
    values: dict[str, object] = {"state": state.value, "held_since": work.now if act is CallAct.HOLD else None}
    if act is CallAct.ANSWER and call.answered_at is None:
        values["answered_at"] = work.now
    if act is CallAct.END:
        values["ended_at"] = work.now
    log(work, actor, call, act, command_id, told_by=told_by)
    work.calls.change(call.id, actor.name, work.now, **values)
    return found(work, call.id)


def hold_others(work: UnitOfWork, actor: Actor, but: str = "") -> None:
    """Whoever is in the ear goes on hold, so that one call at most is talked in."""
    for call in work.calls.open_of(actor.staff_id):
        if call.id != but and call.state is CallState.TALKING:
            move(work, actor, call, CallAct.HOLD)


def hear_line(work: UnitOfWork, actor: Actor, call: CallRecord) -> CallRecord:
    """Write what the telephone system tells of this call beside the rep's own stamps; it answers a call that rings and
    marks one nobody took as missed, and moves nothing else (CC-70)."""
    if not call.line_call_id:
        return call
    for event in work.call_line.news(call.id, call.line_call_id, call.staff_id):
        told = event_id(call.id, event.seq)
        log(work, actor, call, event.act, told, detail=event.words, told_by="line", at=event.at)
        if call.state is CallState.RINGING and event.act is CallAct.ANSWER:
            hold_others(work, actor, call.id)
            call = move(work, actor, call, CallAct.ANSWER, told_by="system")
        elif call.state is CallState.RINGING and event.act in (CallAct.MISS, CallAct.GONE):
            call = move(work, actor, call, CallAct.MISS, told_by="system")
    return call


def seconds_values(work: UnitOfWork, call: CallRecord, until: datetime) -> dict[str, int]:
    """The columns of seconds, from the stamps; wait and ring as the telephone system gave them, where it did."""
    spent = seconds_of(work.calls.stamps(call.id), until)
    values = {f"{phase.value}_seconds": spent.of(phase) for phase in Phase}
    wait, ring = work.call_line.waited(call.line_call_id, call.staff_id) if call.line_call_id else (None, None)
    return values | ({} if wait is None else {"wait_seconds": wait}) | ({} if ring is None else {"ring_seconds": ring})


def refuse_open_call(work: UnitOfWork, actor: Actor) -> None:
    """No next item before the outcome of this call is saved (CC-67). Raises Refused."""
    if any(call.state is not CallState.RINGING for call in work.calls.open_of(actor.staff_id)):
        raise Refused("You still have a call to save; Ctrl+O shows it.")


def live(call: CallRecord) -> bool:
    """Somebody is still on the line."""
    return call.state in LIVE_CALL
