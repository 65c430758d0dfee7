"""What is checked again at the moment of a call: is it still wanted, may this number be rung now, are caps reached?

Everything may have changed since the item was made (CC-47, CC-53). An item nobody may or need call is closed, blocked
or moved on the spot, with its reason.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.call_caps import Calls, Made, Reached, Scope, cap_words
from psr_tui.domain.call_window import in_words
from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services.callee import Person, person_behind
from psr_tui.store.repositories.callbacks import CallbackState, CallRules, Happened
from psr_tui.store.unit_of_work import UnitOfWork

PASS_MINUTES = 30
"""How long a permission to pass the caps holds, for one call."""
_BOOKING = ("SCHED",)
_OBSOLETE = {
    "deceased": "The patient has died; the callback was closed.",
    "merged": "This record was merged with another one; the callback was closed.",
    "booked": "A visit was booked meanwhile; the callback was closed.",
    "paid": "The bill was paid meanwhile; the callback was closed.",
}


def unfit(work: UnitOfWork, actor: Actor, rules: CallRules, item: CallbackState) -> tuple[str, Person | None]:
    """Why this item must not be called now, in words, or nothing. What is obsolete is closed, what nobody can call is
    blocked; what is claimed and only has the wrong time is moved and given back. The number to ring is remembered;
    who it is comes back as well, so that nobody need read them again."""
    if item.state is not State.OPEN and item.holder_id != actor.staff_id:
        return "", None  # somebody else's, or over: the claim itself says so, and nothing of theirs is touched
    person = person_behind(work, rules, item)
    why = _obsolete(work, rules, item, person)
    if why:
        _close(work, actor, item, why)
        return _OBSOLETE[why], person
    if person.blocked:
        return _block(work, actor, item, person.blocked), person
    if not person.window.permits(work.now):
        return _outside(work, actor, rules, item, person), person
    if not item.red_flag:
        reached = cap_reached(work, rules, item, person)
        if reached is not None and not _passed(work, actor, item, reached):
            return _capped(work, actor, rules, item, person, reached), person
    _remember_number(work, actor, item, person)
    return "", person


def cap_reached(
    work: UnitOfWork, rules: CallRules, item: CallbackState, person: Person, now_too: bool = False
) -> Reached | None:
    """The cap that forbids a call to the person's number now. ``now_too``: as if one were made at this moment."""
    state, reason = person.window.state, item.reason_code
    caps = rules.caps.for_call(state, reason)
    if not caps:
        return None
    longest = max((cap.window or timedelta(days=2) for cap in caps), default=timedelta())
    since = work.now - max(longest, timedelta(days=2))
    made = (Made(work.now, reason),) if now_too else ()
    e164 = person.number.e164 if person.number else ""
    limits, scopes = work.call_limits, {cap.scope for cap in caps}
    calls = Calls(
        (*limits.of_item(item.id, reason), *made) if Scope.ITEM in scopes else (),
        (*limits.to_patient(item.patient_id, since), *made) if Scope.PATIENT in scopes else (),
        (*limits.to_number(e164, since), *made) if Scope.NUMBER in scopes else (),
    )
    return rules.caps.reached(state, reason, calls, work.now, person.window.zone)


def _obsolete(work: UnitOfWork, rules: CallRules, item: CallbackState, person: Person) -> str:
    """Why nobody need call any more, as a code, or nothing (CC-53). A red flag is never closed by itself."""
    if person.callee.deceased:
        return "deceased"
    if not item.patient_id or item.red_flag:
        return ""
    if person.callee.merged:
        return "merged"
    since = max(item.requested_at, item.last_attempt_at or item.requested_at)
    if item.reason_code in _BOOKING or item.cadence == "RCL":
        today = local_date(work.now, rules.tz)
        if work.callback_upkeep.booked_since(item.patient_id, since, today):
            return "booked"
    if item.reason_code == "BILL" and work.callback_upkeep.paid_since(item.patient_id, since):
        owed, _ahead = work.ledger.on_account(item.patient_id)
        return "paid" if owed.cents <= 0 else ""
    return ""


