"""``psr-tui`` and ``psr-tui open``: the clinic on this terminal."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from psr_tui.commands_line.exit_codes import NoTerminal
from psr_tui.config import Settings, read_settings
from psr_tui.domain.errors import StoreRefused

if TYPE_CHECKING:
    from psr_tui.bootstrap import Terminal


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    if not settings.store.exists():
        raise StoreRefused(
            f"There is no clinic at {settings.store} yet. Make one with psr-tui init, name another with --store, "
            "or look around in a training day with psr-tui demo."
        )
    if not has_terminal():
        raise NoTerminal(
            "psr-tui needs a terminal to open a clinic; commands for scripts are listed by psr-tui --help."
        )
    from psr_tui.bootstrap import run_app
    from psr_tui.devices.label_printer import make_label_printer
    from psr_tui.devices.make import make_printer
    from psr_tui.doors import StoreDoor
    from psr_tui.station_clock import SystemClock

    printers = (make_printer(settings.printer), make_label_printer(settings.labels, settings.print_folder))
    door = StoreDoor(settings.store, SystemClock(), None, settings.quickbooks, *printers)
    return run_app(door, terminal_of(settings))


def has_terminal() -> bool:
    """Whether somebody can see the screen and type."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def terminal_of(settings: Settings) -> Terminal:
    """What the settings say about this terminal."""
    from psr_tui.bootstrap import Terminal

    return Terminal(
        ascii_glyphs=settings.ascii_glyphs,
        log_folder=settings.folders.logs,
        copy_to_terminal=settings.copy_to_terminal,
        keymap=settings.keymap,
    )
