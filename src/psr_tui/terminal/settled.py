"""Whether the application has settled: a look into Textual's message pumps, from the focused widget up to the app."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import ScreenStackError
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen
    from textual.widget import Widget

SLICE = 0.05
"""Seconds of one stretch of waiting. Patience is spent in slices, and a slice that the process slept through because
the machine had no time for it counts as one: the application had no time to answer either."""

Place = tuple["Screen[object]", "Widget | None"]


def look(app: App[object]) -> tuple[MessagePump | None, Place | None]:
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


async def come_round(pump: MessagePump, patience: float) -> float:
    """Wait until the pump has worked off what was before a callback sent to it, is closed, or ``patience`` (seconds)
    is spent; returns how much of it is left."""
    loop = asyncio.get_running_loop()
    back: asyncio.Future[None] = loop.create_future()

    def came_back() -> None:
        if not back.done():
            back.set_result(None)

    if not pump.call_later(came_back):
        await asyncio.sleep(SLICE / 10)  # it is closing; look again when focus or screen have changed
        return patience - SLICE / 10
    while not back.done() and patience > 0 and (pump.is_running or not pump._closed):
        began = loop.time()
        await asyncio.wait((back,), timeout=min(SLICE, patience))
        patience -= min(SLICE, loop.time() - began)
    return patience