def _close(work: UnitOfWork, actor: Actor, item: CallbackState, why: str) -> None:
    acts.log(work, actor, item, Act.OBSOLETE, by_system=True, to=State.CANCELLED, reason=why)
    values = {**acts.free_values(), "state": State.CANCELLED.value}
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **values, closed_at=work.now, closed_by=actor.staff_id)


def _block(work: UnitOfWork, actor: Actor, item: CallbackState, code: str) -> str:
    acts.log(work, actor, item, Act.MOVE, by_system=True, to=State.OPEN, reason=code)
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **acts.free_values(blocked=code))
    words = acts.blocked_words(code).replace(": ", "; ")
    return f"Not called: {words}.{' 4 on the row writes to them.' if 'letter' in words else ''}"


def _outside(work: UnitOfWork, actor: Actor, rules: CallRules, item: CallbackState, person: Person) -> str:
    window = person.window
    try:
        again = window.next_permitted(work.now)
    except Refused:
        return _block(work, actor, item, "no_hours")
    words = f"Too early or late where they live: calling is allowed from {_when(work, rules, person, again)}."
    if item.window_key == window.key and item.state is State.OPEN:
        return words
    acts.log(work, actor, item, Act.MOVE, by_system=True, to=State.OPEN, reason="window")
    values = acts.free_values(window_key=window.key, patient_zone=window.zones[0])
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)
    return words


def _passed(work: UnitOfWork, actor: Actor, item: CallbackState, reached: Reached) -> bool:
    """Whether the cap may be passed: by a promise that is due, or by a permission; the history says which (CC-40)."""
    if work.callbacks.passed_at(item.id, work.now - timedelta(minutes=PASS_MINUTES)):
        return True
    if not (item.promise and item.due_at <= work.now):
        return False
    note = f"{reached.cap.maximum} {reached.cap.label}"
    acts.log(work, actor, item, Act.PASS, by_system=True, to=item.state, reason="due_promise", note=note)
    return True


def _capped(
    work: UnitOfWork, actor: Actor, rules: CallRules, item: CallbackState, person: Person, reached: Reached
) -> str:
    words = cap_words(reached, work.now, person.window, rules.tz)
    if item.state is State.OPEN:  # picked by hand: nothing moves, and a lead may let it pass
        return f"{words} A lead may let it pass: 0 on the row."
    reason = f"cap {reached.cap.code}"
    if reached.free_at is None:
        acts.log(work, actor, item, Act.EXHAUST, by_system=True, to=State.EXHAUSTED, reason=reason)
        cadence = rules.cadences.get(item.cadence)
        values = {**acts.free_values(), "state": State.EXHAUSTED.value, "ladder": cadence.afterwards if cadence else ""}
        work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)
        return words
    due = person.window.next_workable(reached.free_at)
    move(work, actor, item, due, reason)
    return words


def move(work: UnitOfWork, actor: Actor, item: CallbackState, due: datetime, reason: str) -> None:
    """Set another due for a reason; the history keeps the one before (CC-46)."""
    event = Happened(
        work.new_id(), Act.MOVE, item.state, State.OPEN, reason=reason, due_before=item.due_at, due_after=due
    )
    acts.log(work, actor, item, Act.MOVE, by_system=True, to=State.OPEN, happened=event)
    order = rank_at(due, Priority(item.priority))
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **acts.free_values(due_at=due, order_at=order))


def _remember_number(work: UnitOfWork, actor: Actor, item: CallbackState, person: Person) -> None:
    chosen = person.number.id or None if person.number else None
    if (chosen, person.window.key, "") != (item.phone_id, item.window_key, item.blocked):
        work.callbacks.change(
            item.id, actor.name, work.now, phone_id=chosen, window_key=person.window.key,
            patient_zone=person.window.zones[0], blocked="",
        )  # fmt: skip


def _when(work: UnitOfWork, rules: CallRules, person: Person, at: datetime) -> str:
    return in_words(at, work.now, person.window.zone, rules.tz)
