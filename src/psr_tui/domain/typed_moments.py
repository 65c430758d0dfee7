"""Moments the way reps type them while the patient is on the phone: ``tue 2p``, ``+3d am``, ``t+1 9:15``, ``+30m``.

The wall time meant is the one in the zone given, mostly the patient's (call-center.md CC-54). The answer is an aware
instant, echoed as weekday, date and time; the past is refused in plain words.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import WEEKDAYS, parse_day, weekday_of

MORNING = time(9, 0)
AFTERNOON = time(13, 0)
_PARTS_OF_DAY = {
    "am": MORNING,
    "a": MORNING,
    "morning": MORNING,
    "noon": time(12, 0),
    "pm": AFTERNOON,
    "p": AFTERNOON,
    "afternoon": AFTERNOON,
}
_CLOCK = re.compile(r"^(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d))?\s*(?P<half>[ap])?m?$")
_SOON = re.compile(r"^(?:in\s*|\+\s*)(?P<count>\d{1,3})\s*(?P<unit>m|mins?|minutes?|h|hrs?|hours?)$")
_LOOSE_HALF = re.compile(r"(?P<before>^|\s)(?P<clock>\d{1,2}(?::\d\d)?)\s+(?P<half>[ap]m?)$")
_RULE = "type a day and a time, for example tue 2p, t+1 9:15, +3d am or +30m."


def parse_time(typed: str, field: str = "Time") -> time:
    """A time of day: ``2p``, ``2:15 pm``, ``14:30``, ``0915``, ``noon``, ``am`` (9:00), ``pm`` (13:00).

    Without a or p, 1 to 6 mean the afternoon (nobody works at 3 at night here) unless a zero stands before.
    Raises: InvalidInput with the rule and an example.
    """
    text = " ".join(typed.casefold().split())
    if text in _PARTS_OF_DAY:
        return _PARTS_OF_DAY[text]
    found = _CLOCK.match(text)
    if not found or (text.endswith("m") and not found["half"]):
        raise InvalidInput(f"{field}: type a time like 2p, 9:15 or 14:30.", field)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            raise InvalidInput(f"{field}: {typed.strip()} is no time of day; type 2p or 14:00.", field)
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 6 and len(found["hour"]) == 1:
        hour += 12
    if hour > 23 or minute > 59:
        raise InvalidInput(f"{field}: {typed.strip()} is no time of day; type 2p or 14:00.", field)
    return time(hour, minute)


def parse_moment(typed: str, now: datetime, tz: ZoneInfo, field: str = "When") -> datetime:
    """The instant (aware UTC) that was typed, read in zone ``tz`` at the aware time ``now``.

    A day without a time means 9:00; a time without a day means today; a weekday whose time has passed today means the
    next week. Raises: InvalidInput for what cannot be read and for the past.
    """
    text = " ".join(typed.casefold().split())
    soon = _SOON.match(text)
    if soon:
        count = int(soon["count"])
        at = now + (timedelta(hours=count) if soon["unit"].startswith("h") else timedelta(minutes=count))
        return _later(at.astimezone(UTC).replace(second=0, microsecond=0), now, tz, field)
    today = now.astimezone(tz).date()
    day_text, clock_text = _split(text)
    try:
        at_time = parse_time(clock_text) if clock_text else MORNING
        day = parse_day(day_text, today, prefer="future") if day_text else today
    except InvalidInput as unread:
        raise InvalidInput(f"{field}: {_RULE}", field) from unread
    at = _instant(day, at_time, tz, field)
    if at <= now and day == today and weekday_of(day_text) is not None:
        at = _instant(day + timedelta(days=7), at_time, tz, field)
    return _later(at, now, tz, field)


def echo_moment(at: datetime, tz: ZoneInfo, now: datetime | None = None) -> str:
    """``Tue 03/10 14:00``; with the year when it is not the year of ``now``."""
    wall = at.astimezone(tz)
    year = f"/{wall.year}" if now is not None and now.astimezone(tz).year != wall.year else ""
    return f"{WEEKDAYS[wall.weekday()]} {wall:%m/%d}{year} {wall:%H:%M}"


def _split(text: str) -> tuple[str, str]:
    """Which words are the day and which the clock; the first division that reads well wins."""
    for candidate in (text, _LOOSE_HALF.sub(r"\g<before>\g<clock>\g<half>", text)):
        head, _, tail = candidate.rpartition(" ")
        for day_text, clock_text in ((head, tail), ("", candidate), (candidate, "")):
            if _reads(day_text, clock_text):
                return day_text, clock_text
    return text, ""


def _reads(day_text: str, clock_text: str) -> bool:
    try:
        if clock_text:
            parse_time(clock_text)
        if day_text:
            parse_day(day_text, date(2024, 6, 1))
    except InvalidInput:
        return False
    return bool(day_text or clock_text)


def _instant(day: date, at_time: time, tz: ZoneInfo, field: str) -> datetime:
    try:
        return at_local(day, at_time.hour, at_time.minute, tz)
    except (ValueError, OverflowError) as far:
        raise InvalidInput(f"{field}: {_RULE}", field) from far


def _later(at: datetime, now: datetime, tz: ZoneInfo, field: str) -> datetime:
    if at <= now:
        wall = now.astimezone(tz)
        raise InvalidInput(
            f"{field}: {echo_moment(at, tz, now)} is already past (it is {wall:%H:%M} there now); type a later time.",
            field,
        )
    return at
