"""Rooms: which ones a patient may be brought to, moving from one to another, and the clinic's list of them (FD-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psr_tui.domain import rooms as rules
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.rooms import Room, RoomAsked, RoomTaken, RoomUse
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.domain.visit import Act, VisitState
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.visit_acts import Moved, Said, VisitActs

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["NewRoom", "Room", "RoomAsked", "RoomService", "RoomTaken", "RoomUse"]

LAST = "queue.room."


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room as it is typed. ``room_id`` '' is a new one; ``version`` is the one that was shown."""

    name: str
    holds: str = "1"
    location: str = ""
    provider_id: str = ""
    active: bool = True
    room_id: str = ""
    version: int = 0


class RoomService:
    """Rooms as F2 asks for them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = VisitActs()

    def free(self, actor: Actor, visit_id: str) -> Sequence[Room]:
        """The free rooms for this visit; none when the clinic gave its provider no rooms, or when all are taken."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            mine = rules.rooms_of(work.rooms.uses(visit.local_date), visit.provider_id or "")
            return [one.room for one in mine if one.free]

    def last(self, actor: Actor, visit_id: str) -> str:
        """The id of the room this person chose last for the provider of this visit, '' for none."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            return work.staff.preference(actor.staff_id, f"{LAST}{visit.provider_id or ''}")

    def remember(self, actor: Actor, visit_id: str, room_id: str) -> None:
        """The room this person chose, offered first the next time for the same provider."""
        with self._store.write(actor, "remember_room") as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            work.staff.prefer(actor.staff_id, f"{LAST}{visit.provider_id or ''}", room_id)
            work.commit()

    def change_room(self, actor: Actor, visit_id: str, version: int, room_id: str) -> Moved:
        """Bring somebody who is in a room to another one. Raises Stale, Refused, RoomTaken."""
        with self._store.write(actor, "room", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            if visit.state is not VisitState.ROOMED:
                raise Refused(f"{visit.patient} is {visit.state.word}: 3 brings them to a room.")
            room = rules.choose(work.rooms.uses(visit.local_date), visit.provider_id or "", visit.provider, room_id)
            if room is None or room.room_id == visit.room_id:
                raise Refused(f"{visit.patient} is in that room already.")
            number = self._move(work, actor, visit, room)
            work.commit()
        return Moved(visit_id, number, visit.state, f"{visit.patient} is in {room.name} now.")

    def _move(self, work: UnitOfWork, actor: Actor, visit: Visit, room: Room) -> int:
        number = work.visits.change(visit.visit_id, actor.name, work.now, room_id=room.room_id)
        event = self._acts.event(work, actor, visit, Act.ROOM, visit.state, Said())
        work.visits.append(replace(event, room=room.name), number)
        work.audit.append("room", "appointment", visit.visit_id, detail={"room": room.room_id})
        work.touch("queue")
        return number

    # --- the clinic's list ---
    def uses(self, actor: Actor) -> Sequence[RoomUse]:
        """Every room and who is in it today; the names go into the list's audit by the queue, which shows them too."""
        with self._store.read() as work:
            return work.rooms.uses(local_date(work.now, work.clinic.get().tz))

    def locations(self, actor: Actor) -> Sequence[str]:
        """Where the rooms are."""
        with self._store.read() as work:
            return work.rooms.locations()

    def save(self, actor: Actor, new: NewRoom) -> str:
        """Add or change a room; a lead may. Returns the sentence for the message line. Raises InvalidInput, Stale,
        Refused when somebody is in a room that is to be switched off."""
        actor.require(Role.LEAD, "change the rooms")
        with self._store.write(actor, "room", "room", new.room_id) as work:
            clinic = work.clinic.get()
            rooms = work.rooms.uses(local_date(work.now, clinic.tz))
            others = [one.room for one in rooms if one.room.room_id != new.room_id]
            values = {
                "name": rules.checked_name(new.name, others), "holds": rules.checked_holds(new.holds),
                "location": clean(new.location, 40), "provider_id": new.provider_id or None, "active": new.active,
            }  # fmt: skip
            if new.room_id:
                known = must_exist(next((one for one in rooms if one.room.room_id == new.room_id), None), "This room")
                guard_version(known.room.name, known.room, new.version, clinic.tz)
                if known.inside and not new.active:
                    raise RoomTaken(f"{known.words()} is in use; free it before it is switched off.", known.inside)
                work.rooms.change(new.room_id, actor.name, work.now, **values)
            else:
                work.rooms.add(work.new_id(), actor.name, work.now, **values)
            work.audit.append("room", "room", new.room_id, detail={"name": values["name"]})
            work.touch("queue")
            work.commit()
        return f"{values['name']} is saved." if new.active else f"{values['name']} is switched off."
