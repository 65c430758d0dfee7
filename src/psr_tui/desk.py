"""The desk: the services for the person who is signed in, reached without ever blocking the screen.

Writes run one after another on one thread, reads on a few others; the event loop only waits (architecture.md, "How a
key press travels"; performance.md 5).
"""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import StoreBusy
from psr_tui.domain.ids import new_id
from psr_tui.domain.staff import Actor
from psr_tui.services.every import Services
from psr_tui.store.gate import BUSY, PATIENCE, Patience

if TYPE_CHECKING:
    from psr_tui.services.accounts import AccountService
    from psr_tui.services.adjustments import AdjustmentService
    from psr_tui.services.audit import AuditService
    from psr_tui.services.callbacks import CallbackService
    from psr_tui.services.cash_moves import CashMoveService
    from psr_tui.services.check_in import CheckInService
    from psr_tui.services.corrections import CorrectionService
    from psr_tui.services.day_lists import DayListService
    from psr_tui.services.deposits import DepositService
    from psr_tui.services.drafts import DraftService
    from psr_tui.services.drawer import DrawerService
    from psr_tui.services.drawer_history import DrawerHistoryService
    from psr_tui.services.exports import ExportService
    from psr_tui.services.giving_back import GivingBackService
    from psr_tui.services.hand_over import HandOverService
    from psr_tui.services.label_printing import LabelService
    from psr_tui.services.patients import PatientService
    from psr_tui.services.payments import PaymentService
    from psr_tui.services.plans import PlanService
    from psr_tui.services.printing import PrintingService
    from psr_tui.services.queue import QueueService
    from psr_tui.services.reference import ReferenceService
    from psr_tui.services.returned_checks import ReturnedCheckService
    from psr_tui.services.sign_in import SignInService
    from psr_tui.services.visit_papers import VisitPaperService

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_WAIT = 5.0  # seconds a rep waits for others who are saving (RS-65)


class Lanes:
    """The threads of one process: one that writes, three that read, one that waits for printers."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(1, "desk-write")
        self.readers = ThreadPoolExecutor(3, "desk-read")
        self.outside = ThreadPoolExecutor(1, "desk-print")

    def finish_outside(self, seconds: float) -> None:
        """Let a page that is printing come to its end; not for ever."""
        with suppress(TimeoutError, RuntimeError):  # RuntimeError: the lane is closed already
            self.outside.submit(lambda: None).result(seconds)

    def close(self) -> None:
        self.outside.shutdown(wait=False, cancel_futures=True)
        self.writer.shutdown(wait=True, cancel_futures=True)
        self.readers.shutdown(wait=True, cancel_futures=True)


class Desk:
    """What a screen holds: services by name, the clinic, the clock and who is signed in."""

    def __init__(self, services: Services, lanes: Lanes, clinic: Clinic, clock: Clock, actor: Actor) -> None:
        self.clinic = clinic
        self.clock = clock
        self.actor = actor
        self.tz: ZoneInfo = clinic.tz
        self._lanes = lanes
        self._services = services

    @property
    def sign_in(self) -> SignInService:
        return self._services.sign_in

    @property
    def queue(self) -> QueueService:
        return self._services.queue

    @property
    def check_in(self) -> CheckInService:
        return self._services.check_in

    @property
    def patients(self) -> PatientService:
        return self._services.patients

    @property
    def payments(self) -> PaymentService:
        return self._services.payments

    @property
    def accounts(self) -> AccountService:
        return self._services.accounts

    @property
    def plans(self) -> PlanService:
        return self._services.plans

    @property
    def printing(self) -> PrintingService:
        return self._services.printing

    @property
    def labels(self) -> LabelService:
        return self._services.labels

    @property
    def visit_papers(self) -> VisitPaperService:
        return self._services.visit_papers

    @property
    def giving_back(self) -> GivingBackService:
        return self._services.giving_back

    @property
    def adjustments(self) -> AdjustmentService:
        return self._services.adjustments

    @property
    def returned_checks(self) -> ReturnedCheckService:
        return self._services.returned_checks

    @property
    def corrections(self) -> CorrectionService:
        return self._services.corrections

    @property
    def drawer(self) -> DrawerService:
        return self._services.drawer

    @property
    def cash_moves(self) -> CashMoveService:
        return self._services.cash_moves

    @property
    def hand_over(self) -> HandOverService:
        return self._services.hand_over

    @property
    def deposits(self) -> DepositService:
        return self._services.deposits

    @property
    def history(self) -> DrawerHistoryService:
        return self._services.history

    @property
    def day_lists(self) -> DayListService:
        return self._services.day_lists

    @property
    def callbacks(self) -> CallbackService:
        return self._services.callbacks

    @property
    def reference(self) -> ReferenceService:
        return self._services.reference

    @property
    def drafts(self) -> DraftService:
        return self._services.drafts

    @property
    def audit(self) -> AuditService:
        return self._services.audit

    @property
    def exports(self) -> ExportService:
        return self._services.exports

    def new_id(self) -> str:
        """An id for a command that must happen once: the same id sent twice does nothing the second time."""
        return new_id(self.clock.now(), os.urandom(10))

    async def act(self, use_case: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing use case as the person signed in. Raises what it refuses, and StoreBusy (nothing written)
        after 5 seconds of waiting for somebody else who is saving."""
        patience = Patience()
        context = contextvars.copy_context()
        context.run(PATIENCE.set, patience)
        work = partial(context.run, partial(use_case, self.actor, *args, **kwargs))
        future = asyncio.get_running_loop().run_in_executor(self._lanes.writer, work)
        try:
            return await asyncio.wait_for(asyncio.shield(future), LONGEST_WAIT)
        except TimeoutError:
            if patience.give_up():
                future.add_done_callback(_forget)
                raise StoreBusy(BUSY) from None
            return await future  # it has begun: only its own outcome may be told

    async def ask(self, question: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading use case on a reader thread."""
        work = partial(question, self.actor, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._lanes.readers, work)

    async def outside(self, use_case: Callable[Concatenate[Actor, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case that waits for a printer, on a thread of its own: no save waits for paper. Pages come out one
        after another, and each runs to its end even when nobody waits for it any more."""
        work = partial(use_case, self.actor, *args, **kwargs)
        future = asyncio.get_running_loop().run_in_executor(self._lanes.outside, work)
        return await asyncio.shield(future)

    async def undo(self, sure: bool = False) -> str:
        """Take back the last thing this person did at a visit; returns the sentence for the message line. Raises
        UndoAsks, unless ``sure``, when that is not the last thing they did."""
        return await self.act(self.queue.undo_last, sure)


def _forget(future: asyncio.Future[R]) -> None:
    """The caller left; look at the outcome so that no "never retrieved" reaches the log."""
    if not future.cancelled():
        future.exception()
