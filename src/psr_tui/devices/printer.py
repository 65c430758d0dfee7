"""What every printer can do, and the printer that is not there."""

from __future__ import annotations

from typing import Protocol

from psr_tui.domain.printing import Page, PrintFailed

NO_PRINTER = "No printer is set up for this terminal; name one under [printer] in the settings file (psr-tui locate)."


class Printer(Protocol):
    """A destination of pages. Every method may wait for hardware, so none is called on the event loop or inside a
    transaction; each raises PrintFailed with the sentence for the rep."""

    @property
    def words(self) -> str:
        """Where pages go, for the screen: ``the printer at 10.0.0.20:9100``. Empty when there is no printer."""

    @property
    def kicks(self) -> bool:
        """Whether it can open a cash drawer."""

    @property
    def prints_receipts(self) -> bool:
        """Whether each receipt prints by itself after its payment."""

    def print(self, page: Page) -> None:
        """Bring the page onto paper, or into the file that stands for it."""

    def kick(self) -> None:
        """Open the cash drawer."""

    def check(self) -> str:
        """Look whether it would print now; the answer is what was found, in words."""


class NoPrinter:
    """A terminal without a printer."""

    words = ""
    kicks = False
    prints_receipts = False

    def print(self, page: Page) -> None:
        raise PrintFailed(NO_PRINTER)

    def kick(self) -> None:
        raise PrintFailed("No drawer is plugged into a printer here; open it with its key.")

    def check(self) -> str:
        return "none is set up for this terminal"
