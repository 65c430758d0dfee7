"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    # of calls

    # of line
    from psr_tui.store.repositories.phone_events import PhoneEventRepository
    from psr_tui.store.repositories.phone_sources import PhoneSourceRepository
    from psr_tui.store.repositories.phone_state import PhoneStateRepository

    # of callbacks

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

    @cached_property
    def phone_events(self) -> PhoneEventRepository:
        """What telephone systems told, as it came."""
        from psr_tui.store.repositories.phone_events import PhoneEventRepository

        return PhoneEventRepository(self.session)

    @cached_property
    def phone_sources(self) -> PhoneSourceRepository:
        """The telephone systems that are listened to."""
        from psr_tui.store.repositories.phone_sources import PhoneSourceRepository

        return PhoneSourceRepository(self.session)

    @cached_property
    def phone_state(self) -> PhoneStateRepository:
        """Callers who wait, the lines of the reps, and who has which telephone."""
        from psr_tui.store.repositories.phone_state import PhoneStateRepository

        return PhoneStateRepository(self.session)

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
