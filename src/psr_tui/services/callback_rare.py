"""What is seldom done with a callback: put off, let a limit pass, ring the next number, go down the ladder, say who
the caller was. Each is one transaction; the same command id twice changes nothing the second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from psr_tui.domain.call_caps import cap_words
from psr_tui.domain.call_window import in_words
from psr_tui.domain.callback_list import CallInHand, Number
from psr_tui.domain.callback_states import LIVE, Act, State, next_state
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.contacts import ContactPerson
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ladder import left_after, offered
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean, clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services import callback_fitness as fitness
from psr_tui.services.call_base import CallBase
from psr_tui.services.guards import guard_version
from psr_tui.store.repositories.callbacks import CallbackState, Happened
from psr_tui.store.unit_of_work import UnitOfWork

NO_ANSWER = "NAN"
_DONE_ALREADY = "Saved already; nothing was changed."


class CallbackRare(CallBase):
    """Rare acts on a row, and on the call in hand."""

    def sleep(self, actor: Actor, callback_id: str, version: int, command_id: str, when: str | datetime) -> str:
        """Put an item off until a typed time of the patient (CC-60). It makes no promise; what was wanted and set
        before stays in the history (CC-46). Raises InvalidInput with the nearest good time."""
        with self._store.write(actor, "callback.sleep", "callback", callback_id) as work:
            if work.callbacks.happened(command_id) is not None:
                return _DONE_ALREADY
            rules = work.callbacks.rules(work.now)
            item = self._seen(work, callback_id, version)
            next_state(item.state, Act.SLEEP, acts.holder_name(work, item))
            person = acts.person_behind(work, rules, item)
            due = acts.promised_at(work, rules, person, when)
            event = Happened(command_id, Act.SLEEP, item.state, State.OPEN, due_before=item.due_at, due_after=due)
            acts.log(work, actor, item, Act.SLEEP, happened=event)
            order = rank_at(due, Priority(item.priority))
            work.callbacks.change(item.id, actor.name, work.now, due_at=due, order_at=order)
            work.commit()
            return f"Put off until {in_words(due, work.now, person.window.zone, rules.tz)}."

    def pass_cap(
        self, actor: Actor, callback_id: str, version: int, command_id: str, reason: str, note: str = ""
    ) -> str:
        """Let the next call on this item pass the limits, with a reason; it holds for half an hour and for one call,
        whoever makes it (CC-40). Raises NotAllowed below a lead, InvalidInput for a reason that is none."""
        with self._store.write(actor, "callback.pass_cap", "callback", callback_id) as work:
            if work.callbacks.happened(command_id) is not None:
                return _DONE_ALREADY
            actor.require(Role.LEAD, "let a call pass the limits")
            known = work.reference.reason("cap_pass", reason)
            if known is None:
                raise InvalidInput("Reason: choose one from the list.", "Reason")
            if known.needs_comment and not note.strip():
                raise InvalidInput(f"{known.label} needs a few words; type why.", "Note")
            rules = work.callbacks.rules(work.now)
            item = self._seen(work, callback_id, version)
            if fitness.cap_reached(work, rules, item, acts.person_behind(work, rules, item)) is None:
                raise Refused("No limit stands in the way of this call; 2 calls now.")
            said = ": ".join(part for part in (known.label, clean_note(note)) if part)
            acts.log(work, actor, item, Act.PASS, event_id=command_id, reason=reason, note=said)
            work.callbacks.change(item.id, actor.name, work.now, due_at=min(item.due_at, work.now))
            work.commit()
        return f"One call may pass the limits within {fitness.PASS_MINUTES} minutes; 2 calls now."

    def next_number(self, actor: Actor, callback_id: str, command_id: str) -> CallInHand:
        """Nobody answered here: ring the next allowed number of the same patient without leaving the item (CC-41).
        The number that was tried is logged and counts for its limits. Raises Refused when there is no other one."""
        with self._store.write(actor, "callback.next_number", "callback", callback_id) as work:
            rules = work.callbacks.rules(work.now)
            if work.callbacks.happened(command_id) == callback_id:
                return acts.in_hand(work, actor, rules, callback_id)
            item = acts.held(work, actor, callback_id)
            person = acts.person_behind(work, rules, item)
            tried, chosen, refusal = person.number, None, "This patient has no other number that may be called."
            for number in self._others(person):
                other = replace(person, number=number)
                reached = fitness.cap_reached(work, rules, item, other)
                if reached is None:
                    chosen = number
                    break
                refusal = cap_words(reached, work.now, person.window, rules.tz)
            if chosen is None:
                raise Refused(refusal)
            event = Happened(
                command_id, Act.OTHER_NUMBER, item.state, State.DIALING, outcome=NO_ANSWER, counts=True,
                number=tried.e164 if tried else "", talk_seconds=acts.talk_seconds(item, work.now),
            )  # fmt: skip
            acts.log(work, actor, item, Act.OTHER_NUMBER, happened=event)
            work.callbacks.change(
                item.id, actor.name, work.now, phone_id=chosen.id, state=State.DIALING.value, dialed_at=work.now,
                connected_at=None, ended_at=None, lease_until=work.now + rules.lease,
            )  # fmt: skip
            shown = acts.in_hand(work, actor, rules, callback_id)
            work.commit()
            return shown

    @staticmethod
    def _others(person: acts.Person) -> list[Number]:
        """The other numbers in their order, beginning behind the one in hand."""
        numbers = list(person.numbers)
        at = numbers.index(person.number) if person.number in numbers else -1
        return [one for one in (*numbers[at + 1 :], *numbers[: max(at, 0)]) if one.callable]

    # --- the ladder ---
    def ladder(self, actor: Actor, callback_id: str) -> tuple[tuple[str, ...], tuple[ContactPerson, ...]]:
        """The steps that can be logged, the item's own first; and whom to ask for in an emergency, with what they may
        hear. Looking at them is audited."""
        with self._store.write(actor, "callback.ladder", "callback", callback_id) as work:
            item = acts.found(work, callback_id)
            persons = [one for one in work.contacts.persons(item.patient_id) if one.emergency and item.patient_id]
            work.audit.viewed([one for one in (item.patient_id,) if one], "ladder")
            work.commit()
            return offered(item.ladder), tuple(persons)

    def ladder_sent(
        self, actor: Actor, callback_id: str, version: int, step: str, goes_on: bool = False, command_id: str = ""
    ) -> str:
        """After the last attempt: the step of the ladder that was done closes the item, or leaves it for the step
        after it when it ``goes_on`` (CC-44)."""
        with self._store.write(actor, "callback.sent", "callback", callback_id) as work:
            if command_id and work.callbacks.happened(command_id) is not None:
                return _DONE_ALREADY
            item = self._seen(work, callback_id, version)
            words = take_step(work, actor, item, step, goes_on, command_id)
            work.commit()
        return words

    # --- a caller not on file ---
    def match(self, actor: Actor, callback_id: str, version: int, command_id: str, patient_id: str) -> str:
        """It is known now who the caller was: the item is that patient's, or joins the one they have for the same
        reason (CC-10). Raises Refused for an item that has its patient."""
        with self._store.write(actor, "callback.match", "callback", callback_id) as work:
            if work.callbacks.happened(command_id) is not None:
                return _DONE_ALREADY
            rules = work.callbacks.rules(work.now)
            item = self._seen(work, callback_id, version)
            if item.patient_id:
                raise Refused("This callback has its patient already; make another one for somebody else.")
            person = acts.person_of(work, rules, patient_id, None, item.reason_code)
            work.audit.viewed([patient_id], "callback")
            same = work.callbacks.unfinished_for(patient_id, item.reason_code)
            if same is not None and item.state is State.OPEN:
                words = self._join(work, actor, item, same, command_id)
            else:
                acts.log(work, actor, item, Act.MATCH, event_id=command_id)
                values = {**acts.person_values(person), "patient_id": patient_id}
                work.callbacks.change(item.id, actor.name, work.now, **values)
                words = f"This is {person.callee.name} now."
            work.commit()
        return words

    @staticmethod
    def _join(work: UnitOfWork, actor: Actor, item: CallbackState, same: CallbackState, command_id: str) -> str:
        acts.log(work, actor, same, Act.MERGE, event_id=command_id, note="called and hung up")
        due = min(item.due_at, same.due_at)
        work.callbacks.change(same.id, actor.name, work.now, due_at=due, order_at=rank_at(due, Priority(same.priority)))
        after = acts.log(work, actor, item, Act.CANCEL, reason="joined")
        work.callbacks.change(
            item.id, actor.name, work.now, state=after.value, closed_at=work.now, closed_by=actor.staff_id
        )
        return "There was an open callback for this reason already; it took this one in."

    @staticmethod
    def _seen(work: UnitOfWork, callback_id: str, version: int) -> CallbackState:
        """The item at the version that was shown; one that somebody is calling on is theirs."""
        item = acts.found(work, callback_id)
        guard_version("This callback", item, version, work.clinic.get().tz)
        if item.state in LIVE:
            next_state(State.DONE, Act.SLEEP, acts.holder_name(work, item))
        return item


def take_step(
    work: UnitOfWork, actor: Actor, item: CallbackState, step: str, goes_on: bool, command_id: str = ""
) -> str:
    """Log a step of the ladder in the caller's transaction: it closes the item, or leaves it for the step after it
    when it ``goes_on`` and there is one. The sentence about it."""
    done = clean(step, 80)
    left = left_after(item.ladder, step) if goes_on else ""
    act = Act.STEP if left else Act.SENT
    after = acts.log(work, actor, item, act, event_id=command_id, note=done)
    values: dict[str, object] = {"state": after.value, "ladder": left or item.ladder}
    if act is Act.SENT:
        values |= {"closed_at": work.now, "closed_by": actor.staff_id}
    work.callbacks.change(item.id, actor.name, work.now, **values)
    return f"Logged: {done}; next: {left.partition(', ')[0]}." if left else f"Closed: {done}."
