"""Taking records in: whole sets on a real file, twice, dry, halfway, and by people who may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from psr_tui.domain.errors import NotAllowed, StoreFull
from psr_tui.domain.incoming import (
    ImportSummary,
    Incoming,
    IncomingCoverage,
    IncomingPatient,
    IncomingProvider,
    IncomingVisit,
)
from psr_tui.domain.patients import Demographics
from psr_tui.exchange.fhir import FhirFiles
from psr_tui.services.imports import BATCH, ImportService
from psr_tui.services.patients import PatientService
from tests.helpers.clinic import TestClinic
from tests.helpers.people import add_person, person
from tests.helpers.shared import shared_data

EVERYTHING = ("patient", "patient_phone", "patient_name_part", "coverage", "payer", "appointment", "appointment_event",
              "provider", "visit_type", "audit")  # fmt: skip


def rows(clinic: TestClinic) -> dict[str, int]:
    return {table: clinic.count(f"SELECT count(*) FROM {table}") for table in EVERYTHING}


def visit(source_id: str, patient: str, state: str = "checked_out", year: int = 2020) -> IncomingVisit:
    starts = datetime(year, 5, 4, 15, 30, tzinfo=UTC)
    return IncomingVisit(source_id, patient, starts, 15, "AMB", "Office visit", state, provider_source_id="d1")


def small() -> list[Incoming]:
    return [
        IncomingProvider("d1", "Lee", "Ann"),
        IncomingPatient("p1", person()),
        IncomingPatient("p2", person("Old", "Ann", date(1920, 1, 1)), True, date(2019, 1, 1)),
        IncomingCoverage("c1", "p1", "Aetna", effective=date(2020, 1, 1)),
        visit("e1", "p1"),
        visit("e2", "p2"),
    ]


@pytest.mark.parametrize("folder", ["synthea-r4-bundles", "pysynthea-2026"])
def test_a_real_set_goes_in_once(clinic: TestClinic, folder: str) -> None:
    admin = clinic.actor("admin")
    service = ImportService(clinic.store, clinic.clock)
    before = rows(clinic)
    dry = service.take(admin, FhirFiles(shared_data(f"fhir/{folder}")), "fhir", dry_run=True)
    assert rows(clinic) == before, "a dry run writes nothing"
    first = service.take(admin, FhirFiles(shared_data(f"fhir/{folder}")), "fhir")
    assert (dry.taken, dry.deceased) == (first.taken, first.deceased)
    assert first.rejected == 0
    after = rows(clinic)
    assert after["patient"] == first.taken["patient"] > 0
    assert after["appointment"] == after["appointment_event"] == first.taken["visit"] > 0
    again = service.take(admin, FhirFiles(shared_data(f"fhir/{folder}")), "fhir")
    assert rows(clinic) == after
    assert sum(again.taken.values()) == 0
    assert again.already["patient"] == first.taken["patient"]


def test_accents_and_apostrophes_are_kept_and_found(clinic: TestClinic) -> None:
    ImportService(clinic.store, clinic.clock).take(
        clinic.actor("admin"), FhirFiles(shared_data("fhir/synthea-r4-bundles")), "fhir"
    )
    patients = PatientService(clinic.store, clinic.clock)
    found = patients.find(clinic.actor(), "oconnell, freda").lines
    assert [line.display for line in found] == ["O'CONNELL, Freda"]


def test_past_visits_have_their_event_provider_and_wall_time(clinic: TestClinic) -> None:
    ImportService(clinic.store, clinic.clock).take(clinic.actor("admin"), small(), "fhir")
    one = "appointment WHERE source_id = 'e1' AND state = 'checked_out' AND kind = 'past' AND local_start = '10:30'"
    assert clinic.count(f"SELECT count(*) FROM {one}") == 1
    assert clinic.count("SELECT count(*) FROM appointment_event WHERE kind = 'imported'") == 2
    assert clinic.count("SELECT count(*) FROM provider WHERE active = 0 AND last_name = 'Lee'") == 1
    assert clinic.count("SELECT count(*) FROM visit_type WHERE code = 'X-AMB' AND active = 0") == 1


def test_the_deceased_cannot_be_booked_and_a_later_death_is_noticed(clinic: TestClinic) -> None:
    admin = clinic.actor("admin")
    service = ImportService(clinic.store, clinic.clock)
    summary = service.take(admin, [*small(), visit("e3", "p2", "booked", 2027), visit("e4", "p1", "booked", 2027)], "x")
    assert summary.not_taken == {("Encounter", "the patient is deceased: nothing can be booked"): 1}
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'booked'") == 1
    died = IncomingPatient("p1", person(), True, date(2026, 2, 1))
    assert service.take(admin, [died], "x").deceased == 1
    assert clinic.count("SELECT count(*) FROM patient WHERE deceased_on = '2026-02-01'") == 1
    assert service.take(admin, [died], "x").deceased == 0


def test_a_death_without_a_day_is_marked_and_said(clinic: TestClinic) -> None:
    summary = ImportService(clinic.store, clinic.clock).take(
        clinic.actor("admin"), [IncomingPatient("p1", person(), True)], "x"
    )
    assert clinic.count("SELECT count(*) FROM patient WHERE deceased_on = '2026-03-04'") == 1
    assert sum(summary.doubts.values()) == 1


def test_records_of_nobody_are_rejected_and_taken_when_their_patient_comes(clinic: TestClinic) -> None:
    admin = clinic.actor("admin")
    service = ImportService(clinic.store, clinic.clock)
    lost: list[Incoming] = [visit("e1", "p1"), IncomingCoverage("c1", "p1", "Aetna")]
    assert service.take(admin, lost, "x").rejected == 2
    summary = service.take(admin, [IncomingPatient("p1", person()), *lost], "x")
    assert summary.rejected == 0
    assert summary.taken == {"patient": 1, "coverage": 1, "visit": 1, "provider": 0}


def test_somebody_registered_here_already_is_said_and_not_merged(clinic: TestClinic) -> None:
    add_person(clinic, person())
    summary = ImportService(clinic.store, clinic.clock).take(
        clinic.actor("admin"), [IncomingPatient("p1", person())], "x"
    )
    assert summary.taken["patient"] == 1
    assert summary.examples[0].where == "may be the same person as MRN 000001"
    assert clinic.count("SELECT count(*) FROM patient") == 2


def test_a_fault_keeps_whole_batches_and_a_second_run_goes_on(clinic: TestClinic) -> None:
    admin = clinic.actor("admin")
    service = ImportService(clinic.store, clinic.clock)
    everybody = [IncomingPatient(f"p{number}", crowd(number)) for number in range(2 * BATCH)]

    def breaks() -> Iterator[Incoming]:
        yield from everybody[: BATCH + 7]
        raise StoreFull("The disk is full.")

    summary = ImportSummary()
    with pytest.raises(StoreFull):
        service.take(admin, breaks(), "x", summary=summary)
    assert clinic.count("SELECT count(*) FROM patient") == summary.taken["patient"] == BATCH
    again = service.take(admin, everybody, "x")
    assert (again.taken["patient"], again.already["patient"]) == (BATCH, BATCH)
    assert clinic.count("SELECT count(DISTINCT mrn) FROM patient") == 2 * BATCH


def crowd(number: int) -> Demographics:
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:04d}")
    return person(f"Last{letters}", f"First{letters}", date(1950, 1, 1), "", f"{number} St", f"{number:05d}")


def test_only_an_administrator_imports(clinic: TestClinic) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        ImportService(clinic.store, clinic.clock).take(clinic.actor("sotto"), small(), "x")
    assert clinic.count("SELECT count(*) FROM patient") == 0


def test_the_log_says_what_came_in_without_values(clinic: TestClinic) -> None:
    ImportService(clinic.store, clinic.clock).take(clinic.actor("admin"), small(), "fhir")
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'import'") == 1
    assert clinic.count("SELECT count(*) FROM audit WHERE lower(detail) LIKE '%garc%'") == 0


def test_a_coverage_that_ends_before_it_begins_is_taken_with_its_end_and_said(clinic: TestClinic) -> None:
    backwards = IncomingCoverage("c9", "p1", "Aetna", effective=date(2026, 2, 1), ends=date(2026, 1, 1))
    service = ImportService(clinic.store, clinic.clock)
    summary = service.take(clinic.actor("admin"), [IncomingPatient("p1", person()), backwards], "fhir")
    assert summary.doubts == {("Coverage", "ends before it begins: taken without its first day"): 1}
    assert summary.taken["coverage"] == 1 and summary.rejected == 0
    assert clinic.count("SELECT count(*) FROM coverage WHERE effective_on IS NULL AND ends_on = '2026-01-01'") == 1
