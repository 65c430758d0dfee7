"""What callbacks do when the person behind them changes: address, zone, numbers, wishes (CC-49, CC-53, CC-56)."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import zone_or
from psr_tui.domain.missed_promises import same_wall_time
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.services import call_acts as acts
from psr_tui.store.repositories.callbacks import CallbackState, CallRules, Happened
from psr_tui.store.unit_of_work import UnitOfWork


def person_changed(work: UnitOfWork, actor: Actor, patient_id: str) -> None:
    """In the transaction that changed the record: open callbacks follow at once, not only when somebody claims them.
    A promise keeps its time on the patient's wall. Call it inside a writing unit of work."""
    items = [one for one in work.callbacks.unfinished_of(patient_id) if one.state is State.OPEN]
    if not items:
        return
    rules = work.callbacks.rules(work.now)
    for item in items:
        _follow(work, actor, rules, item)
    if any(number.callable for number in work.callbacks.numbers(patient_id)):
        kind, said = WorkKind.NUMBER_REPAIR, "There is a number again."
        work.items.close_about(kind, patient_id, said, actor.staff_id, actor.name, work.now)
        work.touch("work")


def _follow(work: UnitOfWork, actor: Actor, rules: CallRules, item: CallbackState) -> None:
    person = acts.person_behind(work, rules, item)
    window = person.window
    values: dict[str, Any] = {
        "window_key": window.key, "patient_zone": window.zones[0], "blocked": person.blocked,
        "phone_id": person.number.id or None if person.number else None,
    }  # fmt: skip
    old = (item.window_key, item.patient_zone, item.blocked, item.phone_id)
    if tuple(values.values()) == old:
        return
    was = zone_or(item.patient_zone, rules.tz)
    due = same_wall_time(item.due_at, was, window) if item.promise else item.due_at
    if due != item.due_at:
        values |= {"due_at": due, "wanted_for": due, "order_at": rank_at(due, Priority(item.priority))}
        event = Happened(
            work.new_id(), Act.MOVE, item.state, State.OPEN, reason="zone", due_before=item.due_at, due_after=due
        )
        acts.log(work, actor, item, Act.MOVE, by_system=True, to=State.OPEN, happened=event)
    work.callbacks.change(item.id, actor.name, work.now, **values)
    work.touch("callbacks")
