"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures
    from psr_tui.store.repositories.phone_figures import PhoneFigureRepository

    # of board
    from psr_tui.store.repositories.wallboard import WallboardRepository

    # of quality


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures
    @cached_property
    def phone_figures(self) -> PhoneFigureRepository:
        from psr_tui.store.repositories.phone_figures import PhoneFigureRepository

        return PhoneFigureRepository(self.session)

    # of board
    @cached_property
    def wallboard(self) -> WallboardRepository:
        from psr_tui.store.repositories.wallboard import WallboardRepository

        return WallboardRepository(self.session)

    # of quality
