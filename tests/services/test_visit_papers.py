"""Papers of a visit on real printers: columns on a roll, a PDF letter with a QR code, kept when nothing comes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from psr_tui.devices.pdf_folder import PdfFolder
from psr_tui.devices.printer import NoPrinter, Printer
from psr_tui.domain.errors import NotFound
from psr_tui.domain.printing import PrintFailed
from psr_tui.domain.visit_papers import AfterVisit, SurveySlip
from psr_tui.services.printing import PrintingService
from psr_tui.services.visit_papers import VisitPaperService
from tests.helpers.clinic import TestClinic
from tests.helpers.labels import page_streams
from tests.helpers.printers import on_paper, pages, spool, switched_off

SURVEY = SurveySlip("Pepe", "https://survey.example/x1")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where papers come out; beside the store of the clinic."""
    return tmp_path / "out"


def papers(clinic: TestClinic, printer: Printer) -> VisitPaperService:
    return VisitPaperService(clinic.store, clinic.clock, PrintingService(clinic.store, clinic.clock, printer))


def test_on_a_roll_it_is_42_columns_and_each_print_is_logged_on_the_patient(clinic: TestClinic, out: Path) -> None:
    patient = clinic.add_patient()
    said = papers(clinic, spool(out)).print_paper(clinic.actor(), patient, SURVEY)
    assert said.words == f"Survey slip MRN 000001 went to printer files in {out}."
    assert "https://survey.example/x1" in on_paper(out, "Survey-slip-MRN-000001")
    with clinic.store.read() as work:
        assert [entry.action for entry in work.audit.of_entity("patient", patient)] == ["paper.print", "view"]


def test_as_pdf_it_is_a_letter_with_the_link_as_a_code(clinic: TestClinic, out: Path) -> None:
    papers(clinic, PdfFolder(out)).print_paper(clinic.actor(), clinic.add_patient(), SURVEY)
    (page,) = page_streams((out / "Survey-slip-MRN-000001.pdf").read_bytes())
    assert page.count(b" re") > 100 and page.count(b"Tj") > 5  # the squares of the code, and the text


def test_what_fails_waits_and_comes_out_as_it_was_asked_for(clinic: TestClinic, out: Path) -> None:
    patient, who = clinic.add_patient(), clinic.actor()
    paper = AfterVisit("Jon", "Smith, Jon", date(2026, 3, 4), instructions=("Rest.",))
    with pytest.raises(PrintFailed, match=r"After-visit sheet MRN 000001 waits in :printing\.$"):
        papers(clinic, switched_off()).print_paper(who, patient, paper)
    mended = PrintingService(clinic.store, clinic.clock, spool(out))
    (page,) = mended.waiting(who)
    mended.retry(who, page.job_id)
    assert pages(out) == ["After-visit-sheet-MRN-000001"]
    assert "- Rest." in on_paper(out, pages(out)[0]) and "DUPLICATE" not in on_paper(out, pages(out)[0])


def test_a_page_that_may_be_on_paper_comes_out_marked(clinic: TestClinic, out: Path) -> None:
    class Broken(NoPrinter):
        words = "a printer whose line breaks"

        def print(self, page: object) -> None:
            raise PrintFailed("The line broke.", begun=True)

    patient, who = clinic.add_patient(), clinic.actor()
    with pytest.raises(PrintFailed):
        papers(clinic, Broken()).print_paper(who, patient, SURVEY)
    mended = PrintingService(clinic.store, clinic.clock, spool(out))
    mended.retry(who, mended.waiting(who)[0].job_id)
    assert on_paper(out, "Survey-slip-MRN-000001-duplicate-1").startswith("DUPLICATE 1, printed")


def test_without_a_printer_it_says_so_and_nothing_waits(clinic: TestClinic) -> None:
    with pytest.raises(PrintFailed, match="No printer is set up for this terminal"):
        papers(clinic, NoPrinter()).print_paper(clinic.actor(), clinic.add_patient(), SURVEY)
    assert clinic.count("SELECT count(*) FROM print_job") == 0


def test_the_slip_of_a_visit_tells_when_to_be_there_and_what_to_do_before(clinic: TestClinic) -> None:
    patient = clinic.add_patient(middle_name="Ann", asked_to_arrive=20)
    visit = clinic.add_visit(patient, "14:05", clinic.add_provider(), date(2026, 3, 10), "NP30")
    service, who = papers(clinic, NoPrinter()), clinic.actor()
    shown = service.shown(who, patient, service.appointment_slip(who, patient, visit))
    assert shown.name == "Appointment slip"
    words = " ".join(shown.text.split())
    assert "Patient SMITH, Jon Ann" in words and "Tue 03/10/2026 2:05 pm with Ann LEE, MD North Clinic" in words
    assert "Before you come Come 15 minutes early" in words and "Please be there 20 minutes before." in words
    assert "New patient" not in words
    assert clinic.count(f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{patient}'") == 1
    with pytest.raises(NotFound):
        service.appointment_slip(who, patient, "nothing")


def test_next_visits_are_the_booked_ones_from_now_on_in_order(clinic: TestClinic) -> None:
    patient = clinic.add_patient()
    for start, day, state in (
        ("09:00", date(2026, 3, 4), "booked"), ("10:00", date(2026, 4, 1), "booked"),
        ("11:00", date(2026, 3, 5), "booked"), ("12:00", date(2026, 3, 6), "cancelled"),
    ):  # fmt: skip
        clinic.add_visit(patient, start, day=day, state=state)
    found = papers(clinic, NoPrinter()).next_visits(clinic.actor(), patient)
    assert [f"{visit.starts:%m/%d %H:%M}" for visit in found] == ["03/05 11:00", "04/01 10:00"]
