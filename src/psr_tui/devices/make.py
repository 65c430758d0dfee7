"""The printer that the settings of this terminal name."""

from __future__ import annotations

from pathlib import Path

from psr_tui.devices.printer import NoPrinter, Printer
from psr_tui.domain.printing import PrinterKind, PrinterSettings


def make_printer(settings: PrinterSettings) -> Printer:
    """Nothing is opened and nothing heavy is imported until something prints."""
    if settings.kind is PrinterKind.NONE:
        return NoPrinter()
    target = Path(settings.target).expanduser().absolute()
    if settings.kind is PrinterKind.PDF:
        from psr_tui.devices.pdf_folder import PdfFolder

        return PdfFolder(target, settings.receipts == "always")
    from psr_tui.devices.escpos_printer import EscposPrinter
    from psr_tui.devices.escpos_ways import ToDevice, ToFile, ToNetwork

    if settings.kind is PrinterKind.NETWORK:
        return EscposPrinter(settings, ToNetwork(*settings.host_port))
    return EscposPrinter(settings, ToDevice(target) if settings.kind is PrinterKind.DEVICE else ToFile(target))
