"""The leg of a callback: a call like every other, so that figures see all calls (call-center.md section 12).

It is written with the outcome; sooner when the rep puts the person on hold for another call or hands them on.
"""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.cadence import Outcome
from psr_tui.domain.calls import CallAct, CallState, Role
from psr_tui.domain.staff import Actor
from psr_tui.services import call_steps as steps
from psr_tui.store.repositories.call_records import CallRecord, Moved
from psr_tui.store.repositories.callbacks import CallbackState, Happened
from psr_tui.store.unit_of_work import UnitOfWork


def leg_of(work: UnitOfWork, actor: Actor, item: CallbackState, number: str = "") -> CallRecord:
    """The open leg of the callback this rep works on; made now when there is none."""
    leg = work.calls.of_callback(item.id, actor.staff_id)
    if leg is None:
        steps.hold_others(work, actor)
        leg = _add(work, actor, item, number, item.ended_at is None, talks=True)
    return leg


def of_outcome(work: UnitOfWork, actor: Actor, item: CallbackState, event: Happened, outcome: Outcome) -> None:
    """The outcome of a callback was saved: its leg is done, with seconds from the rep's own stamps."""
    leg = work.calls.of_callback(item.id, actor.staff_id)
    if leg is None:
        leg = _add(work, actor, item, event.number, False, talks=outcome.human)
    ended = item.ended_at or work.now
    if work.calls.stamps(leg.id)[-1].act is not CallAct.END:
        work.calls.append(leg.id, Moved(work.new_id(), CallAct.END), actor.staff_id, actor.name, ended)
    work.calls.append(leg.id, Moved(work.new_id(), CallAct.SAVE, outcome.code), actor.staff_id, actor.name, work.now)
    work.calls.change(
        leg.id, actor.name, work.now, state=CallState.DONE.value, outcome=outcome.code, note=event.note,
        ended_at=leg.ended_at or ended, wrapped_at=work.now, held_since=None,
        resolved=(outcome.done and not outcome.route and outcome.right_person) or None,
        **steps.seconds_values(work, leg, work.now),
    )  # fmt: skip
    work.touch(*steps.TOPICS)


def _add(work: UnitOfWork, actor: Actor, item: CallbackState, number: str, goes_on: bool, *, talks: bool) -> CallRecord:
    """``talks``: somebody was reached; without the rep's word for when, the talk counts from dialing."""
    began = item.dialed_at or item.claimed_at or work.now
    answered = item.connected_at or (began if talks else None)
    state = CallState.TALKING if goes_on else CallState.WRAP
    leg_id = work.new_id()
    work.calls.add(
        {
            "id": leg_id, "direction": "out", "state": state.value, "staff_id": actor.staff_id,
            "station": actor.station, "patient_id": item.patient_id or None, "callback_id": item.id, "number": number,
            "number_typed": number, "caller_role": Role.UNKNOWN.value, "reason_code": item.reason_code,
            "started_at": began, "answered_at": answered, "ended_at": item.ended_at,
        },
        actor.name, work.now,
    )  # fmt: skip
    for act, at in _stamps(item, began, answered):
        work.calls.append(leg_id, Moved(work.new_id(), act), actor.staff_id, actor.name, at)
    return steps.found(work, leg_id)


def _stamps(item: CallbackState, began: datetime, answered: datetime | None) -> list[tuple[CallAct, datetime]]:
    stamps = [(CallAct.RING if answered != began else CallAct.START, began)]
    if answered is not None and answered != began:
        stamps.append((CallAct.ANSWER, answered))
    if item.ended_at is not None:
        stamps.append((CallAct.END, item.ended_at))
    return stamps
