"""The use cases of the phones; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
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
    from psr_tui.store.store import Store

    # of quality


class PhoneServices:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _store: Store
    _clock: Clock

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures
    @cached_property
    def phone_figures(self) -> PhoneFigureService:
        from psr_tui.services.phone_figures import PhoneFigureService

        return PhoneFigureService(self._store, self._clock)

    # of board
    @cached_property
    def wallboard(self) -> WallboardService:
        from psr_tui.services.wallboard import WallboardService

        return WallboardService(self._store, self._clock)

    # of quality
