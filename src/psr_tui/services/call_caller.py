"""Who is calling: the number, the person chosen, the identity gate, the caller's role (CC-71, 72, 77 to 79)."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.callers import typed_number
from psr_tui.domain.calls import CallAct, Role
from psr_tui.domain.errors import NotFound, Refused
from psr_tui.domain.may_be_told import first_role
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.verifying import stored
from psr_tui.services import call_gate
from psr_tui.services import call_steps as steps
from psr_tui.services.call_base import CallBase


class CallCaller(CallBase):
    """Who is on the line."""

    def set_number(self, actor: Actor, call_id: str, typed: str) -> str:
        """The number the caller calls from, as the rep types it; empty or "none" for a withheld one. Nobody is chosen
        by it. The answer is the warning that goes with it, or ''. Raises InvalidInput for what is no number."""
        with self._store.write(actor, "call.number", "call", call_id) as work:
            read = typed_number(typed, work.clinic.get().area_code)
            number = read.number
            call = steps.mine(work, actor, call_id)
            if (number.e164, number.typed) != (call.number, call.number_typed):
                work.calls.change(call_id, actor.name, work.now, number=number.e164, number_typed=number.typed)
                steps.log(work, actor, call, CallAct.NUMBER)
                work.commit()
        return read.warning

    def choose(self, actor: Actor, call_id: str, patient_id: str) -> None:
        """This is whom the call is about: the act that opens the identity gate. What was ticked for somebody else
        counts for nothing. Who calls is taken to be the patient unless the rep said otherwise or the patient is a
        minor, for whom it is asked (CC-78). The view of the verifiers is audited. Raises NotFound for a merged or
        missing record."""
        with self._store.write(actor, "call.choose", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            person = work.patients.get(patient_id)
            if person is None or work.call_people.one(patient_id) is None:
                raise NotFound("This record was merged or is gone; find the patient again with Ctrl+F.")
            work.audit.viewed([patient_id], "call gate")
            if patient_id != call.patient_id:
                role = first_role(call.caller_role, call_gate.age_of(work, person))
                work.calls.change(
                    call_id, actor.name, work.now, patient_id=patient_id, verified="", caller_role=role.value
                )
                steps.log(work, actor, call, CallAct.PERSON, detail=patient_id)
            work.commit()

    def nobody(self, actor: Actor, call_id: str) -> None:
        """It is somebody else after all: the call is about nobody again, and what was shown is hidden."""
        with self._store.write(actor, "call.unlink", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if call.patient_id is not None:
                work.calls.change(call_id, actor.name, work.now, patient_id=None, verified="", caller_name="")
                steps.log(work, actor, call, CallAct.UNLINK, detail=call.patient_id)
                work.commit()

    def verify(self, actor: Actor, call_id: str, ticked: Sequence[str]) -> bool:
        """What the caller has said and the rep compared. Only which ones is kept. True when protected data may be
        shown, which is audited the first time. Raises Refused for what the record cannot prove."""
        with self._store.write(actor, "call.verify", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if call.patient_id is None:
                raise Refused("Choose first whom the call is about.")
            gate = call_gate.gate_of(work, call.patient_id)
            codes = gate.checked(ticked)
            passed = gate.passed(codes)
            if stored(codes) != call.verified:
                work.calls.change(call_id, actor.name, work.now, verified=stored(codes))
                steps.log(work, actor, call, CallAct.VERIFY, detail=stored(codes))
                if passed:
                    work.audit.viewed([call.patient_id], "call box")
                work.commit()
        return passed

    def set_role(self, actor: Actor, call_id: str, role: Role, name: str = "") -> None:
        """Who the caller is to the patient, and their name when they are somebody else (CC-78)."""
        with self._store.write(actor, "call.role", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            said = "" if role is Role.PATIENT else clean(name, 80)
            if (role, said) != (call.caller_role, call.caller_name):
                work.calls.change(call_id, actor.name, work.now, caller_role=role.value, caller_name=said)
                steps.log(work, actor, call, CallAct.ROLE, detail=role.value)
                work.commit()
