"""Calls: everything the call box asks for (Ctrl+O; call-center.md sections 6 and 7)."""

from __future__ import annotations

from datetime import datetime

from psr_tui.domain.call_sheet import CallSheet
from psr_tui.domain.calls import CallState
from psr_tui.domain.clock import Clock
from psr_tui.domain.staff import Actor
from psr_tui.services import call_steps as steps
from psr_tui.services import call_view
from psr_tui.services.call_caller import CallCaller
from psr_tui.services.call_items import CallItems
from psr_tui.services.call_life import Ring
from psr_tui.services.call_picking import CallPicking
from psr_tui.services.call_saving import CallEnd, CallSaved, CallSaving
from psr_tui.services.call_transfers import CallTransfers, HandOn
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CallEnd", "CallSaved", "CallService", "HandOn", "Ring"]

_FIRST = (CallState.TALKING, CallState.RINGING, CallState.HELD, CallState.WRAP)


class CallService(CallPicking, CallCaller, CallItems, CallTransfers, CallSaving):
    """One rep's calls: start, who it is, what it is about, hold, hand on, save. Reads run on any thread; each act is
    one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._views = ListViews(store)

    def open_call(self, actor: Actor) -> str:
        """The call the box shows first: in the ear, then ringing, on hold, to be written up; '' when none is open. A
        leg of a callback is shown by the callback's own box."""
        with self._store.read() as work:
            return self._first(work, actor, None)

    def cut_off(self, actor: Actor) -> str:
        """The call that was open before this person signed in: a crash, a lock or a sign-out cut it off (CC-68)."""
        with self._store.read() as work:
            since = work.calls.signed_in_at(actor.sign_in_id)
            return self._first(work, actor, since) if since is not None else ""

    @staticmethod
    def _first(work: UnitOfWork, actor: Actor, before: datetime | None) -> str:
        held = work.callbacks.held_by(actor.staff_id)
        left = [
            one
            for one in work.calls.open_of(actor.staff_id)
            if (held is None or one.callback_id != held) and (before is None or one.started_at < before)
        ]
        return min(left, key=lambda one: _FIRST.index(one.state)).id if left else ""

    def is_callback(self, actor: Actor, call_id: str) -> bool:
        """Whether this call is the leg of the callback this person works on now."""
        with self._store.read() as work:
            held = work.callbacks.held_by(actor.staff_id)
            return held is not None and steps.found(work, call_id).callback_id == held

    def sheet(self, actor: Actor, call_id: str) -> CallSheet:
        """Everything the box shows of one call. Whom this sign-in sees for the first time, in the list of a number or
        behind the gate, is audited before it is shown."""
        with self._store.read() as work:
            shown = call_view.sheet(work, actor, call_id)
        if shown.patient is None:
            self._views.listed(actor, [one.patient_id for one in shown.matched.callers], "call number")
        elif shown.verified:
            self._views.opened(actor, shown.patient.patient_id, "call box")
        return shown
