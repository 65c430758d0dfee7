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
from types import TracebackType
from typing import TYPE_CHECKING, Any

from textual.app import ScreenStackError
from textual.events import Event
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen
    from textual.widget import Widget

LIMIT = 512
"""Keys that may wait; beyond it a key is dropped with a bell, as 5250 emulators do."""
PATIENCE = 3.0
"""Seconds the queue waits for a handler or a hold before it goes on, so that nothing can lock the keyboard."""
_TELL_AFTER = 0.15  # seconds of waiting before the screen says so: shorter waits would only flicker
_LOOKS = 64  # looks in a row, one event loop turn apart, before the queue sleeps until a busy pump has come round
_SLICE = 0.05  # seconds between looks while a pump may be closing and never answer

Place = tuple["Screen[object]", "Widget | None"]


class Hold:
    """Keeps typed-ahead keys waiting until ``release``, the end of the ``with`` block, or ``PATIENCE`` seconds.

    It holds from the moment it is made.
    """

    __slots__ = ("_queue", "until")

    def __init__(self, queue: KeyQueue, until: float) -> None:
        self._queue = queue
        self.until = until

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
    are through; ``bell`` rings when the queue is full; ``failed`` gets an error that ``handle`` raised.
    """

    def __init__(
        self,
        app: App[object],
        *,
        handle: Callable[[Event], Awaitable[None]],
        tell: Callable[[bool], None],
        bell: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._app = app
        self._handle = handle
        self._tell = tell
        self._bell = bell
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
        hold = Hold(self, asyncio.get_running_loop().time() + PATIENCE)
        self._holds.add(hold)
        return hold

    def release(self, hold: Hold) -> None:
        """The end of a hold (called by the hold itself)."""
        self._holds.discard(hold)
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
        loop = asyncio.get_running_loop()
        try:
            while self._events and turn == self._turn:
                await self._settle()
                if not self._events or turn != self._turn:
                    continue
                watchdog = loop.call_later(PATIENCE, self._go_on_without, turn)
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
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        before: Place | None = None
        looks = 0
        while not self._closed:
            held = self._held_until(loop.time())
            if held:
                self._tell_later(loop)
                await self._wait_for_release(held - loop.time())
                deadline, before = loop.time() + PATIENCE, None
                continue
            busy, place = _look(self._app)
            if busy is None:
                if place == before:  # twice in a row, so that what one turn of the loop starts is not missed
                    return
                before = place
            else:
                before = None
            looks += 1
            if busy is None or looks < _LOOKS:
                await asyncio.sleep(0)
            elif loop.time() >= deadline:
                return
            else:
                self._tell_later(loop)
                await _come_round(busy, deadline)

    def _held_until(self, now: float) -> float:
        """Loop time up to which the queue is held at most; 0.0 when it is not."""
        if not self._holds:
            return 0.0
        latest = max(hold.until for hold in self._holds)
        return latest if latest > now else 0.0

    async def _wait_for_release(self, seconds: float) -> None:
        self._released = asyncio.get_running_loop().create_future()
        await asyncio.wait((self._released,), timeout=max(0.0, seconds))

    # -- telling -----------------------------------------------------------------------------------

    def _tell_later(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._telling is None and not self._told:
            self._telling = loop.call_later(_TELL_AFTER, self._tell_waiting)

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


def _look(app: App[object]) -> tuple[MessagePump | None, Place | None]:
    """The first busy pump from the focus up to the app, or None with the place where the next key would go."""
    try:
        screen = app.screen
    except ScreenStackError:
        return app, None
    if not screen.is_mounted:
        return screen, None
    focused = screen.focused
    node: MessagePump | None = screen if focused is None else focused
    while node is not None:
        if is_busy(node):
            return node, None
        node = node._parent
    return None, (screen, focused)


def is_busy(pump: MessagePump) -> bool:
    """Whether a message pump has messages waiting or is inside a handler; a closed one never is.

    A pump with nothing to do sleeps in its queue's ``get``. Textual has no public word for that, and a callback sent
    through each pump and back costs a millisecond a key; a look costs a microsecond. A test guards these names.
    """
    if pump._closed:
        return False
    queue: Any = pump._message_queue
    return bool(queue.values) or not queue.ready_event._waiters


async def _come_round(pump: MessagePump, deadline: float) -> None:
    """Wait until the pump has worked off what was before a callback sent to it, is closed, or the time is up."""
    loop = asyncio.get_running_loop()
    back: asyncio.Future[None] = loop.create_future()

    def came_back() -> None:
        if not back.done():
            back.set_result(None)

    if not pump.call_later(came_back):
        await asyncio.sleep(_SLICE / 10)  # it is closing; look again when focus or screen have changed
        return
    while not back.done() and loop.time() < deadline and (pump.is_running or not pump._closed):
        await asyncio.wait((back,), timeout=max(0.0, min(_SLICE, deadline - loop.time())))
