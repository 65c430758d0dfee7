"""The state of a rep's line, by the telephone system; apart from what the rep says of themselves (CC-63)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind

STUCK = "line_stuck"
"""The kind of the reasons for clearing a line by hand (CC-64)."""
EXTENSION = re.compile(r"[A-Za-z0-9_.-]{1,20}")
"""What may be an extension: it becomes part of a channel's name when a call is placed."""


class LineState(StrEnum):
    """What the telephone does; the value is the stored word."""

    IDLE = "idle"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAP = "wrap"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class RepLine:
    """A line now. ``since``: aware UTC; ``cleared_why``: the reason with which somebody cleared it by hand."""

    state: LineState
    call_id: str
    since: datetime
    cleared_why: str = ""


@dataclass(frozen=True, slots=True)
class PhoneAgent:
    """The telephone of a person: the name in the queue and the extension; either may be empty."""

    staff_id: str
    agent: str
    extension: str
    version: int = 1


_BEGINS = {
    PhoneKind.CONNECTED: LineState.TALKING,
    PhoneKind.DIAL_ANSWERED: LineState.TALKING,
    PhoneKind.RINGING: LineState.RINGING,
    PhoneKind.DIALED: LineState.RINGING,
}
_ENDS = frozenset({PhoneKind.ENDED, PhoneKind.TRANSFERRED, PhoneKind.NOT_ANSWERED, PhoneKind.DIAL_FAILED})
_BUSY = frozenset({LineState.TALKING, LineState.HELD})
# PJSIP/201-0000002a, SIP/201, Local/201@queues/n: the extension stands behind the technology
_CHANNEL = re.compile(r"^[A-Za-z0-9]+/(?P<extension>[^@/]+?)(?:-[0-9a-f]{8})?(?:;\d)?(?:@.*)?$")


def after_event(line: RepLine | None, event: PhoneEvent) -> RepLine | None:
    """The line after an event that names its agent; the same line when the event does not change it.

    The end of another call than the one in hand changes nothing: calls of one agent overlap in real logs.
    """
    if event.kind in _BEGINS:
        state = _BEGINS[event.kind]
        if state is LineState.RINGING and line is not None and line.state in _BUSY:
            return line
        return RepLine(state, event.call_id, event.at)
    if line is None or line.call_id != event.call_id:
        return line
    if event.kind in _ENDS and line.state is not LineState.IDLE:
        if event.kind is PhoneKind.NOT_ANSWERED and line.state is not LineState.RINGING:
            return line
        return RepLine(LineState.IDLE, "", event.at)
    if event.kind is PhoneKind.HELD and line.state is LineState.TALKING:
        return RepLine(LineState.HELD, line.call_id, event.at)
    if event.kind is PhoneKind.RESUMED and line.state is LineState.HELD:
        return RepLine(LineState.TALKING, line.call_id, event.at)
    return line


def lines_after(
    lines: dict[str, RepLine], events: Iterable[PhoneEvent], agents: Iterable[PhoneAgent]
) -> dict[str, RepLine]:
    """The lines that changed, by person. A system that began anew leaves every line idle."""
    now = dict(lines)
    names, extensions = _by_name(agents)
    for event in events:
        if event.kind is PhoneKind.STARTED:
            now = {who: RepLine(LineState.IDLE, "", event.at) if one.call_id else one for who, one in now.items()}
        elif event.agent and (who := _whose(event.agent, names, extensions)):
            line = after_event(now.get(who), event)
            if line is not None:
                now[who] = line
    return {who: line for who, line in now.items() if lines.get(who) != line}


def whose(agent: str, agents: Iterable[PhoneAgent]) -> str:
    """Whose telephone an agent's name or channel is; '' when nobody's. The name in the queue goes before the
    extension."""
    return _whose(agent, *_by_name(agents))


def _by_name(agents: Iterable[PhoneAgent]) -> tuple[dict[str, str], dict[str, str]]:
    known = list(agents)
    return (
        {one.agent.casefold(): one.staff_id for one in known if one.agent},
        {one.extension: one.staff_id for one in known if one.extension},
    )


def _whose(agent: str, names: dict[str, str], extensions: dict[str, str]) -> str:
    if (who := names.get(agent.casefold())) is not None:
        return who
    found = _CHANNEL.match(agent)
    return extensions.get(found["extension"] if found else agent, "")
