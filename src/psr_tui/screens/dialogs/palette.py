"""Ctrl+P: every action by name, with its key, and why one is off."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from psr_tui.commands import Offer
from psr_tui.screens.dialogs.pick import Pick


class Palette(Pick):
    """Answers with the ``action`` of the chosen offer."""

    HELP_TEXT = "Type a few letters of what you want to do; the keys beside it work without this box."

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__("Everything that can be done here", legend="type to narrow   Enter does it   F12 cancel")
        self._offers = tuple(offers)
        self._fitting: list[Offer] = []

    def matches(self, typed: str) -> Sequence[Content]:
        self._fitting = [offer for offer in self._offers if offer.fits(typed)]
        return [self._line(offer) for offer in self._fitting]

    @staticmethod
    def _line(offer: Offer) -> Content:
        help_text = f"off: {offer.why_not}" if offer.why_not else offer.help
        return Content.assemble((f"{offer.title:<17.17}", "bold"), f" {offer.key:<8.8} ", help_text)

    def taken(self, typed: str, index: int | None) -> None:
        if index is None:
            self.refuse("Nothing is called so; try fewer letters.")
        elif self._fitting[index].why_not:
            self.refuse(self._fitting[index].why_not)
        else:
            self.finish(self._fitting[index].action)
