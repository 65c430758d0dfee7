"""The app's part of a safe stop: whatever raised an error, the screen is left with one line and a reference.

The stock crash screen prints local variables into the scrollback, so it prints patients (reliability.md RS-49).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.app import App

from psr_tui.terminal.crash_report import sentence, write_report


class CrashGuard(App[Any]):
    """Base for the app: an error stops it with the sentence and a reference, whatever raised it.

    Overrides private names of Textual (RS-49): its version is pinned and a test guards each of them.
    """

    crash_log_dir: Path | None = None
    """Folder of the redacted log; None writes none."""

    def stop_safely(self, error: BaseException | None) -> None:
        """Write the report, leave the screen, and show the sentence with its reference. Exit status 1."""
        self._return_code = self._return_code or 1
        if not self._exit_renderables:  # the first error is the cause; what follows from it is noise
            reference = write_report(error, self.crash_log_dir)
            line: RenderableType = Text(sentence(reference))
            self._exit_renderables.append(line)
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.stop_safely(error)

    def _fatal_error(self) -> None:
        self.stop_safely(sys.exc_info()[1])

    def panic(self, *renderables: RenderableType) -> None:
        """Stop; what the caller wanted shown is not shown, because it may hold values."""
        self.stop_safely(sys.exc_info()[1])

    def _print_error_renderables(self) -> None:
        try:
            super()._print_error_renderables()
        except OSError:
            self._exit_renderables.clear()  # nobody is left to read it: the terminal is gone
