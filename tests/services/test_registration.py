"""Registering with everything that hangs on a record: guarantor, family, permissions, somebody nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from psr_tui.domain.access import InterpreterMode
from psr_tui.domain.contacts import Channel, MayHear, NewContact, Permissions, Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.families import Relation
from psr_tui.domain.guarantors import Guarantor
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Demographics, FamilyOf, InterpreterNeed, NewPatient, Portal
from psr_tui.domain.work import WorkKind
from psr_tui.services.families import FamilyService
from psr_tui.services.patients import PatientService
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.people import add_person, person

ADULT, CHILD = date(1989, 4, 17), date(2017, 11, 3)


@pytest.fixture
def patients(clinic: TestClinic) -> PatientService:
    return PatientService(clinic.store, clinic.clock)


@pytest.fixture
def families(clinic: TestClinic) -> FamilyService:
    return FamilyService(clinic.store, clinic.clock)


def stored(clinic: TestClinic, patient_id: str) -> Demographics:
    with clinic.store.read() as work:
        patient = work.patients.get(patient_id)
    assert patient is not None
    return patient.demographics


def test_everything_the_form_asks_comes_back(clinic: TestClinic, patients: PatientService) -> None:
    provider = clinic.add_provider()
    whole = replace(
        person(),
        preferred_name="Pepe", language="es", written_language="en", interpreter=InterpreterNeed.YES,
        interpreter_mode=InterpreterMode.VIDEO, access_needs=("wheelchair", "large_print"), access_note="ramp",
        portal=Portal.INVITED, heard_of_us="other", heard_note="a neighbour", pcp_provider_id=provider,
        asked_to_arrive=15, guarantor=Guarantor("", "Rosa Peña", "wife", "505 555 0101"),
    )  # fmt: skip
    asked = Permissions().with_channel(Channel.TEXT, (Purpose.APPOINTMENT,)).with_channel(Channel.MAIL, ())
    contact = NewContact("Mai Vaj", "daughter", "555-0160", True, MayHear.APPOINTMENTS)
    patients.register(clinic.actor(), NewPatient(whole, "pena", (), asked, contact), "new-1")
    assert stored(clinic, "new-1") == whole
    assert stored(clinic, "new-1").greeting == "Pepe"
    wishes = patients.wishes(clinic.actor(), "new-1")
    assert wishes.permissions == asked
    assert wishes.permissions.words() == ("text: appointment", "mail: nothing")
    assert [one.words() for one in wishes.persons] == ["Mai Vaj (daughter) 555-0160, emergency, may hear appointments"]
    card = patients.open(clinic.actor(), "new-1")
    assert (card.pcp, card.guarantor) == ("LEE", "")


def test_a_minor_needs_a_guarantor(clinic: TestClinic, patients: PatientService) -> None:
    actor, mother = clinic.actor(), add_person(clinic, person("Martínez", "Rosa", ADULT))
    child = person("Martínez", "Ana", CHILD)
    with pytest.raises(InvalidInput, match="Guarantor is missing") as refused:
        patients.register(actor, NewPatient(child, "ana"), "new-1")
    assert refused.value.field == "Guarantor"
    for wrong in ("new-1", "nobody"):
        with pytest.raises(InvalidInput, match="Guarantor: "):
            patients.register(actor, NewPatient(replace(child, guarantor=Guarantor(wrong)), "ana"), "new-1")
    patients.register(actor, NewPatient(replace(child, guarantor=Guarantor(mother)), "ana"), "new-1")
    assert patients.open(actor, "new-1").guarantor == "MARTÍNEZ, Rosa, MRN 000001"
    with pytest.raises(InvalidInput, match="Guarantor is missing"):
        patients.save(actor, "new-1", 1, child)


def test_an_imported_minor_without_one_can_be_changed(clinic: TestClinic, patients: PatientService) -> None:
    child = add_person(clinic, person("Martínez", "Ana", CHILD))
    patients.save(clinic.actor(), child, 1, replace(stored(clinic, child), email="x@example.com"))


def test_a_sibling_takes_over_address_phones_guarantor_and_coverage(
    clinic: TestClinic, patients: PatientService, families: FamilyService
) -> None:
    actor, mother = clinic.actor(), add_person(clinic, person("Martínez", "Rosa", ADULT))
    payer = clinic.add_payer("Medicaid")
    first = replace(person("Martínez", "Ana Luz", CHILD), guarantor=Guarantor(mother), language="es")
    patients.register(actor, NewPatient(first, "ana"), "first")
    clinic.add_coverage("first", payer, relationship="child", subscriber_name="MARTÍNEZ, Rosa")
    clinic.add_coverage("first", payer, ends_on=date(2026, 2, 1), member_id="OLD")
    start = families.start_relative(actor, "first", Relation.SIBLING)
    assert (start.address, start.phones, start.guarantor, start.language) == (
        first.address, first.phones, first.guarantor, "es"
    )  # fmt: skip
    assert (start.name.last, start.name.first, start.born) == ("Martínez", "", None)
    twin = replace(start, name=PatientName("Martínez", "Ana Lucía"), born=CHILD)
    new = NewPatient(twin, "ana lucia", family=FamilyOf("first", "sibling"))
    patients.register(actor, new, "second")
    patients.register(actor, new, "second")
    assert [(one.patient_id, one.relation) for one in families.of(actor, "first").relatives] == [
        ("second", Relation.SIBLING)
    ]
    assert [one.patient_id for one in families.of(actor, "second").relatives] == ["first"]
    held = patients.open(actor, "second").coverages
    assert [(one.payer, one.member_id, one.relationship, one.subscriber) for one in held] == [
        ("Medicaid", "W123456789", "child", "MARTÍNEZ, Rosa")
    ]
    assert held[0].effective == TODAY and held[0].verified_on is None
    assert clinic.count("SELECT count(*) FROM coverage") == 3
    assert clinic.count("SELECT count(*) FROM record_version WHERE entity = 'coverage' AND patient_id = 'second'") == 1


def test_a_childs_guarantor_is_the_parent_and_the_coverage_says_child(
    clinic: TestClinic, patients: PatientService, families: FamilyService
) -> None:
    actor, mother = clinic.actor(), add_person(clinic, person("Martínez", "Rosa", ADULT))
    clinic.add_coverage(mother, clinic.add_payer())
    start = families.start_relative(actor, mother, Relation.CHILD)
    child = replace(start, name=PatientName("Martínez", "Ana"), born=CHILD)
    patients.register(actor, NewPatient(child, "ana", family=FamilyOf(mother, "child")), "child")
    card = patients.open(actor, "child")
    assert card.guarantor.startswith("MARTÍNEZ, Rosa")
    assert [(one.relationship, one.subscriber) for one in card.coverages] == [("child", "MARTÍNEZ, Rosa")]
    assert [(one.name, one.relation) for one in card.relatives] == [("MARTÍNEZ, Rosa", Relation.PARENT)]


def test_linking_and_taking_apart(clinic: TestClinic, families: FamilyService) -> None:
    actor, one, two = clinic.actor(), clinic.add_patient(), clinic.add_patient("DOE", phone="")
    families.link(actor, one, two, Relation.GUARDIAN)
    families.link(actor, two, one, Relation.WARD)
    assert [found.relation for found in families.of(actor, two).relatives] == [Relation.WARD]
    assert clinic.count("SELECT count(*) FROM family_link") == 2
    families.unlink(actor, two, one)
    assert families.of(actor, one).relatives == ()


def test_contact_persons_are_added_changed_and_ended(clinic: TestClinic, families: FamilyService) -> None:
    actor, who = clinic.actor(), clinic.add_patient()
    families.add_person(actor, who, NewContact(" Mai\u202e Vaj "), "c-1")
    families.add_person(actor, who, NewContact("Mai Vaj"), "c-1")
    families.change_person(actor, "c-1", 1, NewContact("Mai Vaj", "daughter", may_hear=MayHear.EVERYTHING))
    (found,) = families.of(actor, who).persons
    assert (found.name, found.relation, found.may_hear, found.version) == (
        "Mai Vaj", "daughter", MayHear.EVERYTHING, 2
    )  # fmt: skip
    families.end_person(actor, "c-1", 2)
    assert families.of(actor, who).persons == ()
    assert clinic.count("SELECT count(*) FROM contact_person") == 1
    with pytest.raises(InvalidInput, match="name is missing"):
        families.add_person(actor, who, NewContact(" "), "c-2")


def test_who_is_unidentified_waits_until_somebody_knows(clinic: TestClinic, patients: PatientService) -> None:
    actor = clinic.actor()
    nobody = replace(
        Demographics(PatientName("Unidentified", "man, grey coat"), date(1985, 9, 1)), born_estimated=True,
        unidentified="UN1",
    )  # fmt: skip
    for wrong, words in (
        (replace(nobody, unidentified=""), "choose why nobody knows"),
        (replace(nobody, name=PatientName("Doe")), "type Unidentified"),
        (replace(nobody, born=None), "estimated"),
    ):
        with pytest.raises(InvalidInput, match=words):
            patients.register(actor, NewPatient(wrong, "unidentified"), "new-1")
    patients.register(actor, NewPatient(nobody, "unidentified"), "new-1")
    patients.register(actor, NewPatient(replace(nobody, unidentified="UN2"), "unidentified"), "new-2")
    assert patients.find(actor, "unid").lines[0].display == "UNIDENTIFIED, man, grey coat"
    with clinic.store.read() as work:
        items = work.items.page([WorkKind.UNIDENTIFIED], "", 0, 9)
    titles = {item.patient_id: item.title for item in items}
    assert set(titles) == {"new-1", "new-2"}
    assert titles["new-1"] == "Who is MRN 000001? man, grey coat"
    known = replace(nobody, name=PatientName("Vigil", "Beto"), unidentified="", contact_note="no phone")
    with pytest.raises(InvalidInput, match="How it is known"):
        patients.save(actor, "new-1", 1, known)
    patients.save(actor, "new-1", 1, known, reason="his sister came")
    with clinic.store.read() as work:
        assert [item.patient_id for item in work.items.page([WorkKind.UNIDENTIFIED], "", 0, 9)] == ["new-2"]
        newest, _ = work.versions.of_record("patient", "new-1")
    assert {change.field for change in newest.changes} == {"name", "unidentified", "contact note"}
    assert clinic.count("SELECT count(*) FROM work_item WHERE outcome = 'his sister came'") == 1


def test_permissions_change_with_a_version_and_leave_who_was_asked(
    clinic: TestClinic, patients: PatientService
) -> None:
    actor, who = clinic.actor(), add_person(clinic, person())
    mine = stored(clinic, who)
    texts = Permissions().with_channel(Channel.TEXT, tuple(Purpose))
    assert patients.save(actor, who, 1, mine, texts) == 2
    assert patients.save(actor, who, 2, mine, texts) == 2
    assert patients.save(actor, who, 2, mine, Permissions()) == 3
    assert clinic.count("SELECT count(*) FROM contact_permission") == 0
    with clinic.store.read() as work:
        assert [one.new for one in work.versions.of_record("patient", who)[1].changes] == ["text: everything"]
