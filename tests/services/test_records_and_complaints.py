"""Records requests and complaints on a real store: clocks, steps, what left the house, who may see a complaint."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.disclosures import Disclosure, Purpose
from psr_tui.domain.errors import Refused, Stale
from psr_tui.domain.money import Money
from psr_tui.domain.records import RequestState, fee_of
from psr_tui.services.complaints import ComplaintService, NewComplaint
from psr_tui.services.records import NewRequest, RecordsService
from tests.helpers.clinic import TODAY, TestClinic


@pytest.fixture
def records(clinic: TestClinic) -> RecordsService:
    return RecordsService(clinic.store, clinic.clock)


@pytest.fixture
def complaints(clinic: TestClinic) -> ComplaintService:
    return ComplaintService(clinic.store, clinic.clock)


def test_a_request_from_the_counter_to_the_disclosure_log(clinic: TestClinic, records: RecordsService) -> None:
    rep = clinic.actor()
    patient_id = clinic.add_patient()
    words = records.take(rep, NewRequest(patient_id, "Jon Smith", "self", TODAY - timedelta(days=5)))
    assert words.endswith("records due Sun 03/29/2026.")
    (request,) = records.standing(rep)
    with pytest.raises(Refused, match="proof of identity"):
        records.step(rep, request.request_id, 1)
    whole = NewRequest(
        patient_id, "Jon Smith", "self", scope="all of 2025", format="electronic", delivery="portal",
        identity_proof="photo ID",
    )  # fmt: skip
    records.complete(rep, request.request_id, 1, whole)
    with pytest.raises(Stale):
        records.step(rep, request.request_id, 1)
    records.step(rep, request.request_id, 2)
    records.step(rep, request.request_id, 3)
    assert "due Tue 04/28/2026 now" in records.extend(rep, request.request_id, 4, "stored outside")
    fee = fee_of(None, None, None, flat=True, format_="electronic")
    records.step(rep, request.request_id, 5, fee, "2 Elm St")
    done = records.get(rep, request.request_id)
    assert (done.state, done.fee, done.fee_parts) == (RequestState.FULFILLED, Money(650), "flat 6.50")
    every, told = records.disclosures(rep, patient_id)
    assert [(one.what, one.recipient) for one in every] == [("all of 2025", "Jon Smith")]
    assert told == []  # at the person's own request: not part of the accounting
    assert records.standing(rep) == []


def test_the_accounting_tells_what_went_out_otherwise(clinic: TestClinic, records: RecordsService) -> None:
    rep = clinic.actor()
    patient_id = clinic.add_patient()
    for purpose, day in ((Purpose.OTHER, TODAY), (Purpose.PAYMENT, TODAY), (Purpose.OTHER, date(2019, 1, 1))):
        records.disclose(rep, Disclosure(f"{purpose}{day}", patient_id, day, "Health department", "shots", purpose))
    every, told = records.disclosures(rep, patient_id)
    assert (len(every), len(told)) == (2, 1)


def test_a_grievance_is_never_seen_by_whom_it_is_about(clinic: TestClinic, complaints: ComplaintService) -> None:
    rep, about, lead = clinic.actor(), clinic.actor("tchen"), clinic.actor("lgrant")
    words = complaints.take(rep, NewComplaint("He shouted at me", "in_person", "manner", about_staff_id=about.staff_id))
    assert "acknowledge by Mon 03/09, decide by Fri 04/03" in words
    (one,) = complaints.standing(rep)
    assert complaints.standing(about) == []
    with pytest.raises(Refused, match="cannot look after it"):
        complaints.get(about, one.complaint_id)
    with pytest.raises(Refused, match="somebody else"):
        complaints.give(rep, one.complaint_id, 1, about.staff_id)
    complaints.give(rep, one.complaint_id, 1, lead.staff_id)
    for version in (2, 3):
        complaints.step(lead, one.complaint_id, version)
    complaints.step(lead, one.complaint_id, 4, "We are sorry", "talked to both")
    for version in (5, 6):
        complaints.step(lead, one.complaint_id, version)
    assert complaints.standing(lead) == []
    assert complaints.get(lead, one.complaint_id).steps == "talked to both"


def test_what_was_solved_on_the_spot_waits_nowhere(clinic: TestClinic, complaints: ComplaintService) -> None:
    rep = clinic.actor()
    new = NewComplaint("The room is cold", "in_person", "other", solved=True, outcome="heater on")
    assert complaints.take(rep, new) == "Filed as solved on the spot."
    assert complaints.standing(rep) == []
