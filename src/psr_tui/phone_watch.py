"""Listening to the telephone systems while the program runs: a thread of its own, so that no key ever waits.

One station of all holds the right to listen (``services/phone_listening.py``); the others look now and then whether it
is free. What is heard reaches every screen the way changes of other processes do (``store/watch.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Protocol

from psr_tui.domain.errors import DeskError
from psr_tui.domain.staff import Actor

PERIOD = 1.0
"""Seconds between two passes: a caller who waits is seen within one more."""
FIRST = 3.0
"""Seconds before the first pass: what it imports is read when the first screen stands."""
CATCHING_UP = 0.02
"""Seconds between two passes while there is more to hear: whoever saves meanwhile gets in between."""


class Passed(Protocol):
    """What a pass tells: whether there is more to hear at once."""

    @property
    def more(self) -> bool: ...


class Listening(Protocol):
    """What is asked again and again (``PhoneListening``)."""

    def one_pass(self, actor: Actor) -> Passed: ...

    def close(self, actor: Actor) -> None: ...


class PhoneWatch:
    """Passes over the sources until it is stopped. A refusal or a fault of the disk ends a pass, not the watch: what
    was not heard is heard by the next one. ``listening`` is made on the thread, after the first wait: its modules are
    read while nobody waits for a screen."""

    def __init__(
        self, listening: Callable[[], Listening], actor: Actor, period: float = PERIOD, first: float = FIRST
    ) -> None:
        self._listening = listening
        self._actor = actor
        self._period = period
        self._first = first
        self._end = Event()
        self._thread = Thread(target=self._run, name="phone-watch", daemon=True)

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it, so that it never meets a closed store and another station listens at
        once."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def _run(self) -> None:
        if self._end.wait(self._first):
            return
        listening = self._listening()
        wait = 0.0
        while not self._end.wait(wait):
            wait = self._period
            with suppress(DeskError, OSError):
                wait = CATCHING_UP if listening.one_pass(self._actor).more else self._period
        with suppress(DeskError, OSError):
            listening.close(self._actor)
