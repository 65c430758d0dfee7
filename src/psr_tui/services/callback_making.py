"""Making a callback: for a patient, or for a caller who is not on file. One open one for each person and reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psr_tui.domain.call_window import in_words
from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, more_urgent, rank_at
from psr_tui.domain.clock import zone_or
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.flag_work import noted
from psr_tui.store.repositories.callback_segments import REST
from psr_tui.store.repositories.callbacks import CallbackState, CallRules
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewCallback:
    """What a rep asks for. ``when``: a moment, or a time typed in the patient's zone; empty for "now". A time is a
    promise.

    ``mine``: kept for the person who makes it; a promise is, unless said otherwise (CC-02). ``command_id``: an id of
    the screen, so that a second Enter makes nothing twice. ``number`` and ``caller_name`` are for somebody who is not
    on file; ``patient_id`` is '' then. ``call_id``: the call in which it was asked for (CC-01); such a request expires
    when nobody can be reached in time (CC-13).
    """

    command_id: str
    patient_id: str
    reason: str
    priority: Priority = Priority.NORMAL
    when: str | datetime = ""
    mine: bool | None = None
    phone_id: str | None = None
    note: str = ""
    number: str = ""
    caller_name: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """``merged``: the patient had an open callback for this reason, which took the request in (CC-10)."""

    callback_id: str
    merged: bool
    words: str


class CallbackMaking(CallBase):
    """``create`` and what it asks first."""

    def create(self, actor: Actor, new: NewCallback) -> Made:
        """One open callback for each patient (or unknown number) and reason: a second request adds an event, keeps
        the earlier due and the higher priority. Raises Refused for a patient who has died, InvalidInput for a time
        that cannot be kept and for what is no number."""
        with self._store.write(actor, "callback.create", "patient", new.patient_id) as work:
            rules = work.callbacks.rules(work.now)
            before = work.callbacks.happened(new.command_id)
            if before is not None:
                return Made(before, False, "Saved already; nothing was changed.")
            if work.reference.reason("call_reason", new.reason) is None:
                raise InvalidInput("Reason: choose one from the list.", "Reason")
            person, number = self._whom(work, rules, new)
            if person.callee.deceased:
                raise Refused("This patient has died; no callback was made.")
            due = acts.promised_at(work, rules, person, new.when) if new.when else work.now
            priority, proposal = noted(work, new.priority, new.note)
            new = replace(new, priority=priority)
            present = self._present(work, new, number)
            made = (
                self._merge(work, actor, rules, present, new, due)
                if present
                else self._add(work, actor, rules, person, number, new, due)
            )
            work.commit()
            return replace(made, words=made.words + proposal)

    def calling_zone(self, actor: Actor, patient_id: str) -> str:
        """The zone in which times for this patient are typed and said."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            return acts.person_of(work, rules, patient_id, None).window.zones[0]

    # --- inside ---
    @staticmethod
    def _whom(work: UnitOfWork, rules: CallRules, new: NewCallback) -> tuple[acts.Person, str]:
        """The person, and the number of a caller who is not on file."""
        if new.patient_id:
            return acts.person_of(work, rules, new.patient_id, new.phone_id, new.reason), ""
        e164 = parse_phone(new.number, work.clinic.get().area_code).number.e164
        return acts.caller(work, rules, e164, clean(new.caller_name, 80), reason=new.reason), e164

    @staticmethod
    def _present(work: UnitOfWork, new: NewCallback, number: str) -> CallbackState | None:
        if new.patient_id:
            return work.callbacks.unfinished_for(new.patient_id, new.reason)
        found = work.missed_calls.waiting_caller(number, new.reason)
        return work.callbacks.get(found) if found else None

    def _merge(
        self,
        work: UnitOfWork,
        actor: Actor,
        rules: CallRules,
        item: CallbackState,
        new: NewCallback,
        due: datetime,
    ) -> Made:
        acts.log(work, actor, item, Act.MERGE, event_id=new.command_id, note=clean_note(new.note))
        earlier = min(item.due_at, due)
        priority = more_urgent(Priority(item.priority), new.priority)
        work.callbacks.change(
            item.id, actor.name, work.now, due_at=earlier, priority=priority.value, order_at=rank_at(earlier, priority)
        )
        when = in_words(earlier, work.now, zone_or(item.patient_zone, rules.tz), rules.tz)
        return Made(item.id, True, f"There was an open callback for this reason already; it took this in. Due {when}.")

    def _add(
        self,
        work: UnitOfWork,
        actor: Actor,
        rules: CallRules,
        person: acts.Person,
        number: str,
        new: NewCallback,
        due: datetime,
    ) -> Made:
        promise = bool(new.when)
        mine, said = self._mine(work, actor, rules, person, new, due)
        reason = work.reference.reason("call_reason", new.reason)
        callback_id = work.new_id()
        values: dict[str, Any] = {
            "id": callback_id, "patient_id": new.patient_id or None, **acts.person_values(person),
            "phone_id": (person.number.id or None) if person.number else None, "reason_code": new.reason,
            "priority": new.priority.value, "owner_id": actor.staff_id if mine else None, "due_at": due,
            "blocked": person.blocked, "promise": promise, "group_rank": REST, "order_at": rank_at(due, new.priority),
            "cadence": "PRM" if promise else (reason.detail if reason and reason.detail else "CLN"),
            "note": clean_note(new.note), "requested_at": work.now, "wanted_for": due if promise else None,
            "callback_number": number, "caller_name": clean(new.caller_name, 80), "origin_call_id": new.call_id or None,
            "expires_at": work.now + rules.expiry if new.call_id and not promise else None,
        }  # fmt: skip
        work.callbacks.add(values, actor.name, work.now)
        item = acts.found(work, callback_id)
        acts.log(work, actor, item, Act.CREATE, event_id=new.command_id, to=State.OPEN, note=clean_note(new.note))
        when = in_words(due, work.now, person.window.zone, rules.tz)
        whose = "yours" if mine else "in the pool"
        stuck = f" {acts.blocked_words(person.blocked).capitalize()}." if person.blocked else ""
        return Made(callback_id, False, f"Callback made, {whose}, due {when}.{said}{stuck}")

    @staticmethod
    def _mine(
        work: UnitOfWork, actor: Actor, rules: CallRules, person: acts.Person, new: NewCallback, due: datetime
    ) -> tuple[bool, str]:
        """Whether the maker keeps it, and what is to be said about that. One who is off on that day cannot: asked to
        keep it all the same they are refused with the nearest good time, else it goes to the pool (CC-55)."""
        promise = bool(new.when)
        mine = promise if new.mine is None else new.mine
        if mine and work.callbacks.personal_open(actor.staff_id) >= rules.personal_limit:
            raise Refused(f"You keep {rules.personal_limit} callbacks already; put this one into the pool.")
        if not (mine and promise):
            return mine, ""
        here, other = acts.owner_here(work, rules, actor.staff_id, due, person.window)
        if here:
            return True, ""
        nearest = f"; you are here {other}" if other else ""
        if new.mine:
            raise InvalidInput(f"When: you are off that day{nearest}, or choose the pool.", "When")
        return False, f" You are off that day{nearest}."
