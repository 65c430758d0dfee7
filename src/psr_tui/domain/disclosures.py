"""What left the house about a patient, to whom and why (45 CFR 164.528; front-desk.md FD-147, reliability.md RS-11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from psr_tui.domain.errors import InvalidInput

YEARS_BACK = 6


class Purpose(StrEnum):
    """Why; treatment, payment and operations are exempt from the accounting."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure. ``request_id`` is '' when it was not asked for through a records request: those were the
    patient's own or authorised, and are exempt as well."""

    disclosure_id: str
    patient_id: str
    on_day: date
    recipient: str
    what: str
    purpose: Purpose
    address: str = ""
    request_id: str = ""
    by: str = ""

    @classmethod
    def read(cls, row: Any) -> Disclosure:
        """From the columns of its row, by name."""
        return cls(
            row["id"], row["patient_id"], row["on_day"], row["recipient"], row["what"], Purpose(row["purpose"]),
            row["address"], row["request_id"] or "", row["by_name"],
        )  # fmt: skip

    def checked(self) -> Disclosure:
        """Raises InvalidInput naming what is missing: the accounting needs who and what."""
        if not self.recipient.strip():
            raise InvalidInput("Recipient: type who got it.", "Recipient")
        if not self.what.strip():
            raise InvalidInput("What: type what was handed out.", "What")
        return self


def first_day(today: date) -> date:
    """From which day on the accounting reaches: six years back."""
    try:
        return today.replace(year=today.year - YEARS_BACK)
    except ValueError:  # February 29
        return today.replace(year=today.year - YEARS_BACK, day=28)


def accounted(disclosures: Iterable[Disclosure], today: date) -> list[Disclosure]:
    """What a patient is told who asks for the accounting: not treatment, payment, operations, nor what went out at the
    person's own or authorised request."""
    since = first_day(today)
    return [one for one in disclosures if one.on_day >= since and one.purpose is Purpose.OTHER and not one.request_id]
