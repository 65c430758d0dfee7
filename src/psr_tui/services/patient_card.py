"""Everything the desk shows of one patient on one card: demographics, coverage, visits, callbacks, balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.board import VisitLine
from psr_tui.domain.clock import local_date
from psr_tui.domain.contacts import NO_WISHES, Wishes
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.families import Relative
from psr_tui.domain.merging import Merge
from psr_tui.domain.money import Money
from psr_tui.domain.patients import Patient, mrn_text
from psr_tui.domain.restrictions import Stop
from psr_tui.store.repositories.patient_card import CardCallback

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_VISITS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class PatientCard:
    """One patient, whole. ``past`` holds the newest visits up to today, ``coming`` the next ones; ``visit_count``
    counts all there are."""

    patient: Patient
    coverages: tuple[Coverage, ...]
    coming: tuple[VisitLine, ...]
    past: tuple[VisitLine, ...]
    visit_count: int
    callbacks: tuple[CardCallback, ...]
    balance: Money
    alerts: tuple[str, ...]
    today: date
    stops: tuple[Stop, ...] = ()
    relatives: tuple[Relative, ...] = ()
    wishes: Wishes = NO_WISHES
    guarantor: str = ""
    """The guarantor's name, when it is a patient of the clinic."""
    pcp: str = ""
    merged: tuple[Merge, ...] = ()
    """Records that were merged into this one: their numbers lead here."""


def read_card(work: UnitOfWork, patient: Patient) -> PatientCard:
    """Read what belongs to the patient; a fixed number of queries."""
    tz = work.clinic.get().tz
    today = local_date(work.now, tz)
    _, coming, visits = work.visits.around(patient.id, today, _VISITS_SHOWN)
    past, _, _ = work.visits.around(patient.id, today + timedelta(days=1), _VISITS_SHOWN)
    pcp = patient.demographics.pcp_provider_id
    alerts = work.check_in.alerts([patient.id], today).get(patient.id, ())
    return PatientCard(
        patient=patient,
        coverages=work.coverage.of_patient(patient.id, tz),
        coming=tuple(coming),
        past=tuple(past),
        visit_count=visits,
        callbacks=tuple(work.patients.card_callbacks(patient.id)),
        balance=work.patients.balance(patient.id),
        alerts=tuple(alert.text for alert in alerts),
        today=today,
        stops=work.patients.booking_stops(patient.id, today),
        relatives=tuple(work.families.relatives(patient.id)),
        wishes=work.contacts.wishes(patient.id),
        guarantor=_guarantor(work, patient),
        pcp=next((one.last_name for one in work.reference.providers() if one.id == pcp), "") if pcp else "",
        merged=tuple(work.merging.standing(patient.id)),
    )


def _guarantor(work: UnitOfWork, patient: Patient) -> str:
    """As lists write it, with the number to look it up by."""
    answers = patient.demographics.guarantor.patient_id
    lines = work.patients.lines([answers]) if answers else []
    return f"{lines[0].display}, MRN {mrn_text(lines[0].mrn)}" if lines else ""


__all__ = ["CardCallback", "PatientCard", "VisitLine", "read_card"]
