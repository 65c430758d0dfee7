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
    from psr_tui.services.message_templates import MessageTemplateService
    from psr_tui.services.messages import MessageService
    from psr_tui.services.portal_messages import PortalMessageService

    # of figures

    # of board

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
    @property
    def messages(self) -> MessageService:
        return self._services.messages

    @property
    def message_templates(self) -> MessageTemplateService:
        return self._services.message_templates

    @property
    def portal_messages(self) -> PortalMessageService:
        return self._services.portal_messages

    # of figures

    # of board

    # of quality
