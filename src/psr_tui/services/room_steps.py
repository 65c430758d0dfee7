"""What a step of a visit does to rooms, inside the step's own transaction (front-desk.md FD-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psr_tui.domain.rooms import choose
from psr_tui.domain.visit import Act, VisitState

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


def room_step(
    work: UnitOfWork, visit: Visit, act: Act, to: VisitState, wanted: str, first_free: bool
) -> tuple[str, dict[str, Any]]:
    """The name of the room a step leads to ('' for none), and the columns of the visit it changes.

    Going back before roomed frees the room. Whoever is taken back into a room keeps it while it has place; else they
    are roomed without one, and 3 gives them another. Raises RoomTaken, RoomAsked.
    """
    if to is not VisitState.ROOMED:
        return "", {"room_id": None} if visit.room_id and to.rank < VisitState.ROOMED.rank else {}
    uses = work.rooms.uses(visit.local_date)
    if act is Act.MOVE or act is Act.CAME_AFTER_ALL:
        room = choose(uses, visit.provider_id or "", visit.provider, wanted, first_free)
    else:
        room = next((one.room for one in uses if one.room.room_id == visit.room_id and one.free), None)
    return (room.name, {"room_id": room.room_id}) if room else ("", {"room_id": None})
