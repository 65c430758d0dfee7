"""The queue of keys typed ahead: one key is handled to its end before the next is taken (textual.md 5.2).

Textual forwards a key to the widget that has focus when the app sees the key, while bindings, focus changes and new
screens come later; in a burst the later keys land in the old place. This queue hands out one event, then waits until
the application has settled: the message pumps from the focused widget up through its ancestors, the screen and the app
have nothing to do and nothing waiting, the screen is mounted, screen and focus stayed the same, and nobody holds it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from textual.events import Event

from psr_tui.terminal.settled import SLICE, Place, come_round, look

if TYPE_CHECKING:
    from textual.app import App

LIMIT = 512
"""Keys that may wait; beyond it a key is dropped with a bell, as 5250 emulators do."""
PATIENCE = 3.0
"""Seconds the queue waits for a handler before it goes on, so that nothing can lock the keyboard."""
LONGEST_HOLD = 30.0
"""Seconds a key waits for a hold. Much longer than what a flow may rightly wait for (5 s for others who are saving,
then the save itself, on a slow disk): a key that went on before the box it was meant for would act on the row below."""
_TELL_AFTER = 0.15  # seconds of waiting before the screen says so: shorter waits would only flicker
_LOOKS = 64  # looks in a row, one event loop turn apart, before the queue sleeps until a busy pump has come round


class Hold:
    """Keeps typed-ahead keys waiting until ``release`` or the end of the ``with`` block, from the moment it is made.

    When that does not come for ``LONGEST_HOLD`` seconds while keys wait, it counts no more.
    """

    __slots__ = ("_queue",)

    def __init__(self, queue: KeyQueue) -> None:
        self._queue = queue

    def release(self) -> None:
        """Let the keys go on; may be called again without harm."""
        self._queue.release(self)

    def __enter__(self) -> Hold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class KeyQueue:
    """Keys and pastes in the order they were typed, and the one task that hands them out.

    ``handle`` gives one event to Textual; ``tell`` hears True when keys have been waiting for a while, False when they
    are through; ``bell`` rings when the queue is full; ``forgot`` is called when a hold did not end and what waited for
    it was thrown away; ``failed`` gets an error that ``handle`` raised.
    """

    def __init__(
        self,
        app: App[object],
        *,
        handle: Callable[[Event], Awaitable[None]],
        tell: Callable[[bool], None],
        bell: Callable[[], None],
        forgot: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._app = app
        self._handle = handle
        self._tell = tell
        self._bell = bell
        self._forgot = forgot
        self._failed = failed
        self._events: deque[Event] = deque()
        self._holds: set[Hold] = set()
        self._released: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0  # which task may hand out; a new turn begins when a handler hangs
        self._working = False
        self._closed = False
        self._full = False
        self._drop_until = 0.0
        self._telling: asyncio.TimerHandle | None = None
        self._told = False

    @property
    def waiting(self) -> int:
        """Events that were typed and not yet handed out."""
        return len(self._events)

    def put(self, event: Event) -> None:
        """Queue an event that came from the terminal; drop it when the queue is full or it was discarded."""
        if self._closed or event.time <= self._drop_until:
            return
        if len(self._events) >= LIMIT:
            if not self._full:
                self._full = True
                self._bell()
            return
        self._full = False
        self._events.append(event)
        if not self._working:
            self._start()

    def discard(self, grace: float = 0.0) -> int:
        """Forget every event typed so far, and those of the next ``grace`` seconds; returns how many were waiting."""
        dropped = len(self._events)
        self._events.clear()
        self._drop_until = Event().time + grace
        return dropped

    def hold(self) -> Hold:
        """Keep the keys waiting until the returned hold is released."""
        hold = Hold(self)
        self._holds.add(hold)
        return hold

    def release(self, hold: Hold) -> None:
        """The end of a hold (called by the hold itself)."""
        if hold in self._holds:
            self._holds.discard(hold)
            self._let_go()

    def release_all(self) -> None:
        """End every hold: what is typed from now on is not meant for those who hold."""
        self._holds.clear()
        self._let_go()

    def _let_go(self) -> None:
        if self._released is not None and not self._released.done():
            self._released.set_result(None)

    def close(self) -> None:
        """The program is leaving: forget what waits and take no more."""
        self._closed = True
        self._events.clear()

    def cancel(self) -> None:
        """End the tasks, a hung handler too."""
        self.close()
        self._tell_through()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()

    # -- handing out -------------------------------------------------------------------------------

    def _start(self) -> None:
        self._working = True
        self._turn += 1
        task = asyncio.get_running_loop().create_task(self._work(self._turn), name="type-ahead")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, turn: int) -> None:
        try:
            while self._events and turn == self._turn:
                await self._settle()
                if not self._events or turn != self._turn:
                    continue
                watchdog = _Watchdog(partial(self._go_on_without, turn))
                try:
                    await self._handle(self._events.popleft())
                finally:
                    watchdog.cancel()
        except Exception as error:  # noqa: BLE001 - the same edge as Textual's own message loop, which this task replaces
            self.close()
            self._failed(error)
        finally:
            if turn == self._turn:
                self._working = False
                self._tell_through()

    def _go_on_without(self, turn: int) -> None:
        """A handler hangs inside ``handle``: leave that task to it, and hand out from a new one."""
        if turn != self._turn or self._closed:
            return
        if self._events:
            self._start()
        else:
            self._turn += 1
            self._working = False

    # -- settled? ----------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Return when the application has settled, or after ``PATIENCE`` seconds without an end in sight."""
        patience = PATIENCE
        before: Place | None = None
        looks = 0
        while not self._closed:
            if self._holds:
                self._tell_later()
                await self._until_released()
                patience, before = PATIENCE, None
                continue
            busy, place = look(self._app)
            if busy is None:
                if place == before:  # twice in a row, so that what one turn of the loop starts is not missed
                    return
                before = place
            else:
                before = None
            looks += 1
            if busy is None or looks < _LOOKS:
                await asyncio.sleep(0)
            elif patience <= 0:
                return
            else:
                self._tell_later()
                patience = await come_round(busy, patience)

    async def _until_released(self) -> None:
        """Wait for the end of the holds. When none comes, nobody can say any more what the waiting keys were meant
        for: they are thrown away, and the next ones go where the focus is."""
        patience = LONGEST_HOLD
        while self._holds and not self._closed:
            self._released = asyncio.get_running_loop().create_future()
            await asyncio.wait((self._released,), timeout=min(SLICE, patience))
            patience = LONGEST_HOLD if self._released.done() else patience - SLICE
            if patience <= 0:
                self._holds.clear()
                self._events.clear()
                self._forgot()

    # -- telling -----------------------------------------------------------------------------------

    def _tell_later(self) -> None:
        if self._telling is None and not self._told:
            self._telling = asyncio.get_running_loop().call_later(_TELL_AFTER, self._tell_waiting)

    def _tell_waiting(self) -> None:
        self._telling = None
        self._told = True
        self._tell(True)

    def _tell_through(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        if self._told:
            self._told = False
            self._tell(False)


class _Watchdog:
    """Calls ``late`` after ``PATIENCE`` seconds in which the loop could run, unless cancelled before."""

    __slots__ = ("_late", "_left", "_timer")

    def __init__(self, late: Callable[[], None]) -> None:
        self._late = late
        self._left = PATIENCE
        self._next()

    def _next(self) -> None:
        if self._left <= 0:
            self._late()
            return
        slice_, self._left = min(SLICE, self._left), self._left - SLICE
        self._timer = asyncio.get_running_loop().call_later(slice_, self._next)

    def cancel(self) -> None:
        self._timer.cancel()
