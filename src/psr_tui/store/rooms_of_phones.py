"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    # of calls
    from psr_tui.store.repositories.call_line import CallLine
    from psr_tui.store.repositories.call_people import CallPeople
    from psr_tui.store.repositories.calls import CallRepository

    # of line

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
    @cached_property
    def calls(self) -> CallRepository:
        from psr_tui.store.repositories.calls import CallRepository

        return CallRepository(self.session)

    @cached_property
    def call_people(self) -> CallPeople:
        from psr_tui.store.repositories.call_people import CallPeople

        return CallPeople(self.session)

    @cached_property
    def call_line(self) -> CallLine:
        from psr_tui.store.repositories.call_line import CallLine

        return CallLine(self.session)

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
