"""Rooms patients are brought to: whose they are, who is in them, and which one is meant (front-desk.md FD-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import fold

LONGEST_NAME = 12
MOST_PATIENTS = 20


@dataclass(frozen=True, slots=True)
class Room:
    """One room. ``provider_id`` '' means everybody's; ``holds`` is how many patients may be in it at once."""

    room_id: str
    version: int
    changed_by: str
    changed_at: datetime
    name: str
    location: str = ""
    holds: int = 1
    provider_id: str = ""
    provider: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class RoomUse:
    """A room and the names of who is in it now."""

    room: Room
    inside: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        """Whether one more patient may be brought here."""
        return self.room.active and len(self.inside) < self.room.holds

    def words(self) -> str:
        """``Room 2 (SMITH, Jon)``."""
        return f"{self.room.name} ({'; '.join(self.inside)})" if self.inside else self.room.name


class RoomAsked(Refused):
    """More than one room is free: the screen asks which; ``free`` are those to choose from."""

    def __init__(self, free: Sequence[Room]) -> None:
        super().__init__("More than one room is free: choose one.")
        self.free = tuple(free)


class RoomTaken(Refused):
    """There is no place in the room that was meant; ``names`` are the patients the sentence names, so that a screen in
    privacy mode can shorten them."""

    def __init__(self, sentence: str, names: Sequence[str]) -> None:
        super().__init__(sentence)
        self.names = tuple(names)


def rooms_of(uses: Sequence[RoomUse], provider_id: str) -> tuple[RoomUse, ...]:
    """The rooms a provider's patients may be brought to: their own first, then everybody's; in use or not."""
    own = [one for one in uses if one.room.active and provider_id and one.room.provider_id == provider_id]
    return (*own, *(one for one in uses if one.room.active and not one.room.provider_id))


def choose(
    uses: Sequence[RoomUse], provider_id: str, provider: str, wanted: str = "", first_free: bool = False
) -> Room | None:
    """The room a patient is brought to. None when this clinic gave the provider no rooms: then roomed says no more.

    ``wanted`` is the id of the room that was chosen; ``first_free`` takes the first free one without asking, for a
    batch. Raises RoomTaken naming who is in it, RoomAsked when several are free and none was chosen.
    """
    if wanted:
        found = next((one for one in uses if one.room.room_id == wanted), None)
        if found is None or not found.room.active:
            raise Refused("That room is not in use any more; press 3 again and choose another.")
        if not found.free:
            raise RoomTaken(f"{found.words()} is taken; press 3 again and choose another room.", found.inside)
        return found.room
    mine = rooms_of(uses, provider_id)
    free = [one.room for one in mine if one.free]
    if not mine:
        return None
    if not free:
        whose = f"Every room of {provider}" if provider and provider_id else "Every room"
        inside = [name for one in mine for name in one.inside]
        raise RoomTaken(f"{whose} is taken: {', '.join(one.words() for one in mine)}. Free one first.", inside)
    if len(free) > 1 and not first_free:
        raise RoomAsked(free)
    return free[0]


def checked_name(typed: str, others: Sequence[Room]) -> str:
    """A room's name: short, because it stands on the row, and nobody else's. Raises InvalidInput."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"Name: 1 to {LONGEST_NAME} characters, for example Room 2.", "Name")
    if any(fold(one.name) == fold(name) for one in others):
        raise InvalidInput(f"There is a room {name} already; choose another name.", "Name")
    return name


def checked_holds(typed: str) -> int:
    """How many patients a room may hold, from 1. Raises InvalidInput."""
    if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= MOST_PATIENTS:
        raise InvalidInput(f"Holds: a number of patients from 1 to {MOST_PATIENTS}, for example 1.", "Holds")
    return int(typed)
