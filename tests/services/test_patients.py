"""Finding, opening, registering and changing patients on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotFound, Refused, Stale
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import NewPatient
from psr_tui.services.patients import LookFirst, PatientService
from psr_tui.services.possible_duplicates import LookedAt
from tests.helpers.clinic import TestClinic
from tests.helpers.people import add_person, person


@pytest.fixture
def patients(clinic: TestClinic) -> PatientService:
    return PatientService(clinic.store, clinic.clock)


@pytest.fixture
def town(clinic: TestClinic) -> dict[str, str]:
    """A few people who are easily mistaken for each other."""
    return {
        "jose": add_person(clinic, person(middle="Luis")),
        "siobhan": add_person(clinic, person("O'Connor", "Siobhan", date(1984, 7, 9), "+15055550166", "9 Oak St")),
        "smith": add_person(clinic, person("Smith", "Jon", date(1960, 2, 29), "+15055550199", "1 Elm St")),
        "smythe": add_person(clinic, person("Smythe", "Jon", date(1960, 3, 1), "+15055550101", "2 Elm St")),
        "maria": add_person(
            clinic,
            person(
                "Beltrán",
                "María José",
                date(1991, 5, 14),
                "+15055550177",
                "7 Ash St",
                "87505",
                earlier=(PatientName("Ochoa", "María"),),
            ),
        ),
        "garcia": add_person(clinic, person("Garcia", "Ana", date(2001, 12, 3), "+13125550142", "5 Pine St")),
    }


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("peña garcía, jose", "jose"),
        ("PENA", "jose"),
        ("garcia, jo", "jose"),
        ("jose garcia", "jose"),
        ("jose luis pena", "jose"),
        ("pena jose", "jose"),
        ("oconnor", "siobhan"),
        ("o'conn", "siobhan"),
        ("siobhan", "siobhan"),
        ("ochoa", "maria"),
        ("belt, maria", "maria"),
        ("01/22/57", "jose"),
        ("012257", "jose"),
        ("jan 22 1957", "jose"),
        ("5055550166", "siobhan"),
        ("(505) 555-0166", "siobhan"),
        ("555-0166", "siobhan"),
        ("0166", "siobhan"),
        ("#3", "smith"),
        ("3", "smith"),
        ("smi 2/29/60", "smith"),
        ("smi 1960", "smith"),
        ("jon 0199", "smith"),
        ("garcia 0142 2001", "garcia"),
        ("beltrn", "maria"),
        ("ocnonor", "siobhan"),
        ("garzia, jose", "jose"),
        ("sioban oconnor", "siobhan"),
        ("bletran 5/14/91", "maria"),
    ],
)
def test_one_box_finds_by_everything(
    clinic: TestClinic, patients: PatientService, town: dict[str, str], typed: str, who: str
) -> None:
    found = patients.find(clinic.actor(), typed)
    assert found.lines, typed
    assert found.lines[0].id == town[who], [line.display for line in found.lines]


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "zzzz", "'; DROP TABLE patient; --", "*", "01/01/1901", "99999999"]
)
def test_what_nobody_is_called_finds_nobody(
    clinic: TestClinic, patients: PatientService, town: dict[str, str], typed: str
) -> None:
    assert patients.find(clinic.actor(), typed).lines == ()


def test_the_exact_name_stands_before_longer_ones(clinic: TestClinic, patients: PatientService) -> None:
    for first in ("Anabel", "Ana", "Anastasia"):
        add_person(clinic, person("Leeds", first))
    lee = add_person(clinic, person("Lee", "Ana"))
    assert patients.find(clinic.actor(), "lee ana").lines[0].id == lee
    assert patients.find(clinic.actor(), "ana lee").lines[0].id == lee


def test_surnames_stand_before_given_names(clinic: TestClinic, patients: PatientService, town: dict[str, str]) -> None:
    garland = add_person(clinic, person("Eichmann", "Garland", date(2024, 3, 14), "", "8 Elm", "60187"))
    found = [line.id for line in patients.find(clinic.actor(), "gar").lines]
    assert found == [town["garcia"], town["jose"], garland]


def test_a_list_that_was_cut_says_so(clinic: TestClinic, patients: PatientService) -> None:
    for number in range(6):
        add_person(clinic, person("Nguyen", f"An{number}", phone=""))
    found = patients.find(clinic.actor(), "nguyen", most=5)
    assert (len(found.lines), found.more) == (5, True)
    assert not patients.find(clinic.actor(), "nguyen an3", most=5).more


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_text_breaks_the_search(clinic: TestClinic, patients: PatientService, typed: str) -> None:
    patients.find(clinic.actor(), typed)


def test_opening_is_logged_before_it_is_shown(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    payer = clinic.add_payer()
    clinic.add_coverage(town["jose"], payer)
    clinic.add_visit(town["jose"])
    clinic.add_visit(town["jose"], day=date(2026, 3, 20))
    card = patients.open(clinic.actor(), town["jose"])
    assert card.patient.display == "PEÑA GARCÍA, José L"
    assert [one.payer for one in card.coverages] == ["AETNA PPO"]
    assert [one.local_date for one in card.coming] == [date(2026, 3, 20)]
    assert [one.local_date for one in card.past] == [date(2026, 3, 4)]
    views = f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{town['jose']}'"
    assert clinic.count(views) == 1
    with pytest.raises(NotFound):
        patients.open(clinic.actor(), "nobody")


def test_the_lines_a_search_ended_on_are_logged_once(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    actor = clinic.actor()
    for _ in range(2):
        patients.search_ended(actor, (town["jose"], town["smith"]))
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'list' AND entity = 'find'") == 1


def test_registering_needs_a_search_before(clinic: TestClinic, patients: PatientService) -> None:
    with pytest.raises(Refused, match="Search first"):
        patients.register(clinic.actor(), NewPatient(person(), "  "), "new-1")
    assert clinic.count("SELECT count(*) FROM patient") == 0


def test_registering_names_the_missing_field(clinic: TestClinic, patients: PatientService) -> None:
    for wrong, field in ((person(last=" "), "Last name"), (person(born=None), "DOB"), (person(phone=""), "Phone")):
        with pytest.raises(InvalidInput) as refused:
            patients.register(clinic.actor(), NewPatient(wrong, "pena"), "new-1")
        assert refused.value.field == field


def test_a_new_patient_is_found_at_once_by_every_part(clinic: TestClinic, patients: PatientService) -> None:
    actor = clinic.actor()
    made = patients.register(actor, NewPatient(person(middle="Luis"), "pena"), "new-1")
    assert made.message == "PEÑA GARCÍA, José L is registered, MRN 000001."
    for typed in ("pena", "garcia", "jose", "0142", "1/22/57", "garcja", "1"):
        assert [line.id for line in patients.find(actor, typed).lines] == ["new-1"], typed


def test_the_same_command_makes_one_patient(clinic: TestClinic, patients: PatientService) -> None:
    actor = clinic.actor()
    first = patients.register(actor, NewPatient(person(), "pena"), "new-1")
    again = patients.register(actor, NewPatient(person(), "pena"), "new-1")
    assert (again.patient_id, again.mrn) == (first.patient_id, first.mrn)
    assert clinic.count("SELECT count(*) FROM patient") == 1
    with pytest.raises(AlreadyDone):
        patients.register(actor, NewPatient(person(first="Juan"), "pena"), "new-1")


def test_somebody_very_like_must_be_looked_at_once(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    actor = clinic.actor()
    swapped = replace(person(phone="+15055550111"), name=PatientName("José", "Peña García"))
    with pytest.raises(LookFirst) as asked:
        patients.register(actor, NewPatient(swapped, "jose"), "new-1")
    assert [one.line.id for one in asked.value.duplicates] == [town["jose"]]
    assert "first and last name swapped" in asked.value.duplicates[0].reasons
    assert clinic.count("SELECT count(*) FROM patient WHERE id = 'new-1'") == 0
    patients.register(actor, NewPatient(swapped, "jose", (town["jose"],)), "new-1")
    assert clinic.count("SELECT count(*) FROM different_people") == 1


def test_a_twin_is_listed_and_never_asked(clinic: TestClinic, patients: PatientService, town: dict[str, str]) -> None:
    actor = clinic.actor()
    twin = person(first="Rafael")
    listed = patients.possible_duplicates(actor, twin)
    assert [(one.line.id, one.must_ask) for one in listed] == [(town["jose"], False)]
    patients.register(actor, NewPatient(twin, "pena"), "new-1")


def test_a_junior_is_listed_beside_the_senior_and_registered_without_a_question(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    junior = replace(person(born=date(1985, 3, 9)), name=PatientName("Peña García", "José", "Luis", "Jr"))
    (listed,) = patients.possible_duplicates(clinic.actor(), junior)
    assert (listed.line.id, listed.must_ask) == (town["jose"], False)
    assert "born years apart: parent and child?" in listed.reasons
    patients.register(clinic.actor(), NewPatient(junior, "pena"), "new-1")


def test_an_earlier_name_of_a_registered_patient_is_recognised(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    before = person("Ochoa", "María", date(1991, 5, 14), "", "7 Ash St", "87505")
    (listed,) = patients.possible_duplicates(clinic.actor(), before)
    assert (listed.line.id, listed.must_ask) == (town["maria"], True)
    assert "same name (an earlier or other name)" in listed.reasons


@pytest.mark.parametrize("typed", ["W123456789", "w123-456", "w1234", "peña w123456789", "member 123456789Z"])
def test_a_member_id_finds_its_patient(
    clinic: TestClinic, patients: PatientService, town: dict[str, str], typed: str
) -> None:
    number = "123456789-Z" if typed.endswith("Z") else "W123 456789"
    clinic.add_coverage(town["jose"], clinic.add_payer(), member_id=number)
    assert [line.id for line in patients.find(clinic.actor(), typed).lines] == [town["jose"]]


def test_a_short_form_of_a_given_name_is_found_as_similar(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    robert = add_person(clinic, person("Vigil", "Robert", date(1970, 1, 1), "", "", ""))
    (line,) = patients.find(clinic.actor(), "vigil, bob").lines
    assert (line.id, line.why) == (robert, "similar spelling")


def test_typing_slips_in_everything_are_listed(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    slip = person("Pena Garsia", "Jose", date(1957, 1, 23), "", "12 Paseo Rael", "87501")
    assert [one.line.id for one in patients.possible_duplicates(clinic.actor(), slip)] == [town["jose"]]


def test_a_change_over_an_older_version_is_refused_by_name(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    rivera, chen = clinic.actor(), clinic.actor("tchen")
    before = patients.patient(rivera, town["smith"])
    renamed = replace(before.demographics, name=PatientName("Smith-Vigil", "Jon"), email="jon@example.com")
    assert patients.save(chen, town["smith"], before.version, renamed) == before.version + 1
    with pytest.raises(Stale, match=r"T\. Chen at 09:47"):
        patients.save(rivera, town["smith"], before.version, replace(before.demographics, email="x@example.com"))
    assert [line.id for line in patients.find(rivera, "vigil").lines] == [town["smith"]]
    after = patients.patient(rivera, town["smith"])
    assert after.demographics == renamed
    assert (after.changed_by, after.version) == ("T. Chen", before.version + 1)


def test_a_change_that_makes_a_record_very_like_another_is_looked_at_once(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    actor = clinic.actor()
    before = patients.patient(actor, town["smith"])
    like = replace(before.demographics, name=PatientName("Pena Garcia", "Jose"), born=date(1957, 1, 22))
    assert [one.line.id for one in patients.alike_when_changed(actor, town["smith"], like)] == [town["jose"]]
    like = replace(like, phones=person().phones, address=person().address)
    with pytest.raises(LookFirst, match="Open that record"):
        patients.save(actor, town["smith"], before.version, like)
    assert patients.patient(actor, town["smith"]).version == before.version
    answered = LookedAt(different=(town["jose"],))
    after = patients.save(actor, town["smith"], before.version, like, answered=answered)
    assert patients.alike_when_changed(actor, town["smith"], like) == (), "remembered"
    assert clinic.count("SELECT count(*) FROM different_people") == 1
    again = replace(like, address=replace(like.address, street="13 Paseo Real"))
    assert patients.save(actor, town["smith"], after, again) == after + 1, "not asked again"


def test_a_record_that_was_like_another_before_is_not_asked_about_at_each_change(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    twice = add_person(clinic, person(middle="Luis"))
    before = patients.patient(clinic.actor(), twice)
    other = replace(before.demographics, address=replace(before.demographics.address, street="13 Paseo Real"))
    assert patients.save(clinic.actor(), twice, before.version, other) == before.version + 1


def test_saving_nothing_new_writes_nothing(clinic: TestClinic, patients: PatientService, town: dict[str, str]) -> None:
    before = patients.patient(clinic.actor(), town["smith"])
    clinic.clock.advance(timedelta(minutes=5))
    assert patients.save(clinic.actor(), town["smith"], before.version, before.demographics) == before.version
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'change'") == 0


def test_the_log_of_a_change_names_fields_and_no_values(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    before = patients.patient(clinic.actor(), town["smith"])
    patients.save(clinic.actor(), town["smith"], before.version, replace(before.demographics, email="jon@example.com"))
    assert (
        clinic.count("""SELECT count(*) FROM audit WHERE action = 'change' AND detail = '{"fields":["email"]}'""") == 1
    )
    assert clinic.count("SELECT count(*) FROM audit WHERE detail LIKE '%example%'") == 0


def test_a_phone_keeps_its_row_when_other_things_change(
    clinic: TestClinic, patients: PatientService, town: dict[str, str]
) -> None:
    before = patients.patient(clinic.actor(), town["smith"])
    with clinic.store.read() as work:
        row = work.patients.phone_id(town["smith"])
    other = person(phone="+15055550188").phones
    patients.save(clinic.actor(), town["smith"], before.version, replace(before.demographics, phones=other))
    with clinic.store.read() as work:
        assert work.patients.phone_id(town["smith"]) == row
    assert patients.find(clinic.actor(), "0188").lines[0].id == town["smith"]
    assert patients.find(clinic.actor(), "0199").lines == ()
