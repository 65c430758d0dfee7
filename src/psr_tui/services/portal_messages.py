"""Portal messages from patients: to the right pool, taken, answered, turned into a call, closed (issue: messages).

Nobody at the desk answers what is clinical: such messages are the nurses', and only a lead takes one away from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.messages import MessageEvent
from psr_tui.domain.portal_triage import InState, Pool, PortalMessage, check_move, names_agree
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean, clean_note, so_many
from psr_tui.services.call_acts import found as callback_found
from psr_tui.services.callbacks import CallbackService, NewCallback, RedFlag
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.portal_steps import check_free, finish
from psr_tui.store.repositories.limit_objects import MESSAGE
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_WHAT = "This message"
_CALL_REASON = {Pool.BILLING: "BILL", Pool.RECORDS: "RECORD", Pool.NURSES: "CLIN", Pool.REFILLS: "REFILL"}
_Act = Callable[[UnitOfWork, PortalMessage], None]


@dataclass(frozen=True, slots=True)
class PortalReading:
    """A message whole, with everything that happened to it."""

    message: PortalMessage
    events: tuple[MessageEvent, ...]


class PortalMessageService:
    """The triage of what patients write."""

    def __init__(self, store: Store, clock: Clock, callbacks: CallbackService) -> None:
        self._store = store
        self._clock = clock
        self._callbacks = callbacks
        self._views = ListViews(store)

    # --- reading ---
    def standing(self, actor: Actor) -> list[PortalMessage]:
        """Every message that is not over, urgent first; the patients named are logged as seen first."""
        with self._store.read() as work:
            found = work.portal_messages.standing()
        self._views.listed(actor, [one.patient_id for one in found if one.patient_id], "portal messages")
        return found

    def looked(self, actor: Actor, patient_id: str) -> None:
        """Words of a message are shown beside the list: logged first, once a sign-in for each patient."""
        if patient_id:
            self._views.opened(actor, patient_id, "portal messages")

    def urgent(self, actor: Actor) -> int:
        """How many urgent ones nobody raised as a red flag."""
        with self._store.read() as work:
            return work.portal_messages.urgent()

    def open(self, actor: Actor, message_id: str) -> PortalReading:
        """The whole message; its patient is logged as seen first."""
        with self._store.write(actor, "view", "portal_message", message_id) as work:
            one = must_exist(work.portal_messages.get(message_id), _WHAT)
            if one.patient_id:
                work.audit.viewed([one.patient_id], "portal message")
            work.commit()
        with self._store.read() as work:
            return PortalReading(one, tuple(work.messages.events(message_id)))

    # --- whose, and where to ---
    def match(self, actor: Actor, message_id: str, version: int, patient_id: str, why: str = "") -> str:
        """Say whose message it is. Names that have nothing in common need a reason. Raises InvalidInput, Refused."""
        reason = clean(why)

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            if one.patient_id:
                raise Refused(f"This message is {one.patient}'s already; close it with a reason if that is wrong.")
            patient = must_exist(work.patients.get(patient_id), "This patient")
            if patient.merged_into:
                raise Refused("This record was merged; find the patient again.")
            if not names_agree(one.from_name, patient.display) and not reason:
                raise InvalidInput(
                    f"{one.from_name or 'The sender'} and {patient.display} share no name; say how you know.", "Why"
                )
            work.audit.viewed([patient_id], "portal message")
            work.portal_messages.change(message_id, actor.name, work.now, patient_id=patient_id)
            work.messages.add_event(message_id, "matched", work.now, actor, f"{patient.display} {reason}".strip())

        self._act(actor, "portal.match", message_id, version, act)
        return "The message is on this patient's record now."

    def route(self, actor: Actor, message_id: str, version: int, pool: Pool) -> str:
        """Move it to a pool: up to the nurses always, away from them by a lead only; whoever has it lets go of it."""

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            if one.state.over or (one.state is InState.TAKEN and pool is not Pool.NURSES):
                check_free(one, actor)
            check_move(one.pool, pool, actor.at_least(Role.LEAD))
            values = {"pool": pool.value, "state": InState.ROUTED.value, "taken_by": None, "taken_at": None}
            work.portal_messages.change(message_id, actor.name, work.now, **values)
            work.messages.add_event(message_id, "routed", work.now, actor, f"{one.pool.word} to {pool.word}")

        self._act(actor, "portal.route", message_id, version, act)
        return f"It is with {pool.word} now."

    # --- who has it ---
    def take(self, actor: Actor, message_id: str, version: int) -> str:
        """Take it, or give it back; a lead gives back what somebody else has. Nobody takes what is the nurses'."""
        said = ""

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            nonlocal said
            if one.state is InState.TAKEN:
                if one.taken_by != actor.staff_id:
                    actor.require(Role.LEAD, f"give back what {one.taken_by_name} has")
                state, holder, said = InState.ROUTED, None, "given back"
            elif one.pool is Pool.NURSES:
                raise Refused("This message is the nurses'; 1 says which nurse took it.")
            else:
                state, holder, said = InState.TAKEN, actor.staff_id, "taken"
            at = work.now if holder else None
            work.portal_messages.change(
                message_id, actor.name, work.now, state=state.value, taken_by=holder, taken_at=at
            )
            work.messages.add_event(message_id, said, work.now, actor)

        self._act(actor, "portal.take", message_id, version, act)
        return "It is yours." if said == "taken" else "It is free again."

    # --- the end of it ---
    def nurse_took(self, actor: Actor, message_id: str, version: int, who: str) -> str:
        """A nurse has it: named by the desk, which stops the clock and closes it here."""
        name = clean(who, 80)
        if not name:
            raise InvalidInput("Who took it: type the name of the nurse.", "Who took it")

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            if one.pool is not Pool.NURSES:
                raise Refused("This message is not with the nurses; 6 moves it to them.")
            finish(work, actor, one, InState.ANSWERED, f"taken by {name}")

        self._act(actor, "portal.nurse", message_id, version, act)
        return f"Taken by {name}; it is off the list."

    def close(self, actor: Actor, message_id: str, version: int, why: str) -> str:
        """Close it without an answer, with the reason; what is the nurses' or urgent by a lead only."""
        reason = clean_note(why, 300)
        if not reason:
            raise InvalidInput("Why: say in a few words why it needs no answer.", "Why")

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            check_free(one, actor)
            if one.pool is Pool.NURSES or one.urgent:
                actor.require(Role.LEAD, "close a message that is the nurses'")
            finish(work, actor, one, InState.CLOSED, reason)

        self._act(actor, "portal.close", message_id, version, act)
        return "Closed."

    def note(self, actor: Actor, message_id: str, version: int, text: str) -> str:
        """A note in its history; notes are never changed."""
        said = clean_note(text, 2000)
        if not said:
            raise InvalidInput("Note: type what the next person should know.", "Note")

        def act(work: UnitOfWork, one: PortalMessage) -> None:
            work.portal_messages.change(message_id, actor.name, work.now)
            work.messages.add_event(message_id, "note", work.now, actor, said)

        self._act(actor, "portal.note", message_id, version, act)
        return "Note saved."

    # --- by telephone instead ---
    def to_callback(self, actor: Actor, message_id: str, version: int, when: str = "") -> str:
        """Call instead of writing: a callback for this patient, linked, and the message is done. Pressed twice, or
        after a crash between the two, there is one callback: the message's id is the command's."""
        one = self._free(actor, message_id, version)
        if not one.patient_id:
            raise Refused("Nobody knows whose message this is; 1 chooses the patient first.")
        if one.pool is Pool.NURSES:
            actor.require(Role.LEAD, "call about a message that is the nurses'")
        reason = _CALL_REASON.get(one.pool, "OTHER")
        note = clean_note(f"Portal message: {one.subject}\n{one.body}", 1000)
        made = self._callbacks.create(actor, NewCallback(message_id, one.patient_id, reason, when=when, note=note))
        self._linked(actor, message_id, made.callback_id, "called instead")
        return made.words

    def flagged(self, actor: Actor, message_id: str, version: int, flag: RedFlag) -> str:
        """A red flag for what the patient wrote, to the nurse with the pickup clock; the message is linked to it."""
        self._free(actor, message_id, version)
        self._callbacks.raise_flag(actor, flag)
        with self._store.read() as work:
            callback_id = work.callbacks.happened(flag.command_id)
        self._linked(actor, message_id, callback_id or "", "red flag raised", flag.patient_id)
        return "The red flag is with the nurse; ring the patient if you can."

    # --- inside ---
    def _free(self, actor: Actor, message_id: str, version: int) -> PortalMessage:
        with self._store.read() as work:
            one = must_exist(work.portal_messages.get(message_id), _WHAT)
            guard_version(_WHAT, one, version, work.clinic.get().tz)
        check_free(one, actor)
        return one

    def _linked(self, actor: Actor, message_id: str, callback_id: str, outcome: str, patient_id: str = "") -> None:
        with self._store.write(actor, "portal.callback", "portal_message", message_id) as work:
            one = must_exist(work.portal_messages.get(message_id), _WHAT)
            if one.callback_id:
                return
            callback_found(work, callback_id)
            whose = {"patient_id": patient_id} if patient_id and not one.patient_id else {}
            finish(work, actor, one, InState.CLOSED, outcome, callback_id=callback_id, **whose)
            work.commit()

    def _act(self, actor: Actor, name: str, message_id: str, version: int, act: _Act) -> None:
        with self._store.write(actor, name, "portal_message", message_id) as work:
            one = must_exist(work.portal_messages.get(message_id), _WHAT)
            guard_version(_WHAT, one, version, work.clinic.get().tz)
            if one.state.over:
                check_free(one, actor)
            act(work, one)
            after = must_exist(work.portal_messages.get(message_id), _WHAT)
            work.clocks.in_state(MESSAGE, message_id, after.state.value)
            work.audit.append(name, "portal_message", message_id)
            work.touch("messages")
            work.commit()


def counts_words(found: list[PortalMessage], mine: str) -> str:
    """Line 2 of the list: ``5 wait · 1 urgent · nurses 2 · unsorted 2 · 1 yours``."""
    urgent = sum(one.urgent for one in found)
    pools = {pool: sum(one.pool is pool for one in found) for pool in Pool}
    words = [so_many(len(found), "message"), *([f"{urgent} urgent"] if urgent else [])]
    words += [f"{pool.word} {count}" for pool, count in pools.items() if count]
    yours = sum(one.taken_by == mine for one in found)
    return " · ".join([*words, *([f"{yours} yours"] if yours else [])])
