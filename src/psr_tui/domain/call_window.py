"""When a patient may be rung: rows by state and weekday, in the patient's own time (call-center.md section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.calling_zones import calling_zones, split_key, window_key
from psr_tui.domain.clock import at_local, zone
from psr_tui.domain.errors import Refused

_LOOK_AHEAD_DAYS = 120
_STEP_DAYS = 8
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WindowRow:
    """Calling hours of one state and weekday (0 Monday), whole hours of local time: ``[from_hour, until_hour)``."""

    state: str
    weekday: int
    from_hour: int
    until_hour: int


@dataclass(frozen=True, slots=True)
class CallHours:
    """The calling policy of a clinic: default hours, rows by state, and when its own phones are staffed.

    ``closed_days`` are dates in the clinic's zone on which nobody is rung and nothing falls due (CC-43).
    """

    clinic_zone: str
    rows: tuple[WindowRow, ...] = ()
    from_hour: int = 8
    until_hour: int = 20
    office_days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    office_from: int = 8
    office_until: int = 18
    closed_days: frozenset[date] = field(default_factory=frozenset)

    def for_patient(self, patient_zone: str, state: str, e164: str) -> CallWindow:
        """When this patient may be called: in every zone they may be in."""
        return CallWindow(self, calling_zones(patient_zone, state, e164, self.clinic_zone), state.strip().upper())

    def for_key(self, key: str) -> CallWindow:
        """The window of all patients who share ``window_key``; an empty key is judged by the clinic's own zone."""
        zones, state = split_key(key)
        return CallWindow(self, zones or (self.clinic_zone,), state)

    def hours_on(self, state: str, weekday: int) -> tuple[int, int]:
        """First hour and the hour it ends, of a state and weekday (Monday is 0)."""
        for row in self.rows:
            if row.state == state and row.weekday == weekday:
                return row.from_hour, row.until_hour
        return self.from_hour, self.until_hour


@dataclass(frozen=True, slots=True)
class CallWindow:
    """When one patient may be rung. ``zones``: every zone whose hours must hold; the first is the patient's own."""

    hours: CallHours
    zones: tuple[str, ...]
    state: str

    @property
    def key(self) -> str:
        """The same text for all patients with the same window; a callback stores it."""
        return window_key(self.zones, self.state)

    @property
    def zone(self) -> ZoneInfo:
        """The zone the patient's times are typed and shown in."""
        return zone(self.zones[0])

    def permits(self, at: datetime) -> bool:
        """May this patient be rung at this instant? (CC-47)"""
        return any(start <= at < end for start, end in self._permitted(at, 0))

    def next_permitted(self, at: datetime) -> datetime:
        """``at`` itself when calling is allowed then, else the next moment it is. Raises Refused when there is none."""
        return _first(_in_steps(self._permitted, at), at)

    def workable(self, at: datetime) -> Iterator[Interval]:
        """Stretches from ``at`` on in which the patient may be rung and the clinic's phones are staffed, in order."""
        for start, end in _in_steps(self._both, at):
            if end > at:
                yield max(start, at), end

    def next_workable(self, at: datetime) -> datetime:
        """The first moment from ``at`` on when the patient may be called and the clinic is staffed."""
        return _first(self.workable(at), at)

    def refuse(self, at: datetime, clinic_tz: ZoneInfo) -> None:
        """Raise Refused, saying when calling is allowed, unless it is allowed at ``at``."""
        if self.permits(at):
            return
        again = self.next_permitted(at)
        wall = at.astimezone(self.zone)
        raise Refused(
            f"It is {wall:%H:%M} where they live; calling is allowed from {in_words(again, at, self.zone, clinic_tz)}."
        )

    def _permitted(self, at: datetime, days: int) -> list[Interval]:
        found = self._zone_hours(zone(self.zones[0]), at, days)
        for name in self.zones[1:]:
            found = list(_meet(found, self._zone_hours(zone(name), at, days)))
        return list(_meet(found, self._open_days(at, days)))

    def _both(self, at: datetime, days: int) -> list[Interval]:
        return list(_meet(self._permitted(at, days), self._staffed(at, days)))

    def _zone_hours(self, tz: ZoneInfo, at: datetime, days: int) -> list[Interval]:
        spans = []
        for day in _days(at, tz, days):
            opens, closes = self.hours.hours_on(self.state, day.weekday())
            if closes > opens:
                spans.append((at_local(day, opens, 0, tz), _hour_end(day, closes, tz)))
        return spans

    def _open_days(self, at: datetime, days: int) -> list[Interval]:
        tz = zone(self.hours.clinic_zone)
        return [
            (at_local(day, 0, 0, tz), _hour_end(day, 24, tz))
            for day in _days(at, tz, days)
            if day not in self.hours.closed_days
        ]

    def _staffed(self, at: datetime, days: int) -> list[Interval]:
        tz, hours = zone(self.hours.clinic_zone), self.hours
        return [
            (at_local(day, hours.office_from, 0, tz), _hour_end(day, hours.office_until, tz))
            for day in _days(at, tz, days)
            if day.weekday() in hours.office_days and day not in hours.closed_days
        ]


def in_words(when: datetime, now: datetime, patient_tz: ZoneInfo, clinic_tz: ZoneInfo) -> str:
    """``08:00 their time (09:00 here)``, with weekday and date when it is not today where they live (CC-54)."""
    there, here = when.astimezone(patient_tz), when.astimezone(clinic_tz)
    day = "" if there.date() == now.astimezone(patient_tz).date() else f"{there:%a %m/%d} "
    if there.utcoffset() == here.utcoffset():
        return f"{day}{there:%H:%M}"
    return f"{day}{there:%H:%M} their time ({here:%H:%M} here)"


def _days(at: datetime, tz: ZoneInfo, days: int) -> Iterator[date]:
    # One day back and one ahead, because another zone's date may differ from this one's by one.
    today = at.astimezone(tz).date()
    return (today + timedelta(days=offset) for offset in range(-1, days + 2))


def _in_steps(spans: Callable[[datetime, int], list[Interval]], at: datetime) -> Iterator[Interval]:
    """What ``spans`` gives from ``at`` on, a few days at a time: the answer nearly always lies in the first."""
    latest = None
    for offset in range(0, _LOOK_AHEAD_DAYS, _STEP_DAYS):
        for start, end in spans(at + timedelta(days=offset), _STEP_DAYS):
            if latest is None or start >= latest:
                yield start, end
                latest = end


def _hour_end(day: date, hour: int, tz: ZoneInfo) -> datetime:
    return at_local(day + timedelta(days=1), 0, 0, tz) if hour >= 24 else at_local(day, hour, 0, tz)


def _meet(ones: Iterable[Interval], others: Iterable[Interval]) -> Iterator[Interval]:
    """Where both sorted rows of stretches hold at once."""
    left, right = list(ones), list(others)
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            yield start, end
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1


def _first(spans: Iterable[Interval], at: datetime) -> datetime:
    for start, end in spans:
        if end > at:
            return max(start, at)
    raise Refused("No calling hours are left in the coming months; ask a supervisor to look at hours and closed days.")


__all__ = ["CallHours", "CallWindow", "WindowRow", "in_words"]
