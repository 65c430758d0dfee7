"""The words of Asterisk's queue_log and what each one tells (call-center.md section 15).

A reader takes what stands before the word and the fields behind it; it may raise ValueError for a number that is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind

Read = Callable[[datetime, str, str, str, str, list[str]], PhoneEvent]
_ANY = 99


@dataclass(frozen=True, slots=True)
class Word:
    """How one word is read. ``least`` and ``most``: how many fields stand behind it, over all versions."""

    least: int
    most: int
    read: Read


def _number(data: list[str], index: int) -> int | None:
    return int(data[index]) if len(data) > index and data[index] else None


def _text(data: list[str], index: int) -> str:
    return data[index] if len(data) > index else ""


def _joined(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # url, number, position; newer versions add the caller's name, which may hold the separator
    place = _number(data, 2)
    name = "|".join(data[3:])
    number = _text(data, 1)
    return PhoneEvent(at, PhoneKind.JOINED, call, queue, agent, number, name, place, place, verb=verb)


def _connected(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # hold, bridged id, ring
    wait = int(data[0])
    ring = _number(data, 2)
    return PhoneEvent(
        at, PhoneKind.CONNECTED, call, queue, agent, "", "", None, None, wait, ring, None, _text(data, 1), verb=verb
    )


def _ended(by: str) -> Read:
    def read(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
        # hold, talk, position at entry
        wait = int(data[0])
        talk = int(data[1])
        first = _number(data, 2)
        return PhoneEvent(
            at, PhoneKind.ENDED, call, queue, agent, "", "", None, first, wait, None, talk, "", by, verb=verb
        )

    return read


def _abandoned(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # position, position at entry, wait
    place, first, wait = int(data[0]), int(data[1]), int(data[2])
    return PhoneEvent(at, PhoneKind.ABANDONED, call, queue, agent, "", "", place, first, wait, verb=verb)


def _left(why: str) -> Read:
    def read(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
        # position, position at entry, wait; older versions know less
        place, first, wait = _number(data, 0), _number(data, 1), _number(data, 2)
        return PhoneEvent(at, PhoneKind.LEFT, call, queue, agent, "", "", place, first, wait, reason=why, verb=verb)

    return read


def _left_by_key(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # key, position, position at entry, wait
    place, first, wait = _number(data, 1), _number(data, 2), _number(data, 3)
    return PhoneEvent(
        at, PhoneKind.LEFT, call, queue, agent, "", "", place, first, wait, reason="key", to=data[0], verb=verb
    )


def _not_answered(why: str) -> Read:
    def read(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
        ring = int(data[0]) / 1000  # the one duration that is written in milliseconds
        return PhoneEvent(
            at, PhoneKind.NOT_ANSWERED, call, queue, agent, ring_seconds=ring, reason=why, verb=verb
        )  # fmt: skip

    return read


def _blind(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # extension, context, hold, talk, position at entry
    wait, talk, first = _number(data, 2), _number(data, 3), _number(data, 4)
    to = f"{data[0]}@{data[1]}" if data[1] else data[0]
    return PhoneEvent(
        at, PhoneKind.TRANSFERRED, call, queue, agent, "", "", None, first, wait, None, talk, "", "blind", to, verb
    )


def _attended(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
    # method, what it joined (two channels for LINK), hold, talk, position at entry: so the end is read from behind
    while len(data) > 5 and not data[-1]:
        data = data[:-1]
    wait, talk, first = int(data[-3]), int(data[-2]), _number(data, len(data) - 1)
    to = "|".join(data[:-3])
    return PhoneEvent(
        at, PhoneKind.TRANSFERRED, call, queue, agent, "", "", None, first, wait, None, talk, "", "attended", to, verb
    )


def _told(kind: PhoneKind) -> Read:
    def read(at: datetime, call: str, queue: str, agent: str, verb: str, data: list[str]) -> PhoneEvent:
        return PhoneEvent(at, kind, call, queue, agent, reason="|".join(data).rstrip("|"), verb=verb)

    return read


WORDS: dict[str, Word] = {
    "ENTERQUEUE": Word(0, 4, _joined),
    "CONNECT": Word(1, 3, _connected),
    "COMPLETECALLER": Word(2, 3, _ended("caller")),
    "COMPLETEAGENT": Word(2, 3, _ended("agent")),
    "ABANDON": Word(3, 3, _abandoned),
    "EXITWITHTIMEOUT": Word(1, 3, _left("timeout")),
    "EXITEMPTY": Word(1, 3, _left("empty")),
    "LEAVEEMPTY": Word(0, 3, _left("empty")),  # some systems write it beside EXITEMPTY for one way out
    "WITHDRAW": Word(1, 4, _left("withdrawn")),
    "EXITWITHKEY": Word(2, 4, _left_by_key),
    "RINGNOANSWER": Word(1, 1, _not_answered("")),
    "RINGCANCELED": Word(1, 1, _not_answered("canceled")),
    "BLINDTRANSFER": Word(2, 5, _blind),
    "TRANSFER": Word(2, 5, _blind),  # the word before BLINDTRANSFER and ATTENDEDTRANSFER were told apart
    "ATTENDEDTRANSFER": Word(5, 6, _attended),
    "PAUSE": Word(0, _ANY, _told(PhoneKind.PAUSED)),
    "PAUSEALL": Word(0, _ANY, _told(PhoneKind.PAUSED)),
    "UNPAUSE": Word(0, _ANY, _told(PhoneKind.UNPAUSED)),
    "UNPAUSEALL": Word(0, _ANY, _told(PhoneKind.UNPAUSED)),
    "ADDMEMBER": Word(0, _ANY, _told(PhoneKind.MEMBER_ADDED)),
    "AGENTLOGIN": Word(0, _ANY, _told(PhoneKind.MEMBER_ADDED)),
    "AGENTCALLBACKLOGIN": Word(0, _ANY, _told(PhoneKind.MEMBER_ADDED)),
    "REMOVEMEMBER": Word(0, _ANY, _told(PhoneKind.MEMBER_REMOVED)),
    "AGENTLOGOFF": Word(0, _ANY, _told(PhoneKind.MEMBER_REMOVED)),
    "AGENTCALLBACKLOGOFF": Word(0, _ANY, _told(PhoneKind.MEMBER_REMOVED)),
    "QUEUESTART": Word(0, _ANY, _told(PhoneKind.STARTED)),
    **{
        word: Word(0, _ANY, _told(PhoneKind.OTHER))
        for word in (
            "AGENTDUMP", "SYSCOMPAT", "OUTCALL", "DID", "WRAPUPSTART", "JOINEMPTY", "FULL", "CLOSED", "PENALTY",
            "CONFIGRELOAD", "INFO",
        )
    },
}  # fmt: skip
"""Every known word; one that is not here becomes a warning."""
