"""Canonical text as the bytes of a receipt printer, made with python-escpos (the extra ``printers``).

Its own choice of code pages is switched off: one letter outside the page turned a whole line into other bytes, even a
plain ``ñ`` (CD-100). Letters are changed before they are encoded, on one code page, and the padding is ours.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from psr_tui.devices.letters import readable
from psr_tui.domain.paper_fit import refit
from psr_tui.domain.printing import CODE_PAGES, COLUMNS, PrinterSettings, PrintFailed

if TYPE_CHECKING:
    from escpos.printer import Dummy

PROFILE = "TM-T88III"  # 42 columns in font A, 56 in font B, the code pages and the cutter that its successors have too
MISSING = "Receipt printers need the extra part of psr-tui: pip install 'psr-tui[printers]', then print again."


def page_bytes(text: str, settings: PrinterSettings) -> bytes:
    """Start, code page, font, the text, cut. The same text gives the same bytes.

    Raises PrintFailed when python-escpos is not installed.
    """
    printer = _dummy()
    printer.hw("INIT")
    printer.charcode(settings.code_page)
    printer.set(align="left", font="a" if settings.columns == COLUMNS[0] else "b", bold=False, normal_textsize=True)
    printer.text(fitted(text, settings))
    printer.cut()
    return bytes(printer.output)


def kick_bytes(settings: PrinterSettings) -> bytes:
    """The pulse that opens the drawer on the printer's plug. Raises PrintFailed when python-escpos is missing."""
    printer = _dummy()
    printer.cashdraw(settings.kick)
    return bytes(printer.output)


def fitted(text: str, settings: PrinterSettings) -> str:
    """The text in letters of the code page, on the columns of the printer."""
    codec = CODE_PAGES[settings.code_page]

    def shows(ch: str) -> bool:
        try:
            return len(ch.encode(codec)) == 1 and ch.isprintable()
        except UnicodeEncodeError:
            return False

    return refit(text, lambda part: readable(part, shows), settings.columns)


def _dummy() -> Dummy:
    try:
        with warnings.catch_warnings():  # it warns of parts for other printers that are not installed
            warnings.simplefilter("ignore")
            from escpos.printer import Dummy
    except ImportError:
        raise PrintFailed(MISSING) from None
    return Dummy(profile=PROFILE)
