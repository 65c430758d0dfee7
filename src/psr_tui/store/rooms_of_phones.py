"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    # of calls

    # of line

    # of callbacks
    from psr_tui.store.repositories.call_limits import CallLimitRepository
    from psr_tui.store.repositories.callback_upkeep import CallbackUpkeepRepository
    from psr_tui.store.repositories.missed_calls import MissedCallRepository

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session

    # of calls

    # of line

    # of callbacks
    @cached_property
    def call_limits(self) -> CallLimitRepository:
        """Calls already made, and numbers that must not be called."""
        from psr_tui.store.repositories.call_limits import CallLimitRepository

        return CallLimitRepository(self.session)

    @cached_property
    def callback_upkeep(self) -> CallbackUpkeepRepository:
        """What became of callbacks by the clock, what is told when somebody calls in, days off."""
        from psr_tui.store.repositories.callback_upkeep import CallbackUpkeepRepository

        return CallbackUpkeepRepository(self.session)

    @cached_property
    def missed_calls(self) -> MissedCallRepository:
        """Callers who hung up in a queue, from the events of the telephone system."""
        from psr_tui.store.repositories.missed_calls import MissedCallRepository

        return MissedCallRepository(self.session)

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
