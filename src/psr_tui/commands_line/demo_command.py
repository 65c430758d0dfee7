"""``psr-tui demo``: a training day of today, thrown away at the end; without a terminal, a tour of it as text."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from psr_tui.commands_line.open_command import has_terminal, terminal_of
from psr_tui.config import read_settings


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    if not has_terminal():
        from psr_tui.commands_line.tour import print_tour

        return print_tour(terminal_of(settings))
    from psr_tui.bootstrap import run_app
    from psr_tui.devices.label_printer import make_label_printer
    from psr_tui.devices.make import make_printer
    from psr_tui.domain.label_printers import LabelPrinterKind
    from psr_tui.doors import TrainingDoor
    from psr_tui.station_clock import TrainingClock

    printer = make_printer(settings.printer)  # where the settings name none, PDF files that go with the training day
    named = settings.labels.kind is LabelPrinterKind.ZPL or bool(settings.labels.target)
    labels = make_label_printer(settings.labels, settings.print_folder) if named else None
    door = TrainingDoor(TrainingClock(today()), printer if printer.words else None, labels)
    return run_app(door, terminal_of(settings))


def today() -> date:
    """The date on the wall of whoever is looking."""
    return datetime.now(UTC).astimezone().date()
