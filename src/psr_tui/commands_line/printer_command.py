"""``psr-tui printer test`` and ``printer labels``: one test page, or a test label, to the printers of this terminal.
Nobody signs in: no record is read, and no drawer is opened, which would need a name in the log."""

from __future__ import annotations

import argparse

from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import Settings, read_settings
from psr_tui.devices.make import make_printer
from psr_tui.domain.printing import Page, PrintKind, page_name, trial_page


def run(args: argparse.Namespace) -> int:
    """Raises PrintFailed when it did not come out (status 1), InvalidInput for the settings (status 64)."""
    settings = read_settings(args.store, args.ascii)
    if args.kind == "labels":
        return _labels(settings)
    printer = make_printer(settings.printer)
    printer.print(Page(page_name(PrintKind.TEST, None), trial_page("psr-tui", "")))
    print(f"The test page went to {printer.words}.")
    return FINE


def _labels(settings: Settings) -> int:
    """A sheet is filled, so that it shows whether the printer feeds it straight."""
    from psr_tui.devices.label_printer import LabelPage, make_label_printer
    from psr_tui.domain.labels import trial_label

    printer = make_label_printer(settings.labels, settings.print_folder)
    printer.print(LabelPage("Test labels", trial_label(printer.sheet.labels if printer.sheet else 1)))
    print(f"The test label went to {printer.words}.")
    return FINE
