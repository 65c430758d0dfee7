"""``psr-tui phones figures``: every figure of the phones with its formula, numerator, denominator, T and exclusions.

With ``--queue-log FILE`` it reads that file alone: no clinic, no password. Without it, it reads the events and calls of
the clinic's own file, which a lead may.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from psr_tui.commands_line.exit_codes import FINE
from psr_tui.commands_line.init_command import own_zone
from psr_tui.domain.clock import read_zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phone_figures import Limits
from psr_tui.domain.text import strip_forbidden

if TYPE_CHECKING:
    from psr_tui.domain.phone_log import LogFigures

_STDIN = "-"
_MOST = 86_400


def run(args: argparse.Namespace) -> int:
    if not args.queue_log:
        from psr_tui.commands_line.phones_figures_clinic import run as of_clinic

        return of_clinic(args)
    if args.start or args.end:
        raise InvalidInput("--from and --to choose days of the clinic; a queue_log is read whole.", "--from")
    zone = read_zone(args.zone) if args.zone else ZoneInfo(own_zone())
    limits = limits_of(args)
    log = figures_of_file(args.queue_log, zone)
    show(log, limits, "standard input" if args.queue_log == _STDIN else Path(args.queue_log).name, as_json=args.json)
    return FINE


def limits_of(args: argparse.Namespace, otherwise: Limits | None = None) -> Limits:
    """What was asked for, else ``otherwise``. Raises InvalidInput."""
    given = otherwise or Limits()
    targets, short = (_seconds(name, getattr(args, name)) for name in ("seconds", "short"))
    return Limits(targets or given.targets, short or given.short, given.percent)


def figures_of_file(name: str, zone: ZoneInfo) -> LogFigures:
    """The figures of a queue_log, read line by line. Raises InvalidInput for a file that cannot be read."""
    from psr_tui.domain.phone_log import LogFigures
    from psr_tui.domain.queue_log import read_lines

    log = LogFigures(zone)
    with _opened(name) as file:
        try:
            log.feed(read_lines(line.rstrip("\r\n") for line in file))
        except OSError as error:
            raise InvalidInput(f"{name!r} cannot be read: {error.strerror}.", "--queue-log") from None
    return log.close()


def show(log: LogFigures, limits: Limits, name: str, *, as_json: bool) -> None:
    """Print the figures. Nothing in a log can steer the terminal."""
    if as_json:
        from psr_tui.commands_line.phones_figures_json import log_as_json

        print(json.dumps(log_as_json(log, limits, name)))
        return
    from psr_tui.domain.phone_figures_text import log_in_words

    printable(log_in_words(log, limits, name))


def printable(lines: Iterable[str]) -> None:
    """Print lines as far as this terminal can show them."""
    encoding = sys.stdout.encoding or "ascii"
    for line in lines:
        print(strip_forbidden(line).encode(encoding, "replace").decode(encoding))


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    if name == _STDIN:
        yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        return
    try:
        file = Path(name).expanduser().open(encoding="utf-8", errors="replace", newline="\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name holds what no name may hold"
        raise InvalidInput(f"{name!r} cannot be read: {reason}.", "--queue-log") from None
    with file:
        yield file


def _seconds(name: str, given: Sequence[str]) -> tuple[int, ...]:
    for text in given:
        if not (text.isascii() and text.isdigit() and int(text) <= _MOST):
            raise InvalidInput(f"--{name}: {text} is no number of seconds; write it as 30.", f"--{name}")
    return tuple(dict.fromkeys(int(text) for text in given))
