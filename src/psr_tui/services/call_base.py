"""What every part of the callback service stands on."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.store.store import Store


class CallBase:
    """What every service of callbacks stands on: the store and the clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
