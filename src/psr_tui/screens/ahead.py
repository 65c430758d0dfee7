"""Places built before anybody goes there, while nobody types, so that the first visit costs what every visit costs.

A place built ahead has its widgets and styles and reads nothing: what is read is logged as seen, and only a visit sees.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Protocol

FIRST_LOOK = 0.6  # seconds after sign-in: the queue is built, read and painted first
BETWEEN = 0.15  # seconds between two places, for keys that come meanwhile
REST = 0.4  # seconds without a key before one more is built


class Builder(Protocol):
    """What this needs of the application."""

    def unbuilt(self) -> Sequence[str]:
        """Names of the places that were not built yet; none when nobody is signed in."""
        ...

    def build(self, name: str) -> None:
        """Build a place without showing it."""
        ...

    def rested(self) -> float:
        """Seconds since the last key; 0.0 while something waits or a box is open."""
        ...

    def later(self, seconds: float, act: Callable[[], None]) -> None: ...


class Ahead:
    """Builds one place at a time. ``ready`` says whether their modules are imported."""

    def __init__(self, builder: Builder, ready: Callable[[], bool]) -> None:
        self._builder = builder
        self._ready = ready
        self._turn = 0

    def begin(self) -> None:
        """Somebody signed in."""
        self._turn += 1
        self._again(FIRST_LOOK, self._turn)

    def stop(self) -> None:
        """Nobody is signed in any more."""
        self._turn += 1

    def _again(self, seconds: float, turn: int) -> None:
        self._builder.later(seconds, lambda: self._look(turn))

    def _look(self, turn: int) -> None:
        if turn != self._turn:
            return
        left = self._builder.unbuilt()
        if not left:
            settle_memory()
        elif self._ready() and self._builder.rested() >= REST:
            self._builder.build(left[0])
            self._again(BETWEEN, turn)
        else:
            self._again(REST, turn)


def settle_memory() -> None:
    """What was imported and built stays until the end: the collector need not walk through it at every full round,
    which would hold a key up for 20 to 60 ms now and then. Turns the collector on where the start turned it off."""
    gc.freeze()
    gc.enable()
