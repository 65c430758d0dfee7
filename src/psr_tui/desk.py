"""The desk: the services for the person who is signed in, reached without ever blocking the screen.

Writes run one after another on one thread, reads on a few others; the event loop only waits (architecture.md, "How a
key press travels"; performance.md 5).
"""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from psr_tui.desk_services import ByName
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import StoreBusy
from psr_tui.domain.ids import new_id
from psr_tui.domain.staff import Actor
from psr_tui.services.every import Services
from psr_tui.store.gate import BUSY, PATIENCE, Patience

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_WAIT = 5.0  # seconds a rep waits for others who are saving (RS-65)


class Lanes:
    """The threads of one process: one that writes, three that read, one that waits for printers."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(1, "desk-write")
        self.readers = ThreadPoolExecutor(3, "desk-read")
        self.outside = ThreadPoolExecutor(1, "desk-print")

    def finish_outside(self, seconds: float) -> None:
        """Let a page that is printing come to its end; not for ever."""
        with suppress(TimeoutError, RuntimeError):  # RuntimeError: the lane is closed already
            self.outside.submit(lambda: None).result(seconds)

    def close(self) -> None:
        self.outside.shutdown(wait=False, cancel_futures=True)
        self.writer.shutdown(wait=True, cancel_futures=True)
        self.readers.shutdown(wait=True, cancel_futures=True)


class Desk(ByName):
    """What a screen holds: services by name, the clinic, the clock and who is signed in."""

    def __init__(self, services: Services, lanes: Lanes, clinic: Clinic, clock: Clock, actor: Actor) -> None:
        self.clinic = clinic
        self.clock = clock
        self.actor = actor
        self.tz: ZoneInfo = clinic.tz
        self.reminder = ""  # what line 1 of every place shows beside the time, until it is silenced (CC-58)
        self._lanes = lanes
        self._services = services

    def new_id(self) -> str:
        """An id for a command that must happen once: the same id sent twice does nothing the second time."""
        return new_id(self.clock.now(), os.urandom(10))

    async def act(self, use_case: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing use case as the person signed in. Raises what it refuses, and StoreBusy (nothing written)
        after 5 seconds of waiting for somebody else who is saving."""
        patience = Patience()
        context = contextvars.copy_context()
        context.run(PATIENCE.set, patience)
        work = partial(context.run, partial(use_case, self.actor, *args, **kwargs))
        future = asyncio.get_running_loop().run_in_executor(self._lanes.writer, work)
        try:
            return await asyncio.wait_for(asyncio.shield(future), LONGEST_WAIT)
        except TimeoutError:
            if patience.give_up():
                future.add_done_callback(_forget)
                raise StoreBusy(BUSY) from None
            return await future  # it has begun: only its own outcome may be told

    async def ask(self, question: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading use case on a reader thread."""
        work = partial(question, self.actor, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._lanes.readers, work)

    async def outside(self, use_case: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case that waits for a printer, on a thread of its own: no save waits for paper. Pages come out one
        after another, and each runs to its end even when nobody waits for it any more."""
        work = partial(use_case, self.actor, *args, **kwargs)
        future = asyncio.get_running_loop().run_in_executor(self._lanes.outside, work)
        return await asyncio.shield(future)

    async def undo(self, sure: bool = False) -> str:
        """Take back the last thing this person did at a visit; returns the sentence for the message line. Raises
        UndoAsks, unless ``sure``, when that is not the last thing they did."""
        return await self.act(self.queue.undo_last, sure)


def _forget(future: asyncio.Future[R]) -> None:
    """The caller left; look at the outcome so that no "never retrieved" reaches the log."""
    if not future.cancelled():
        future.exception()
