"""The services of the phones by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.services.every import Services

    # of calls
    # of line
    # of callbacks
    # of blocks
    # of flags
    # of messages
    # of figures
    from psr_tui.services.phone_figures import PhoneFigureService

    # of board
    from psr_tui.services.wallboard import WallboardService

    # of quality


class PhonesByName:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _services: Services

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures
    @property
    def phone_figures(self) -> PhoneFigureService:
        return self._services.phone_figures

    # of board
    @property
    def wallboard(self) -> WallboardService:
        return self._services.wallboard

    # of quality
