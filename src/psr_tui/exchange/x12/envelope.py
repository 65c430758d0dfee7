"""The wrapping of what we write: ISA to IEA, counted and padded, and no value that could break out of its element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.eligibility import Delimiters
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import FORBIDDEN
from psr_tui.exchange.x12.tokens import ISA_LENGTH, segment_text

MARKS = Delimiters("*", ":", "^", "~")
VERSION = "005010X279A1"
_DELIMITERS = re.compile(r"[*:^~]")
_LONGEST_CONTROL = 999_999_999


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in ISA, GS and ST. ``group`` is GS01: HS for a 270, HB for a 271."""

    kind: str
    group: str
    sender_kind: str
    sender: str
    receiver_kind: str
    receiver: str
    made_at: datetime
    interchange_control: int
    group_control: int
    set_control: int
    usage: str
    version: str = VERSION


def value(text: str, field: str, longest: int = 80) -> str:
    """A value fit to be written, or a refusal that names the field: a delimiter is never written through.

    Raises: InvalidInput for a delimiter, a control character, a character that is not plain, or too long a value.
    """
    text = text.strip()
    if found := _DELIMITERS.search(text):
        raise InvalidInput(
            f"{field} holds the character {found[0]}, which parts fields in the file; correct it and send again.",
            field,
        )
    if FORBIDDEN.search(text):
        raise InvalidInput(f"{field} holds a character that cannot be seen; type it again.", field)
    if not text.isascii():
        raise InvalidInput(f"{field} holds a letter that payers cannot take; type it as it stands on the card.", field)
    if len(text) > longest:
        raise InvalidInput(f"{field} is longer than {longest} characters; shorten it as the card does.", field)
    return text


def segment(*elements: str) -> str:
    """One segment; empty elements at its end are left out, as the standard wants."""
    last = max(place for place, text in enumerate(elements) if text)
    return segment_text(elements[: last + 1], MARKS)


def wrap(head: Envelope, body: Sequence[str]) -> bytes:
    """The whole file around ``body`` (BHT to the last segment before SE, each with its terminator).

    Raises: InvalidInput when an id does not fit or a control number is out of range.
    """
    control = _control(head.interchange_control)
    inside = [segment("ST", head.kind, f"{head.set_control:04d}", head.version), *body]
    at, sender, receiver = head.made_at, _sized(head.sender, "Sender id"), _sized(head.receiver, "Receiver id")
    isa = segment_text(
        (
            "ISA", "00", " " * 10, "00", " " * 10, head.sender_kind, sender, head.receiver_kind, receiver,
            f"{at:%y%m%d}", f"{at:%H%M}", MARKS.repetition, "00501", control, "0", head.usage, MARKS.component,
        ),
        MARKS,
    )  # fmt: skip
    if len(isa) != ISA_LENGTH + 1:
        raise AssertionError("an ISA has 106 characters with its terminator")
    group = str(head.group_control)
    gs = ("GS", head.group, sender.strip(), receiver.strip(), f"{at:%Y%m%d}", f"{at:%H%M}", group, "X", head.version)
    lines = [
        isa,
        segment(*gs),
        *inside,
        segment("SE", str(len(inside) + 1), f"{head.set_control:04d}"),
        segment("GE", "1", group),
        segment("IEA", "1", control),
    ]
    return "\n".join(lines).encode("ascii") + b"\n"


def _control(number: int) -> str:
    if not 0 < number <= _LONGEST_CONTROL:
        raise InvalidInput("The control number of the file is used up; ask whoever looks after psr-tui.", "control")
    return f"{number:09d}"


def _sized(text: str, field: str) -> str:
    found = value(text, field, 15)
    if not found:
        raise InvalidInput(f"{field} is not set; a supervisor enters what the clearinghouse gave the clinic.", field)
    return found.ljust(15)
