"""The lock: opaque, deaf to everything but the password of the person who is signed in (reliability.md RS-29, RS-30)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.station import Station
from psr_tui.widgets.frame import TRAINING
from psr_tui.widgets.message_line import MessageLine


class Lock(ModalScreen[None]):
    """Covers the place with its text kept. ``unlock`` checks the password and raises DeskError; ``opened`` is told
    after it fitted; ``sign_out`` is for somebody else who needs this terminal."""

    AUTO_FOCUS = "#lock-password"

    def __init__(
        self,
        who: str,
        since: str,
        unlock: Callable[[str], Coroutine[Any, Any, None]],
        sign_out: Callable[[], None],
        *,
        training: bool = False,
    ) -> None:
        super().__init__()
        self._who = who
        self._since = since
        self._unlock = unlock
        self._sign_out = sign_out
        self._training = training
        self._trying = False

    def compose(self) -> ComposeResult:
        with Vertical(id="lock-box"):
            mark = (TRAINING, "bold reverse") if self._training else ""
            yield Static(Content.assemble(("LOCKED", "bold"), f" since {self._since}  ", mark))
            yield Static(Content(strip_forbidden(f"{self._who}, type your password to go on where you were.")))
            yield Input(id="lock-password", password=True, max_length=256, compact=True)
            yield Button(Content("Somebody else: sign out (drafts are kept)"), id="lock-sign-out", compact=True)
        yield MessageLine(id="message")

    def on_mount(self) -> None:
        """What was typed while the lock was being built was not meant for the password field (RS-30)."""
        cast(Station, self.app).discard_type_ahead()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._trying and event.value:
            self._trying = True
            self.run_worker(self._try(event.value), group="unlock", exit_on_error=False)

    async def _try(self, password: str) -> None:
        field = self.query_one("#lock-password", Input)
        field.value = ""
        message = self.query_one("#message", MessageLine)
        try:
            with cast(Station, self.app).hold_keys():
                await self._unlock(password)
                self.dismiss(None)
        except DeskError as error:
            cast(Station, self.app).discard_type_ahead()
            message.show(str(error), bad=True)
            self.app.bell()
        finally:
            self._trying = False

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._sign_out()
