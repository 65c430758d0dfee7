"""Looking after the folders of clearinghouse and message gateway while the program runs: on a thread of its own, so
that no key ever waits.

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
    """Calls the ``passes`` one after another, again and again until it is stopped. A refusal or a fault of the disk
    ends one of them, not the watch: whatever was not done is done the next time."""

    def __init__(self, *passes: Callable[[], object], period: float = PERIOD) -> None:
        self._passes = passes
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
            for one_pass in self._passes:
                with suppress(DeskError, OSError):
                    one_pass()
