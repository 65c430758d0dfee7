"""The use cases of the phones; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.services.phone_blocks import PhoneBlockService
    from psr_tui.services.phone_figures import PhoneFigureService
    from psr_tui.services.phone_line import PhoneLineService
    from psr_tui.services.rep_states import RepStateService
    from psr_tui.services.wallboard import WallboardService
    from psr_tui.store.store import Store


class PhoneServices:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _store: Store
    _clock: Clock

    # of calls

    # of line

    @cached_property
    def phone_line(self) -> PhoneLineService:
        """Telephone systems, who has which telephone, and what they show now."""
        from psr_tui.services.phone_line import PhoneLineService

        return PhoneLineService(self._store, self._clock)

    # of callbacks

    # of blocks
    @cached_property
    def blocks(self) -> PhoneBlockService:
        from psr_tui.services.phone_blocks import PhoneBlockService

        return PhoneBlockService(self._store, self._clock)

    @cached_property
    def rep_states(self) -> RepStateService:
        from psr_tui.services.rep_states import RepStateService

        return RepStateService(self._store, self._clock)

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
