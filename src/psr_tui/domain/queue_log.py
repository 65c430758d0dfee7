"""Reading Asterisk's queue_log: lines of ``epoch|callid|queue|agent|EVENT|data...`` become phone events.

Source: call-center.md section 15 (app_queue.c). The reader never raises: what it cannot read becomes a WARNING with
the raw line and a name for what is wrong (CC-120). NONE is told as an empty text. Durations stay as they were written,
negative ones too (CC-112); RINGNOANSWER is in milliseconds and told in seconds. Versions write more or fewer fields:
each word says how many it needs at least, the rest is taken when it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log_words import WORDS

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NO_TIME = "no time"
SHORT_LINE = "short line"
UNKNOWN_WORD = "unknown word"
NOT_A_NUMBER = "not a number"
TORN_LINE = "torn line"
TOO_LONG = "too long line"
LOST_PLACE = "lost place"
DOUBLED = "doubled lines"
WARNINGS = (NO_TIME, SHORT_LINE, UNKNOWN_WORD, NOT_A_NUMBER, TORN_LINE, TOO_LONG, LOST_PLACE, DOUBLED)
"""The names of what can be wrong with a line or with the file: the ``reason`` of a WARNING."""
LONGEST = 65_536
"""Letters of a line that is still read."""

_HEAD = 5
_LATEST = 4_102_444_800  # the year 2100: a later time is two numbers that ran together
# Where a whole line begins inside another one: a time (1979 to 2064), then the id of a call.
_BEGINS = re.compile(r"(?:[12]\d{9}|[3-9]\d{8})\|(?:NONE|[\w.-]{0,60}\d\.\d{1,12})\|")
_CHANNEL = re.compile(r"NONE$|[A-Za-z][A-Za-z0-9]*/")  # how the field of an agent begins: Agent/..., SIP/..., NONE


def read_lines(lines: Iterable[str], after: datetime = LONG_AGO) -> Iterator[PhoneEvent]:
    """The events of ``lines`` in their order, empty lines left out. A line that was cut off and ran into the next one
    gives a TORN_LINE and then the whole line that follows in it. ``after``: the time of a line that tells none."""
    for line in lines:
        if line:
            event = read_line(line, after)
            yield event
            after = event.at
            if event.kind is PhoneKind.WARNING and event.reason == TORN_LINE:
                last = _inner(line)
                if last:
                    event = read_line(line[last:], after)
                    yield event
                    after = event.at


def read_line(line: str, after: datetime = LONG_AGO) -> PhoneEvent:
    """The event of one line, without its line end. ``after``: the time of the line before, for one that tells none."""
    parts = line.split("|")
    at = _moment(parts[0]) if len(parts[0]) < 32 else None
    if at is None:
        torn = _inner(line)
        return _warning(after, TORN_LINE if torn else NO_TIME, line)
    if len(parts) < _HEAD:
        return _warning(at, SHORT_LINE, line)
    word = WORDS.get(parts[4])
    if word is None or len(parts) - _HEAD > word.most:
        if _inner(line):
            return _warning(at, TORN_LINE, line)
        if word is None:
            parts = _with_whole_name(parts)
            word = WORDS.get(parts[4])
            if word is None:
                return _warning(at, UNKNOWN_WORD, line, parts)
    data = parts[_HEAD:]
    if len(data) < word.least:
        return _warning(at, SHORT_LINE, line, parts)
    try:
        return word.read(at, _named(parts[1]), _named(parts[2]), _named(parts[3]), parts[4], data)
    except ValueError:
        return _warning(at, NOT_A_NUMBER if all(data[: word.least]) else SHORT_LINE, line, parts)


def _with_whole_name(parts: list[str]) -> list[str]:
    """The fields with a name put together that has the separator in it: an agent's (``Agent/Lee | Ann``), or a
    queue's where it can be seen that the agent begins later."""
    word = next((index for index in range(_HEAD, len(parts)) if parts[index] in WORDS), 0)
    if not word:
        return parts
    agent = next((index for index in range(3, word) if _CHANNEL.match(parts[index])), 3)
    return [*parts[:2], "|".join(parts[2:agent]), "|".join(parts[agent:word]), *parts[word:]]


def _inner(line: str) -> int:
    """Where the last whole line inside ``line`` begins; 0 when it is one line only."""
    begins = 0
    first = line.find("|")
    for found in _BEGINS.finditer(line, first if 0 < first <= 10 else 1):
        begins = found.start()
    return begins


def _warning(at: datetime, why: str, line: str, parts: list[str] | None = None) -> PhoneEvent:
    if parts is None:
        return PhoneEvent(at, PhoneKind.WARNING, reason=why, raw=line)
    call, queue, agent = (_named(part) for part in parts[1:4])
    return PhoneEvent(at, PhoneKind.WARNING, call, queue, agent, reason=why, verb=parts[4], raw=line)


def _named(text: str) -> str:
    return "" if text == "NONE" else text


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    """The time of a line, whole seconds or with a fraction; None for what is no time."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else None
