"""What is told when the patient calls in: set on a callback, shown to whoever speaks with them, closed once told
(CC-45)."""

from __future__ import annotations

from psr_tui.domain.callback_ends import ToTell
from psr_tui.domain.callback_states import Act
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.callback_told import settle
from psr_tui.services.guards import guard_version


class CallbackTell(CallBase):
    """Pending words for a patient, on any contact with them."""

    def tell(self, actor: Actor, callback_id: str, version: int, command_id: str, words: str) -> str:
        """Have this said when the patient calls in, whoever takes the call; the callback itself goes on as before.
        Empty words take it back. The words must be what any rep may say: no result, no advice."""
        said = clean_note(words, 300)
        with self._store.write(actor, "callback.tell", "callback", callback_id) as work:
            if work.callbacks.happened(command_id) is not None:
                return "Saved already; nothing was changed."
            item = acts.found(work, callback_id)
            guard_version("This callback", item, version, work.clinic.get().tz)
            if not item.patient_id:
                raise Refused("Nobody is on file for this caller; say first who it is.")
            acts.log(work, actor, item, Act.TELL, event_id=command_id, note=said)
            values = {"tell_when_they_call": bool(said), "tell_words": said}
            work.callbacks.change(item.id, actor.name, work.now, **values)
            work.commit()
        return "It is said when they call in." if said else "Nothing is said any more when they call in."

    def to_tell(self, actor: Actor, patient_id: str) -> tuple[ToTell, ...]:
        """What waits for this patient, the oldest first; the caller of this has the patient's record open."""
        with self._store.read() as work:
            return tuple(work.callback_upkeep.to_tell(patient_id))

    def told(self, actor: Actor, callback_id: str, command_id: str, words: str = "") -> str:
        """The patient was on the line and was told: the callback is done, with no call made. ``words``: what was said
        or what they answered. Raises Refused while somebody else calls them, for a red flag, and when it is over."""
        with self._store.write(actor, "callback.told", "callback", callback_id) as work:
            if work.callbacks.happened(command_id) is not None:
                return "Saved already; nothing was changed."
            item = acts.found(work, callback_id)
            settle(work, actor, callback_id, item.version, command_id, clean_note(words))
            work.commit()
        return "Told; the callback is done."
