"""When an error stops the program: one line with a reference on the screen, and no patient data anywhere.

The stock crash screen prints local variables into the scrollback, so it prints patients (reliability.md RS-49, RS-50).
The log holds the reference, the type of the error, and module, function and line of each frame; no message, no values.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.app import App

LOG_NAME = "stopped.log"
_LONGEST_LOG = 1_000_000  # bytes; older reports go to one .1 file, so that the folder cannot fill a disk
_DEEPEST_CHAIN = 8

Stop = Callable[[BaseException | None], None]


def sentence(reference: str) -> str:
    """The one line a person sees."""
    return f"psr-tui stopped safely. Reference {reference}."


def new_reference() -> str:
    """Eight characters to read out to whoever looks into the log."""
    return os.urandom(4).hex().upper()


def redacted(error: BaseException | None, reference: str) -> str:
    """What the log may say about an error and everything that led to it."""
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} reference {reference}"]
    for one in _chain(error):
        kind = type(one)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines += [f"    {where}" for where in _frames(one.__traceback__)]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and len(seen) < _DEEPEST_CHAIN and all(error is not one for one in seen):
        yield error
        seen.append(error)
        inner = getattr(error, "error", None)  # Textual's WorkerFailed carries the worker's own error there
        error = error.__cause__ or error.__context__ or (inner if isinstance(inner, BaseException) else None)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        frame = trace.tb_frame
        name = getattr(frame.f_code, "co_qualname", frame.f_code.co_name)
        yield f"{frame.f_globals.get('__name__', '?')} {name} line {trace.tb_lineno}"
        trace = trace.tb_next


def write_report(error: BaseException | None, log_dir: Path | None) -> str:
    """Append the redacted report to the log and return its reference; a log that cannot be written is not an error."""
    reference = new_reference()
    if log_dir is None:
        return reference
    try:
        log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = log_dir / LOG_NAME
        if path.exists() and path.stat().st_size > _LONGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as log:
            log.write(redacted(error, reference))
    except OSError:
        return reference
    return reference


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


def install_hooks(log_dir: Path | None, stop: Stop | None = None) -> None:
    """Errors outside the event loop lead to the same text: main thread, other threads, and what Python cannot raise.

    ``stop`` is called from any thread; without it the sentence goes to standard error.
    """

    def report(error: BaseException | None) -> None:
        if stop is not None:
            stop(error)
        else:
            say_stopped(error, log_dir)

    def main_thread(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        say_stopped(error, log_dir)

    def other_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            report(args.exc_value)

    sys.excepthook = main_thread
    threading.excepthook = other_thread
    # An error in a finaliser harms nobody at the desk: it is logged and work goes on.
    sys.unraisablehook = lambda args: (write_report(args.exc_value, log_dir), None)[1]


def watch_loop(loop: asyncio.AbstractEventLoop, stop: Stop, log_dir: Path | None) -> None:
    """Errors that end in the event loop itself; one without an exception (a task left behind) is only logged."""

    def handler(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            stop(error)
        else:
            write_report(None, log_dir)

    loop.set_exception_handler(handler)


def say_stopped(error: BaseException | None, log_dir: Path | None) -> None:
    """Outside the app: write the report and print the sentence to standard error."""
    line = sentence(write_report(error, log_dir))
    if sys.__stderr__ is not None:
        try:
            sys.__stderr__.write(line + "\n")
            sys.__stderr__.flush()
        except (OSError, ValueError):
            return  # no terminal to say it to
