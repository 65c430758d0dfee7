"""Payments that were typed and not taken: kept per person and patient, listed at the close (cash-drawer.md CD-28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

PAYMENT_DRAFT = "payment"
"""The form of a payment box's draft; its subject is the patient."""
CHECK_IN_DRAFT = "check_in"
"""The form of a check-in's payment; its subject is the visit."""
_LINES = "paid_"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """One payment that was begun. ``form`` and ``subject_id`` name the draft, to drop it; ``typed`` is what the rep
    typed to pay with, in the order of the lines."""

    form: str
    subject_id: str
    patient_id: str
    patient: str
    typed: str
    saved_at: datetime


def payment_drafts(work: UnitOfWork, staff_id: str) -> list[PaymentDraft]:
    """The drafts of a person that hold something to pay with, oldest first."""
    found = []
    for form, subject_id, values, saved_at in work.drafts.kept(staff_id, (PAYMENT_DRAFT, CHECK_IN_DRAFT)):
        lines = sorted((name for name in values if name.startswith(_LINES)), key=lambda name: (len(name), name))
        typed = ", ".join(values[name].strip() for name in lines if values[name].strip())
        if not typed:
            continue
        patient_id = subject_id
        if form == CHECK_IN_DRAFT:
            visit = work.visits.get(subject_id)
            patient_id = visit.patient_id if visit is not None else ""
        patient = work.ledger.receipt_patient(patient_id)
        name = patient.name if patient is not None else ""
        found.append(PaymentDraft(form, subject_id, patient_id, name, typed, saved_at))
    return found
