"""Who answers for the bills: the patient, another patient, or somebody who is not registered (front-desk.md FD-61)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import age_on

ADULT = 18
"""Completed years from which somebody answers for their own bills in most States."""


@dataclass(frozen=True, slots=True)
class Guarantor:
    """``patient_id`` names a patient of the clinic; otherwise ``name``, ``relation`` and ``phone`` as typed. All
    empty: the patient answers for themselves."""

    patient_id: str = ""
    name: str = ""
    relation: str = ""
    phone: str = ""

    @property
    def somebody(self) -> bool:
        """Whether anybody but the patient is named."""
        return bool(self.patient_id or self.name)


SELF = Guarantor()


def is_minor(born: date | None, today: date) -> bool:
    """Whether somebody is under age on a day; nobody is when the birth date is not known."""
    return born is not None and age_on(born, today) < ADULT


def check_guarantor(born: date | None, guarantor: Guarantor, today: date) -> None:
    """Raise InvalidInput naming the field when a minor has no guarantor; it cannot be put off (FD-61)."""
    if is_minor(born, today) and not guarantor.somebody:
        raise InvalidInput(
            f"Guarantor is missing: a person under {ADULT} needs one; type their MRN, or their name.", "Guarantor"
        )
