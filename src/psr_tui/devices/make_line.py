"""Which adapter a source of telephone events gets; a new kind of telephone system joins by one more entry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from psr_tui.devices.manual_line import ManualLine
from psr_tui.devices.phone_line import Mark, PhoneLine
from psr_tui.devices.queue_log_tail import QueueLogTail
from psr_tui.devices.replay import Replay
from psr_tui.domain.clock import Clock, zone
from psr_tui.domain.phone_sources import PhoneSource, SourceKind

Make = Callable[[PhoneSource, Clock, ZoneInfo, float], PhoneLine]


def mark_of(source: PhoneSource) -> Mark:
    """How far the source was read."""
    return Mark(source.inode, source.offset, source.fingerprint)


def make_line(source: PhoneSource, clock: Clock, tz: ZoneInfo, speed: float = 1.0) -> PhoneLine:
    """The adapter of a source, at its mark. ``tz``: the clinic's, for a source that names none; ``speed``: of a
    replay. A kind nobody here can listen to is as silent as no telephone system."""
    make = _KINDS.get(source.kind)
    return make(source, clock, tz, speed) if make else ManualLine(source.name)


def listens(kind: SourceKind) -> bool:
    """Whether there is anything to listen to."""
    return kind in _KINDS


def _queue_log(source: PhoneSource, clock: Clock, tz: ZoneInfo, speed: float) -> PhoneLine:
    return QueueLogTail(source.name, Path(source.path), mark_of(source))


def _replay(source: PhoneSource, clock: Clock, tz: ZoneInfo, speed: float) -> PhoneLine:
    there = zone(source.time_zone) if source.time_zone else tz
    return Replay(source.name, Path(source.path), clock, there, source.day(there), speed, mark_of(source))


def _manager(source: PhoneSource, clock: Clock, tz: ZoneInfo, speed: float) -> PhoneLine:
    from psr_tui.devices.manager_line import ManagerLine

    return ManagerLine(source, clock)


_KINDS: dict[SourceKind, Make] = {
    SourceKind.QUEUE_LOG: _queue_log,
    SourceKind.REPLAY: _replay,
    SourceKind.MANAGER: _manager,
}
