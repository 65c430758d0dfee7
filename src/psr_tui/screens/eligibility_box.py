"""A payer's answer on its own: what it means on top, what to say, every line as sent, and the checks before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.containers import VerticalScroll
from textual.widget import Widget

from psr_tui.domain.privacy import Privacy
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Dialog
from psr_tui.screens.eligibility_rows import history_of, lines_of_answer, notes_of, reading_facts
from psr_tui.services.eligibility_view import EligibilityReading, VisitCost
from psr_tui.widgets.panel import FactsPanel


class EligibilityBox(Dialog[str]):
    """Answers with what the rep wants to do (the id of a key), None to go back. Whoever opened it does it."""

    BINDINGS = bindings("eligibility")
    SCOPES = ("eligibility", "dialog")
    HELP_TEXT = "What the payer said about this visit. Arrows and PgDn turn the page; digits act on the answer."

    def __init__(self, reading: EligibilityReading, shown: Privacy, tz: ZoneInfo, now: datetime) -> None:
        keys = "1 ask 2 type 3 copay 4 raw 5 earlier 6 mend 7 add payer 8 cost 9 note F12"
        super().__init__(shown.name(reading.at.patient), legend=keys)
        self._panels = [
            ("", reading_facts(reading, now, tz, shown)),
            ("To say", [("", line) for line in reading.cost] if not shown.on else []),
            ("What was done", notes_of(reading, tz)),
            ("Checks of this insurance", history_of(reading, now, tz, shown)),
            ("As the payer sent it", lines_of_answer(reading) if not shown.on else []),
        ]

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            for title, facts in self._panels:
                if facts:
                    yield FactsPanel(title, facts)

    def action_ask(self) -> None:
        self.finish("ask")

    def action_typed(self) -> None:
        self.finish("typed")

    def action_copay(self) -> None:
        self.finish("copay")

    def action_raw(self) -> None:
        self.finish("raw")

    def action_earlier(self) -> None:
        self.finish("earlier")

    def action_mend(self) -> None:
        self.finish("mend")

    def action_other(self) -> None:
        self.finish("other")

    def action_cost(self) -> None:
        self.finish("cost")

    def action_note(self) -> None:
        self.finish("note")


class CostBox(Dialog[str]):
    """What a visit will cost, as sentences to say. Answers with how the patient got it: read, printed; None on F12."""

    BINDINGS = bindings("cost_words")
    SCOPES = ("cost_words", "dialog")
    HELP_TEXT = "Read it to the patient; 1 keeps what was said. It is an estimate: the payer decides about the claim."

    def __init__(self, cost: VisitCost, name: str, age: str) -> None:
        super().__init__(f"What will it cost: {name}", legend="1 I read it out   2 print it   F12 back")
        source = (
            f"answer of {cost.payer}, {cost.channel}, {age}" if cost.told_at else f"nobody has asked {cost.payer} yet"
        )
        self._facts = [("ESTIMATE", source), *(("Say", f"“{line}”") for line in cost.sentences)]

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield FactsPanel("", self._facts)

    def action_accept(self) -> None:
        self.finish(None)

    def action_read(self) -> None:
        self.finish("read")

    def action_print(self) -> None:
        self.finish("printed")
