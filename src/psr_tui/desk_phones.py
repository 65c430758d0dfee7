"""The services of the phones by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.services.boundary import BoundaryService
    from psr_tui.services.call_scripts import CallScriptService
    from psr_tui.services.calls import CallService
    from psr_tui.services.dialing import DialingService
    from psr_tui.services.every import Services
    from psr_tui.services.flag_route import FlagRouteService
    from psr_tui.services.interpreters import InterpreterService
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
    from psr_tui.services.service_limits import ServiceLimitService
    from psr_tui.services.spoken import SpokenService
    from psr_tui.services.wallboard import WallboardService


class PhonesByName:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _services: Services

    @property
    def calls(self) -> CallService:
        return self._services.calls

    @property
    def dialing(self) -> DialingService:
        return self._services.dialing

    @property
    def phone_line(self) -> PhoneLineService:
        return self._services.phone_line

    @property
    def blocks(self) -> PhoneBlockService:
        return self._services.blocks

    @property
    def rep_states(self) -> RepStateService:
        return self._services.rep_states

    @property
    def flags(self) -> FlagRouteService:
        return self._services.flags

    @property
    def scripts(self) -> CallScriptService:
        return self._services.scripts

    @property
    def boundary(self) -> BoundaryService:
        return self._services.boundary

    @property
    def spoken(self) -> SpokenService:
        return self._services.spoken

    @property
    def interpreters(self) -> InterpreterService:
        return self._services.interpreters

    @property
    def quick_notes(self) -> QuickNoteService:
        return self._services.quick_notes

    @property
    def messages(self) -> MessageService:
        return self._services.messages

    @property
    def message_templates(self) -> MessageTemplateService:
        return self._services.message_templates

    @property
    def portal_messages(self) -> PortalMessageService:
        return self._services.portal_messages

    @property
    def phone_figures(self) -> PhoneFigureService:
        return self._services.phone_figures

    @property
    def wallboard(self) -> WallboardService:
        return self._services.wallboard

    @property
    def reviews(self) -> ReviewService:
        return self._services.reviews

    @property
    def review_report(self) -> ReviewReportService:
        return self._services.review_report

    @property
    def limits(self) -> ServiceLimitService:
        return self._services.limits
