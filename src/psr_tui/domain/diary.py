"""What the schedule knows about a stretch of days, and how much of one provider's day is free (front-desk.md 5).

Free time is worked out on bits, one for each five minutes: a provider's day is a few whole numbers, so that a search
over fifty providers and four months is a matter of a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from psr_tui.domain.day_units import UNIT, DayUnits, minute_of, span, units_of
from psr_tui.domain.slots import Absence, SlotCode, Template, template_of


@dataclass(frozen=True, slots=True)
class Planner:
    """A provider as the schedule offers them."""

    provider_id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class VisitKind:
    """A visit type as booking needs it (FD-63). ``holds``: people at one time, more than one makes it a group;
    ``provider_minutes``: how long the provider is needed, None = all the time (FD-75)."""

    code: str
    label: str
    minutes: int = 15
    preparation: str = ""
    holds: int = 1
    daily_cap: int | None = None
    notice_minutes: int = 0
    needs_authorisation: bool = False
    early_minutes: int = 0
    starts_as: str = "booked"
    provider_minutes: int | None = None
    cents: int | None = None
    glyph: str = ""

    def of_provider(self, minutes: int) -> int:
        """How much of a visit of ``minutes`` the provider is needed for."""
        return min(minutes, self.provider_minutes or minutes)


@dataclass(frozen=True, slots=True)
class Busy:
    """A visit that takes up time: the provider until ``provider_until``, patient and room until ``ends_at``."""

    visit_id: str
    patient_id: str
    provider_id: str | None
    room_id: str | None
    visit_type: str
    starts_at: datetime
    ends_at: datetime
    provider_until: datetime
    local_start: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Diary:
    """Templates, absences and visits of a stretch of days. Only visits that hold time are in it (FD-74)."""

    planners: Sequence[Planner] = ()
    codes: Mapping[str, SlotCode] = field(default_factory=dict)
    templates: Mapping[str, Sequence[Template]] = field(default_factory=dict)
    absences: Sequence[Absence] = ()
    closed: Mapping[date, str] = field(default_factory=dict)
    busy: Mapping[tuple[str, date], Sequence[Busy]] = field(default_factory=dict)
    packed: Mapping[tuple[str, date], str] | None = None
    """Instead of ``busy`` where only the times count: ``08:00+15 09:30+45``, wall start and minutes of the provider."""
    of_patient: Sequence[Busy] = ()
    of_room: Sequence[Busy] = ()
    of_type: Mapping[date, int] = field(default_factory=dict)
    group_days: frozenset[date] = frozenset()
    """Days on which the patient is in a group of this type already (FD-82)."""

    def template(self, provider_id: str, day: date) -> Template | None:
        """The template of a provider that says how this date usually is."""
        return template_of(self.templates.get(provider_id, ()), day)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """One provider's day in bits. ``present``: in, by the template; ``open``: may be booked by this kind of visit now;
    ``away``: absent or kept for others; ``full``: no place left; ``taken[n]``: more than n visits at that time."""

    units: DayUnits
    present: int
    open: int
    unreleased: int
    away: int
    full: int
    taken: tuple[int, ...]
    anchors: int
    limits: tuple[tuple[int, int], ...]  # (places, bits)

    @property
    def free(self) -> int:
        """Where this kind of visit may be put."""
        return self.open & ~self.away & ~self.full

    @property
    def taken_up(self) -> int:
        """Where no other visit can be, also outside the template, where one visit is enough."""
        return self.full | (self.taken[0] & ~self.present if self.taken else 0)

    def left(self, bits: int) -> int:
        """Places left over all of ``bits``."""
        return min((places - self._used(bits & where) for places, where in self.limits if where & bits), default=0)

    def places(self, bits: int) -> int:
        """How many visits there may be at some moment of ``bits``; 1 outside the template."""
        return max((places for places, where in self.limits if where & bits), default=1)

    def _used(self, bits: int) -> int:
        return sum(1 for level in self.taken if level & bits)


@lru_cache(maxsize=8192)
def _slots_of(template: Template, units: DayUnits | None) -> tuple[tuple[tuple[str, int], ...], int]:
    """(code, bits) of a template's slots and the units in which slots begin; ``units`` only for an uneven day."""
    bits: dict[str, int] = {}
    begins = 0
    count = units_of(template.slot_minutes)
    for minute, code in template.minutes():
        first = minute // 5 if units is None else units.unit(minute)
        if first is None:
            continue
        bits[code] = bits.get(code, 0) | span(first, count)
        begins |= 1 << first
    return tuple(bits.items()), begins


