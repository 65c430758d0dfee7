"""Papers for a patient to take home: shown first, then printed on the printer of receipts (FD-136, FD-140, FD-78).

Who calls brings the data (``domain/visit_papers.py``, ``domain/estimate_letter.py``); what the store knows of visits to
come is asked for here. ``print_paper`` may wait for a printer: run it with ``desk.outside``.
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock
from psr_tui.domain.cost_paper import CostPaper
from psr_tui.domain.estimate_letter import EstimateLetter
from psr_tui.domain.labels import NextVisit, full_name
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.printing import Page
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_papers import (
    LETTER_WIDTH,
    AfterVisit,
    AppointmentSlip,
    PaperHead,
    ReferralSlip,
    SurveySlip,
    paper_page,
)
from psr_tui.services.guards import must_exist
from psr_tui.services.made_pages import Made
from psr_tui.services.printing import Printed, PrintingService
from psr_tui.services.visit_words import to_come
from psr_tui.store.store import Store

VisitPaper = AfterVisit | ReferralSlip | EstimateLetter | AppointmentSlip | SurveySlip | CostPaper
_NAMES = {
    AfterVisit: "After-visit sheet",
    ReferralSlip: "Referral slip",
    EstimateLetter: "Estimate letter",
    AppointmentSlip: "Appointment slip",
    SurveySlip: "Survey slip",
    CostPaper: "Cost estimate",
}
_MOST_VISITS = 5


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper before it is printed: its name and its text on 42 columns."""

    name: str
    text: str


class VisitPaperService:
    """Shows and prints papers of a visit."""

    def __init__(self, store: Store, clock: Clock, printing: PrintingService) -> None:
        self._store = store
        self._clock = clock
        self._printing = printing

    def print_paper(self, actor: Actor, patient_id: str, paper: VisitPaper) -> Printed:
        """Print it; what fails waits in :printing. The print and the view are logged.

        Raises NotFound; PrintFailed.
        """
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            head = _head(work.clinic.get())
        title = f"{_NAMES[type(paper)]} MRN {mrn_text(patient.mrn)}"
        page = Page(title, _text(head, paper), _text(head, paper, LETTER_WIDTH), paper.link)
        return self._printing.print_made(actor, Made(patient_id, title, page=page))

    def shown(self, actor: Actor, patient_id: str, paper: VisitPaper) -> ShownPaper:
        """The paper for the screen; the view is logged."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            must_exist(work.patients.get(patient_id), "This patient")
            work.audit.viewed([patient_id], "paper")
            head = _head(work.clinic.get())
            work.commit()
        return ShownPaper(_NAMES[type(paper)], _text(head, paper))

    def next_visits(self, actor: Actor, patient_id: str) -> tuple[NextVisit, ...]:
        """The patient's booked visits from now on, the nearest first, for an after-visit sheet."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            coming = work.print_jobs.coming_words(patient_id, work.now, _MOST_VISITS)
        return tuple(to_come(clinic, visit) for visit in coming)

    def appointment_slip(self, actor: Actor, patient_id: str, visit_id: str) -> AppointmentSlip:
        """The slip of a visit of this patient. Raises NotFound."""
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            visit = must_exist(work.print_jobs.visit_words(visit_id), "This visit")
            clinic = work.clinic.get()
        return AppointmentSlip(full_name(patient.demographics.name), to_come(clinic, visit), visit.arrive_before)


def _head(clinic: Clinic) -> PaperHead:
    return PaperHead(clinic.name, clinic.neutral_name or clinic.name, clinic.address, clinic.phone, clinic.training)


def _text(head: PaperHead, paper: VisitPaper, width: int = 42) -> str:
    """Slips that lie about or are thrown away name the clinic neutrally."""
    return paper_page(head, paper.TITLE, paper.body, width, neutral=isinstance(paper, (AppointmentSlip, SurveySlip)))
