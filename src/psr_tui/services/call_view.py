"""What the call box shows of one call; protected data only once the caller is verified (CC-73, CC-77)."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.domain.call_script import fill
from psr_tui.domain.call_seconds import in_phase_since, seconds_of
from psr_tui.domain.call_sheet import CallSheet, Known, OtherCall
from psr_tui.domain.callback_list import Choice
from psr_tui.domain.callers import heard_number, matched
from psr_tui.domain.calls import CallAct, CallState
from psr_tui.domain.clock import local_date
from psr_tui.domain.may_be_told import PUBLIC, Tell, Telling
from psr_tui.domain.names import written_case
from psr_tui.domain.patients import Patient
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.staff import Actor
from psr_tui.domain.verifying import PROMPT, PROMPT_SELF, ticked_of
from psr_tui.services import call_acts as acts
from psr_tui.services import call_gate, callback_told
from psr_tui.services import call_steps as steps
from psr_tui.services.spoken import visit_words
from psr_tui.store.repositories.call_records import CallRecord
from psr_tui.store.unit_of_work import UnitOfWork

OPENING = "{practice.name}, this is {rep.name}. How can I help you?"
_LAST_CALLS = 4


def sheet(work: UnitOfWork, actor: Actor, call_id: str) -> CallSheet:
    """The whole of one call. The view of the patient was audited by the act that chose or verified them."""
    call = steps.found(work, call_id)
    clinic = work.clinic.get()
    number = _number(call)
    stamps = work.calls.stamps(call_id)
    person = work.patients.get(call.patient_id) if call.patient_id else None
    about = _About(work, call, person)
    transfers = work.calls.transfers(call_id)
    return CallSheet(
        call_id=call.id,
        version=call.version,
        direction=call.direction,
        state=call.state,
        number=call.number,
        number_shown=number.display,
        queue=call.queue,
        seconds=seconds_of(stamps, work.now),
        in_phase=in_phase_since(stamps, work.now),
        wrap_target=clinic.wrap_seconds,
        gone=steps.live(call) and work.calls.heard(call_id, CallAct.GONE) is not None,
        matched=matched(call.number, work.call_people.by_number(call.number, number.extension)),
        role=call.caller_role,
        caller_name=call.caller_name,
        telling=about.telling,
        reason=call.reason_code,
        note=call.note,
        patient=work.call_people.one(call.patient_id) if call.patient_id else None,
        gate=about.gate,
        ticked=about.ticked,
        contacts=about.contacts,
        known=about.known(),
        callback_id=call.callback_id or "",
        transfer=transfers[0] if transfers else None,
        coming=work.calls.coming_to(call),
        others=_others(work, actor, call),
        reasons=tuple((one.code, one.label) for one in work.reference.reasons("call_reason")),
        choices=_choices(work),
        script=_script(work, actor, call, person),
        patient_zone=about.zone,
        language=person.demographics.language if person else "",
        script_values=_values(work, person, about.telling) if about.passed else {},
        number_waits=callback_told.waiting_for_number(work, call.number) if not call.patient_id else None,
    )


class _About:
    """The patient of a call, as far as this caller has proved who they are."""

    def __init__(self, work: UnitOfWork, call: CallRecord, person: Patient | None) -> None:
        self._work, self._call, self._person = work, call, person
        self.gate = call_gate.gate_of(work, person.id) if person else None
        self.ticked = ticked_of(call.verified) if person else ()
        age = call_gate.age_of(work, person) if person else None
        self.contacts = call_gate.contacts_of(work, person.id, age) if person else ()
        self.telling: Telling = PUBLIC
        if person is not None:
            died = person.deceased_on is not None
            self.telling = call_gate.telling_of(call, age, self.contacts, died)

    @property
    def zone(self) -> str:
        """In which times for this person are typed; the clinic's for nobody in particular."""
        if self._person is None:
            return self._work.clinic.get().time_zone
        rules = self._work.callbacks.rules(self._work.now)
        return acts.person_of(self._work, rules, self._person.id, None).window.zones[0]

    @property
    def passed(self) -> bool:
        """Somebody was chosen and the caller proved who they are."""
        return self.gate is not None and self.gate.passed(self.ticked)

    def known(self) -> Known:
        """Nothing before the gate is passed, then what this caller may hear."""
        person, work = self._person, self._work
        if person is None or not self.passed or self.telling.tell is Tell.NOTHING:
            return Known()
        today = local_date(work.now, work.clinic.get().tz)
        visits = self.telling.visits
        past, _, _ = work.visits.around(person.id, today, 1)
        coming = work.visits.coming(person.id, today - timedelta(days=1), 2) if visits else []
        rest = self.telling.rest
        tell, waiting = callback_told.waiting(work, person.id) if rest else ((), ())
        alerts = work.check_in.alerts([person.id], today).get(person.id, ())
        stops = work.restrictions.stops(person.id, today)
        return Known(
            coming=tuple(coming),
            last_visit=past[0] if past and visits else None,
            calls=work.calls.past(person.id, "", (self._call.id,), _LAST_CALLS) if rest else (),
            callbacks=work.callbacks.history(person.id, _LAST_CALLS) if rest else (),
            alerts=(*(one.text for one in alerts), *(one.reason for one in stops)),
            contact_note=person.demographics.contact_note if rest else "",
            tell=tell,
            waiting=waiting,
        )


def _number(call: CallRecord) -> PhoneNumber:
    return heard_number(call.number_typed or call.number) if call.number else PhoneNumber("", "", call.number_typed)


def _others(work: UnitOfWork, actor: Actor, but: CallRecord) -> tuple[OtherCall, ...]:
    return tuple(
        OtherCall(
            one.id, one.state, heard_number(one.number or one.number_typed).display,
            in_phase_since(work.calls.stamps(one.id), work.now),
        )
        for one in work.calls.open_of(actor.staff_id)
        if one.id != but.id
    )  # fmt: skip


def _choices(work: UnitOfWork) -> tuple[Choice, ...]:
    """How a call that came in can end: what a machine does, and what only dialing can meet, is left out."""
    outcomes = work.callbacks.rules(work.now).outcomes.values()
    return tuple(
        Choice(one.code, one.digit, one.label, one.needs_time, one.least_talk_seconds)
        for one in outcomes
        if not one.system and not one.machine and (one.human or not one.counts)
    )


def _script(work: UnitOfWork, actor: Actor, call: CallRecord, person: Patient | None) -> tuple[tuple[str, bool], ...]:
    """What to say at this point: the opening, or the question that makes the caller say who they are."""
    clinic = work.clinic.get()
    values = {"rep.name": actor.name, "practice.name": clinic.name}
    if call.state is CallState.WRAP:
        return ()
    if person is None:
        return ((fill(OPENING, values), False), (PROMPT, True))
    return ((PROMPT_SELF if call.caller_role.value == "patient" else PROMPT, True),)


def _values(work: UnitOfWork, person: Patient | None, telling: Telling) -> dict[str, str]:
    """What a script may name of the patient to this caller: a visit only to who may hear of visits (CC-78)."""
    if person is None:
        return {}
    facts = person.demographics
    return {
        "patient.first_name": written_case(facts.greeting),
        "patient.last_name": written_case(facts.name.last),
        "visit.when": visit_words(work, person.id, facts.language, place=False) if telling.visits else "",
    }
