"""Lines of the gateway's files: one JSON object a line, out and in (docs/messages.md). Reading never raises.

What cannot be understood is told by line and reason, and never keeps the lines around it from being taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from psr_tui.domain.languages import language_code
from psr_tui.domain.messages import Message, MessageState
from psr_tui.domain.text import clean, clean_note
from psr_tui.exchange.json_reading import day, record, text

LARGEST = 5_000_000
"""Bytes of a file that are looked at; a larger one is set aside whole."""
LONGEST_LINE = 200_000
LONGEST_BODY = 19_900  # letters of a patient's words that are kept; the file keeps them all
_CUT = "\n[cut here: the whole message is in the file from the gateway]"
_REPORTED = {"sent": MessageState.SENT, "delivered": MessageState.DELIVERED, "failed": MessageState.FAILED}
_MOST_TROUBLES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What the gateway says of a message. ``at`` is aware UTC, None when it does not say."""

    message_id: str
    state: MessageState
    reason: str = ""
    gateway_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FromPatient:
    """A portal message as it came. ``mrn`` 0 and ``portal_id`` '': the sender is not named."""

    external_id: str
    body: str
    subject: str = ""
    from_name: str = ""
    mrn: int = 0
    portal_id: str = ""
    born: date | None = None
    language: str = "en"
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GatewayLines:
    """What a file says, each with its line, and what could not be read of it, as (line, reason)."""

    lines: tuple[tuple[int, Result | FromPatient], ...] = ()
    bad: tuple[tuple[int, str], ...] = ()


def trouble_words(bad: Iterable[tuple[int, str]]) -> str:
    """``2 lines were not taken: line 3 is not JSON; line 9 ...``"""
    listed = list(bad)
    if not listed:
        return ""
    told = "; ".join(f"line {line} {why}" for line, why in listed[:_MOST_TROUBLES])
    more = f"; and {len(listed) - _MOST_TROUBLES} more" if len(listed) > _MOST_TROUBLES else ""
    return f"{len(listed)} line{'s were' if len(listed) > 1 else ' was'} not taken: {told}{more}."


def read_lines(body: bytes) -> GatewayLines:
    """Everything that can be understood of a file, whatever it holds."""
    if len(body) > LARGEST:
        return GatewayLines(bad=((1, f"begins a file of more than {LARGEST:,} bytes, which is no file of a gateway"),))
    found: list[tuple[int, Result | FromPatient]] = []
    bad: list[tuple[int, str]] = []
    for number, raw in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if raw.strip():
            one = _line(raw)
            if isinstance(one, str):
                bad.append((number, one))
            else:
                found.append((number, one))
    return GatewayLines(tuple(found), tuple(bad))


def _line(raw: bytes) -> Result | FromPatient | str:
    """What a line says, or why it says nothing."""
    if len(raw) > LONGEST_LINE:
        return "is too long"
    try:
        values = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        return "is not whole JSON"
    if not isinstance(values, dict):
        return "is no object"
    kind = text(values.get("kind"))
    if kind == "result":
        return _result(values)
    if kind == "message":
        return _message(values)
    return f"is of a kind we do not know ({kind[:20]})" if kind else "says no kind"


def _result(values: dict[str, Any]) -> Result | str:
    message_id, state = text(values.get("id"), 60), _REPORTED.get(text(values.get("state")).casefold())
    if not message_id:
        return "says no id"
    if state is None:
        return "says no state we know: sent, delivered or failed"
    return Result(
        message_id, state, text(values.get("reason")), text(values.get("gateway_id"), 80), moment(values.get("at"))
    )


def _message(values: dict[str, Any]) -> FromPatient | str:
    given = values.get("body")
    words = clean_note(given[: 4 * LONGEST_BODY], LONGEST_BODY + 1) if isinstance(given, str) else ""
    if not words:
        return "has no words of the patient"
    if len(words) > LONGEST_BODY:
        words = words[:LONGEST_BODY].rstrip() + _CUT
    who = record(values.get("patient"))
    mrn = text(who.get("mrn"), 12)
    one = FromPatient(
        text(values.get("id"), 120), words, text(values.get("subject"), 200), text(values.get("from"), 120),
        int(mrn) if mrn.isascii() and mrn.isdigit() else 0, text(who.get("portal_id"), 80), day(who.get("born"))[0],
        language_code(text(values.get("language"), 20)) or "en", moment(values.get("at")),
    )  # fmt: skip
    if one.external_id:
        return one
    told = f"{one.mrn} {one.portal_id} {one.from_name} {one.at} {one.subject} {one.body}"
    return FromPatient(
        f"of {sha256(told.encode()).hexdigest()[:32]}", one.body, one.subject, one.from_name, one.mrn, one.portal_id,
        one.born, one.language, one.at,
    )  # fmt: skip


def moment(value: object) -> datetime | None:
    """An aware UTC moment of ISO 8601; None for everything else, a time without a zone included."""
    raw = clean(value[:40]) if isinstance(value, str) else ""
    try:
        at = datetime.fromisoformat(raw)
        return at.astimezone(UTC) if at.tzinfo is not None and at.year > 1970 else None
    except (ValueError, OverflowError):
        return None


def out_lines(messages: Iterable[Message]) -> Iterator[bytes]:
    """The lines of a file for the gateway, each ended."""
    for one in messages:
        values = {
            "kind": "message", "id": one.id, "channel": one.way.value, "to": one.to_address, "language": one.language,
            "subject": one.subject, "body": one.body,
        }  # fmt: skip
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
