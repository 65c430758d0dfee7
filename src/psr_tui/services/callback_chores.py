"""What the clock does to callbacks once a minute: promises that were missed, items that expire, callers who hung up.

Any station may do it; a read says first whether there is anything, and what was done is not there any more for the
next one (CC-13, CC-42, CC-59).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import local_date
from psr_tui.domain.missed_promises import WhenMissed, next_working_day
from psr_tui.domain.staff import Actor, Role
from psr_tui.services import call_acts as acts
from psr_tui.services import missed_calls
from psr_tui.services.call_base import CallBase
from psr_tui.services.callback_outcome import tell_supervisor
from psr_tui.store.repositories.callbacks import CallbackState, CallRules, Happened
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Due:
    """Promises that are due now: of this person, and, for who leads, those nobody keeps."""

    mine: int
    nobodys: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.mine + self.nobodys


class CallbackChores(CallBase):
    """The minute's work, and what can be looked up about it."""

    def chores(self, actor: Actor) -> int:
        """Do what is to be done; how many items changed. Writes only when there is something to write."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            if not self._anything(work, rules):
                return 0
        with self._store.write(actor, "callback.chores") as work:
            done = missed_calls.pick_up(work, actor, rules)
            for callback_id in work.callback_upkeep.run_out(work.now):
                _expire(work, actor, acts.found(work, callback_id), "expired")
                done += 1
            for callback_id in work.callback_upkeep.missed_promises(work.now - rules.missed.least_grace):
                done += _missed(work, actor, rules, acts.found(work, callback_id))
            work.commit()
        return done

    def due_promises(self, actor: Actor) -> Due:
        """What a reminder speaks of: it fires whatever is open on the screen and however often it fired before, and
        a promise without an owner is the lead's (CC-58, CC-59)."""
        with self._store.read() as work:
            mine = work.callbacks.due_promises(actor.staff_id, work.now)
            nobodys = work.callback_upkeep.due_without_owner(work.now) if actor.at_least(Role.LEAD) else 0
            return Due(mine, nobodys)

    # --- days off ---
    def days_off(self, actor: Actor) -> list[date]:
        """This person's days off from today on."""
        with self._store.read() as work:
            return work.callback_upkeep.days_off(actor.staff_id, local_date(work.now, work.clinic.get().tz))

    def day_off(self, actor: Actor, day: date) -> str:
        """Enter a day off of one's own, or take it back: no call of theirs is promised for it (CC-55)."""
        with self._store.write(actor, "staff.day_off", "staff", actor.staff_id) as work:
            off = not work.callback_upkeep.off_on(actor.staff_id, day)
            work.callback_upkeep.set_off(actor.staff_id, day, off)
            work.audit.append("staff.day_off", "staff", actor.staff_id, detail={"day": str(day), "off": off})
            work.commit()
        return f"You are {'off' if off else 'here'} on {day:%a %m/%d}; :off and the day changes it."

    # --- inside ---
    @staticmethod
    def _anything(work: UnitOfWork, rules: CallRules) -> bool:
        return bool(
            missed_calls.anything_new(work)
            or work.callback_upkeep.run_out(work.now, 1)
            or work.callback_upkeep.missed_promises(work.now - rules.missed.least_grace, 1)
        )


def _expire(work: UnitOfWork, actor: Actor, item: CallbackState, reason: str) -> None:
    after = acts.log(work, actor, item, Act.EXPIRE, by_system=True, reason=reason)
    values = {"state": after.value, "closed_at": work.now, "last_outcome": "EXP"}
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)


def _missed(work: UnitOfWork, actor: Actor, rules: CallRules, item: CallbackState) -> bool:
    """Follow the row of the promise's reason; each promised time is missed once."""
    rule = rules.missed.of(item.reason_code)
    if item.due_at > work.now - rule.grace:
        return False
    person = acts.person_behind(work, rules, item)
    due: datetime | None = None
    if rule.action is WhenMissed.NEXT_DAY:
        due = next_working_day(item.due_at, work.now, person.window)
    event = Happened(
        work.new_id(), Act.MISS, item.state, State.OPEN, reason=rule.action.value, due_before=item.due_at,
        due_after=due,
    )  # fmt: skip
    acts.log(work, actor, item, Act.MISS, by_system=True, happened=event)
    values: dict[str, object] = {"missed_promises": item.missed_promises + 1}
    if due is not None:
        values |= {"due_at": due, "order_at": rank_at(due, Priority(item.priority))}
    work.callbacks.change(item.id, acts.SYSTEM, work.now, **values)
    if rule.action is WhenMissed.CLOSE:
        tell_supervisor(work, actor, item, person.callee.name, "missed")
        _expire(work, actor, item, "missed_promise")
    return True
