"""The line that plays a recorded day: events come when their time has come, as fast as asked (CC-119)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from psr_tui.devices.only_listening import OnlyListening
from psr_tui.devices.phone_line import Heard, Mark
from psr_tui.domain.clock import Clock
from psr_tui.domain.manager_events import read_capture
from psr_tui.domain.phone_events import PhoneEvent
from psr_tui.domain.queue_log import read_lines
from psr_tui.domain.recorded_calls import recorded_events

LARGEST = 64_000_000
"""Bytes of a recording that is still read: all of it is held in memory."""


class Replay(OnlyListening):
    """A recording as one source of events; times stay those of the recording. ``speed``: how many seconds of it go by
    in one second, 0 for all at once. The mark counts events: after a restart it goes on with the next one, now.

    A ``.csv`` is a table of calls on ``day`` in ``tz``, a ``.yaml`` or ``.yml`` a capture of Asterisk's manager
    interface, anything else a queue_log.
    """

    def __init__(
        self, name: str, path: Path, clock: Clock, tz: ZoneInfo, day: date, speed: float = 1.0, mark: Mark | None = None
    ) -> None:
        self.name = name
        self._path, self._clock, self._tz, self._day, self._speed = path, clock, tz, day, speed
        self._mark = mark or Mark()
        self._events: Sequence[PhoneEvent] | None = None
        self._began = 0.0
        self._first: datetime | None = None

    def hear(self, most: int) -> Heard:
        try:
            events = self._recorded()
        except OSError as error:
            return Heard((), self._mark, f"{self._path} cannot be read: {error.strerror or error}.")
        done = self._mark.offset
        due = done
        while due < len(events) and due - done < most and self._is_due(events[due]):
            due += 1
        self._mark = Mark("", due, self._mark.fingerprint)
        more = due < len(events) and self._is_due(events[due])
        return Heard(tuple(events[done:due]), self._mark, more=more)

    @property
    def over(self) -> bool:
        """Whether everything was heard."""
        return self._events is not None and self._mark.offset >= len(self._events)

    def close(self) -> None:
        self._events = None

    def _recorded(self) -> Sequence[PhoneEvent]:
        if self._events is None:
            if self._path.stat().st_size > LARGEST:
                raise OSError(0, f"a recording has at most {LARGEST // 1_000_000} MB")
            body = self._path.read_bytes()
            what = hashlib.blake2b(body, digest_size=16).digest()
            if what != self._mark.fingerprint:  # another recording under this name
                self._mark = Mark("", 0, what)
            self._events = self._read(body.decode("utf-8", "replace").split("\n"))
            self._began = self._clock.boot_seconds()
            left = self._events[self._mark.offset :]
            self._first = left[0].at if left else None
        return self._events

    def _read(self, lines: list[str]) -> list[PhoneEvent]:
        match self._path.suffix.lower():
            case ".csv":
                return recorded_events(lines, self._day, self._tz)
            case ".yaml" | ".yml":
                return list(read_capture(lines))
            case _:
                return list(read_lines(lines))

    def _is_due(self, event: PhoneEvent) -> bool:
        if not self._speed or self._first is None:
            return True
        gone = (self._clock.boot_seconds() - self._began) * self._speed
        return (event.at - self._first).total_seconds() <= gone
