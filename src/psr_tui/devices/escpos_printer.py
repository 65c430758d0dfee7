"""A receipt printer: canonical text to bytes, bytes on their way."""

from __future__ import annotations

from psr_tui.devices.escpos_bytes import kick_bytes, page_bytes
from psr_tui.devices.escpos_ways import Way
from psr_tui.domain.printing import Page, PrinterSettings, PrintFailed


class EscposPrinter:
    """The destinations ``file``, ``network`` and ``device``."""

    def __init__(self, settings: PrinterSettings, way: Way) -> None:
        self._settings = settings
        self._way = way

    @property
    def words(self) -> str:
        return self._way.words

    @property
    def kicks(self) -> bool:
        return self._settings.kick > 0

    @property
    def prints_receipts(self) -> bool:
        return self._settings.receipts == "always"

    def print(self, page: Page) -> None:
        self._way.send(page_bytes(page.text, self._settings), page.name)

    def kick(self) -> None:
        if not self.kicks:
            raise PrintFailed("No drawer is plugged into the printer (printer.kick); open it with its key.")
        self._way.send(kick_bytes(self._settings), "kick", needs_paper=False)  # a drawer opens without paper

    def check(self) -> str:
        page_bytes("", self._settings)
        return self._way.check()
