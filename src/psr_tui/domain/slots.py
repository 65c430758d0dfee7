"""A provider's usual week as characters, what each character lets in, and the times at which nobody can be booked.

Sources: front-desk.md FD-64 (one character a slot), FD-65 (release), FD-66 (places), FD-71 and FD-72 (absences and
blockouts); codes of 18.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.day_units import UNIT, hhmm, minute_of
from psr_tui.domain.errors import InvalidInput

OUT = "."
"""The character of a template for "not in"."""
URGENT = frozenset({"URG", "WALK"})
"""Visit types an emergency-only blockout lets in."""
_LONGEST = 288


@dataclass(frozen=True, slots=True)
class SlotCode:
    """What one character stands for. ``minutes``: the usual length there; ``places``: visits at the same time."""

    code: str
    label: str
    minutes: int = 15
    release: str = ""  # '' any time, day = on the same day only, week = in the same week only
    places: int = 1
    visit_types: tuple[str, ...] = ()  # none = all
    colour: str = ""

    def takes(self, visit_type: str) -> bool:
        """Whether this kind of visit belongs here."""
        return not self.visit_types or visit_type in self.visit_types

    def opens_at(self, day: date, tz: ZoneInfo) -> datetime | None:
        """When a slot of ``day`` is released for booking; None when it always was. Weeks begin on Sunday."""
        if self.release == "day":
            return at_local(day, 0, 0, tz)
        if self.release == "week":
            return at_local(day - timedelta(days=(day.weekday() + 1) % 7), 0, 0, tz)
        return None

    def released(self, day: date, today: date) -> bool:
        """Whether a slot of ``day`` may be booked on ``today`` already."""
        if self.release == "day":
            return today >= day
        if self.release == "week":
            return today >= day - timedelta(days=(day.weekday() + 1) % 7)
        return True

    def not_yet(self, day: date, tz: ZoneInfo) -> str:
        """Why it cannot be booked yet, with the time it can (FD-65)."""
        opens = self.opens_at(day, tz)
        when = f"{opens.astimezone(tz):%a %m/%d %H:%M}" if opens else "now"
        return f"{self.label} slot: it can be booked from {when} on"


def known_codes(codes: Iterable[SlotCode]) -> dict[str, SlotCode]:
    """Slot codes by their character."""
    return {one.code: one for one in codes}


@dataclass(frozen=True, slots=True)
class Template:
    """A provider's usual weekday (0 Monday) from ``starts_on`` on. ``first`` is wall time in minutes from 00:00."""

    template_id: str
    provider_id: str
    weekday: int
    starts_on: date
    ends_on: date | None
    first: int
    slot_minutes: int
    slots: str
    location: str = ""
    version: int = 1

    def in_force(self, day: date) -> bool:
        """Whether it says something about this date."""
        return day.weekday() == self.weekday and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def minutes(self) -> Iterable[tuple[int, str]]:
        """Each slot as (wall minute it begins at, code), without those in which nobody is there."""
        for place, code in enumerate(self.slots):
            if code not in (OUT, " "):
                yield self.first + place * self.slot_minutes, code

    @property
    def words(self) -> str:
        """``08:00 111.1111``."""
        return f"{hhmm(self.first)} {self.slots}"


def template_of(templates: Iterable[Template], day: date) -> Template | None:
    """The template of a date among those of one provider: the one that began last."""
    fitting = [one for one in templates if one.in_force(day)]
    return max(fitting, key=lambda one: one.starts_on, default=None)


def read_slots(typed: str, first: int, slot_minutes: int, codes: Mapping[str, SlotCode]) -> str:
    """A template's characters as typed. Raises InvalidInput naming the character nobody knows, a slot that is no
    multiple of five minutes, and a day that runs past midnight."""
    text = typed.strip().replace(" ", OUT).rstrip(OUT)
    for place, code in enumerate(text):
        if code != OUT and code not in codes:
            at = hhmm(first + place * slot_minutes)
            known = " ".join(sorted(codes))
            raise InvalidInput(f"Slots: {code!r} at {at} is no slot code; use {known}, or . for not in.", "Slots")
    if slot_minutes % UNIT or not UNIT <= slot_minutes <= 240:
        raise InvalidInput("Minutes of a slot: 5 to 240 in steps of 5, for example 15.", "Minutes")
    if first % UNIT:
        raise InvalidInput("First slot: a time in steps of five minutes, for example 08:00.", "First slot")
    if len(text) > _LONGEST or first + len(text) * slot_minutes > 24 * 60:
        raise InvalidInput("Slots: this day would run past midnight; type fewer characters.", "Slots")
    return text


_REASONS = {
    "out": "is out",
    "vacation": "is on vacation",
    "lunch": "is at lunch",
    "holiday": "is away: holiday",
    "closed": "is closed",
    "meeting": "is in a meeting",
    "reserved": "is reserved",
    "other": "is not available",
}
ABSENCE_REASONS = tuple(_REASONS)


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch in which the practice, a provider or a room cannot be booked, or only by some visits (a blockout).
    Instants are aware UTC; a kind ``blockout`` without a provider holds for everybody."""

    absence_id: str
    kind: str  # practice, provider, room, blockout
    provider_id: str | None
    room_id: str | None
    starts_at: datetime
    ends_at: datetime
    reason: str = "out"
    visit_types: tuple[str, ...] = ()
    emergency_only: bool = False
    note: str = ""
    version: int = 1

    def concerns(self, provider_id: str | None) -> bool:
        """Whether it keeps this provider from being booked (rooms are asked about apart)."""
        if self.kind == "room":
            return False
        return self.kind == "practice" or self.provider_id is None or self.provider_id == provider_id

    def stops(self, visit_type: str) -> bool:
        """Whether this kind of visit is kept out. An absence stops all; a blockout lets in what it is for (FD-72)."""
        if self.kind != "blockout":
            return True
        if self.emergency_only:
            return visit_type not in URGENT
        return visit_type not in self.visit_types

    @property
    def name(self) -> str:
        """What a blockout is called in a refusal."""
        if self.note:
            return self.note
        if self.emergency_only:
            return "emergencies only"
        return f"kept for {', '.join(self.visit_types)}" if self.visit_types else self.reason

    def words(self, who: str) -> str:
        """``Lee is on vacation``; the note stands in brackets."""
        subject = "The clinic" if self.kind == "practice" else who
        said = f"{subject} {_REASONS.get(self.reason, _REASONS['other'])}"
        return f"{said} ({self.note})" if self.note else said


def overlapping(absences: Sequence[Absence], start: datetime, end: datetime) -> list[Absence]:
    """The absences that touch a stretch of time."""
    return [one for one in absences if one.starts_at < end and start < one.ends_at]


def read_first(clock: str) -> int:
    """The time of the first slot as typed, in minutes from midnight."""
    return minute_of(clock)
