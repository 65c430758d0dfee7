"""Looking after the clearinghouse's folder while the program runs: a thread of its own, so that no key ever waits.

Each pass is made of short transactions behind the common gate; what they change reaches every screen the way changes of
other processes do (``store/watch.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from psr_tui.domain.errors import DeskError

PERIOD = 3.0
"""Seconds between two passes."""


class ExchangeWatch:
    """Calls ``one_pass`` again and again until it is stopped. A refusal or a fault of the disk ends a pass, not the
    watch: whatever was not done is done by the next one."""

    def __init__(self, one_pass: Callable[[], object], period: float = PERIOD) -> None:
        self._one_pass = one_pass
        self._period = period
        self._end = Event()
        self._thread = Thread(target=self._run, name="exchange-watch", daemon=True)

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it, so that it never meets a closed store."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def _run(self) -> None:
        while not self._end.wait(self._period):
            with suppress(DeskError, OSError):
                self._one_pass()
