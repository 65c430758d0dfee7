"""The next openings: days, providers and places searched by length, type, weekday and part of the day, nearest first,
with the reason when a gap is passed over (front-desk.md FD-73)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.day_units import DayUnits, day_units, each, span, starts, units_of
from psr_tui.domain.diary import Busy, Diary, FreeTime, Planner, VisitKind, free_time, slots_of, stretch
from psr_tui.domain.wanted import Found, Opening, Skipped, Wanted, days_of

MOST_SKIPS = 8
CHUNKS = (5, 14, 28)
"""Days read from the store at once: few first, because most searches end soon; the last number goes on."""


@dataclass(slots=True)
class _Search:
    wanted: Wanted
    kind: VisitKind
    now: datetime
    tz: ZoneInfo
    today: date
    minutes: int
    found: list[Opening] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def next_openings(
    wanted: Wanted, kind: VisitKind, now: datetime, tz: ZoneInfo, read: Callable[[date, date], Diary]
) -> Found:
    """The first ``wanted.most`` openings. ``read`` gives the diary from one date to another; it is asked for a
    few days and then for more at a time, so that a search that finds soon reads little."""
    today = now.astimezone(tz).date()
    search = _Search(wanted, kind, now, tz, today, wanted.minutes or kind.minutes)
    days = days_of(wanted, today)
    last, weeks = None, not days
    for some in _chunks(days):
        diary = read(min(some), max(some))
        weeks = weeks or any(diary.templates.values())
        for day in some:
            last = day
            _day(search, diary, day)
            if len(search.found) >= wanted.most:
                return Found(tuple(search.found[: wanted.most]), tuple(search.skipped), last)
    return Found(tuple(search.found), tuple(search.skipped), last, weeks)


def _chunks(days: list[date]) -> Iterator[list[date]]:
    first, turn = 0, 0
    while first < len(days):
        count = CHUNKS[min(turn, len(CHUNKS) - 1)]
        yield days[first : first + count]
        first, turn = first + count, turn + 1


def _day(search: _Search, diary: Diary, day: date) -> None:
    cap = search.kind.daily_cap
    if cap is not None and diary.of_type.get(day, 0) >= cap:
        _skip(search, day, "", "", f"{search.kind.label}: {cap} a day, and they are booked")
        return
    if day in diary.group_days:
        _skip(search, day, "", "", "the patient is in this group that day already")
        return
    units = day_units(day, search.tz)
    here = [
        opening
        for planner in diary.planners
        if not search.wanted.provider_ids or planner.provider_id in search.wanted.provider_ids
        for opening in _of_provider(search, diary, planner, units)
    ]
    here.sort(key=lambda one: (one.starts_at, one.provider, one.provider_id))
    search.found.extend(here)


def _of_provider(search: _Search, diary: Diary, planner: Planner, units: DayUnits) -> Iterator[Opening]:
    wanted, kind = search.wanted, search.kind
    template = diary.template(planner.provider_id, units.day)
    if template is None or (wanted.locations and template.location not in wanted.locations):
        return
    time = free_time(diary, planner.provider_id, units, kind, search.today, wanted.instead_of)
    if time is None:
        return
    asked = _asked(search, units)
    provider_units = units_of(kind.of_provider(search.minutes))
    others = _others(search, diary, units)
    blocked = _before(search, units)
    free = time.free & asked & ~blocked
    if kind.holds > 1:
        free &= ~time.taken[0]
    begins = starts(free, provider_units) & time.anchors
    begins &= _whole(~others, units_of(search.minutes), units)
    base = Opening(planner.provider_id, planner.name, units.day, "", search.now, search.minutes)
    base = replace(base, location=template.location, room_id=wanted.room_id)
    for unit in each(begins):
        bits = span(unit, provider_units)
        group = kind.holds > 1
        yield _at(
            base, units, unit, kind.holds if group else time.places(bits), kind.holds if group else time.left(bits)
        )
    if kind.holds > 1:
        yield from _groups(base, diary, units, search, time, asked & ~blocked)
    _gaps(search, diary, planner, time, asked, blocked, others, begins, provider_units)


def _at(base: Opening, units: DayUnits, unit: int, places: int, left: int) -> Opening:
    return replace(base, local_start=units.clock(unit), starts_at=units.instant(unit), places=places, left=left)


def _groups(
    base: Opening, diary: Diary, units: DayUnits, search: _Search, time: FreeTime, asked: int
) -> Iterator[Opening]:
    """Groups that stand there already and have a place left (FD-82)."""
    count: dict[int, int] = {}
    for visit in diary.busy.get((base.provider_id, units.day), ()):
        if visit.visit_type == search.kind.code and visit.visit_id != search.wanted.instead_of:
            unit = units.of(visit.starts_at)
            count[unit] = count.get(unit, 0) + 1
    for unit, number in sorted(count.items()):
        if number < search.kind.holds and asked >> unit & 1 and not time.away >> unit & 1:
            yield _at(base, units, unit, search.kind.holds, search.kind.holds - number)


def _asked(search: _Search, units: DayUnits) -> int:
    """The units in which somebody can come: parts of the day and hours, by the wall clock."""
    wanted = search.wanted
    bounds = [part.bounds for part in wanted.parts] or [(0, 1440)]
    if units.even:
        bits = 0
        for low, high in bounds:
            low, high = max(low, wanted.from_minute), min(high, wanted.until_minute)
            bits |= span(low // 5, (high - low) // 5)
        return bits
    return sum(
        1 << unit
        for unit in range(units.count)
        if wanted.from_minute <= units.minute(unit) < wanted.until_minute
        and any(low <= units.minute(unit) < high for low, high in bounds)
    )


def _before(search: _Search, units: DayUnits) -> int:
    """The units that are past, or too soon for the notice that is needed (FD-67, FD-94)."""
    notice = max(search.wanted.notice_minutes, search.kind.notice_minutes)
    first = units.up_to(search.now + timedelta(minutes=notice))
    return span(0, min(first, units.count)) if first > 0 else 0


def _others(search: _Search, diary: Diary, units: DayUnits) -> int:
    """Where the patient, or the room that is wanted, is taken (FD-68, FD-69)."""
    taken: Sequence[Busy] = [*diary.of_patient, *(diary.of_room if search.wanted.room_id else ())]
    bits = 0
    for visit in taken:
        if visit.visit_id != search.wanted.instead_of:
            bits |= stretch(units, visit.starts_at, visit.ends_at)
    for absence in diary.absences:
        if search.wanted.room_id and absence.room_id == search.wanted.room_id:
            bits |= stretch(units, absence.starts_at, absence.ends_at)
    return bits


def _whole(bits: int, count: int, units: DayUnits) -> int:
    """Units at which ``count`` of the day's ``bits`` in a row begin; the rest after midnight counts as free."""
    return starts(bits & ((1 << (units.count + count)) - 1), count)


