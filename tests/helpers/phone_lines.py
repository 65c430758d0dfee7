"""One small conversation as each adapter of the telephone tells it; a new adapter joins by one more entry of LINES."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from psr_tui.devices.manager_line import ManagerLine
from psr_tui.devices.manual_line import ManualLine
from psr_tui.devices.phone_line import Mark, PhoneLine
from psr_tui.devices.queue_log_tail import QueueLogTail
from psr_tui.devices.replay import Replay
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.phone_events import PhoneKind
from psr_tui.domain.queue_log import read_lines
from tests.helpers.manager_server import PATIENCE, ManagerServer, blocks_of

CLOCK = FixedClock(datetime(2026, 3, 4, 15, 47, tzinfo=UTC))
TOLD = ("joined", "connected", "ended", "joined", "abandoned")
"""The kinds of the conversation in their order: a call that is answered, and one that is not."""
QUEUE_LOG = """\
1772640000|1772640000.1|booking|NONE|ENTERQUEUE||+15055550142|1
1772640010|1772640000.1|booking|Agent/A01|CONNECT|10|1772640010.2|3
1772640070|1772640000.1|booking|Agent/A01|COMPLETECALLER|10|60|1
1772640080|1772640080.3|booking|NONE|ENTERQUEUE||+15055550143|1
1772640099|1772640080.3|booking|NONE|ABANDON|1|1|19
"""
CSV = """\
vru+line,call_id,type,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server
AA01,1,booking,16:00:00,16:00:00,0,16:00:00,16:00:10,10,AGENT,16:00:10,16:01:10,60,A01
AA02,2,booking,16:01:20,16:01:20,0,16:01:20,16:01:39,19,HANG,0:00:00,0:00:00,0,NO_SERVER
AA03,3,booking,16:01:20,16:01:20,0,16:01:20,16:01:39,19,PHANTOM,0:00:00,0:00:00,0,NO_SERVER
"""
MANAGER = """\
Asterisk Call Manager/2.8.0
Event: QueueCallerJoin
Queue: booking
Uniqueid: 1772640000.1
CallerIDNum: +15055550142
Position: 1

Event: QueueParams
Queue: booking
Holdtime: 99

Event: AgentConnect
Queue: booking
Uniqueid: 1772640000.1
MemberName: Agent/A01
HoldTime: 10
RingTime: 3

Event: AgentComplete
Queue: booking
Uniqueid: 1772640000.1
MemberName: Agent/A01
HoldTime: 10
TalkTime: 60
Reason: caller

Event: QueueCallerJoin
Queue: booking
Uniqueid: 1772640080.3
CallerIDNum: +15055550143
Position: 1

Event: QueueCallerAbandon
Queue: booking
Uniqueid: 1772640080.3
Position: 1
OriginalPosition: 1
HoldTime: 19
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An adapter and the conversation: ``make`` opens it (again) at a mark; ``kinds`` is what it tells of it."""

    make: Callable[[Path, Mark], PhoneLine]
    kinds: tuple[str, ...] = TOLD
    dials: bool = False
    remembers: bool = True  # a live connection has no past to go on in


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def _replay(name: str, text: str) -> Callable[[Path, Mark], PhoneLine]:
    def make(folder: Path, mark: Mark) -> PhoneLine:
        return Replay("pbx", _file(folder, name, text), CLOCK, ZoneInfo("UTC"), date(2026, 3, 4), speed=0, mark=mark)

    return make


def _manager(folder: Path, mark: Mark) -> PhoneLine:
    """A line that has heard the whole conversation of a server, and was asked for nothing yet."""
    server = ManagerServer([blocks_of(event) for event in read_lines(QUEUE_LOG.split("\n"))])
    server.__enter__()
    line = ManagerLine(server.source(), CLOCK)
    deadline = time.monotonic() + PATIENCE
    while not (line._events and line._events[-1].kind is PhoneKind.ABANDONED):
        line.hear(0)
        assert time.monotonic() < deadline, "the conversation never came"
        time.sleep(0.002)  # the pace of looking
    server.__exit__(None, None, None)
    line._say("")  # that the server is gone by now is no matter of the conversation
    return line


LINES: dict[str, Told] = {
    "manager": Told(_manager, remembers=False),
    "manual": Told(lambda folder, mark: ManualLine(), kinds=()),
    "queue_log": Told(lambda folder, mark: QueueLogTail("pbx", _file(folder, "queue_log", QUEUE_LOG), mark)),
    "replay of a queue_log": Told(_replay("day.log", QUEUE_LOG)),
    "replay of a table": Told(_replay("day.csv", CSV)),
    "replay of the manager": Told(_replay("day.yaml", MANAGER)),
}
