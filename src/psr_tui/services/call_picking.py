"""Taking a caller who waits in a queue, from the board (call-center.md CC-110)."""

from __future__ import annotations

from psr_tui.domain.calls import check_room
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services import call_steps as steps
from psr_tui.services.call_life import CallLife
from psr_tui.store.repositories.call_records import LineCall


class CallPicking(CallLife):
    """A waiting call becomes a rep's own call that rings; the rep or the telephone system says when it is answered."""

    def pick(self, actor: Actor, command_id: str, line_call_id: str) -> str:
        """The answer is the call. The same ``command_id`` twice is one call. Raises Refused for a caller who does not
        wait any more or whom a colleague takes, and with two calls already."""
        with self._store.write(actor, "call.pick") as work:
            if work.calls.get(command_id) is not None:
                return command_id
            own = work.calls.of_line(line_call_id, actor.staff_id)
            if own is not None and steps.live(own):
                return own.id
            caller = next((one for one in work.wallboard.waiting() if one.call_id == line_call_id), None)
            if caller is None or own is not None:
                raise Refused("This caller does not wait any more; the board shows who does.")
            taken = work.wallboard.picked().get(line_call_id)
            if taken is not None:
                raise Refused(f"{taken} takes this caller already; choose another one.")
            check_room(call.state for call in work.calls.open_of(actor.staff_id))
            told = LineCall(line_call_id, "ringing", caller.joined_at, caller.number, caller.queue)
            self._add(work, actor, command_id, told)
            work.commit()
        return command_id
