"""Alerts: what every rep must read before acting on a patient, a family, or today at all (front-desk.md FD-48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean
from psr_tui.domain.visit_needs import Alert

LONGEST_ALERT = 300

__all__ = ["LONGEST_ALERT", "Alert", "AlertScope", "NewAlert"]


class AlertScope(StrEnum):
    """For whom an alert pops up."""

    PATIENT = "patient"
    FAMILY = "family"
    CLINIC = "clinic"


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert as it is written. ``patient_id`` is '' for the whole clinic."""

    text: str
    scope: AlertScope
    patient_id: str = ""
    ends_on: date | None = None

    def checked(self, today: date) -> NewAlert:
        """Cleaned. Raises InvalidInput without words, with an end that is past, or without the patient it is about."""
        text = clean(self.text, LONGEST_ALERT)
        if not text:
            raise InvalidInput("Alert is empty; type what everybody must read before acting.", "Alert")
        if self.ends_on is not None and self.ends_on < today:
            raise InvalidInput("Last day is past; type a day to come, or leave it empty for no end.", "Last day")
        clinic = self.scope is AlertScope.CLINIC
        if not clinic and not self.patient_id:
            raise InvalidInput("An alert of a patient or a family needs its patient.", "Alert")
        return NewAlert(text, self.scope, "" if clinic else self.patient_id, self.ends_on)
