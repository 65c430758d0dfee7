"""The use cases of the phones; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.devices.printer import Printer
    from psr_tui.services.boundary import BoundaryService
    from psr_tui.services.call_scripts import CallScriptService
    from psr_tui.services.calls import CallService
    from psr_tui.services.dialing import DialingService
    from psr_tui.services.flag_route import FlagRouteService
    from psr_tui.services.flag_rules import FlagRuleService
    from psr_tui.services.interpreters import InterpreterService
    from psr_tui.services.limit_rules import LimitRuleService
    from psr_tui.services.message_exchange import MessageExchange
    from psr_tui.services.message_templates import MessageTemplateService
    from psr_tui.services.messages import MessageService
    from psr_tui.services.phone_blocks import PhoneBlockService
    from psr_tui.services.phone_figures import PhoneFigureService
    from psr_tui.services.phone_line import PhoneLineService
    from psr_tui.services.portal_messages import PortalMessageService
    from psr_tui.services.quick_notes import QuickNoteService
    from psr_tui.services.rep_states import RepStateService
    from psr_tui.services.review_report import ReviewReportService
    from psr_tui.services.reviews import ReviewService
    from psr_tui.services.scorecards import ScorecardService
    from psr_tui.services.service_limits import ServiceLimitService
    from psr_tui.services.spoken import SpokenService
    from psr_tui.services.wallboard import WallboardService
    from psr_tui.store.store import Store


class PhoneServices:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _store: Store
    _clock: Clock
    _printer: Printer | None  # for letters

    @cached_property
    def calls(self) -> CallService:
        from psr_tui.services.calls import CallService

        return CallService(self._store, self._clock)

    @cached_property
    def dialing(self) -> DialingService:
        """Calls the telephone system places."""
        from psr_tui.services.dialing import DialingService

        return DialingService(self._store, self._clock)

    @cached_property
    def phone_line(self) -> PhoneLineService:
        """Telephone systems, who has which telephone, and what they show now."""
        from psr_tui.services.phone_line import PhoneLineService

        return PhoneLineService(self._store, self._clock)

    @cached_property
    def blocks(self) -> PhoneBlockService:
        from psr_tui.services.phone_blocks import PhoneBlockService

        return PhoneBlockService(self._store, self._clock)

    @cached_property
    def rep_states(self) -> RepStateService:
        from psr_tui.services.rep_states import RepStateService

        return RepStateService(self._store, self._clock)

    @cached_property
    def flags(self) -> FlagRouteService:
        from psr_tui.services.flag_route import FlagRouteService

        return FlagRouteService(self._store, self._clock)

    @cached_property
    def flag_rules(self) -> FlagRuleService:
        from psr_tui.services.flag_rules import FlagRuleService

        return FlagRuleService(self._store, self._clock)

    @cached_property
    def scripts(self) -> CallScriptService:
        from psr_tui.services.call_scripts import CallScriptService

        return CallScriptService(self._store, self._clock)

    @cached_property
    def boundary(self) -> BoundaryService:
        from psr_tui.services.boundary import BoundaryService

        return BoundaryService(self._store, self._clock)

    @cached_property
    def spoken(self) -> SpokenService:
        from psr_tui.services.spoken import SpokenService

        return SpokenService(self._store, self._clock)

    @cached_property
    def interpreters(self) -> InterpreterService:
        from psr_tui.services.interpreters import InterpreterService

        return InterpreterService(self._store, self._clock)

    @cached_property
    def quick_notes(self) -> QuickNoteService:
        from psr_tui.services.quick_notes import QuickNoteService

        return QuickNoteService(self._store, self._clock)

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

    @cached_property
    def phone_figures(self) -> PhoneFigureService:
        from psr_tui.services.phone_figures import PhoneFigureService

        return PhoneFigureService(self._store, self._clock)

    @cached_property
    def wallboard(self) -> WallboardService:
        from psr_tui.services.wallboard import WallboardService

        return WallboardService(self._store, self._clock)

    @cached_property
    def reviews(self) -> ReviewService:
        """Reviews of calls."""
        from psr_tui.services.reviews import ReviewService

        return ReviewService(self._store, self._clock)

    @cached_property
    def review_report(self) -> ReviewReportService:
        """What reviews say of each rep, beside other figures."""
        from psr_tui.services.review_report import ReviewReportService

        return ReviewReportService(self._store, self._clock)

    @cached_property
    def scorecards(self) -> ScorecardService:
        """What calls are scored by."""
        from psr_tui.services.scorecards import ScorecardService

        return ScorecardService(self._store, self._clock)

    @cached_property
    def limits(self) -> ServiceLimitService:
        """How long things may wait, in working time."""
        from psr_tui.services.service_limits import ServiceLimitService

        return ServiceLimitService(self._store, self._clock)

    @cached_property
    def limit_rules(self) -> LimitRuleService:
        """The clinic's rules for how long things may wait."""
        from psr_tui.services.limit_rules import LimitRuleService

        return LimitRuleService(self._store, self._clock)
