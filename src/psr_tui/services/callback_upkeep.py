"""Making, giving, skipping, cancelling and noting callbacks, and what others answered about the routed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from psr_tui.domain.call_window import in_words
from psr_tui.domain.callbacks import (
    LIVE,
    Act,
    Priority,
    State,
    more_urgent,
    next_state,
    rank_at,
)
from psr_tui.domain.clock import zone
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.flag_work import close_flag_work, noted
from psr_tui.services.guards import guard_version
from psr_tui.store.repositories.callback_segments import FRONT, REST
from psr_tui.store.repositories.callbacks import CallbackState, CallRules
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewCallback:
    """What a rep asks for. ``when``: a moment, or a time typed in the patient's zone; empty for "now". A time is a
    promise.

    ``mine``: kept for the person who makes it; a promise is, unless said otherwise (CC-02). ``command_id``: an id of
    the screen, so that a second Enter makes nothing twice.
    """

    command_id: str
    patient_id: str
    reason: str
    priority: Priority = Priority.NORMAL
    when: str | datetime = ""
    mine: bool | None = None
    phone_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """``merged``: the patient had an open callback for this reason, which took the request in (CC-10)."""

    callback_id: str
    merged: bool
    words: str


class CallbackUpkeep(CallBase):
    """Everything about callbacks that is not calling."""

    def create(self, actor: Actor, new: NewCallback) -> Made:
        """One open callback for each patient and reason: a second request adds an event, keeps the earlier due and
        the higher priority. Raises Refused for a patient who has died, InvalidInput for a time that cannot be kept."""
        with self._store.write(actor, "callback.create", "patient", new.patient_id) as work:
            rules = work.callbacks.rules(work.now)
            before = work.callbacks.happened(new.command_id)
            if before is not None:
                return Made(before, False, "Saved already; nothing was changed.")
            person = acts.person_of(work, rules, new.patient_id, new.phone_id)
            if person.callee.deceased:
                raise Refused("This patient has died; no callback was made.")
            if work.reference.reason("call_reason", new.reason) is None:
                raise InvalidInput("Reason: choose one from the list.", "Reason")
            due = acts.promised_at(work, rules, person, new.when) if new.when else work.now
            priority, proposal = noted(work, new.priority, new.note)
            new = replace(new, priority=priority)
            present = work.callbacks.unfinished_for(new.patient_id, new.reason)
            made = (
                self._merge(work, actor, rules, present, new, due)
                if present
                else self._add(work, actor, rules, person, new, due)
            )
            work.commit()
            return replace(made, words=made.words + proposal)

    def calling_zone(self, actor: Actor, patient_id: str) -> str:
        """The zone in which times for this patient are typed and said."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            return acts.person_of(work, rules, patient_id, None).window.zones[0]

    def colleagues(self, actor: Actor) -> list[tuple[str, str]]:
        """(id, name) of everybody a callback can be given to."""
        with self._store.read() as work:
            return [(member.id, member.name) for member in work.staff.everyone()]

    def give(self, actor: Actor, rows: Sequence[tuple[str, int]], to_staff_id: str) -> str:
        """Hand rows to a person, or to the pool with ``""``. Raises NotAllowed, Refused (limit, held), Stale."""
        with self._store.write(actor, "callback.give", "callback", rows[0][0] if rows else "") as work:
            rules = work.callbacks.rules(work.now)
            tz, limit = zone(rules.hours.clinic_zone), rules.personal_limit
            member = work.staff.get(to_staff_id) if to_staff_id else None
            if to_staff_id and (member is None or not member.active):
                raise Refused("This person does not work here any more; choose somebody else.")
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                guard_version("This callback", item, version, tz)
                if item.owner_id not in ("", actor.staff_id) or item.state in LIVE:
                    actor.require(Role.LEAD, "take a callback from somebody else")
                if member and item.owner_id != member.id and work.callbacks.personal_open(member.id) >= limit:
                    raise Refused(f"{member.name} keeps {limit} callbacks already; leave it in the pool.")
                after = acts.log(work, actor, item, Act.GIVE, reason=to_staff_id or "pool")
                work.callbacks.change(
                    callback_id, actor.name, work.now, **acts.free_values(state=after.value),
                    owner_id=to_staff_id or None,
                )  # fmt: skip
            work.commit()
        count = f"{len(rows)} callbacks are" if len(rows) > 1 else "The callback is"
        return f"{count} kept for {member.name} now." if member else f"{count} in the pool now."

    def skip(self, actor: Actor, rows: Sequence[tuple[str, int]], reason: str, note: str = "") -> str:
        """Pass items over with a reason; the claim is released, attempts stay, others still see them (CC-26)."""
        with self._store.write(actor, "callback.skip", "callback", rows[0][0] if rows else "") as work:
            tz = zone(work.clinic.get().time_zone)
            self._need_reason(work, "skip", reason, note)
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                if item.holder_id != actor.staff_id:
                    guard_version("This callback", item, version, tz)
                    if item.state in LIVE:
                        next_state(State.DONE, Act.SKIP, acts.holder_name(work, item))
                acts.log(work, actor, item, Act.SKIP, reason=reason, note=clean_note(note))
                work.callbacks.change(callback_id, actor.name, work.now, **acts.free_values())
            work.commit()
        return "Skipped; it is not offered to you again today." if len(rows) == 1 else f"{len(rows)} skipped."

    def cancel(self, actor: Actor, rows: Sequence[tuple[str, int]], reason: str, note: str = "") -> str:
        """Close items without a call, with a reason. A red flag needs a lead."""
        with self._store.write(actor, "callback.cancel", "callback", rows[0][0] if rows else "") as work:
            tz = zone(work.clinic.get().time_zone)
            self._need_reason(work, "callback_cancel", reason, note)
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                guard_version("This callback", item, version, tz)
                if item.state in LIVE and item.holder_id != actor.staff_id:
                    actor.require(Role.LEAD, "cancel a callback somebody else is working on")
                if item.red_flag:
                    actor.require(Role.LEAD, "cancel a red flag")
                after = acts.log(work, actor, item, Act.CANCEL, reason=reason, note=clean_note(note))
                close_flag_work(work, actor, item, "cancelled")
                closed = {**acts.free_values(), "state": after.value}
                work.callbacks.change(
                    callback_id, actor.name, work.now, **closed, closed_at=work.now, closed_by=actor.staff_id
                )
            work.commit()
        return "Cancelled." if len(rows) == 1 else f"{len(rows)} cancelled."

    def note(self, actor: Actor, callback_id: str, version: int, text: str) -> str:
        """Add a note to the history; notes are never changed, only followed by others."""
        said = clean_note(text)
        if not said:
            raise InvalidInput("Note: type what the next person should know.", "Note")
        with self._store.write(actor, "callback.note", "callback", callback_id) as work:
            item = acts.found(work, callback_id)
            if item.holder_id != actor.staff_id:
                guard_version("This callback", item, version, zone(work.clinic.get().time_zone))
            acts.log(work, actor, item, Act.NOTE, note=said)
            priority, proposal = noted(work, Priority(item.priority), said)
            ranked = {"priority": priority.value, "order_at": rank_at(item.due_at, priority)}
            work.callbacks.change(callback_id, actor.name, work.now, **ranked)
            work.commit()
        return f"Note saved.{proposal}"

    def route_taken(self, actor: Actor, callback_id: str, version: int, by: str) -> str:
        """The nurse or team has it: ``by`` is who picked up. Stops the pickup clock and closes the item."""
        who = clean_note(by, 80)
        if not who:
            raise InvalidInput("Who took it: type the name of the nurse or team.", "Who took it")
        with self._store.write(actor, "callback.accept", "callback", callback_id) as work:
            item = self._at_version(work, callback_id, version)
            after = acts.log(work, actor, item, Act.ACCEPT, note=who)
            close_flag_work(work, actor, item, f"taken by {who}")
            work.callbacks.change(
                callback_id, actor.name, work.now, state=after.value, route_answered_at=work.now, closed_at=work.now,
                closed_by=actor.staff_id,
            )  # fmt: skip
            work.commit()
        return f"Taken by {who}; the clock has stopped."

    def route_refused(self, actor: Actor, callback_id: str, version: int, why: str) -> str:
        """The nurse or team sent it back: it is open again, in front of all others."""
        said = clean_note(why)
        if not said:
            raise InvalidInput("Why: type what they said.", "Why")
        with self._store.write(actor, "callback.refuse", "callback", callback_id) as work:
            item = self._at_version(work, callback_id, version)
            after = acts.log(work, actor, item, Act.REFUSE, note=said)
            close_flag_work(work, actor, item, "sent back")
            work.callbacks.change(
                callback_id, actor.name, work.now, state=after.value, group_rank=FRONT, due_at=work.now,
                order_at=rank_at(work.now, Priority(item.priority)),
            )  # fmt: skip
            work.commit()
        return "It is open again, in front of all others."

    def ladder_sent(self, actor: Actor, callback_id: str, version: int, step: str) -> str:
        """After the last attempt: the step of the ladder that was done (portal, letter) closes the item (CC-44)."""
        with self._store.write(actor, "callback.sent", "callback", callback_id) as work:
            item = self._at_version(work, callback_id, version)
            after = acts.log(work, actor, item, Act.SENT, note=clean_note(step, 80))
            work.callbacks.change(
                callback_id, actor.name, work.now, state=after.value, closed_at=work.now, closed_by=actor.staff_id
            )
            work.commit()
        return f"Closed: {step}."

    # --- inside ---
    def _at_version(self, work: UnitOfWork, callback_id: str, version: int) -> CallbackState:
        item = acts.found(work, callback_id)
        guard_version("This callback", item, version, zone(work.clinic.get().time_zone))
        return item

    def _need_reason(self, work: UnitOfWork, kind: str, code: str, note: str) -> None:
        reason = work.reference.reason(kind, code)
        if reason is None:
            raise InvalidInput("Reason: choose one from the list.", "Reason")
        if reason.needs_comment and not note.strip():
            raise InvalidInput(f"{reason.label} needs a few words; type why.", "Note")

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
        when = in_words(earlier, work.now, zone(item.patient_zone), zone(rules.hours.clinic_zone))
        return Made(item.id, True, f"There was an open callback for this reason already; it took this in. Due {when}.")

    def _add(
        self,
        work: UnitOfWork,
        actor: Actor,
        rules: CallRules,
        person: acts.Person,
        new: NewCallback,
        due: datetime,
    ) -> Made:
        promise = bool(new.when)
        mine = promise if new.mine is None else new.mine
        if mine and work.callbacks.personal_open(actor.staff_id) >= rules.personal_limit:
            raise Refused(f"You keep {rules.personal_limit} callbacks already; put this one into the pool.")
        reason = work.reference.reason("call_reason", new.reason)
        callback_id = work.new_id()
        values = {
            "id": callback_id, "patient_id": new.patient_id, **acts.person_values(person),
            "phone_id": person.number.id if person.number else None, "reason_code": new.reason,
            "priority": new.priority.value, "owner_id": actor.staff_id if mine else None, "due_at": due,
            "blocked": person.blocked, "promise": promise, "group_rank": REST, "order_at": rank_at(due, new.priority),
            "cadence": "PRM" if promise else (reason.detail if reason and reason.detail else "CLN"),
            "note": clean_note(new.note), "requested_at": work.now, "wanted_for": due if promise else None,
        }  # fmt: skip
        work.callbacks.add(values, actor.name, work.now)
        item = acts.found(work, callback_id)
        acts.log(work, actor, item, Act.CREATE, event_id=new.command_id, to=State.OPEN, note=clean_note(new.note))
        when = in_words(due, work.now, person.window.zone, zone(rules.hours.clinic_zone))
        whose = "yours" if mine else "in the pool"
        stuck = f" {acts.blocked_words(person.blocked).capitalize()}." if person.blocked else ""
        return Made(callback_id, False, f"Callback made, {whose}, due {when}.{stuck}")
