"""What goes back by itself: claims that ran out, personal items nobody came for, what blocks that are over held."""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.callback_states import Act
from psr_tui.domain.clock import at_local, local_date, zone
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services.leases import clock_was_set, mind_the_clock
from psr_tui.store.repositories.callbacks import CallRules
from psr_tui.store.unit_of_work import UnitOfWork


def needs_sweep(work: UnitOfWork, rules: CallRules) -> bool:
    """Whether ``sweep_all`` has anything to do: read without writing, once a minute at every station."""
    live = work.callbacks.leases()
    ended = any(until <= work.now for _, until in live) or (live and clock_was_set(work) is not None)
    return bool(
        ended
        or work.callbacks.orphans(work.now - rules.personal_grace)
        or work.callbacks.held_for_nothing(_midnight(work, rules))
    )


def sweep(work: UnitOfWork, actor: Actor, rules: CallRules) -> int:
    """Take back claims that ran out, attempts unchanged (CC-20), and hand personal items nobody came for to the pool
    (CC-03): before each claim, and with the minute. Returns how many moved."""
    mind_the_clock(work)
    return _lapse(work, actor) + _rescue(work, actor, rules)


def sweep_all(work: UnitOfWork, actor: Actor, rules: CallRules) -> int:
    """With the minute, also give back what is reserved for blocks that are over (CC-28)."""
    return sweep(work, actor, rules) + _unreserve(work, rules)


def _lapse(work: UnitOfWork, actor: Actor) -> int:
    lapsed = [callback_id for callback_id, until in work.callbacks.leases() if until <= work.now]
    for callback_id in lapsed:
        acts.log(work, actor, acts.found(work, callback_id), Act.LAPSE, by_system=True, reason="lease")
        work.callbacks.change(callback_id, acts.SYSTEM, work.now, **acts.free_values())
    return len(lapsed)


def _rescue(work: UnitOfWork, actor: Actor, rules: CallRules) -> int:
    orphans = work.callbacks.orphans(work.now - rules.personal_grace)
    for callback_id in orphans:
        item = acts.found(work, callback_id)
        owner = work.staff.get(item.owner_id)
        note = f"Kept for {owner.name}, who did not come for it." if owner else ""
        acts.log(work, actor, item, Act.RESCUE, by_system=True, reason="overdue", note=note)
        work.callbacks.change(callback_id, acts.SYSTEM, work.now, owner_id=None)
    return len(orphans)


def _unreserve(work: UnitOfWork, rules: CallRules) -> int:
    given_back = work.callbacks.unreserve_over(_midnight(work, rules))
    if given_back:
        work.touch("callbacks")
    return given_back


def _midnight(work: UnitOfWork, rules: CallRules) -> datetime:
    tz = zone(rules.hours.clinic_zone)
    return at_local(local_date(work.now, tz), 0, 0, tz)
