"""Asterisk's manager interface as a line: hears while it is connected, and dials where the clinic allows it.

The conversation itself is panoramisk's; this module holds what a desk needs around it: a thread of its own, an end to
what a broken or lying server can send, and words for trouble. Nothing is heard while the connection is down; figures
that must be whole are read from the queue_log (docs/decisions/0029).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from psr_tui.devices.manager_dialing import originate
from psr_tui.devices.manager_leaving import WORD, Leaving
from psr_tui.devices.manager_wire import Talk
from psr_tui.devices.phone_line import Heard, Mark
from psr_tui.domain.clock import Clock
from psr_tui.domain.manager_events import moment, read_block
from psr_tui.domain.phone_events import PhoneEvent
from psr_tui.domain.phone_sources import NOT_YET, PhoneSource

KEPT = 20_000
"""Events that wait to be asked for; a server that sends more is not read until some are."""
_NEAR = timedelta(minutes=10)
"""A time stamp farther from our clock than this is not believed."""


class ManagerLine:
    """One connection, made when it is first asked what it heard, and again and again while it fails."""

    def __init__(self, source: PhoneSource, clock: Clock) -> None:
        self.name = source.name
        self._source, self._clock = source, clock
        self._events: deque[PhoneEvent] = deque()
        self._leaving = Leaving()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._talk: Talk | None = None
        self._begun, self._closed = Event(), False
        self._trouble = f"the telephone system was not reached{NOT_YET}"

    @property
    def dials(self) -> bool:
        return self._source.dial

    def hear(self, most: int) -> Heard:
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._run, name=f"line-{self.name}", daemon=True)
            self._thread.start()
            self._begun.wait(5.0)
        taken: list[PhoneEvent] = []
        while self._events and len(taken) < most:
            taken.append(self._events.popleft())
        if self._loop and self._talk and taken and len(self._events) < KEPT:
            self._call(self._talk.go_on)
        return Heard(tuple(taken), Mark(), self._trouble, more=bool(self._events))

    def dial(self, extension: str, number: str, call_id: str) -> None:
        originate(self._source, extension, number, call_id)

    def close(self) -> None:
        self._closed = True
        if self._thread is not None and self._thread.is_alive():
            self._call(self._stop)
            self._thread.join(timeout=5.0)
        self._events.clear()

    # --- on the thread of the line ---
    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(self._fault)
        self._loop = loop
        try:
            self._talk = Talk(self._source, loop, self._take, self._say)
            loop.call_soon(self._talk.connect)
            loop.call_soon(self._begun.set)
            loop.run_forever()
        finally:
            self._begun.set()
            loop.close()

    def _stop(self) -> None:
        if self._talk is not None:
            self._talk.leave()
        if self._loop is not None:
            self._loop.call_soon(self._loop.stop)  # after what the leaving has called

    def _take(self, block: Mapping[str, str]) -> bool:
        """Keep what a block tells; False when no more can be kept for now."""
        now = self._clock.now()
        said = moment(block, now - _NEAR)
        at = said if abs(said - now) < _NEAR and "Timestamp" in block else now
        self._events.extend(self._leaving.left(now))
        if block.get("Event") == WORD:
            self._leaving.leaves(block, at)
        event = read_block(block, at)
        if event is not None:
            self._leaving.told(event)
            self._events.append(event)
        return len(self._events) < KEPT

    def _say(self, trouble: str) -> None:
        self._trouble = trouble

    def _fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What went wrong inside the conversation ends the connection, never the line."""
        self._say("the telephone system said something that cannot be read; the connection was made anew")
        if self._talk is not None:
            self._talk.drop()

    def _call(self, what: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)
