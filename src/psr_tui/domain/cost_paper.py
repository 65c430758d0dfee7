"""What a visit may cost by the patient's plan, as a paper: the sentences that were said, marked as an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from psr_tui.domain.paper import rule, wrap
from psr_tui.domain.visit_papers import PaperHead, fact


@dataclass(frozen=True, slots=True)
class CostPaper:
    """``sentences`` as ``cost_words`` made them; the last one says who decides."""

    TITLE: ClassVar[str] = "WHAT IT MAY COST - AN ESTIMATE, NOT A BILL"
    link: ClassVar[str] = ""
    legal_name: str
    made_on: date
    sentences: tuple[str, ...]
    visit: str = ""

    def body(self, head: PaperHead, width: int) -> list[str]:
        lines = [*fact("Patient", self.legal_name, width), *fact("Made on", f"{self.made_on:%m/%d/%Y}", width)]
        lines += [*fact("Visit", self.visit, width), rule(width)]
        for sentence in self.sentences:
            lines += [*wrap(sentence, width), ""]
        ask = f"Questions? Call us: {head.phone}." if head.phone else "Questions? Ask us at the desk."
        return [*lines, *wrap(ask, width)]
