"""FHIR files: real ones whole, broken ones by name, and nothing that content could do ends an import."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming import (
    Incoming,
    IncomingCoverage,
    IncomingPatient,
    IncomingProvider,
    IncomingVisit,
    NotTaken,
)
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import InterpreterNeed, Sex
from psr_tui.exchange.fhir import FhirFiles
from psr_tui.exchange.fhir_mapping import FhirMapper
from tests.helpers.shared import shared_data


def mapped(*resources: Any) -> list[Incoming]:
    mapper = FhirMapper()
    return [one for resource in resources for one in mapper.take(resource, "test")]


PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [
        {"use": "maiden", "family": "Ochoa", "given": ["María"]},
        {"use": "official", "family": "Peña-García", "given": ["María", "José"], "suffix": ["Jr"], "prefix": ["Mrs."]},
        {"use": "nickname", "given": ["Marijo"]},
    ],
    "gender": "female",
    "birthDate": "1957-01-22",
    "telecom": [
        {"system": "phone", "value": "555-978-4581", "use": "home", "rank": 2},
        {"system": "phone", "value": "+1 505 555 0142", "use": "mobile", "rank": 1},
        {"system": "phone", "value": "5055550000", "use": "old"},
        {"system": "email", "value": "m@example.com"},
    ],
    "address": [{"line": ["12 Paseo Real", "Apt 3"], "city": "Santa Fe", "state": "New Mexico", "postalCode": "01234"}],
    "communication": [{"language": {"coding": [{"code": "es-MX"}]}}],
    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True}],
    "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-22-1962"}],
}


def test_a_patient_is_read_whole() -> None:
    (one,) = mapped(PATIENT)
    assert isinstance(one, IncomingPatient)
    person = one.demographics
    assert person.name == PatientName("Peña-García", "María", "José", "Jr")
    assert person.earlier_names == (PatientName("Ochoa", "María"),)
    assert person.preferred_name == "Marijo"
    assert (person.born, person.sex, person.language) == (date(1957, 1, 22), Sex.FEMALE, "es")
    assert [phone.number.display for phone in person.phones] == ["(505) 555-0142", "(555) 978-4581"]
    assert person.address.one_line == "12 Paseo Real, Apt 3, Santa Fe, NM 01234"
    assert person.interpreter is InterpreterNeed.YES
    assert not one.deceased
    assert "999-22" not in repr(one)


@pytest.mark.parametrize(
    ("how", "deceased", "day"),
    [
        ({"deceasedDateTime": "2019-05-04T10:00:00+00:00"}, True, date(2019, 5, 4)),
        ({"deceasedDateTime": "2019"}, True, date(2019, 1, 1)),
        ({"deceasedDateTime": "some day"}, True, None),
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedBoolean": False}, False, None),
    ],
)
def test_the_deceased_are_known(how: dict[str, Any], deceased: bool, day: date | None) -> None:
    (one,) = mapped({**PATIENT, **how})
    assert isinstance(one, IncomingPatient)
    assert (one.deceased, one.deceased_on) == (deceased, day)


def test_a_birth_year_alone_is_an_estimate_and_is_said() -> None:
    found = mapped({**PATIENT, "birthDate": "1957"})
    assert isinstance(found[0], NotTaken)
    assert found[0].doubt
    assert isinstance(found[1], IncomingPatient)
    assert (found[1].demographics.born, found[1].demographics.born_estimated) == (date(1957, 1, 1), True)


def test_references_of_every_form_and_names_of_others() -> None:
    organisation = {"resourceType": "Organization", "id": "o1", "name": "Aetna", "identifier": [{"value": "x9"}]}
    coverage = {
        "resourceType": "Coverage", "id": "c1", "status": "active", "beneficiary": {"reference": "urn:uuid:p1"},
        "payor": [{"reference": "Organization?identifier=http://x|x9"}], "subscriberId": "W1", "order": 2,
        "class": [{"type": {"coding": [{"code": "group"}]}, "value": "00441"}],
        "relationship": {"coding": [{"code": "child"}]}, "period": {"start": "2026-02", "end": "2026-12-31"},
    }  # fmt: skip
    visit = {
        "resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "EMER"},
        "subject": {"reference": "https://fhir.example.com/Patient/p1/_history/3"},
        "participant": [{"individual": {"reference": "Practitioner/d1"}}],
        "period": {"start": "2020-03-08T23:30:00-05:00", "end": "2020-03-09T00:15:00-05:00"},
        "serviceProvider": {"reference": "urn:uuid:o1"}, "type": [{"text": "Check up (procedure)"}],
    }  # fmt: skip
    taken = mapped(organisation, coverage, visit)
    assert taken == [
        IncomingCoverage(
            "c1", "p1", "Aetna", "commercial", "", "W1", "00441", "child", "", 2, date(2026, 2, 1), date(2026, 12, 31)
        ),
        IncomingVisit(
            "e1", "p1", datetime(2020, 3, 9, 4, 30, tzinfo=UTC), 45, "EMER", "Emergency", "checked_out", "Check up",
            "Aetna", "d1",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ({"resourceType": "Patient", "id": "p"}, "it has no name"),
        ({"resourceType": "Patient", "name": [{"family": "X"}]}, "it has no id"),
        ({"resourceType": "Encounter", "id": "e", "subject": {"reference": "Patient/p"}}, "it has no start"),
        ({"resourceType": "Encounter", "id": "e"}, "whose it is"),
        ({"resourceType": "Coverage", "id": "c"}, "whose it is"),
        ({"resourceType": "Practitioner", "id": "d"}, "it has no name"),
    ],
)
def test_what_cannot_be_taken_is_named(resource: dict[str, Any], why: str) -> None:
    (one,) = mapped(resource)
    assert isinstance(one, NotTaken)
    assert not one.doubt
    assert why in one.why


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(PATIENT)), inner, max_size=4),
    max_leaves=12,
)
KEYS = sorted({*PATIENT, "period", "subject", "beneficiary", "payor", "class", "participant", "status", "order"})


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["Patient", "Coverage", "Encounter", "Practitioner", "Organization", "", "X"]),
    st.dictionaries(st.sampled_from(KEYS), anything, max_size=8),
)
def test_no_content_raises(kind: str, content: dict[str, Any]) -> None:
    list(FhirMapper().take({"id": "x", **content, "resourceType": kind}, "test"))


def test_broken_files_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    good = json.dumps(PATIENT)
    (tmp_path / "Patient.ndjson").write_text(f"\ufeff{good}\n\nnot json\n[1]\n", encoding="utf-8")
    (tmp_path / "Encounter.ndjson.gz").write_bytes(gzip.compress(b'{"resourceType":"Encounter"}\n' * 999)[:40])
    (tmp_path / "bundle.json").write_text('{"resourceType": "Bundle", "entry": [{"resource": 7}, 3]}', encoding="utf-8")
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not ours", encoding="utf-8")
    found = list(FhirFiles(tmp_path))
    assert sum(isinstance(one, IncomingPatient) for one in found) == 1
    wrong = {(one.where, one.why) for one in found if isinstance(one, NotTaken)}
    assert ("Patient.ndjson:3", "it is not a FHIR record in JSON") in wrong
    assert ("Patient.ndjson:4", "it is not a FHIR record in JSON") in wrong
    assert ("deep.json", "it is not a FHIR record in JSON") in wrong
    assert any(where == "Encounter.ndjson.gz" for where, _ in wrong)


def test_a_folder_without_files_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No FHIR files"):
        FhirFiles(tmp_path)
    with pytest.raises(InvalidInput, match="is not there"):
        FhirFiles(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("synthea-r4", {"patient": 615, "visit": 18098, "coverage": 879, "provider": 102, "deceased": 124}),
        ("pysynthea-2026", {"patient": 120, "visit": 1138, "coverage": 374, "provider": 390, "deceased": 22}),
        ("synthea-r4-bundles", {"patient": 10, "visit": 108, "coverage": 0, "provider": 10, "deceased": 2}),
    ],
)
def test_every_record_of_the_real_sets_is_read(folder: str, expected: dict[str, int]) -> None:
    counts: Counter[str] = Counter({"coverage": 0})
    lasts = []
    for one in FhirFiles(shared_data(f"fhir/{folder}")):
        if isinstance(one, NotTaken):
            assert one.outside, one
        elif isinstance(one, IncomingPatient):
            counts["patient"] += 1
            counts["deceased"] += one.deceased
            lasts.append(one.demographics.name.last)
            assert one.demographics.phones[0].number.e164
        else:
            kinds = {IncomingVisit: "visit", IncomingCoverage: "coverage", IncomingProvider: "provider"}
            counts[kinds[type(one)]] += 1
    assert counts == expected
    assert any("'" in last for last in lasts)
    if folder != "synthea-r4-bundles":
        assert any(not last.isascii() for last in lasts)
