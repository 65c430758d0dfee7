"""What ``doctor`` finds about the printer of this terminal: whether it answers, without printing anything."""

from __future__ import annotations

from collections.abc import Iterator

from psr_tui.commands_line.findings import Finding
from psr_tui.devices.make import make_printer
from psr_tui.domain.printing import PrinterKind, PrinterSettings, PrintFailed


def printer_findings(settings: PrinterSettings) -> Iterator[Finding]:
    """One finding; a terminal without a printer is worth a note, never something to mend."""
    printer = make_printer(settings)
    try:
        found = printer.check()
    except PrintFailed as failed:
        yield Finding("printer", "would not print now", failed.message)
        return
    if settings.kind is PrinterKind.NONE:
        yield Finding("printer", found, "name one under [printer] in the settings file; psr-tui locate", note=True)
    else:
        yield Finding("printer", found)