def slots_of(template: Template, units: DayUnits) -> tuple[tuple[tuple[str, int], ...], int]:
    """The slots of a date in bits."""
    return _slots_of(template, None if units.even else units)


def free_time(
    diary: Diary, provider_id: str, units: DayUnits, kind: VisitKind, today: date, without: str = ""
) -> FreeTime | None:
    """How much of a provider's day this kind of visit may use; None when no template says they are in. ``without``:
    the visit that is being moved, whose own time counts as free."""
    template = diary.template(provider_id, units.day)
    if template is None:
        return None
    slots, anchors = slots_of(template, units)
    present = opened = unreleased = 0
    limits: dict[int, int] = {}
    for code, bits in slots:
        known = diary.codes.get(code)
        if known is None:
            continue
        present |= bits
        limits[known.places] = limits.get(known.places, 0) | bits
        if not known.takes(kind.code):
            continue
        opened |= bits
        if not known.released(units.day, today):
            unreleased |= bits
    away = _away(diary, provider_id, units, kind.code)
    taken, ends = _taken(_stretches(diary, provider_id, units, without), max(limits, default=1))
    full = 0
    for places, bits in limits.items():
        full |= taken[places - 1] & bits
    return FreeTime(
        units, present, opened & ~unreleased, unreleased, away, full, tuple(taken), anchors | ends,
        tuple(limits.items()),
    )  # fmt: skip


def _away(diary: Diary, provider_id: str, units: DayUnits, visit_type: str) -> int:
    if units.day in diary.closed:
        return (1 << units.count) - 1
    bits = 0
    for one in diary.absences:
        if one.concerns(provider_id) and one.stops(visit_type):
            bits |= stretch(units, one.starts_at, one.ends_at)
    return bits


def _stretches(diary: Diary, provider_id: str, units: DayUnits, without: str) -> Iterable[int]:
    """The bits of each visit of a provider's day."""
    key = (provider_id, units.day)
    if diary.packed is None:
        return [
            stretch(units, one.starts_at, one.provider_until)
            for one in diary.busy.get(key, ())
            if one.visit_id != without
        ]
    return [_packed(text, None if units.even else units) for text in diary.packed.get(key, "").split()]


@lru_cache(maxsize=8192)
def _packed(text: str, units: DayUnits | None) -> int:
    """The bits of one visit of ``packed``; ``units`` only for an uneven day."""
    clock, _, minutes = text.partition("+")
    minute = minute_of(clock)
    first = minute // UNIT if units is None else units.unit(minute)
    if first is None:  # booked by the instant, into an hour the clocks skip: the hour after it
        first = units.unit(minute + 60) or 0 if units else 0
    return span(first, units_of(int(minutes) + minute % UNIT))


def _taken(stretches: Iterable[int], most: int) -> tuple[list[int], int]:
    levels = [0] * most
    ends = 0
    for bits in stretches:
        for level in range(most - 1, 0, -1):
            levels[level] |= levels[level - 1] & bits
        levels[0] |= bits
        ends |= (bits + (bits & -bits)) if bits else 0
    return levels, ends


def stretch(units: DayUnits, start: datetime, end: datetime) -> int:
    """The bits of the units that a stretch of time touches on this day."""
    first, last = max(0, units.of(start)), min(units.count, units.up_to(end))
    return span(first, last - first)
