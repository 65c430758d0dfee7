"""An event loop that knows when it has nothing to do, so that tests of screens wait for that and not for a while.

Textual's pilot guesses: it sleeps 20 ms at a time until the process hardly used the processor in one of them, twice for
each key pressed. The loop itself knows: when it is about to sleep, with no thread at work for it and no timer soon,
everything a key has caused is over. That is both sooner and surer, also on a busy machine.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

FRAMES = 300
"""Frames a second in tests: a frame is waited for after each key."""
SOON = 0.008
"""Seconds: a timer that ends within them belongs to what is going on; two frames."""
NAPS = 40
"""So many sleeps of that kind in a row are somebody who looks again and again at what will not change."""
PATIENCE = 2.0
"""Seconds that a thread at work is waited for while nothing else happens; a test may have made it hang on purpose."""
LONGEST = 20.0
"""Seconds after which an application that never rests is taken as it is."""


class _TellingSelector(selectors.DefaultSelector):
    """Says how long the loop is about to sleep before it does, and sleeps for as long as it is told."""

    def __init__(self, about_to_sleep: Callable[[float | None], float | None]) -> None:
        super().__init__()
        self._about_to_sleep = about_to_sleep

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(self._about_to_sleep(timeout))


class WatchedLoop(asyncio.SelectorEventLoop):
    """The usual loop, which can be asked to say when it is idle."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []
        self._threads_at_work = 0
        self._only_threads_since: float | None = None
        self._naps = 0
        super().__init__(_TellingSelector(self._about_to_sleep))

    def run_in_executor(  # type: ignore[override]  # the stubs name a type for each argument
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = super().run_in_executor(executor, func, *args)
        self._thread(+1)
        future.add_done_callback(lambda _: self._thread(-1))
        return future

    async def idle(self) -> None:
        """Wait until nothing is ready to run, no thread works for this loop and no timer ends soon."""
        future = self.create_future()
        self._waiting.append(future)
        self._naps = 0
        late = self.call_later(LONGEST, self._release)
        await future
        late.cancel()

    def _thread(self, more: int) -> None:
        """A thread began or ended its work, so something goes on."""
        self._threads_at_work += more
        self._only_threads_since = None
        self._naps = 0

    def _about_to_sleep(self, timeout: float | None) -> float | None:
        """How long to sleep; somebody who waits for idleness is woken instead when this is it."""
        if not self._waiting or timeout == 0:
            return timeout
        if timeout is not None and timeout < SOON:
            self._naps += 1
            if self._naps < NAPS:
                return timeout
        elif self._threads_at_work:
            since = self._only_threads_since = self._only_threads_since or self.time()
            left = since + PATIENCE - self.time()
            if left > 0:
                return left if timeout is None else min(left, timeout)
        self._release()
        return 0

    def _release(self) -> None:
        self._only_threads_since = None
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = LONGEST) -> None:
    """Stands for Textual's function of this name; the two times are part of its guess and not needed."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    await loop.idle()
