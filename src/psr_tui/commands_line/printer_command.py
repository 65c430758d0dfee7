"""``psr-tui printer test``: one test page to the printer of this terminal. Nobody signs in: no record is
read, and no drawer is opened, which would need a name in the log."""

from __future__ import annotations

import argparse

from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.devices.make import make_printer
from psr_tui.domain.printing import Page, PrintKind, page_name, trial_page


def run(args: argparse.Namespace) -> int:
    """Raises PrintFailed when it did not come out (status 1), InvalidInput for the settings (status 64)."""
    printer = make_printer(read_settings(args.store, args.ascii).printer)
    printer.print(Page(page_name(PrintKind.TEST, None), trial_page("psr-tui", "")))
    print(f"The test page went to {printer.words}.")
    return FINE
