"""Saving a call: reason, outcome, note, resolved, seconds; nothing else is offered before (CC-66 to CC-69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.cadence import Outcome
from psr_tui.domain.call_seconds import Phase, over_target, seconds_of
from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.calls import CallAct, CallState
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note, so_many
from psr_tui.services import call_acts as acts
from psr_tui.services import call_steps as steps
from psr_tui.services.call_base import CallBase
from psr_tui.services.callback_making import NewCallback
from psr_tui.services.callbacks import CallbackService
from psr_tui.store.repositories.call_records import CallRecord
from psr_tui.store.repositories.callback_segments import FRONT
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended. ``resolved``: the rep's answer, None where it was not asked; ``no_patient``: why it is about
    nobody; ``when``: when to call again, for an outcome that needs a time (typed in the patient's zone, or a moment).
    """

    command_id: str
    call_id: str
    outcome: str
    reason: str = ""
    note: str = ""
    resolved: bool | None = None
    no_patient: str = ""
    when: str | datetime = ""


@dataclass(frozen=True, slots=True)
class CallSaved:
    """``next_call``: another call of this rep that is still open, '' when none is."""

    call_id: str
    words: str
    next_call: str = ""


def asks_resolved(outcome: Outcome) -> bool:
    """Whether "was everything taken care of?" has two answers: handed on or called again is not resolved anyway."""
    return outcome.done and outcome.right_person and not outcome.route


