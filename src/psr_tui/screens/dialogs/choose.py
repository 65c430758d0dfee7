"""Choose one of a few: a digit answers at once, arrows and Enter do too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from psr_tui.domain.text import clean_lines, fold, strip_forbidden
from psr_tui.screens.dialogs.base import Dialog


class Choose(Dialog[str]):
    """``code = await open(Choose("Why no copay?", [("refused", "Patient refused"), ...]))``; None when cancelled.

    The first nine carry a digit. More are reached by arrow, or by the first letter of their label.
    """

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str]],
        *,
        note: str = "",
        current: str = "",
        unasked: bool = False,
    ) -> None:
        if not options:
            raise ValueError("nothing to choose from")
        super().__init__(title, unasked=unasked, legend="digit chooses   Enter takes the marked one   F12 cancel")
        self.options = tuple(options)
        self.note = note
        self.current = current

    def compose_body(self) -> Iterable[Widget]:
        if self.note:
            yield Static(Content(clean_lines(self.note)), classes="box-note")
        rows = [
            Option(Content.assemble((f"{number}" if number < 10 else " ", "bold"), " ", strip_forbidden(label)))
            for number, (_code, label) in enumerate(self.options, start=1)
        ]
        yield OptionList(*rows, id="box-options", compact=True)

    def on_mount(self) -> None:
        codes = [code for code, _label in self.options]
        start = codes.index(self.current) if self.current in codes else 0
        self.query_one(OptionList).highlighted = start

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.unasked:
            self.refuse("Choose with its digit.")
        else:
            self._take(event.option_index)

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if len(character) == 1 and character in "123456789":
            event.stop()
            self._take(int(character) - 1)
        elif character.isalpha():
            event.stop()
            self._jump(character)

    def _take(self, index: int) -> None:
        if index < len(self.options):
            self.finish(self.options[index][0])
        else:
            self.refuse(f"Choose 1 to {min(9, len(self.options))}.")

    def _jump(self, letter: str) -> None:
        listing = self.query_one(OptionList)
        count = len(self.options)
        start = (listing.highlighted or 0) + 1
        for step in range(count):
            index = (start + step) % count
            if fold(self.options[index][1]).startswith(fold(letter)):
                listing.highlighted = index
                return
        self.app.bell()

    def action_accept(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and not self.unasked:
            self._take(highlighted)
