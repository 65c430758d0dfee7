"""Flows: several steps after one key press, with dialogs between them, and no typed-ahead key in the wrong place.

The rule (textual.md 5.4): from the key press until the dialog stands and has the focus, keys wait; while the dialog
is open they go to it; from its answer until the flow ends or opens the next dialog they wait again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from psr_tui.domain.errors import DeskError

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.domain.staff import Actor
    from psr_tui.screens.dialogs.base import Dialog
    from psr_tui.screens.station import Station
    from psr_tui.terminal.key_queue import Hold
    from psr_tui.widgets.form import Form
    from psr_tui.widgets.record_list import RecordList

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Grip:
    """One flow's hold on the key queue; taking twice or letting go twice does no harm.

    Taking makes a new hold always: the lock may have ended the one before.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._held: Hold | None = None

    def take(self) -> None:
        held, self._held = self._held, self._station.hold_keys()
        if held is not None:
            held.release()

    def let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()


_GRIP: ContextVar[Grip | None] = ContextVar("_GRIP", default=None)


class Flows(Screen[R]):
    """Base of places and dialogs: runs flows, opens dialogs, calls use cases and shows what they refuse."""

    desk: Desk
    SCOPES: ClassVar[tuple[str, ...]] = ()
    """The scopes of the key table that F1 lists for this screen."""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Screen's own, but a step from field to field repaints the two fields and not the whole screen."""
    _back: asyncio.Future[None] | None = None

    @property
    def station(self) -> Station:
        return cast("Station", self.app)

    def topics_changed(self, topics: frozenset[str]) -> None:
        """Something was changed, here or by another process; a dialog as a rule goes on with what it was opened on."""

    def say(self, text: str) -> None:
        """Tell what just happened."""
        raise NotImplementedError

    def refuse(self, why: DeskError | str) -> None:
        """Tell what is wrong and how to mend it, and ring once."""
        raise NotImplementedError

    async def keep_drafts(self) -> None:
        """Keep what is typed and not saved, also in the field that was not left: somebody is signed out or the program
        ends. May raise DeskError."""

    def field_help(self) -> str:
        """Help for what has the focus: a widget's own ``help_text``, else nothing."""
        return str(getattr(self.focused, "help_text", "") or "")

    def flow(self, work: Coroutine[Any, Any, None], *, hold: bool = True) -> Worker[None]:
        """Run ``work`` beside the message loop. It may open dialogs one after another with ``open``. Keys wait from
        now until a dialog has the focus or the work ends; ``hold=False`` is for work that needs no order."""
        grip = Grip(self.station)
        if hold:
            grip.take()
        return self.run_worker(self._flow(work, grip), group="flow", exit_on_error=False)

    async def _flow(self, work: Coroutine[Any, Any, None], grip: Grip) -> None:
        _GRIP.set(grip)
        try:
            await work
        except DeskError as error:
            self.refuse(error)
        finally:
            grip.let_go()

    async def open(self, dialog: Dialog[T]) -> T | None:
        """Show ``dialog`` and return its answer, None when it was cancelled. Only inside a flow."""
        grip = _GRIP.get()
        await self.station.until_unlocked()
        await self._until_shown(grip)
        if grip is not None:
            grip.take()  # lock or another place may have had the keys meanwhile
            dialog.when_closing = grip.take
        if dialog.unasked:
            self.station.discard_type_ahead()
        await self.app.push_screen(dialog)
        if dialog.unasked:  # what was typed while it was being built was not meant for it either
            self.station.discard_type_ahead()
        if grip is not None:
            grip.let_go()
        return await dialog.answered()

    async def _until_shown(self, grip: Grip | None) -> None:
        """A dialog belongs over its own screen: when the rep went elsewhere meanwhile, it waits until they are back."""
        while not self.is_current:
            if grip is not None:
                grip.let_go()
            self._back = asyncio.get_running_loop().create_future()
            await self._back

    def on_screen_resume(self) -> None:
        if self._back is not None and not self._back.done():
            self._back.set_result(None)

    async def attempt(
        self, use_case: Callable[Concatenate[Actor, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Call a use case on the writer thread while keys wait; its result, or None after showing the refusal."""
        with self.station.hold_keys():
            try:
                return await self.desk.act(use_case, *args, **kwargs)
            except DeskError as error:
                self.refuse(error)
                return None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in a flow is a fault of the program: stop safely and say so, instead of carrying on half done."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and isinstance(error, Exception):
            self.app._handle_exception(error)

    # What widgets say to whoever shows them ----------------------------------------------------------------------

    def on_form_refused(self, message: Form.Refused) -> None:
        message.stop()
        self.refuse(message.message)

    def on_form_said(self, message: Form.Said) -> None:
        message.stop()
        self.say(message.text)

    def on_record_list_said(self, message: RecordList.Said) -> None:
        message.stop()
        self.refuse(message.text)

    def on_record_list_vanished(self, message: RecordList.Vanished) -> None:
        message.stop()
        self.say(message.text)
