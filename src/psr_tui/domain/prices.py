"""The clinic's own price list for who pays themselves: own codes and words, no licensed texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from psr_tui.domain.check_out import read_code
from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.text import clean

MOST = Money(100_000_00)


@dataclass(frozen=True, slots=True)
class PriceForm:
    """A price as it is typed; ``visit_type`` '' = not part of a visit by itself."""

    label: str
    amount: Money
    code: str = ""
    visit_type: str = ""

    def checked(self) -> PriceForm:
        """Cleaned as it may be stored. Raises InvalidInput by field."""
        label = clean(self.label, 80)
        if not any(ch.isalnum() for ch in label):
            raise InvalidInput("Service: type what it is for, for example ECG at rest.", "label")
        if not Money.zero() <= self.amount <= MOST:
            raise InvalidInput(f"Price: from 0.00 to {MOST}.", "amount")
        return replace(self, label=label, code=read_code(self.code), visit_type=clean(self.visit_type, 12).upper())


@dataclass(frozen=True, slots=True)
class Price:
    """One price in use."""

    price_id: str
    label: str
    amount: Money
    code: str = ""
    visit_type: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER
