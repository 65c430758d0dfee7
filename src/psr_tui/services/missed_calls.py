"""Callers who hung up while they waited: each becomes a callback, and is cancelled when they get through by themselves
(CC-11, CC-12, CC-14).

The events of the telephone system are read on from a mark in the same transaction, so whoever looks first does the
work and nobody does it twice. An event is never told of a second time: its number is the id of what it caused.
"""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.callback_states import EDGES, Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phone_events import PhoneKind
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.store.repositories.callback_segments import REST
from psr_tui.store.repositories.callbacks import CallbackState, CallRules
from psr_tui.store.repositories.missed_calls import LineEvent
from psr_tui.store.unit_of_work import UnitOfWork

REASON = "ABAND"
CADENCE = "ABN"
ASKED = "EXITWITHKEY"
"""The caller pressed a key to be called back: their place is kept, so they are due since they joined (CC-12)."""
MOST_AT_ONCE = 200


def anything_new(work: UnitOfWork) -> bool:
    """Whether the line told of something since the last look; a read that costs two index steps."""
    return work.missed_calls.newest() > work.missed_calls.mark()


def pick_up(work: UnitOfWork, actor: Actor, rules: CallRules) -> int:
    """Go through new events of the line, oldest first; how many callbacks were made, merged or cancelled. Events
    older than the life of such a callback are passed over. Call it inside a writing unit of work."""
    newest = work.missed_calls.newest()
    events = work.missed_calls.fresh(work.missed_calls.mark(), work.now - rules.expiry, MOST_AT_ONCE)
    done = sum(_one(work, actor, rules, event) for event in events)
    work.missed_calls.read_to(events[-1].seq if len(events) == MOST_AT_ONCE else newest)
    return done


def _one(work: UnitOfWork, actor: Actor, rules: CallRules, event: LineEvent) -> bool:
    joined = work.missed_calls.joined(event)
    since, number = joined if joined is not None else (event.at, "")
    e164 = _readable(work, event.number or number)
    if not e164:
        return False  # nobody can be called back at no number; the figures count the call all the same
    if event.kind is PhoneKind.CONNECTED:
        return _got_through(work, actor, event, e164)
    if work.missed_calls.went_on(event) or work.callbacks.happened(_event_id(event)) is not None:
        return False
    people = work.missed_calls.patients_with(e164)
    patient_id = people[0] if len(people) == 1 else ""
    present = _present(work, patient_id, e164)
    if present is not None:
        _merge(work, actor, present, event, since)
    else:
        _make(work, actor, rules, event, since, e164, patient_id)
    return True


def _readable(work: UnitOfWork, number: str) -> str:
    try:
        return parse_phone(number, work.clinic.get().area_code).number.e164 if number else ""
    except InvalidInput:
        return ""


def _event_id(event: LineEvent) -> str:
    return f"line-{event.seq}"


def _present(work: UnitOfWork, patient_id: str, e164: str) -> CallbackState | None:
    """The callback that takes this caller in: of the one patient with this number (any matter will do, they are
    called anyway), or of the same number when nobody knows whose it is."""
    if not patient_id:
        found = work.missed_calls.waiting_caller(e164, REASON)
        return work.callbacks.get(found) if found else None
    items = [one for one in work.callbacks.unfinished_of(patient_id) if not one.red_flag]
    same = [one for one in items if one.reason_code == REASON]
    others = [one for one in items if one.state is State.OPEN and not one.blocked]
    return next(iter((*same, *others)), None)


def _merge(work: UnitOfWork, actor: Actor, item: CallbackState, event: LineEvent, since: datetime) -> None:
    """They called again: due at once, never later than before; the earlier time of joining stays."""
    note = "hung up in the queue"
    if (item.state, Act.MERGE) not in EDGES:  # out of attempts: it is on record, and the ladder goes on
        acts.log(work, actor, item, Act.NOTE, event_id=_event_id(event), by_system=True, note=note)
        return
    acts.log(work, actor, item, Act.MERGE, event_id=_event_id(event), by_system=True, note=note)
    values: dict[str, object] = {"requested_at": min(item.requested_at, since)}
    if item.state is State.OPEN and not item.promise:
        due = min(item.due_at, work.now)
        values |= {"due_at": due, "order_at": rank_at(due, Priority(item.priority))}
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)


def _make(
    work: UnitOfWork,
    actor: Actor,
    rules: CallRules,
    event: LineEvent,
    since: datetime,
    e164: str,
    patient_id: str,
) -> None:
    if patient_id:
        person = acts.person_of(work, rules, patient_id, None, REASON)
    else:
        person = acts.caller(work, rules, e164, reason=REASON)
    number = next((one for one in person.numbers if one.e164 == e164 and one.callable and one.id), person.number)
    due = since if event.verb == ASKED else event.at + rules.call_back_after
    callback_id = work.new_id()
    values = {
        "id": callback_id, "patient_id": patient_id or None, **acts.person_values(person),
        "phone_id": (number.id or None) if number else None, "reason_code": REASON, "blocked": person.blocked,
        "priority": Priority.NORMAL.value, "due_at": due, "order_at": rank_at(due, Priority.NORMAL),
        "group_rank": REST, "cadence": CADENCE, "requested_at": since, "expires_at": since + rules.expiry,
        "callback_number": e164, "origin_line_call": event.call_id,
    }  # fmt: skip
    work.callbacks.add(values, acts.SYSTEM, work.now)
    item = acts.found(work, callback_id)
    asked = "asked in the queue to be called back" if event.verb == ASKED else "hung up in the queue"
    acts.log(work, actor, item, Act.CREATE, event_id=_event_id(event), by_system=True, to=State.OPEN, note=asked)


def _got_through(work: UnitOfWork, actor: Actor, event: LineEvent, e164: str) -> bool:
    """Somebody from this number was answered after all: the callbacks for hanging up are pointless now."""
    people = work.missed_calls.patients_with(e164)
    found = [work.callbacks.unfinished_for(one, REASON) for one in people]
    waiting = work.missed_calls.waiting_caller(e164, REASON)
    if waiting:
        found.append(work.callbacks.get(waiting))
    closed = 0
    for item in found:
        if item is None or item.state is not State.OPEN or item.requested_at > event.at:
            continue
        acts.log(work, actor, item, Act.OBSOLETE, by_system=True, reason="got_through")
        values = {"state": State.CANCELLED.value, "closed_at": work.now, "closed_by": actor.staff_id}
        work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)
        closed += 1
    return closed > 0
