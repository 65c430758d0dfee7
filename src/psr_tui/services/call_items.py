"""What a call settles: an open callback that is taken into it, and what the patient was to be told (CC-11, CC-45)."""

from __future__ import annotations

from psr_tui.domain.calls import CallAct
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services import call_gate, callback_told
from psr_tui.services import call_steps as steps
from psr_tui.services.call_base import CallBase
from psr_tui.store.repositories.call_records import CallRecord
from psr_tui.store.unit_of_work import UnitOfWork


class CallItems(CallBase):
    """Acts on callbacks of the person who is on the line."""

    def take_callback(self, actor: Actor, call_id: str, callback_id: str, version: int, command_id: str) -> str:
        """The patient called in: their callback is closed with that outcome and this call goes on in its place. Only
        of the patient of the call. The same ``command_id`` twice changes nothing."""
        return self._settle(actor, call_id, callback_id, version, command_id, CallAct.ITEM, "taken into a call")

    def told(self, actor: Actor, call_id: str, callback_id: str, version: int, command_id: str) -> str:
        """They were told what waited for them; it pops up no more. Raises Refused before the caller is verified."""
        return self._settle(actor, call_id, callback_id, version, command_id, CallAct.TOLD, "told when they called")

    def _settle(
        self, actor: Actor, call_id: str, callback_id: str, version: int, command_id: str, act: CallAct, note: str
    ) -> str:
        with self._store.write(actor, f"call.{act.value}", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if work.callbacks.happened(command_id) is not None:
                return "It is closed already."
            anonymous = call.patient_id is None and work.call_people.waiting_for(call.number) == callback_id
            if not anonymous and not self._proved(work, call):
                raise Refused("Verify the caller first; then this can be told.")
            item = callback_told.settle(work, actor, callback_id, version, command_id, note)
            if (item.patient_id or None) != call.patient_id:
                raise Refused("This callback is of somebody else; look at the list again.")
            reason = call.reason_code or item.reason_code
            linked = callback_id if call.callback_id is None else call.callback_id
            work.calls.change(call_id, actor.name, work.now, callback_id=linked, reason_code=reason)
            steps.log(work, actor, call, act, detail=callback_id)
            work.commit()
        return "Told; it pops up no more." if act is CallAct.TOLD else "Taken into this call; the callback is closed."

    @staticmethod
    def _proved(work: UnitOfWork, call: CallRecord) -> bool:
        """The caller said who they are."""
        return call.patient_id is not None and call_gate.gate_of(work, call.patient_id).passed(call.verified.split())
