"""The line of a clinic without any telephone system: nothing is heard, everything is said by the rep (CC-62)."""

from __future__ import annotations

from psr_tui.devices.only_listening import OnlyListening
from psr_tui.devices.phone_line import Heard


class ManualLine(OnlyListening):
    """Honest silence: no event, no trouble."""

    def __init__(self, name: str = "manual") -> None:
        self.name = name

    def hear(self, most: int) -> Heard:
        return Heard()

    def close(self) -> None:
        """There is nothing to let go of."""
