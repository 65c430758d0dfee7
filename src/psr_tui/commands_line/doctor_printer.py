"""What ``doctor`` finds about the printers of this terminal: whether they answer, without printing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from psr_tui.commands_line.findings import Finding
from psr_tui.devices.label_printer import make_label_printer
from psr_tui.devices.make import make_printer
from psr_tui.domain.label_printers import LabelPrinterSettings
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


def label_findings(settings: LabelPrinterSettings, folder: Path) -> Iterator[Finding]:
    """One finding; ``folder`` is where sheets go that have none of their own."""
    try:
        yield Finding("labels", make_label_printer(settings, folder).check())
    except PrintFailed as failed:
        yield Finding("labels", "would not print now", failed.message)