class CallSaving(CallBase):
    """The end of a call."""

    def needs(self, actor: Actor, call_id: str, outcome: str, reason: str) -> tuple[bool, bool]:
        """Before saving: is "resolved?" to be asked, and is the call about nobody, which is asked once (CC-69)? Raises
        InvalidInput for a missing reason before anything is asked, so that nobody answers twice."""
        with self._store.read() as work:
            call = steps.found(work, call_id)
            how = self._outcome(work, outcome)
            nobody = self._about_nobody(call, how)
            if not nobody:
                self._reason(work, call, CallEnd("", call_id, outcome, reason), how)
            return asks_resolved(how), nobody

    def save_call(self, actor: Actor, end: CallEnd) -> CallSaved:
        """Outcome, reason, note, seconds and what follows in one act. A time makes a promised callback first, under an
        id of this call, so that a second try makes no second one. The same ``command_id`` twice changes nothing.
        Raises InvalidInput naming what is missing, Refused for a call that is not this person's."""
        again = self._call_again(actor, end)
        with self._store.write(actor, "call.save", "call", end.call_id) as work:
            if work.calls.happened(end.command_id) == end.call_id:
                return CallSaved(end.call_id, "Saved already; nothing was changed.", self._next(work, actor))
            call = steps.hear_line(work, actor, steps.mine(work, actor, end.call_id))
            outcome = self._outcome(work, end.outcome)
            reason = self._reason(work, call, end, outcome)
            if call.state not in (CallState.WRAP, CallState.MISSED):
                call = steps.move(work, actor, call, CallAct.END)
            routed = self._route(work, actor, call, reason, outcome, end)
            words = self._done(work, actor, call, outcome, reason, end)
            saved = CallSaved(
                end.call_id, " ".join(part for part in (words, again, routed) if part), self._next(work, actor)
            )
            work.commit()
        return saved

    # --- inside ---
    def _done(
        self, work: UnitOfWork, actor: Actor, call: CallRecord, outcome: Outcome, reason: str, end: CallEnd
    ) -> str:
        spent = seconds_of(work.calls.stamps(call.id), work.now)
        goes_on = outcome.needs_time or bool(outcome.route)
        resolved = end.resolved if asks_resolved(outcome) else False if goes_on else None
        if asks_resolved(outcome) and resolved is None and call.patient_id is not None:
            raise InvalidInput("Resolved: ask whether everything was taken care of, then y or n.", "Resolved")
        steps.log(
            work, actor, call, CallAct.SAVE, end.command_id, detail=" ".join((outcome.code, end.no_patient)).strip()
        )
        work.calls.change(
            call.id, actor.name, work.now, state=CallState.DONE.value, outcome=outcome.code, reason_code=reason,
            note=clean_note(end.note), resolved=resolved, wrapped_at=work.now, ended_at=call.ended_at or work.now,
            held_since=None, **steps.seconds_values(work, call, work.now),
        )  # fmt: skip
        wrap = spent.of(Phase.WRAP)
        over = over_target(wrap, work.clinic.get().wrap_seconds)
        late = f", {over} s over the target" if over else ""
        talk = so_many(spent.of(Phase.TALK) // 60, "minute")
        return f"Saved: {outcome.label.lower()}, {talk} of talk, wrap-up {wrap} s{late}."

    def _outcome(self, work: UnitOfWork, code: str) -> Outcome:
        outcome = work.callbacks.rules(work.now).outcomes.get(code)
        if outcome is None or outcome.system or outcome.machine:
            raise InvalidInput(f"{code} is no outcome of this call; choose one by its digit.", "Outcome")
        return outcome

    def _reason(self, work: UnitOfWork, call: CallRecord, end: CallEnd, outcome: Outcome) -> str:
        code = end.reason or call.reason_code
        if code and work.reference.reason("call_reason", code) is None:
            raise InvalidInput("Reason: choose one from the list.", "Reason")
        if not self._about_nobody(call, outcome):
            if not code:
                raise InvalidInput("Reason: say what the call was about; a few letters find it in the list.", "Reason")
            return code
        why = work.reference.reason("no_patient", end.no_patient) if end.no_patient else None
        if why is None:
            raise InvalidInput("Whom: find the patient, or say why the call is about nobody.", "Whom")
        if why.needs_comment and not end.note.strip():
            raise InvalidInput(f"{why.label} needs a few words in the note.", "Note")
        return code or why.code

    @staticmethod
    def _about_nobody(call: CallRecord, outcome: Outcome) -> bool:
        """Linked to no patient and no item; a promise to call a number again is an item."""
        calls_again = outcome.needs_time and bool(call.number)
        return call.patient_id is None and call.callback_id is None and not calls_again

    def _next(self, work: UnitOfWork, actor: Actor) -> str:
        """The call to go on with: the one in the ear, else one on hold, else one to write up."""
        left = work.calls.open_of(actor.staff_id)
        order = (CallState.TALKING, CallState.HELD, CallState.RINGING, CallState.WRAP)
        return min(left, key=lambda one: order.index(one.state)).id if left else ""

    def _call_again(self, actor: Actor, end: CallEnd) -> str:
        with self._store.read() as work:
            call = steps.mine(work, actor, end.call_id) if work.calls.happened(end.command_id) is None else None
            outcome = self._outcome(work, end.outcome)
            if call is None or not outcome.needs_time:
                return ""
            reason = self._reason(work, call, end, outcome)
        if not end.when:
            raise InvalidInput("When: type when to call again, for example tue 2p or +2h.", "When")
        if call.patient_id is None and not call.number:
            raise Refused("Whom: type their number or find the patient with Ctrl+F; then a call can be promised.")
        unknown = call.patient_id is None
        new = NewCallback(
            f"{call.id}-again", call.patient_id or "", reason, when=end.when, note=end.note,
            number=call.number if unknown else "", caller_name=call.caller_name if unknown else "", call_id=call.id,
        )  # fmt: skip
        made = CallbackService(self._store, self._clock).create(actor, new)
        return made.words

    def _route(
        self, work: UnitOfWork, actor: Actor, call: CallRecord, reason: str, outcome: Outcome, end: CallEnd
    ) -> str:
        """Handed to a nurse or a team: an item that stays on the list until they take it. Nothing is graded."""
        if not outcome.route:
            return ""
        if call.patient_id is None:
            raise Refused("Whom: find the patient first with Ctrl+F, or Ctrl+R for a red flag about anybody.")
        words = clean_note(end.note)
        if not words:
            raise InvalidInput(
                "Note: write what they asked, in their own words; the next person reads only that.", "Note"
            )
        person = acts.person_of(work, work.callbacks.rules(work.now), call.patient_id, None)
        callback_id = work.new_id()
        work.callbacks.add(
            {
                "id": callback_id, "patient_id": call.patient_id, **acts.person_values(person), "reason_code": reason,
                "priority": Priority.HIGH.value, "due_at": work.now, "group_rank": FRONT, "note": words,
                "order_at": rank_at(work.now, Priority.HIGH), "state": State.ROUTED.value, "requested_at": work.now,
                "route": outcome.route, "route_asked_at": work.now, "callback_number": call.number,
                "phone_id": person.number.id if person.number else None, "origin_call_id": call.id,
            },
            actor.name, work.now,
        )  # fmt: skip
        item = acts.found(work, callback_id)
        acts.log(work, actor, item, Act.ROUTE, to=State.ROUTED, note=words)
        return f"With the {outcome.route}; it stays on the list until they take it."
