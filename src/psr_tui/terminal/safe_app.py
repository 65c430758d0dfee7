"""The app's base: type-ahead, safe output, safe stop, orderly signals and no leaks. The app itself stays small."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from textual.app import SystemCommand
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input

from psr_tui.terminal.crash import CrashGuard
from psr_tui.terminal.crash_report import install_hooks, say_stopped, watch_loop
from psr_tui.terminal.driver import desk_driver
from psr_tui.terminal.output import AsciiGlyphs, ForbiddenCharacters
from psr_tui.terminal.signals import handle_signals
from psr_tui.terminal.type_ahead import TypeAhead


class SafeApp(TypeAhead, CrashGuard):
    """``class PsrApp(SafeApp)``: everything a terminal full of patient data needs (reliability.md sections 6 to 8).

    ``ascii_glyphs`` draws our own signs in ASCII; ``crash_log_dir`` is the folder of the redacted log;
    ``copy_to_terminal`` lets Ctrl+C reach the terminal's clipboard (off: copied text stays inside the program).
    """

    ALLOW_SELECT = False  # a mouse selection would carry patients to the clipboard

    def __init__(
        self,
        *,
        ascii_glyphs: bool = False,
        crash_log_dir: Path | None = None,
        copy_to_terminal: bool = False,
        **app: Any,
    ) -> None:
        super().__init__(**app)
        self.crash_log_dir = crash_log_dir
        self.copy_to_terminal = copy_to_terminal
        self._last_filters: list[LineFilter] = [ForbiddenCharacters()]
        if ascii_glyphs:
            self._last_filters.append(AsciiGlyphs())

    def get_driver_class(self) -> type[Driver]:
        """Our driver where there is one for the platform."""
        return desk_driver() or super().get_driver_class()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then ours: nothing is drawn past them."""
        return [*super().get_line_filters(), *self._last_filters]

    # -- start and stop ----------------------------------------------------------------------------

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> Driver:
        driver = super()._build_driver(headless, inline, mouse, size)
        if not headless:  # a test's process keeps its own hooks and signals
            loop = asyncio.get_running_loop()
            handle_signals(loop, self.leave)
            install_hooks(lambda: self.crash_log_dir, self._stop_from_anywhere)
            watch_loop(loop, self.stop_safely, self.crash_log_dir)
        return driver

    def leave(self, status: int) -> None:
        """Exit in order with a status; called for signals. Override to save drafts first, and call this."""
        self.exit(return_code=status)

    def _stop_from_anywhere(self, error: BaseException | None) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.stop_safely, error)
        else:
            say_stopped(error, self.crash_log_dir)

    # -- nothing leaves ----------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Copy inside the program, and to the terminal only where the clinic allows it; a password never (RS-43)."""
        if isinstance(self.focused, Input) and self.focused.password:
            self.bell()
        elif self.copy_to_terminal:
            super().copy_to_clipboard(text)
        else:
            self._clipboard = text

    def forget_clipboard(self) -> None:
        """Forget copied text: for the lock, and when somebody else signs in."""
        self._clipboard = ""

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Textual's own commands without the one that saves the screen to a file."""
        for command in super().get_system_commands(screen):
            if command.title != "Screenshot":
                yield command

    def save_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str:
        """Refused: a picture of the screen is patient data in a file nobody guards. Returns no name."""
        self.bell()
        return ""

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Refused, as ``save_screenshot``."""
        self.bell()
        return None
