"""The good-faith estimate as a letter (45 CFR 149.610, front-desk.md FD-140, FD-142), in words of our own.

What the rule wants stands here once: who and what, each service with its code and expected amount, who provides it and
where, and the statements that must go with it. It is no legal advice, and it is never a bill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from psr_tui.domain.money import Money
from psr_tui.domain.paper import cells, pair, rule, wrap
from psr_tui.domain.visit_papers import PaperHead, fact

DISPUTE_OVER = Money(40000)
"""A bill this much or more above the estimate may be disputed."""
DISPUTE_DAYS = 120
HELP = "www.cms.gov/nosurprises or 1-800-985-3059"


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One expected service. ``amount`` is for all of its ``quantity``; ``provider`` where it is another one."""

    label: str
    amount: Money
    code: str = ""
    quantity: int = 1
    provider: str = ""


@dataclass(frozen=True, slots=True)
class EstimateLetter:
    """An estimate as it was given. ``service_on`` is None until a day is agreed; ``version`` counts from 1."""

    TITLE: ClassVar[str] = "GOOD-FAITH ESTIMATE - THIS IS NOT A BILL"
    link: ClassVar[str] = ""
    legal_name: str
    born: date | None
    made_on: date
    service: str
    lines: tuple[EstimateLine, ...]
    service_on: date | None = None
    provider: str = ""
    npi: str = ""
    tax_id: str = ""
    place: str = ""
    diagnoses: tuple[str, ...] = ()
    version: int = 1

    @property
    def total(self) -> Money:
        """What is expected altogether."""
        return Money.total(line.amount for line in self.lines)

    def body(self, head: PaperHead, width: int) -> list[str]:
        born = f"{self.born:%m/%d/%Y}" if self.born else "unknown"
        day = f"{self.service_on:%a %m/%d/%Y}" if self.service_on else "not agreed yet"
        made = f"{self.made_on:%m/%d/%Y}" + (f", version {self.version}" if self.version > 1 else "")
        ids = ", ".join(f"{name} {text}" for name, text in (("NPI", self.npi), ("Tax id", self.tax_id)) if text)
        lines: list[str] = []
        for label, text in (
            ("Patient", self.legal_name), ("DOB", born), ("Made on", made), ("For", self.service), ("Day", day),
            ("Codes", ", ".join(self.diagnoses)), ("By", self.provider), ("", ids), ("Where", self.place),
        ):  # fmt: skip
            lines += fact(label, text, width)
        lines += [rule(width), "What we expect it to cost"]
        for line in self.lines:
            lines += _line(line, width)
        lines += [rule(width), pair("EXPECTED TOTAL", self.total.dollars, width), rule(width)]
        for text in statements(head):
            lines += [*wrap(text, width), ""]
        return lines[:-1]


def statements(head: PaperHead) -> tuple[str, ...]:
    """What the patient must be told, each in a paragraph."""
    ask = f"call us: {head.phone}" if head.phone else "ask us at the desk"
    return (
        "This is an estimate of what we expect today. It is not a bill and not a contract. You do not have to have "
        "these services, and you may have them somewhere else.",
        "What you are billed may be different, for example when something unexpected is found or more is needed. "
        "Services that others provide, or that are arranged separately, may not be in this estimate; ask them for an "
        "estimate of their own.",
        f"If you are billed {_whole_dollars(DISPUTE_OVER)} or more above this estimate, you have the right to dispute "
        f"the bill. You can ask us to correct it, and you can start a dispute with the federal government within "
        f"{DISPUTE_DAYS} days of the date on the first bill. There is a small fee, and the bill is not collected while "
        "the dispute runs.",
        "A dispute changes nothing about the care you get here.",
        f"How to dispute a bill, and help with it: {HELP}.",
        f"Keep this letter. For questions about it, {ask}.",
    )


def _line(line: EstimateLine, width: int) -> list[str]:
    """The whole label, the figure on its last line; code, number and provider under it."""
    figure = str(line.amount)
    *before, last = wrap(line.label, width - cells(figure) - 1) or [""]
    detail = [f"code {line.code}"] if line.code else []
    detail += [f"{line.quantity} times"] if line.quantity != 1 else []
    detail += [f"by {line.provider}"] if line.provider else []
    return [*before, pair(last, figure, width), *(f"  {one}" for one in wrap(", ".join(detail), width - 2))]


def _whole_dollars(amount: Money) -> str:
    return f"${amount.cents // 100}"
