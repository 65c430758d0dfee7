"""Leave in order when told to: SIGTERM, SIGHUP and SIGINT end the program with status 128 + number (RS-53)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

_PATIENCE = 3.0
"""Seconds an orderly exit may take; then the process leaves at once, with every lock of the store freed by its end."""


def handle_signals(loop: asyncio.AbstractEventLoop, leave: Callable[[int], None]) -> None:
    """Call ``leave(128 + number)`` on the loop for each signal; a second one, or 3 s of waiting, ends the process.

    A hang-up is told several times (by the kernel, by whoever reads, by whoever writes) and hurries nobody: the
    sign-out still has to reach the store. It stays handled after the loop has closed, while the store is being closed.
    Does nothing outside the main thread and on platforms without signal handlers on the loop.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    told = False

    def received(number: int) -> None:
        nonlocal told
        status = 128 + number
        if told:
            if number == signal.SIGHUP:
                return
            os._exit(status)
        told = True
        # A thread and not a loop timer: the loop itself may be stuck writing to a terminal nobody reads.
        force = threading.Timer(_PATIENCE, os._exit, (status,))
        force.daemon = True
        force.start()
        leave(status)

    def hung_up(number: int, _frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(received, number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, received, number)
    signal.signal(signal.SIGHUP, hung_up)  # not through the loop, which would undo it when it closes
    signal.siginterrupt(signal.SIGHUP, False)
