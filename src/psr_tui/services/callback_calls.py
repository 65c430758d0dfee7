"""Working callbacks: claim, dial, outcome. Each is one transaction; the outcome is committed before the next number."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter
from psr_tui.domain.callback_list import CallbackLook, CallInHand
from psr_tui.domain.callback_states import Act, State, next_state
from psr_tui.domain.clock import zone
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note
from psr_tui.services import block_steps, call_steps
from psr_tui.services import call_acts as acts
from psr_tui.services import callback_fitness as fitness
from psr_tui.services.call_base import CallBase
from psr_tui.services.callback_outcome import OutcomeAct, OutcomeSaved
from psr_tui.services.guards import guard_version
from psr_tui.services.sweep import needs_sweep, sweep, sweep_all
from psr_tui.store.repositories.callbacks import CallbackState, CallRules
from psr_tui.store.unit_of_work import UnitOfWork

_MOST_PASSED_OVER = 200
ANOTHER = "another"
"""The reason of a skip nobody typed: another item was claimed while this one was held."""


@dataclass(frozen=True, slots=True)
class MinuteNews:
    """What every screen should know: is a call of mine open and which, how many of my promises are due (CC-58)."""

    open_call: bool
    due_promises: int
    held: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """The item after one in a phone block; without one ``words`` say why."""

    hand: CallInHand | None
    words: str = ""


class CallbackCalls(CallBase):
    """Claim, dial, stamp, save."""

    def claim_next(self, actor: Actor, wanted: CallbackFilter = EVERYTHING) -> CallInHand | None:
        """Claim and dial the first item that may be called now; None when there is none. A phone block that runs
        decides which, else ``wanted``. Raises Refused while this person still has a call to finish (CC-67), and while
        live callers wait and there is no red flag (CC-16)."""
        with self._store.write(actor, "callback.claim_next") as work:
            rules = work.callbacks.rules(work.now)
            sweep(work, actor, rules)
            self._put_down(work, actor)
            block = block_steps.going_on(work, actor)
            look = acts.look_for(work, actor, rules, wanted=block.only if block else wanted)
            taken, passed, person = self._claim_first(work, actor, rules, look)
            if taken is None:
                work.commit()
                if look.rush:
                    raise Refused(f"{acts.rush_words(work, rules)}: take that call. 2 still calls this row.")
                return None
            return replace(self._dial_and_show(work, actor, rules, taken, person=person), passed=passed)

    def next_in_block(self, actor: Actor) -> Following:
        """What comes after a saved outcome: in a running phone block the next item, claimed and dialed, or the sentence
        why none comes. Nothing outside a block."""
        with self._store.read() as work:
            block = work.blocks.running(actor.staff_id)
        if block is None or block.state != "running":
            return Following(None)
        try:
            hand = self.claim_next(actor)
        except Refused as refusal:  # callers wait: the outcome before is saved, and that is to be told too
            return Following(None, refusal.message)
        return Following(hand, "" if hand else "Nobody else is due in your block; full stop ends it.")

    def claim_this(self, actor: Actor, callback_id: str, version: int) -> CallInHand:
        """Claim and dial the item under the cursor. Raises Stale, and Refused when it is held, kept for somebody
        else, or it is the wrong time of day for the patient (with when it is allowed)."""
        with self._store.write(actor, "callback.claim", "callback", callback_id) as work:
            rules = work.callbacks.rules(work.now)
            sweep(work, actor, rules)
            if work.callbacks.held_by(actor.staff_id) == callback_id:
                return self._show(work, actor, rules, callback_id)
            self._put_down(work, actor)
            item = acts.found(work, callback_id)
            guard_version("This callback", item, version, zone(rules.hours.clinic_zone))
            self._refuse_kept(work, actor, item)
            refusal, person = fitness.unfit(work, actor, rules, item)
            if refusal:
                work.commit()
                raise Refused(refusal)
            block = block_steps.going_on(work, actor)
            look = acts.look_for(work, actor, rules, wanted=block.only if block else EVERYTHING)
            picked = block is not None and work.callbacks.first(look) != callback_id
            if work.callbacks.claim_this(callback_id, look, work.now + rules.lease, actor.name) is None:
                next_state(item.state, Act.CLAIM, acts.holder_name(work, item))
            acts.log(work, actor, item, Act.CLAIM)
            return self._dial_and_show(work, actor, rules, callback_id, picked, person)

    def current(self, actor: Actor) -> CallInHand | None:
        """The call this person still has open: after a crash, a lock or a change of screen it is offered again."""
        with self._store.read() as work:
            held = work.callbacks.held_by(actor.staff_id)
            return acts.in_hand(work, actor, work.callbacks.rules(work.now), held) if held else None

    def renew(self, actor: Actor, callback_id: str) -> None:
        """A sign of life: the claim runs on for its full length (CC-20)."""
        with self._store.write(actor, "callback.renew", "callback", callback_id) as work:
            item = acts.held(work, actor, callback_id)
            work.callbacks.renew(item.id, work.now + work.callbacks.rules(work.now).lease)
            work.commit()

    def answered(self, actor: Actor, callback_id: str) -> CallInHand:
        """The rep says: somebody answered. Pressing again changes nothing (CC-62)."""
        return self._stamp(actor, callback_id, Act.CONNECT, "connected_at")

    def ended(self, actor: Actor, callback_id: str) -> CallInHand:
        """The rep says: the call is over; the outcome is still to come."""
        return self._stamp(actor, callback_id, Act.END, "ended_at")

    def release(self, actor: Actor, reason: str) -> bool:
        """Give back what this person holds (sign-out, lock): attempts unchanged. True when there was something."""
        with self._store.write(actor, "callback.release") as work:
            held = work.callbacks.held_by(actor.staff_id)
            if held is None:
                return False
            acts.log(work, actor, acts.found(work, held), Act.RELEASE, reason=reason)
            work.callbacks.change(held, actor.name, work.now, **acts.free_values())
            work.commit()
            return True

    def minute(self, actor: Actor) -> MinuteNews:
        """Once a minute: keep the claim of a call that goes on alive, take back what lapsed, count my promises that
        are due. Writes only when there is something to write. A call that is over keeps its claim by typing alone."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            held = work.callbacks.held_by(actor.staff_id)
            calling = held is not None and acts.found(work, held).state is State.DIALING
            swept = needs_sweep(work, rules)
        if held is not None and calling:
            with suppress(Refused):  # it was taken back in between: the next look tells
                self.renew(actor, held)
        if swept:
            with self._store.write(actor, "callback.sweep") as work:
                sweep_all(work, actor, rules)
                work.commit()
        with self._store.read() as work:
            mine = work.callbacks.held_by(actor.staff_id)
            return MinuteNews(mine is not None, work.callbacks.due_promises(actor.staff_id, work.now), mine or "")

    # --- the outcome ---
    def save_outcome(
        self, actor: Actor, callback_id: str, command_id: str, code: str, when: str | datetime = "", note: str = ""
    ) -> OutcomeSaved:
        """Outcome, attempt, next due and event in one transaction; ``when`` is a moment, or a text typed in the
        patient's time. The same ``command_id`` twice changes nothing the
        second time (CC-35). Raises Refused without the claim, InvalidInput for a time that cannot be promised."""
        with self._store.write(actor, "callback.outcome", "callback", callback_id) as work:
            rules = work.callbacks.rules(work.now)
            if work.callbacks.happened(command_id) == callback_id:
                item = acts.found(work, callback_id)
                return OutcomeSaved(callback_id, item.state, item.due_at, "Saved already; nothing was changed.")
            outcome = rules.outcomes.get(code)
            if outcome is None or outcome.system:
                raise InvalidInput(f"{code} is no outcome of a call; choose one by its digit.", "Outcome")
            item = self._up_to_wrap(work, actor, acts.held(work, actor, callback_id))
            saved = OutcomeAct(work, actor, rules, item, outcome, command_id, clean_note(note)).save(
                self._promised(work, rules, item, when) if outcome.needs_time else None
            )
            work.commit()
            return saved

    # --- inside ---
    def _claim_first(
        self, work: UnitOfWork, actor: Actor, rules: CallRules, look: CallbackLook
    ) -> tuple[str | None, tuple[str, str], acts.Person | None]:
        """The item that was claimed, and whom it is for; and the last own promise that was passed over on the way, with
        why: it leaves the top of the list, and who promised must not wonder where it went (CC-57)."""
        passed = ("", "")
        for _ in range(_MOST_PASSED_OVER):
            taken = work.callbacks.claim_next(look, work.now + rules.lease, actor.name)
            if taken is None:
                break
            item = acts.found(work, taken)
            acts.log(work, actor, item, Act.CLAIM, to=State.CLAIMED)
            why, person = fitness.unfit(work, actor, rules, item)
            if not why:
                return taken, passed, person
            if person is not None and item.promise and item.owner_id == actor.staff_id and item.patient_id:
                passed = (person.callee.name, why)
                work.audit.viewed([item.patient_id], "call box")
        return None, passed, None

    def _dial_and_show(
        self,
        work: UnitOfWork,
        actor: Actor,
        rules: CallRules,
        callback_id: str,
        picked: bool = False,
        person: acts.Person | None = None,
    ) -> CallInHand:
        item = acts.found(work, callback_id)
        block_steps.claimed(work, actor, item, picked)
        acts.log(work, actor, item, Act.DIAL)
        work.callbacks.change(callback_id, actor.name, work.now, state=State.DIALING.value, dialed_at=work.now)
        return self._show(work, actor, rules, callback_id, person)

    def _show(
        self, work: UnitOfWork, actor: Actor, rules: CallRules, callback_id: str, person: acts.Person | None = None
    ) -> CallInHand:
        shown = acts.in_hand(work, actor, rules, callback_id, person)
        if shown.item.patient_id:
            work.audit.viewed([shown.item.patient_id], "call box")
        work.commit()
        return shown

    def _stamp(self, actor: Actor, callback_id: str, act: Act, column: str) -> CallInHand:
        with self._store.write(actor, f"callback.{act.value}", "callback", callback_id) as work:
            rules = work.callbacks.rules(work.now)
            item = acts.held(work, actor, callback_id)
            if getattr(item, column) is None:
                after = acts.log(work, actor, item, act)
                stamps = {column: work.now, "state": after.value, "lease_until": work.now + rules.lease}
                work.callbacks.change(callback_id, actor.name, work.now, **stamps)
            shown = acts.in_hand(work, actor, rules, callback_id)
            work.commit()
            return shown

    def _put_down(self, work: UnitOfWork, actor: Actor) -> None:
        """One claim a person: one that was never dialed goes back as a skip (CC-19), a call is finished first."""
        held = work.callbacks.held_by(actor.staff_id)
        item = acts.found(work, held) if held is not None else None
        if item is not None and item.state is not State.CLAIMED:
            raise Refused("You still have a call open; save its outcome first. Ctrl+O shows it.")
        call_steps.refuse_open_call(work, actor)
        if held is None or item is None:
            return
        acts.log(work, actor, item, Act.SKIP, reason=ANOTHER, note="Another one was claimed instead.")
        work.callbacks.change(held, actor.name, work.now, **acts.free_values())

    def _refuse_kept(self, work: UnitOfWork, actor: Actor, item: CallbackState) -> None:
        if item.owner_id not in ("", actor.staff_id) and not actor.at_least(Role.LEAD):
            owner = work.staff.get(item.owner_id)
            raise Refused(f"This one is kept for {owner.name if owner else 'somebody else'}; a lead may take it.")

    def _promised(self, work: UnitOfWork, rules: CallRules, item: CallbackState, when: str | datetime) -> datetime:
        return acts.promised_at(work, rules, acts.person_behind(work, rules, item), when)

    def _up_to_wrap(self, work: UnitOfWork, actor: Actor, item: CallbackState) -> CallbackState:
        """Stamp what the rep left out (dialed, ended), so that the log of every call is complete."""
        for state, act, column in (
            (State.CLAIMED, Act.DIAL, "dialed_at"),
            (State.DIALING, Act.END, "ended_at"),
        ):
            if item.state is state:
                after = acts.log(work, actor, item, act)
                work.callbacks.change(item.id, actor.name, work.now, **{column: work.now, "state": after.value})
                item = acts.found(work, item.id)
        return item
