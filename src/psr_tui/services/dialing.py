"""Having the telephone system place a call for a rep, where the clinic switched that on (call-center.md section 15).

Who may be called when is decided before, at the claim of a callback (CC-48); this only rings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import Refused
from psr_tui.domain.phone_sources import PhoneSource
from psr_tui.domain.staff import Actor

if TYPE_CHECKING:
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

Originate = Callable[[PhoneSource, str, str, str], None]


def _by_manager(source: PhoneSource, extension: str, number: str, call_id: str) -> None:
    from psr_tui.devices.manager_dialing import originate

    originate(source, extension, number, call_id)


class DialingService:
    """``originate`` rings the extension of the rep, then the number."""

    def __init__(self, store: Store, clock: Clock, originate: Originate = _by_manager) -> None:
        self._store = store
        self._clock = clock
        self._originate = originate

    def can_dial(self, actor: Actor) -> bool:
        """Whether a system that dials is there and knows the telephone of this rep."""
        with self._store.read() as work:
            return self._dialer(work) is not None and bool(self._extension(work, actor))

    def dial(self, actor: Actor, number: str, call_id: str) -> str:
        """Ring ``number`` (E.164) for this rep; ``call_id`` is the id of the act, under which the line tells how it
        went. The same id twice rings once. Raises Refused with the way to dial otherwise."""
        with self._store.write(actor, "phone.dial", "call", call_id) as work:
            source = self._dialer(work)
            if source is None:
                raise Refused("No telephone system dials from here; dial on your telephone and press dialed.")
            extension = self._extension(work, actor)
            if work.audit.times_of("call", call_id, "phone.dial"):
                return "Your telephone rings already."
            work.audit.append("phone.dial", "call", call_id, detail={"line": source.name})
            work.commit()  # before it rings: what was tried is on record, however it ends
        self._originate(source, extension, number, call_id)
        return "Your telephone rings; pick it up and the call goes out."

    def _dialer(self, work: UnitOfWork) -> PhoneSource | None:
        return next((one for one in work.phone_sources.all() if one.dial), None)

    def _extension(self, work: UnitOfWork, actor: Actor) -> str:
        return next((one.extension for one in work.phone_state.agents() if one.staff_id == actor.staff_id), "")
