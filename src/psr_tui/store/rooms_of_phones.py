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
    from psr_tui.store.repositories.messages import MessageRepository
    from psr_tui.store.repositories.portal_messages import PortalMessageRepository

    # of figures

    # of board

    # of quality


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session

    def new_id(self) -> str:
        raise NotImplementedError

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages
    @cached_property
    def messages(self) -> MessageRepository:
        """Messages to patients and their templates, in this transaction."""
        from psr_tui.store.repositories.messages import MessageRepository

        return MessageRepository(self.session, self.new_id)

    @cached_property
    def portal_messages(self) -> PortalMessageRepository:
        """Portal messages from patients, in this transaction."""
        from psr_tui.store.repositories.portal_messages import PortalMessageRepository

        return PortalMessageRepository(self.session)

    # of figures

    # of board

    # of quality
