"""What a counter screen may show of a person in privacy mode (reliability.md RS-15).

Names become initials, a phone keeps its last four digits, a birth date its year, an amount nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_AMOUNT = re.compile(r"-?\$?-?\d[\d,]*\.\d\d\b")
_DIGIT = re.compile(r"\d")
HIDDEN = "***"


def mask_name(name: str) -> str:
    """``PEÑA GARCÍA, José L`` becomes ``P.G., J.L.``; a text without letters becomes stars."""
    parts = []
    for part in name.split(","):
        initials = "".join(f"{word[0].upper()}." for word in _WORD.findall(part))
        if initials:
            parts.append(initials)
    return ", ".join(parts) or HIDDEN


def mask_phone(phone: str) -> str:
    """``(505) 555-0199`` becomes ``***-***-0199``; fewer than five digits are hidden whole."""
    digits = "".join(_DIGIT.findall(phone))
    return f"***-***-{digits[-4:]}" if len(digits) > 4 else HIDDEN


def mask_dob(born: date | None) -> str:
    """A birth date shortened to its year."""
    return f"{born.year:04d}" if born else ""


def mask_amount(shown: str) -> str:
    """An amount is hidden whole: its length would tell the thousands."""
    return HIDDEN if shown.strip() else ""


@dataclass(frozen=True, slots=True)
class Privacy:
    """How values are shown now; places ask it for every cell instead of testing the mode themselves."""

    on: bool

    def name(self, name: str) -> str:
        """The name, masked while privacy is on."""
        return mask_name(name) if self.on else name

    def phone(self, phone: str) -> str:
        """The number, masked while privacy is on."""
        if not phone:
            return ""
        return mask_phone(phone) if self.on else phone

    def dob(self, born: date | None) -> str:
        """Birth date as ``MM/DD/YYYY``, or its year alone."""
        if born is None:
            return ""
        return mask_dob(born) if self.on else f"{born:%m/%d}/{born.year:04d}"

    def amount(self, shown: str) -> str:
        """The amount, masked while privacy is on."""
        return mask_amount(shown) if self.on else shown

    def words(self, text: str) -> str:
        """A sentence with its amounts masked while privacy is on; times and dates in it stay."""
        return _AMOUNT.sub(HIDDEN, text) if self.on else text
