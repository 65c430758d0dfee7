"""Time as a parameter: what a clock must offer, and how an instant becomes a clinic's day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from psr_tui.domain.errors import InvalidInput

NEVER = datetime.min.replace(tzinfo=UTC)
"""The time of something that was not written yet."""


class Clock(Protocol):
    """The time of this station. ``now`` is aware UTC; ``boot_seconds`` runs on in suspend and never goes back."""

    def now(self) -> datetime: ...

    def boot_seconds(self) -> float: ...


class FixedClock:
    """A clock that stands still until told otherwise: for tests, tours and pictures, never for a real clinic."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._at = at.astimezone(UTC)
        self._boot = 1000.0

    def now(self) -> datetime:
        return self._at

    def boot_seconds(self) -> float:
        return self._boot

    def advance(self, by: timedelta) -> None:
        self._at += by
        self._boot += by.total_seconds()

    def set(self, at: datetime) -> None:
        """Jump the wall clock (as a person or NTP would) without touching boot time."""
        self._at = at.astimezone(UTC)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())  # asking which zones exist reads the whole zone directory each time


def is_zone(name: str) -> bool:
    """Whether ``name`` is a zone this machine knows: a store may hold names from files and other machines."""
    return name in _zone_names()


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone ``name``. Raises InvalidInput with an example for a name that does not exist."""
    if not is_zone(name):
        raise InvalidInput(f"Time zone {name!r} is not known; use a name like America/Chicago.", "Time zone")
    return ZoneInfo(name)


def zone_or(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone ``name``, or ``otherwise`` when there is no such zone: for what is shown, never to decide (CC-49)."""
    return zone(name) if is_zone(name) else otherwise


def read_zone(typed: str) -> ZoneInfo:
    """The zone somebody means: an IANA name in any capitals, or only its city, as in ``Chicago``.

    Raises: InvalidInput for a name that does not exist, and for a city of several zones, naming them.
    """
    wanted = "_".join(typed.split()).casefold()
    names = sorted(name for name in available_timezones() if wanted == name.casefold())
    if not names and wanted:
        names = sorted(
            name
            for name in available_timezones()
            if name.casefold().endswith(f"/{wanted}") and name.partition("/")[0] in _WITH_CITIES
        )
    if not names:
        raise InvalidInput(
            f"Time zone {typed.strip()!r} is not known; type a city like Chicago, or a name like America/Chicago.",
            "Time zone",
        )
    if len({_rules(name) for name in names}) > 1:
        raise InvalidInput(f"Time zone: which one, {' or '.join(names)}?", "Time zone")
    return ZoneInfo(max(names, key=len))


_WITH_CITIES = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
"""Where the part behind the stroke is a city; in ``US/Central`` it is not."""


def _rules(name: str) -> tuple[timedelta | None, ...]:
    """The offsets of a zone over fifty years, by which two names of one zone are known to be the same."""
    tz = ZoneInfo(name)
    return tuple(datetime(year, month, 1, tzinfo=tz).utcoffset() for year in range(1990, 2040) for month in (1, 4, 7))


def local(at: datetime, tz: ZoneInfo) -> datetime:
    """The moment on the wall clock of a zone."""
    return at.astimezone(tz)


def local_date(at: datetime, tz: ZoneInfo) -> date:
    """The clinic's date at an instant; computed once where it is stored, never in SQL (store.md 2.3)."""
    return at.astimezone(tz).date()


def at_local(day: date, hour: int, minute: int, tz: ZoneInfo) -> datetime:
    """The UTC instant of a wall time. In the autumn hour that comes twice the first is meant; a wall time the
    spring change skips moves forward by the gap, as a person who comes "at 2:30" would find the clock."""
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=tz, fold=0)
    return wall.astimezone(UTC)


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from start to end, never negative (front-desk.md FD-15)."""
    return max(0, int((end - start).total_seconds() // 60))


def hmm(minutes: int) -> str:
    """Minutes as the desk writes waits: ``0:07``, ``1:17``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def mmss(span: timedelta) -> str:
    """``0:42``, ``12:05``: minutes and seconds, for what is waited for at a telephone."""
    seconds = int(span.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"
