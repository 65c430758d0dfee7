"""The line in front of a provider: who is next, what priority and a step up or down do to it (front-desk.md FD-13).

A place in the line is a moment: when the visit could begin, moved by the seconds somebody gave it (``weight``). A
priority comes before every moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import clean

UNTIMED = "urgent"
"""The stored kind of a visit that stands on a provider's list without a time: home visits, urgent care (FD-17)."""
NO_TIME = "list"
"""What stands where others have their time."""


class Priority(IntEnum):
    """How soon somebody should be seen; the value is the stored one."""

    NONE = 0
    SOON = 1
    NEXT = 2

    @property
    def mark(self) -> str:
        """Glyph and word on the row, '' for none."""
        return ("", "!SOON", "!!NEXT")[self]


def parse_priority(typed: str) -> tuple[Priority, str]:
    """``soon chest pain`` as priority and comment. Raises InvalidInput: a priority without a reason helps nobody."""
    word, _, comment = typed.strip().partition(" ")
    found = next((one for one in Priority if word and one.name.casefold() == word.casefold()), None)
    if found is None:
        raise InvalidInput("Say soon, next or none, and why: for example :priority soon short of breath.", "Command")
    if found and not comment.strip():
        raise InvalidInput(f"Say why: for example :priority {word.casefold()} short of breath.", "Command")
    return found, clean(comment, 200)


@dataclass(frozen=True, slots=True)
class Place:
    """One visit's place in the line. ``at`` is when it could begin (booked time or arrival, the later one), aware UTC;
    ``minutes`` its length."""

    visit_id: str
    name: str
    at: datetime
    weight: int = 0
    priority: Priority = Priority.NONE
    minutes: int = 15
    here: bool = True

    @property
    def order(self) -> tuple[int, int, str]:
        """What the line is sorted by."""
        return -self.priority, self.moment, self.visit_id

    @property
    def moment(self) -> int:
        """Seconds by which it stands, weight included."""
        return round(self.at.timestamp() * 1000) // 1000 + self.weight


def in_line(places: Sequence[Place]) -> tuple[Place, ...]:
    """Everybody in the order they are to be seen."""
    return tuple(sorted(places, key=lambda one: one.order))


def ahead_of(places: Sequence[Place], visit_id: str) -> tuple[Place, ...]:
    """Who is here and stands before this visit; empty when it is not in the line."""
    line = in_line(places)
    at = next((number for number, one in enumerate(line) if one.visit_id == visit_id), 0)
    return tuple(one for one in line[:at] if one.here)


def shifted(places: Sequence[Place], visit_id: str, step: int) -> int:
    """The weight that brings a visit one place forward (``step`` -1) or back (1), past its neighbour of the same
    priority. Raises Refused at the ends, and where the neighbour's priority stands against it."""
    line = in_line(places)
    at = next((number for number, one in enumerate(line) if one.visit_id == visit_id), None)
    if at is None:
        raise Refused("Only somebody who waits, or stands on a list without times, can be moved in the line.")
    mine, other = line[at], at + step
    if not 0 <= other < len(line):
        raise Refused(f"{mine.name} is {'first' if step < 0 else 'last'} in the line already.")
    if line[other].priority != mine.priority:
        raise Refused(f"{line[other].name} has another priority; :priority changes that of {mine.name}.")
    return line[other].moment - mine.moment + mine.weight + step


def place_words(places: Sequence[Place], visit_id: str, provider: str) -> str:
    """``SMITH, Jon is number 2 in the line of Lee``."""
    line = in_line(places)
    number, mine = next((number, one) for number, one in enumerate(line, start=1) if one.visit_id == visit_id)
    return f"{mine.name} is number {number} in the line" + (f" of {provider}" if provider else "")
