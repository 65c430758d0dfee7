"""What lines share that hear and never dial."""

from __future__ import annotations

from psr_tui.domain.errors import Refused


class OnlyListening:
    """A line without a way to place calls."""

    name: str

    @property
    def dials(self) -> bool:
        """Never."""
        return False

    def dial(self, extension: str, number: str, call_id: str) -> None:
        """Raises Refused with the way out: the telephone itself."""
        raise Refused("This clinic's telephone line cannot dial from here; dial on your telephone and press dialed.")
