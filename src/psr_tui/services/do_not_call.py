"""Numbers that must not be called for a purpose: put on by anybody, taken off by a lead, both with a name (CC-52)."""

from __future__ import annotations

from psr_tui.domain.callback_ends import NoCalls
from psr_tui.domain.errors import InvalidInput, NotFound
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note
from psr_tui.services.call_base import CallBase


class DoNotCall(CallBase):
    """The list, and its two acts."""

    def no_calls(self, actor: Actor) -> list[NoCalls]:
        """The entries that stand, the newest first. They are numbers without names: no patient's record."""
        with self._store.read() as work:
            return list(work.call_limits.standing())

    def stop_calls(self, actor: Actor, command_id: str, number: str, purpose: str, why: str) -> str:
        """Put a number on the list for a call reason, or for all with ''. Raises InvalidInput for what is no number."""
        said = clean_note(why, 200)
        with self._store.write(actor, "do_not_call.add", "do_not_call", command_id) as work:
            read = parse_phone(number, work.clinic.get().area_code)
            if purpose and work.reference.reason("call_reason", purpose) is None:
                raise InvalidInput("For what: choose one from the list.", "For what")
            added = work.call_limits.add(command_id, read.number.e164, purpose, said, actor.staff_id, work.now)
            if not added:
                return f"{read.number.display} is on the list already."
            work.audit.append("do_not_call.add", "do_not_call", command_id, detail={"purpose": purpose or "all"})
            work.touch("callbacks")
            work.commit()
        return f"{read.number.display} is on the list; a lead can take it off."

    def allow_calls(self, actor: Actor, entry_id: str, reason: str, note: str = "") -> str:
        """Take an entry off, with a reason; who put it on and why stays on record. Raises NotAllowed below a lead."""
        with self._store.write(actor, "do_not_call.remove", "do_not_call", entry_id) as work:
            actor.require(Role.LEAD, "take a number off the list")
            known = work.reference.reason("do_not_call_off", reason)
            if known is None:
                raise InvalidInput("Reason: choose one from the list.", "Reason")
            if known.needs_comment and not note.strip():
                raise InvalidInput(f"{known.label} needs a few words; type why.", "Note")
            said = ": ".join(part for part in (known.label, clean_note(note, 200)) if part)
            if not work.call_limits.remove(entry_id, said, actor.staff_id, work.now):
                raise NotFound("This entry was taken off already; nothing was changed.")
            work.audit.append("do_not_call.remove", "do_not_call", entry_id, reason=reason)
            work.touch("callbacks")
            work.commit()
        return "Taken off the list; blocked callbacks to it can be called by hand with 2."
