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
    from psr_tui.devices.printer import Printer
    from psr_tui.services.message_exchange import MessageExchange
    from psr_tui.services.message_templates import MessageTemplateService
    from psr_tui.services.messages import MessageService
    from psr_tui.services.portal_messages import PortalMessageService
    from psr_tui.store.store import Store

    # of figures

    # of board

    # of quality


class PhoneServices:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _store: Store
    _clock: Clock
    _printer: Printer | None  # of messages: for letters

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages
    @cached_property
    def messages(self) -> MessageService:
        from psr_tui.devices.printer import NoPrinter
        from psr_tui.services.messages import MessageService
        from psr_tui.services.printing import PrintingService

        printing = PrintingService(self._store, self._clock, self._printer or NoPrinter())
        return MessageService(self._store, self._clock, printing)

    @cached_property
    def message_templates(self) -> MessageTemplateService:
        from psr_tui.services.message_templates import MessageTemplateService

        return MessageTemplateService(self._store, self._clock)

    @cached_property
    def message_exchange(self) -> MessageExchange:
        from psr_tui.services.message_exchange import MessageExchange

        return MessageExchange(self._store, self._clock)

    @cached_property
    def portal_messages(self) -> PortalMessageService:
        from psr_tui.services.callbacks import CallbackService
        from psr_tui.services.portal_messages import PortalMessageService

        return PortalMessageService(self._store, self._clock, CallbackService(self._store, self._clock))

    # of figures

    # of board

    # of quality
