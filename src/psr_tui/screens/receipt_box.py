"""The receipt of a payment that was just taken, as text, with the change to hand back above it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs import Dialog
from psr_tui.services.payments import PaymentTaken


class ReceiptBox(Dialog[None]):
    """F12 or F10 goes on; the receipt can be shown again from the drawer."""

    HELP_TEXT = "The receipt, as it is kept. Arrows turn the page, F12 goes on."

    def __init__(self, taken: PaymentTaken) -> None:
        change = f" · CHANGE {taken.change.dollars}" if taken.change else ""
        super().__init__(f"Receipt {taken.receipt}{change}", legend="arrows turn the page   F12 goes on")
        self._taken = taken

    def compose_body(self) -> Iterable[Widget]:
        if self._taken.ask_for_drop:
            yield Static(Content("The drawer holds much cash; make a safe drop (F5)."), classes="box-note")
        with VerticalScroll(id="help-page"):
            yield Static(Content("\n".join(strip_forbidden(line) for line in self._taken.text.split("\n"))))

    def action_accept(self) -> None:
        self.finish(None)
