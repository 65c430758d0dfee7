"""What a rep types to look for a time: ``tue 2p``, ``3 months 30 min``, ``+2w am fup``, ``lee next week morning``.

Each word is read by the date and time grammar of the house; what is left names a visit type or a provider.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from psr_tui.domain.booking import FollowUp, parse_follow_up
from psr_tui.domain.diary import Planner, VisitKind
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold
from psr_tui.domain.typed_dates import parse_day, weekday_of
from psr_tui.domain.typed_moments import parse_time
from psr_tui.domain.wanted import DayPart, Wanted

_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:min|minutes?|m)\b(?!o)")
_SPAN = re.compile(r"\b(?:in\s+)?(\d{1,3})\s*(d|days?|w|wks?|weeks?|mo|mos|months?|y|yrs?|years?)\b(?<![+-])")
_PARTS = {
    "am": DayPart.MORNING, "morning": DayPart.MORNING, "pm": DayPart.AFTERNOON, "afternoon": DayPart.AFTERNOON,
    "evening": DayPart.EVENING,
}  # fmt: skip
_RULE = "Find: type when, how long, which kind or with whom, for example tue 2p, 3 months 30 min, +2w am or lee fup."


def parse_wish(
    typed: str, base: Wanted, today: date, kinds: Sequence[VisitKind], planners: Sequence[Planner]
) -> Wanted:
    """The wish that was typed, on top of ``base``. Raises InvalidInput naming the word nobody understands."""
    text = " ".join(typed.casefold().replace(",", " ").split())
    wanted = base
    found = _MINUTES.search(text)
    if found:
        minutes = int(found[1])
        if minutes % 5 or not 5 <= minutes <= 480:
            raise InvalidInput("Find: the length is planned in steps of five minutes, for example 30 min.", "Find")
        wanted = replace(wanted, minutes=minutes)
        text = _cut(text, found)
    found = _SPAN.search(text) if "+" not in text else None
    if found:
        order = parse_follow_up(f"{found[1]} {found[2]}")
        wanted = _near(wanted, order, today)
        text = _cut(text, found)
    return _words(text.split(), wanted, today, kinds, planners)


def _cut(text: str, found: re.Match[str]) -> str:
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split())


def _near(wanted: Wanted, order: FollowUp, today: date) -> Wanted:
    made = order.wanted(wanted.visit_type, today)
    return replace(wanted, target=made.target, window_days=made.window_days)


def _words(
    words: list[str], wanted: Wanted, today: date, kinds: Sequence[VisitKind], planners: Sequence[Planner]
) -> Wanted:
    place = 0
    while place < len(words):
        word, pair = words[place], " ".join(words[place : place + 2])
        if word in _PARTS:
            wanted = replace(wanted, parts=(*wanted.parts, _PARTS[word]))
        elif word == "any":
            wanted = replace(wanted, provider_ids=())
        elif pair in ("next week", "this week"):
            sunday = today - timedelta(days=(today.weekday() + 1) % 7) + timedelta(days=7 if word == "next" else 0)
            wanted = replace(wanted, earliest=max(today, sunday), latest=sunday + timedelta(days=6))
            place += 1
        elif " " in pair and (day := _day(pair, today)) is not None:
            wanted = replace(wanted, earliest=day, latest=day)
            place += 1
        else:
            wanted = _word(word, wanted, today, kinds, planners)
        place += 1
    return wanted


def _word(word: str, wanted: Wanted, today: date, kinds: Sequence[VisitKind], planners: Sequence[Planner]) -> Wanted:
    weekday = weekday_of(word)
    if weekday is not None:
        old = wanted.weekdays if wanted.weekdays != "0123456" else ""
        return replace(wanted, weekdays="".join(sorted({*old, str(weekday)})))
    if (kind := _kind(word, kinds)) is not None:
        return replace(wanted, visit_type=kind.code)
    name = fold(word)
    known = [one for one in planners if name and (fold(one.name).startswith(name) or fold(one.code) == name)]
    if len(word) > 1 and known:
        return replace(wanted, provider_ids=tuple(one.provider_id for one in known))
    if (day := _day(word, today)) is not None:
        return replace(wanted, earliest=day)
    try:
        at = parse_time(word)
    except InvalidInput:
        raise InvalidInput(f"{_RULE} {word!r} was not understood.", "Find") from None
    return replace(wanted, from_minute=at.hour * 60 + at.minute)


def _kind(word: str, kinds: Sequence[VisitKind]) -> VisitKind | None:
    exact = [one for one in kinds if fold(one.code) == fold(word)]
    begins = [one for one in kinds if len(word) > 2 and fold(one.label).startswith(fold(word))]
    return next(iter([*exact, *begins]), None)


def _day(text: str, today: date) -> date | None:
    if text[0].isdigit() and "/" not in text and not any(part.isalpha() for part in text.split()):
        return None  # a bare number is a time of day, not a date
    try:
        return parse_day(text, today, "Find", "future")
    except InvalidInput:
        return None
