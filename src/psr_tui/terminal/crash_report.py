"""The text and the log of a safe stop: a reference, types, functions and line numbers; no message and no values.

reliability.md RS-40, RS-49 and RS-50. Standard library only, because it also guards the commands that draw no screen.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

LOG_NAME = "stopped.log"
_LONGEST_LOG = 1_000_000  # bytes; older reports go to one .1 file, so that the folder cannot fill a disk
_DEEPEST_CHAIN = 8

LogFolder = Callable[[], "Path | None"]
"""Where the log is, asked only when there is something to write; None writes none."""
Stop = Callable[[BaseException | None], None]


def sentence(reference: str) -> str:
    """The one line a person sees."""
    return f"psr-tui stopped safely. Reference {reference}."


def new_reference() -> str:
    """Eight characters to read out to whoever looks into the log."""
    return os.urandom(4).hex().upper()


def redacted(error: BaseException | None, reference: str) -> str:
    """What the log may say about an error and everything that led to it."""
    lines = [time.strftime(f"%Y-%m-%dT%H:%M:%SZ reference {reference}", time.gmtime())]
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


def install_hooks(log_folder: LogFolder, stop: Stop | None = None) -> None:
    """Errors outside the event loop lead to the same text: main thread, other threads, and what Python cannot raise.

    ``stop`` is called from any thread; without it the sentence goes to standard error.
    """

    def report(error: BaseException | None) -> None:
        if stop is not None:
            stop(error)
        else:
            say_stopped(error, log_folder())

    def main_thread(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        say_stopped(error, log_folder())

    def other_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            report(args.exc_value)

    sys.excepthook = main_thread
    threading.excepthook = other_thread
    # An error in a finaliser harms nobody at the desk: it is logged and work goes on.
    sys.unraisablehook = lambda args: (write_report(args.exc_value, log_folder()), None)[1]


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
