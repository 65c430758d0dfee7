"""The services of the phones by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # of calls
    from psr_tui.services.calls import CallService
    from psr_tui.services.every import Services

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality


class PhonesByName:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _services: Services

    # of calls
    @property
    def calls(self) -> CallService:
        return self._services.calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
