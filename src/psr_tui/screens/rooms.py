"""The clinic's rooms in boxes: who is where, and a form to add, rename or switch one off (front-desk.md FD-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.flows import Flows
from psr_tui.services.rooms import NewRoom, RoomUse
from psr_tui.widgets.fields import CheckField, ChoiceField, Field

if TYPE_CHECKING:
    from psr_tui.screens.base import Place

_NEW = "new"


async def show_rooms(place: Place) -> None:
    """The list; a row opens its form, which a lead may save. Stays until the rep steps back."""
    while True:
        uses = await place.desk.ask(place.desk.rooms.uses)
        options = [(_NEW, "Add a room"), *((one.room.room_id, _line(place, one)) for one in uses)]
        chosen = await place.open(
            Choose("Rooms", options, note="" if uses else "No rooms yet: 3 marks as roomed only.")
        )
        if chosen is None:
            return
        await _edit(place, next((one for one in uses if one.room.room_id == chosen), None))


def _line(place: Place, one: RoomUse) -> str:
    room = one.room
    inside = "; ".join(place.shown.name(name) for name in one.inside)
    holds = f"up to {room.holds}" if room.holds > 1 else ""
    state = "switched off" if not room.active else inside or "free"
    return "  ".join(part for part in (room.name, room.provider or "everybody", room.location, holds, state) if part)


async def _edit(place: Place, one: RoomUse | None) -> None:
    providers = await place.desk.ask(place.desk.reference.providers)
    whose = [("", "everybody"), *((each.id, each.last_name) for each in providers)]
    fields = [
        Field("Name *", "name", required=True, max_length=12, help="Short: it stands on the row, for example Room 2."),
        ChoiceField("Whose", "provider_id", whose),
        Field("Location", "location", max_length=40, help="For example 2nd floor; the queue can be filtered by it."),
        Field("Holds", "holds", max_length=2, help="How many patients at once: 1, or more for a group room."),
        CheckField("In use", "active"),
    ]
    room = one.room if one else None

    async def act(_box: Flows[Any], values: dict[str, Any]) -> str | None:
        new = NewRoom(
            values["name"] or "", str(values["holds"] or "1"), values["location"] or "", values["provider_id"] or "",
            bool(values["active"]), room.room_id if room else "", room.version if room else 0,
        )  # fmt: skip
        return await place.desk.act(place.desk.rooms.save, new)

    values = {
        "name": room.name if room else "", "provider_id": room.provider_id if room else "",
        "location": room.location if room else "", "holds": str(room.holds if room else 1),
        "active": room.active if room else True,
    }  # fmt: skip
    said = await place.open(ActForm("Room", fields, act, values=values))
    if said is not None:
        place.say(said)