def _gaps(
    search: _Search, diary: Diary, planner: Planner, time: FreeTime, asked: int, blocked: int, others: int,
    begins: int, count: int,
) -> None:  # fmt: skip
    """Say why a gap of the template is no opening, for the first few gaps of a search."""
    if len(search.skipped) >= MOST_SKIPS:
        return
    gaps = time.present & ~time.full & asked & ~span(0, max(0, time.units.of(search.now)))
    while gaps and len(search.skipped) < MOST_SKIPS:
        low = gaps & -gaps
        run = gaps & ~(gaps + low)
        gaps &= ~run
        if run & begins:
            continue
        why = _why(search, diary, planner, time, run, blocked, others, count)
        _skip(search, time.units.day, time.units.clock(low.bit_length() - 1), planner.name, why)


def _why(
    search: _Search, diary: Diary, planner: Planner, time: FreeTime, run: int, blocked: int, others: int, count: int
) -> str:
    day = time.units.day
    if not run & ~time.away:
        if day in diary.closed:
            return f"closed: {diary.closed[day]}"
        for one in diary.absences:
            if one.concerns(planner.provider_id) and stretch(time.units, one.starts_at, one.ends_at) & run:
                return one.name if one.kind == "blockout" else one.words(planner.name)
    if not run & ~time.away & ~blocked:
        return "too short notice"
    if run & others:
        return "the patient has another visit then" if not search.wanted.room_id else "patient or room is taken then"
    if not run & time.open:
        codes = [diary.codes[code] for code, bits in _codes(diary, planner, time) if bits & run]
        waits = next((one for one in codes if run & time.unreleased and not one.released(day, search.today)), None)
        return waits.not_yet(day, search.tz) if waits else f"kept for {codes[0].label}" if codes else "kept"
    free = run & time.open & ~time.away & ~blocked
    longest = max((n for n in range(1, count) if starts(free, n)), default=0)
    return f"only {5 * longest} min free"


def _codes(diary: Diary, planner: Planner, time: FreeTime) -> tuple[tuple[str, int], ...]:
    template = diary.template(planner.provider_id, time.units.day)
    found = slots_of(template, time.units)[0] if template else ()
    return tuple((code, bits) for code, bits in found if code in diary.codes)


def _skip(search: _Search, day: date, start: str, provider: str, why: str) -> None:
    if len(search.skipped) < MOST_SKIPS:
        search.skipped.append(Skipped(day, start, provider, why))
