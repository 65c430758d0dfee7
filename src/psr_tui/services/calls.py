"""Calls: everything the call box asks for (Ctrl+O; call-center.md sections 6 and 7)."""

from __future__ import annotations

from psr_tui.domain.call_sheet import CallSheet
from psr_tui.domain.calls import CallState
from psr_tui.domain.staff import Actor
from psr_tui.services import call_steps as steps
from psr_tui.services import call_view
from psr_tui.services.call_caller import CallCaller
from psr_tui.services.call_items import CallItems
from psr_tui.services.call_life import CallLife, Ring
from psr_tui.services.call_saving import CallEnd, CallSaved, CallSaving
from psr_tui.services.call_transfers import CallTransfers, HandOn

__all__ = ["CallEnd", "CallSaved", "CallService", "HandOn", "Ring"]

_FIRST = (CallState.TALKING, CallState.RINGING, CallState.HELD, CallState.WRAP)


class CallService(CallLife, CallCaller, CallItems, CallTransfers, CallSaving):
    """One rep's calls: start, who it is, what it is about, hold, hand on, save. Reads run on any thread; each act is
    one transaction."""

    def open_call(self, actor: Actor) -> str:
        """The call the box shows first: in the ear, then ringing, on hold, to be written up; '' when none is open. A
        leg of a callback is shown by the callback's own box."""
        with self._store.read() as work:
            held = work.callbacks.held_by(actor.staff_id)
            left = [one for one in work.calls.open_of(actor.staff_id) if held is None or one.callback_id != held]
            return min(left, key=lambda one: _FIRST.index(one.state)).id if left else ""

    def is_callback(self, actor: Actor, call_id: str) -> bool:
        """Whether this call is the leg of the callback this person works on now."""
        with self._store.read() as work:
            held = work.callbacks.held_by(actor.staff_id)
            return held is not None and steps.found(work, call_id).callback_id == held

    def sheet(self, actor: Actor, call_id: str) -> CallSheet:
        """Everything the box shows of one call."""
        with self._store.read() as work:
            return call_view.sheet(work, actor, call_id)
