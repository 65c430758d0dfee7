"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from psr_tui.store.repositories.boundary import BoundaryRepository
    from psr_tui.store.repositories.call_limits import CallLimitRepository
    from psr_tui.store.repositories.call_line import CallLine
    from psr_tui.store.repositories.call_people import CallPeople
    from psr_tui.store.repositories.call_scripts import CallScriptRepository
    from psr_tui.store.repositories.callback_upkeep import CallbackUpkeepRepository
    from psr_tui.store.repositories.calls import CallRepository
    from psr_tui.store.repositories.interpreters import InterpreterRepository
    from psr_tui.store.repositories.messages import MessageRepository
    from psr_tui.store.repositories.missed_calls import MissedCallRepository
    from psr_tui.store.repositories.next_visits import NextVisitRepository
    from psr_tui.store.repositories.phone_blocks import BlockRepository
    from psr_tui.store.repositories.phone_events import PhoneEventRepository
    from psr_tui.store.repositories.phone_figures import PhoneFigureRepository
    from psr_tui.store.repositories.phone_sources import PhoneSourceRepository
    from psr_tui.store.repositories.phone_state import PhoneStateRepository
    from psr_tui.store.repositories.portal_messages import PortalMessageRepository
    from psr_tui.store.repositories.red_flags import RedFlagRepository
    from psr_tui.store.repositories.rep_periods import RepPeriodRepository
    from psr_tui.store.repositories.reviews import ReviewRepository
    from psr_tui.store.repositories.scorecards import ScorecardRepository
    from psr_tui.store.repositories.service_clocks import ServiceClockRepository
    from psr_tui.store.repositories.wallboard import WallboardRepository


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session
    now: datetime

    def new_id(self) -> str:
        raise NotImplementedError

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

    @cached_property
    def blocks(self) -> BlockRepository:
        from psr_tui.store.repositories.phone_blocks import BlockRepository

        return BlockRepository(self.session)

    @cached_property
    def rep_periods(self) -> RepPeriodRepository:
        from psr_tui.store.repositories.rep_periods import RepPeriodRepository

        return RepPeriodRepository(self.session)

    @cached_property
    def flags(self) -> RedFlagRepository:
        """Red flags, their route and phrases, in this transaction."""
        from psr_tui.store.repositories.red_flags import RedFlagRepository

        return RedFlagRepository(self.session)

    @cached_property
    def scripts(self) -> CallScriptRepository:
        """What is said in calls, in this transaction."""
        from psr_tui.store.repositories.call_scripts import CallScriptRepository

        return CallScriptRepository(self.session)

    @cached_property
    def boundary(self) -> BoundaryRepository:
        """What reps may say and who read it, in this transaction."""
        from psr_tui.store.repositories.boundary import BoundaryRepository

        return BoundaryRepository(self.session)

    @cached_property
    def interpreters(self) -> InterpreterRepository:
        """Interpreter requests, in this transaction."""
        from psr_tui.store.repositories.interpreters import InterpreterRepository

        return InterpreterRepository(self.session)

    @cached_property
    def next_visits(self) -> NextVisitRepository:
        """The next visit of a patient, in this transaction."""
        from psr_tui.store.repositories.next_visits import NextVisitRepository

        return NextVisitRepository(self.session)

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

    @cached_property
    def phone_figures(self) -> PhoneFigureRepository:
        from psr_tui.store.repositories.phone_figures import PhoneFigureRepository

        return PhoneFigureRepository(self.session)

    @cached_property
    def wallboard(self) -> WallboardRepository:
        from psr_tui.store.repositories.wallboard import WallboardRepository

        return WallboardRepository(self.session)

    @cached_property
    def clocks(self) -> ServiceClockRepository:
        """How long things may wait, in working time, in this transaction."""
        from psr_tui.store.repositories.service_clocks import ServiceClockRepository

        return ServiceClockRepository(self.session, self.new_id, self.now)

    @cached_property
    def reviews(self) -> ReviewRepository:
        """Scorecards and reviews of calls, in this transaction."""
        from psr_tui.store.repositories.reviews import ReviewRepository

        return ReviewRepository(self.session, self.new_id)

    @cached_property
    def scorecards(self) -> ScorecardRepository:
        """What calls are scored by, in this transaction."""
        from psr_tui.store.repositories.scorecards import ScorecardRepository

        return ScorecardRepository(self.session)
