"""The use cases of the phones; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    # of calls
    from psr_tui.services.calls import CallService
    from psr_tui.store.store import Store

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality


class PhoneServices:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _store: Store
    _clock: Clock

    # of calls
    @cached_property
    def calls(self) -> CallService:
        from psr_tui.services.calls import CallService

        return CallService(self._store, self._clock)

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
