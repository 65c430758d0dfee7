"""The lock: opaque, deaf to everything but the password of the person who is signed in (RS-29, RS-30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.station import Station
from psr_tui.widgets.entry import Entry
from psr_tui.widgets.frame import TRAINING
from psr_tui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class Lock(ModalScreen[None]):
    """Covers the place with its text kept; closes itself when the password fits. ``since`` is local wall time,
    ``reason`` goes to the log, ``sign_out`` is for somebody else who needs this terminal."""

    AUTO_FOCUS = "#lock-password"

    def __init__(self, desk: Desk, since: str, reason: str, sign_out: Callable[[], None]) -> None:
        super().__init__()
        self.desk = desk
        self._since = since
        self._reason = reason
        self._sign_out = sign_out
        self._trying = False

    def compose(self) -> ComposeResult:
        with Vertical(id="lock-box"):
            mark = (TRAINING, "bold reverse") if self.desk.clinic.training else ""
            yield Static(Content.assemble(("LOCKED", "bold"), f" since {self._since}  ", mark))
            who = strip_forbidden(self.desk.actor.name)
            yield Static(Content(f"{who}, type your password to go on where you were."))
            yield Entry(entry_id="lock-password", password=True, max_length=256)
            yield Button(Content("Somebody else: sign out (drafts are kept)"), id="lock-sign-out", compact=True)
        yield MessageLine(id="message")

    def on_mount(self) -> None:
        """What was typed while the lock was being built was not meant for the password field (RS-30)."""
        cast(Station, self.app).discard_type_ahead()
        self.run_worker(self._log(), group="log")

    async def _log(self) -> None:
        try:
            await self.desk.act(self.desk.sign_in.locked, self._reason)
            await self.desk.act(self.desk.callbacks.put_down, "lock")
        except DeskError as error:  # the screen locks whether or not the store can be written
            self.query_one("#message", MessageLine).show(str(error), bad=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._trying and event.value:
            self._trying = True
            self.run_worker(self._try(event.value), group="unlock")

    async def _try(self, password: str) -> None:
        station = cast(Station, self.app)
        self.query_one("#lock-password", Entry).value = ""
        try:
            with station.hold_keys():
                await self.desk.act(self.desk.sign_in.unlock, password)
        except DeskError as error:
            self._refuse(error)
        else:
            self.dismiss(None)
        finally:
            self._trying = False

    def _refuse(self, error: DeskError) -> None:
        cast(Station, self.app).discard_type_ahead()
        self.query_one("#message", MessageLine).show(str(error), bad=True)
        self.app.bell()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._sign_out()
