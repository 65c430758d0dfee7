"""How long a phone block is, as reps type it: ``60``, ``1h30``, ``+1h``, ``12:30-13:30``, ``until 11``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold
from psr_tui.domain.typed_moments import parse_time

LEAST, MOST = timedelta(minutes=5), timedelta(hours=12)
_MINUTES = re.compile(r"^\+?\s*(\d{1,3})\s*(?:m|min|mins|minutes)?$")
_HOURS = re.compile(r"^\+?\s*(\d{1,2})(?:[.,](5))?\s*(?:h|hr|hrs|hour|hours)\s*(\d{1,2})?\s*(?:m|min)?$")
_UNTIL = re.compile(r"^(?:until|till|to|-)\s*(.+)$")
_RULE = "type minutes like 60, +1h, or from and to like 12:30-13:30."


def parse_span(typed: str, now: datetime, tz: ZoneInfo, field: str = "How long") -> tuple[datetime, datetime]:
    """Start and end (aware UTC) of a block that was typed at ``now`` on the clinic's wall clock.

    Minutes and hours begin now; so does ``until 11``; a block from a time on that is past has begun already and
    starts now. Raises InvalidInput for what cannot be read, for an end in the past, and outside 5 minutes to 12 hours.
    """
    text = " ".join(typed.casefold().replace("–", "-").split())
    start, end = _read(text, now, tz, field)
    if end <= now:
        raise InvalidInput(f"{field}: {typed.strip()} is over already; {_RULE}", field)
    start = max(start, now)
    if not LEAST <= end - start <= MOST:
        raise InvalidInput(f"{field}: a block lasts from 5 minutes to 12 hours; {_RULE}", field)
    return start, end


def _read(text: str, now: datetime, tz: ZoneInfo, field: str) -> tuple[datetime, datetime]:
    begun = now.astimezone(UTC)
    if found := _MINUTES.match(text):
        return begun, begun + timedelta(minutes=int(found[1]))
    if found := _HOURS.match(text):
        half = 30 if found[2] else 0
        return begun, begun + timedelta(hours=int(found[1]), minutes=half + int(found[3] or 0))
    if found := _UNTIL.match(text):
        return begun, _today(found[1], now, tz, field)
    first, dash, second = text.partition("-")
    if not dash:
        raise InvalidInput(f"{field}: {_RULE}", field)
    start, end = _today(first, now, tz, field), _today(second, now, tz, field)
    if end <= start:
        raise InvalidInput(f"{field}: the end must come after the start; {_RULE}", field)
    return start, end


def _today(text: str, now: datetime, tz: ZoneInfo, field: str) -> datetime:
    try:
        at = parse_time(text.strip(), field)
    except InvalidInput as unread:
        raise InvalidInput(f"{field}: {_RULE}", field) from unread
    return at_local(now.astimezone(tz).date(), at.hour, at.minute, tz)


def parse_words(typed: str, options: Sequence[tuple[str, str]], field: str) -> tuple[str, ...]:
    """The codes of several choices typed with commas between: a code, or how a label begins; in their typed order.

    Raises: InvalidInput naming what is not in the list.
    """
    found: list[str] = []
    for word in (fold(part) for part in typed.split(",")):
        if not word:
            continue
        exact = [code for code, label in options if word in (fold(code), fold(label))]
        fitting = exact or [code for code, label in options if fold(label).startswith(word) or fold(code) == word]
        if not fitting:
            raise InvalidInput(f"{field}: {word} is not in the list; empty means all, commas go between.", field)
        found += fitting[:1]
    return tuple(dict.fromkeys(found))


def parse_count(typed: str, most: int, field: str) -> int:
    """A whole number from 0 to ``most``. Raises InvalidInput with an example."""
    if not typed.strip().isascii() or not typed.strip().isdigit() or int(typed) > most:
        raise InvalidInput(f"{field}: type a whole number from 0 to {most}, for example 20.", field)
    return int(typed)
