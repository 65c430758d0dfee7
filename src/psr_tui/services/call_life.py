"""Starting, answering, holding, switching and ending a call; without a telephone system the rep says so (CC-62)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from psr_tui.domain.callers import heard_number
from psr_tui.domain.calls import CallAct, CallState, Role, check_room
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services import call_handing as handing
from psr_tui.services import call_legs
from psr_tui.services import call_steps as steps
from psr_tui.services.call_base import CallBase
from psr_tui.store.repositories.call_records import LineCall
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Ring:
    """A call that came to this rep and is not in a box yet: from the telephone system, or handed on by a colleague.

    ``number`` as the system wrote it; ``call_id`` only of one that was handed on; ``words`` what the colleague said.
    """

    number: str
    state: str
    key: str
    people: int = 0
    call_id: str = ""
    colleague: str = ""
    words: str = ""


class CallLife(CallBase):
    """The states of a rep's own calls."""

    def start(self, actor: Actor, command_id: str) -> str:
        """A call came in: its timer starts now and nothing is asked first. What the telephone system knows of the
        call on this rep's line is taken along; a call that is on the line already is the same call. Whoever is in the
        ear goes on hold. The same ``command_id`` twice is one call. Raises Refused with two calls already."""
        with self._store.write(actor, "call.start") as work:
            if work.calls.get(command_id) is not None:
                return command_id
            told = work.call_line.now(actor.staff_id)
            there = work.calls.of_line(told.line_call_id, actor.staff_id) if told else None
            if told is not None and there is not None:
                if steps.live(there):
                    return there.id
                told = replace(told, line_call_id="") if there.state is CallState.MISSED else None
            check_room(call.state for call in work.calls.open_of(actor.staff_id))
            self._add(work, actor, command_id, told)
            work.commit()
        return command_id

    def _add(self, work: UnitOfWork, actor: Actor, call_id: str, told: LineCall | None) -> None:
        number = heard_number(told.number if told else "")
        rings = told is not None and told.state == "ringing"
        if not rings:
            self._hold_callback(work, actor)
            steps.hold_others(work, actor)
        work.calls.add(
            {
                "id": call_id, "direction": "in", "staff_id": actor.staff_id, "station": actor.station,
                "state": (CallState.RINGING if rings else CallState.TALKING).value, "number": number.e164,
                "number_typed": number.typed, "line": told.source or "line" if told else "manual",
                "line_call_id": told.line_call_id if told else "", "queue": told.queue if told else "",
                "started_at": work.now, "answered_at": None if rings else work.now, "caller_role": Role.UNKNOWN.value,
            },
            actor.name, work.now,
        )  # fmt: skip
        call = steps.found(work, call_id)
        steps.log(work, actor, call, CallAct.RING if rings else CallAct.START)
        steps.hear_line(work, actor, call)

    def _hold_callback(self, work: UnitOfWork, actor: Actor) -> None:
        """Whoever is being called back waits too: that call gets its leg now, so that its hold counts."""
        held = work.callbacks.held_by(actor.staff_id)
        if held is not None:
            item = acts.found(work, held)
            if item.ended_at is None:
                call_legs.leg_of(work, actor, item)

    def answer_call(self, actor: Actor, call_id: str) -> str:
        """Somebody is on the line now. Pressing again changes nothing."""
        with self._store.write(actor, "call.answer", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if call.state is CallState.RINGING:
                steps.hold_others(work, actor, call_id)
                call = steps.move(work, actor, call, CallAct.ANSWER)
                handing.taken_over(work, actor, call)
                work.commit()
                return "Answered; the talk time counts from now."
        return "It is answered already."

    def hold_call(self, actor: Actor, call_id: str) -> str:
        """On hold, or back in the ear; whoever was there goes on hold instead."""
        with self._store.write(actor, "call.hold", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if call.state is CallState.HELD:
                steps.hold_others(work, actor, call_id)
                steps.move(work, actor, call, CallAct.RESUME)
                words = "Back on the line: thank them for waiting."
            else:
                steps.move(work, actor, call, CallAct.HOLD)
                words = "On hold; h takes them back."
            work.commit()
        return words

    def take_up(self, actor: Actor, call_id: str) -> None:
        """Back on the line with somebody who waits; nothing changes for a call that does not wait."""
        with self._store.write(actor, "call.resume", "call", call_id) as work:
            call = steps.mine(work, actor, call_id)
            if call.state is CallState.HELD:
                steps.hold_others(work, actor, call_id)
                steps.move(work, actor, call, CallAct.RESUME)
                work.commit()

    def take_other(self, actor: Actor, from_id: str) -> str:
        """The one key that changes between two calls: whoever is in the ear goes on hold, the other one comes. The
        answer is the call that is shown now. Raises Refused when there is no other call."""
        with self._store.write(actor, "call.switch", "call", from_id) as work:
            calls = work.calls.open_of(actor.staff_id)
            others = [call for call in calls if call.id != from_id]
            if not others:
                raise Refused("There is no other call; n takes one more.")
            after = [call for call in others if call.id > from_id] or others
            taken = next((call for call in after if call.state is CallState.HELD), after[0])
            if taken.state is CallState.HELD:
                steps.hold_others(work, actor, taken.id)
                steps.move(work, actor, taken, CallAct.RESUME)
                work.commit()
        return taken.id

    def end_call(self, actor: Actor, call_id: str) -> str:
        """The rep says: it is over. Wrap-up counts from here (CC-67). Pressing again changes nothing."""
        with self._store.write(actor, "call.end", "call", call_id) as work:
            call = steps.hear_line(work, actor, steps.mine(work, actor, call_id))
            if call.state not in (CallState.WRAP, CallState.MISSED):
                steps.move(work, actor, call, CallAct.END)
            work.commit()
        return "The call has ended; the digit of the outcome saves it."

    def hear(self, actor: Actor) -> tuple[Ring, ...]:
        """Take in what the telephone system tells of this rep's open calls, and name what rings for them and stands
        in no box yet. Writes only when something was told."""
        with self._store.read() as work:
            calls = work.calls.open_of(actor.staff_id)
            news = [c.id for c in calls if c.line_call_id and work.call_line.news(c.id, c.line_call_id, c.staff_id)]
        if news:
            with self._store.write(actor, "call.hear") as work:
                for call_id in news:
                    steps.hear_line(work, actor, steps.found(work, call_id))
                work.commit()
        with self._store.read() as work:
            return self._ringing(work, actor)

    def _ringing(self, work: UnitOfWork, actor: Actor) -> tuple[Ring, ...]:
        found = []
        told = work.call_line.now(actor.staff_id)
        if told is not None and work.calls.of_line(told.line_call_id, actor.staff_id) is None:
            number = heard_number(told.number)
            people = len({one.patient_id for one in work.call_people.by_number(number.e164, number.extension)})
            found.append(Ring(number.display, told.state, f"{told.line_call_id} {told.state}", people))
        for call in work.calls.open_of(actor.staff_id):
            coming = work.calls.coming_to(call) if call.state is CallState.RINGING else None
            if coming is not None and coming.open:
                shown = heard_number(call.number or call.number_typed).display
                found.append(Ring(shown, "handed on", call.id, 0, call.id, coming.from_name, coming.words))
        return tuple(found)
