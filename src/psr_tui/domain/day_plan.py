"""One day of the schedule as lines and columns: a line for each time, a column for each provider (front-desk.md 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.day_units import DayUnits, day_units, hhmm, minute_of
from psr_tui.domain.diary import Diary, FreeTime, Planner, VisitKind, free_time, slots_of
from psr_tui.domain.slots import Absence
from psr_tui.domain.visit import VisitState

STEP = 15
"""Minutes between two lines; a slot or a visit that begins between them gets a line of its own."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit as the schedule shows it and acts on it."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    dob: date | None
    day: date
    local_start: str
    starts_at: datetime
    minutes: int
    provider_id: str | None
    provider: str
    visit_type: str
    label: str
    glyph: str
    kind: str
    state: VisitState
    confirmation: str
    note: str
    series_id: str | None
    interpreter: str


class Look(StrEnum):
    """What a cell of the grid shows."""

    VISIT = "visit"
    GOES_ON = "goes_on"
    OPEN = "open"
    AWAY = "away"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One provider at one line. ``text`` is for an open or closed time; a visit brings its own."""

    look: Look
    text: str = ""
    visit: PlannedVisit | None = None


@dataclass(frozen=True, slots=True)
class GridLine:
    """A time, and what each provider has then. ``first``: False for further visits of the same time."""

    minute: int
    first: bool
    cells: tuple[GridCell, ...]

    @property
    def clock(self) -> str:
        """``09:15``."""
        return hhmm(self.minute)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day of the schedule. ``closed``: what a closed day is called."""

    day: date
    planners: tuple[Planner, ...]
    lines: tuple[GridLine, ...]
    closed: str = ""
    booked: int = 0
    open: int = 0

    @property
    def words(self) -> str:
        """The counts of line 2."""
        parts = [f"{self.booked} booked", f"{self.open} open times"]
        return " · ".join([f"CLOSED: {self.closed}", *parts] if self.closed else parts)


_ANY = VisitKind("", "", 15)


def plan_day(
    day: date, planners: Sequence[Planner], diary: Diary, visits: Sequence[PlannedVisit], now: datetime, tz: ZoneInfo
) -> DayPlan:
    """Lines from the first slot or visit of the day to the last one."""
    units = day_units(day, tz)
    today = now.astimezone(tz).date()
    at: dict[tuple[str, int], list[PlannedVisit]] = {}
    for visit in visits:
        at.setdefault((visit.provider_id or "", minute_of(visit.local_start)), []).append(visit)
    columns = [_column(diary, one, units, today) for one in planners]
    minutes = _minutes([found for found in columns if found], units, [minute for _provider, minute in at])
    lines: list[GridLine] = []
    for minute in minutes:
        deep = max((len(at.get((one.provider_id, minute), ())) for one in planners), default=0)
        for row in range(max(1, deep)):
            cells = tuple(
                _cell(at.get((one.provider_id, minute), ()), row, columns[place], minute, diary, one, visits)
                for place, one in enumerate(planners)
            )
            lines.append(GridLine(minute, row == 0, cells))
    number = sum(1 for line in lines for cell in line.cells if cell.look is Look.OPEN)
    booked = sum(len(ones) for (provider, _minute), ones in at.items() if provider in {p.provider_id for p in planners})
    return DayPlan(day, tuple(planners), tuple(lines), diary.closed.get(day, ""), booked, number)


@dataclass(frozen=True, slots=True)
class _Column:
    time: FreeTime
    labels: Mapping[int, str]
    absences: Sequence[Absence]


def _column(diary: Diary, planner: Planner, units: DayUnits, today: date) -> _Column | None:
    time = free_time(diary, planner.provider_id, units, _ANY, today)
    template = diary.template(planner.provider_id, units.day)
    if time is None or template is None:
        return None
    labels: dict[int, str] = {}
    for code, bits in slots_of(template, units)[0]:
        known = diary.codes.get(code)
        if known is None:
            continue
        label = known.label if known.released(units.day, today) else f"{known.label}, later"
        for unit in range(units.count):
            if bits >> unit & 1:
                labels[unit] = label
    mine = [one for one in diary.absences if one.concerns(planner.provider_id)]
    return _Column(time, labels, mine)


def _minutes(columns: Sequence[_Column], units: DayUnits, visits: Sequence[int]) -> list[int]:
    """The times that get a line: every quarter of an hour of the day, and whatever begins between."""
    begins = {units.minute(unit) for one in columns for unit in range(units.count) if _begins(one.time) >> unit & 1}
    named = sorted(begins | set(visits))
    if not named:
        return []
    quarters = range(named[0] - named[0] % STEP, named[-1] + 1, STEP)
    return sorted({*named, *(minute for minute in quarters if units.unit(minute) is not None)})


def _begins(time: FreeTime) -> int:
    """Where slots begin, without the ends of visits."""
    return time.anchors & time.present


def _cell(
    here: Sequence[PlannedVisit], row: int, column: _Column | None, minute: int, diary: Diary, planner: Planner,
    visits: Sequence[PlannedVisit],
) -> GridCell:  # fmt: skip
    if row < len(here):
        return GridCell(Look.VISIT, visit=here[row])
    unit = column.time.units.unit(minute) if column else None
    going = next((one for one in visits if one.provider_id == planner.provider_id and _over(one, minute)), None)
    if column is None or unit is None:
        return GridCell(Look.GOES_ON) if going else GridCell(Look.OUT)
    if here and not (column.time.present & ~column.time.full) >> unit & 1:
        return GridCell(Look.OUT)
    if column.time.away >> unit & 1:
        return GridCell(Look.AWAY, _away(diary, column, planner, unit))
    if not column.time.present >> unit & 1:
        return GridCell(Look.GOES_ON) if going else GridCell(Look.OUT)
    if column.time.full >> unit & 1:
        return GridCell(Look.GOES_ON)
    return GridCell(Look.OPEN, column.labels.get(unit, ""))


def _over(visit: PlannedVisit, minute: int) -> bool:
    start = minute_of(visit.local_start)
    return start < minute < start + visit.minutes


def _away(diary: Diary, column: _Column, planner: Planner, unit: int) -> str:
    units = column.time.units
    if units.day in diary.closed:
        return diary.closed[units.day]
    at = units.instant(unit)
    for one in column.absences:
        if one.starts_at <= at < one.ends_at and one.stops(_ANY.code):
            return one.name if one.kind == "blockout" else one.note or one.reason
    return "away"
