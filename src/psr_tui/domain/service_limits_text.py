"""Calendars and limits as a text file: when work is done, and how long each thing may wait (CC-113)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.service_hours import Calendar, Stretches
from psr_tui.domain.text import clean

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAME = re.compile(r"[a-z0-9_]{1,20}")
_STRETCH = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_MOST_MINUTES = 100_000


@dataclass(frozen=True, slots=True)
class WaitLimit:
    """How many minutes of work of a calendar something may wait; ``stops_in``: states that stop its clock."""

    code: str
    minutes: int
    calendar: str
    stops_in: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class LimitRules:
    """Calendars by name, and limits in the order of the file."""

    calendars: Mapping[str, Stretches]
    limits: tuple[WaitLimit, ...]


def written(rules: LimitRules) -> str:
    """The rules as ``read_limits`` reads them; days with the same hours stand together."""
    lines: list[str] = []
    for name, stretches in rules.calendars.items():
        lines.append(f"calendar {name}")
        alike: dict[str, list[str]] = {}
        for weekday in sorted(stretches):
            if stretches[weekday]:
                hours = " ".join(f"{_hhmm(begin)}-{_hhmm(end)}" for begin, end in sorted(stretches[weekday]))
                alike.setdefault(hours, []).append(_DAYS[weekday])
        lines += [f"{' '.join(days)} {hours}" for hours, days in alike.items()]
    for one in rules.limits:
        stops = f" stops {' '.join(one.stops_in)}" if one.stops_in else ""
        lines.append(f"limit {one.code} {one.minutes} {one.calendar}{stops}{'' if one.active else ' off'}")
    return "\n".join(lines) + "\n"


def read_limits(text: str, codes: Sequence[str], known: Sequence[str]) -> LimitRules:
    """The rules of a file. ``codes``: of the things that have a limit; ``known``: calendars there are beside the
    file's own. Raises InvalidInput naming the line, the rule and an example."""
    calendars: dict[str, dict[int, list[tuple[int, int]]]] = {}
    limits: list[WaitLimit] = []
    here = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        words = clean(raw, 500).split()
        if not words or words[0].startswith("#"):
            continue
        head = words[0].casefold()
        if head == "calendar":
            here = _calendar(words, number, calendars)
        elif head == "limit":
            limits.append(_limit(words, number, codes))
        else:
            _hours(words, number, calendars.get(here))
    if not calendars and not limits:
        raise InvalidInput(
            "There is nothing in this file; it has lines like: calendar clinic, or limit PORTAL 960 clinic."
        )
    for name, stretches in calendars.items():
        Calendar(name, stretches, ZoneInfo("UTC"))  # refuses an empty one, in words
    for one in limits:
        if one.calendar not in calendars and one.calendar not in known:
            raise InvalidInput(f"Limit {one.code}: there is no calendar {one.calendar}; write it into the file too.")
    return LimitRules(calendars, tuple(limits))


def _calendar(words: list[str], number: int, calendars: dict[str, dict[int, list[tuple[int, int]]]]) -> str:
    if len(words) != 2 or not _NAME.fullmatch(words[1].casefold()):
        raise InvalidInput(f"Line {number}: a calendar has a name of small letters, as: calendar clinic.")
    name = words[1].casefold()
    if name in calendars:
        raise InvalidInput(f"Line {number}: calendar {name} is in the file twice; put its days together.")
    calendars[name] = {}
    return name


def _hours(words: list[str], number: int, calendar: dict[int, list[tuple[int, int]]] | None) -> None:
    days = [_DAYS.index(word.casefold()) for word in words if word.casefold() in _DAYS]
    stretches = [_stretch(word, number) for word in words[len(days) :]]
    if calendar is None or not days or not stretches:
        raise InvalidInput(
            f"Line {number}: below a calendar stand days and hours, as: mon tue 08:00-12:00 13:00-18:00."
        )
    for day in days:
        calendar.setdefault(day, []).extend(stretches)


def _stretch(word: str, number: int) -> tuple[int, int]:
    found = _STRETCH.fullmatch(word)
    parts = [int(part) for part in found.groups()] if found else []
    if not parts or parts[0] > 23 or parts[2] > 24 or parts[1] > 59 or parts[3] > 59:
        raise InvalidInput(
            f"Line {number}: {word} is no stretch of hours; type it as 08:00-12:00, a night as 22:00-06:00."
        )
    begin, end = parts[0] * 60 + parts[1], parts[2] * 60 + parts[3]
    return begin, end if end > begin else end + 1440


def _limit(words: list[str], number: int, codes: Sequence[str]) -> WaitLimit:
    example = f"Line {number}: a limit is like: limit PORTAL 960 clinic stops taken; off at the end switches it off."
    if len(words) < 4 or not (words[2].isascii() and words[2].isdigit()):
        raise InvalidInput(example)
    code, minutes = words[1].upper(), int(words[2])
    if code not in codes:
        raise InvalidInput(f"Line {number}: nothing is called {words[1]}; there are {', '.join(codes)}.")
    if not 1 <= minutes <= _MOST_MINUTES:
        raise InvalidInput(f"Line {number}: minutes of work from 1 to {_MOST_MINUTES}, for example 960.")
    rest = [word.casefold() for word in words[4:]]
    active = not rest or rest[-1] != "off"
    rest = rest if active else rest[:-1]
    if rest and (rest[0] != "stops" or len(rest) < 2):
        raise InvalidInput(example)
    return WaitLimit(code, minutes, words[3].casefold(), tuple(rest[1:]), active)


def _hhmm(minute: int) -> str:
    minute = minute if minute <= 1440 else minute - 1440
    return f"{minute // 60:02d}:{minute % 60:02d}"
