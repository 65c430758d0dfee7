"""The identity gate of one patient, and what a caller may be told of them (call-center.md CC-77, CC-78)."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.domain.calls import Role
from psr_tui.domain.clock import local_date
from psr_tui.domain.contacts import ContactPerson, MayHear
from psr_tui.domain.errors import NotFound
from psr_tui.domain.families import Relation
from psr_tui.domain.may_be_told import OF_AGE, Telling, may_be_told
from psr_tui.domain.patients import Patient
from psr_tui.domain.text import fold
from psr_tui.domain.typed_dates import age_on
from psr_tui.domain.verifying import Gate, Verifier
from psr_tui.store.repositories.call_records import CallRecord
from psr_tui.store.unit_of_work import UnitOfWork

_RESPONSIBLE = (Relation.PARENT, Relation.GUARDIAN)


def gate_of(work: UnitOfWork, patient_id: str) -> Gate:
    """The clinic's verifiers with what this record has to compare them with. Raises NotFound."""
    patient = work.patients.get(patient_id)
    if patient is None:
        raise NotFound("This patient is not in the store any more.")
    facts = _facts(work, patient)
    rows = work.reference.reasons("verifier")
    return Gate(
        tuple(Verifier(row.code, row.label, row.detail == "required", facts.get(row.code, "")) for row in rows),
        work.clinic.get().optional_verifiers,
    )


def _facts(work: UnitOfWork, patient: Patient) -> dict[str, str]:
    """What is on file by verifier. A row with another code is a question of the clinic's own: the rep knows what to
    compare it with."""
    person = patient.demographics
    address = ", ".join(part for part in (person.address.street, person.address.city) if part)
    tz = work.clinic.get().tz
    yesterday = local_date(work.now, tz) - timedelta(days=1)
    past, coming, _ = work.visits.around(patient.id, yesterday, 1)
    visits = [f"{one.local_date:%m/%d/%Y} {one.provider}".strip() for one in (*past, *coming)]
    members = [one.member_id for one in work.coverage.of_patient(patient.id, tz) if one.member_id]
    own = {row.code: "ask" for row in work.reference.reasons("verifier")}
    return own | {
        "NAME": patient.display,
        "DOB": f"{person.born:%m/%d/%Y}" if person.born and not person.born_estimated else "",
        "ADDR": address,
        "PHONE": " or ".join(one.number.display for one in person.phones[:2]),
        "LAST": " or ".join(visits),
        "MEMBER": " or ".join(members[:2]),
    }


def contacts_of(work: UnitOfWork, patient_id: str, age: int | None) -> tuple[ContactPerson, ...]:
    """Who stands by the patient: the contact persons, and for a minor the parents and guardians among the family."""
    persons = work.contacts.persons(patient_id)
    if age is not None and age < OF_AGE:
        known = {fold(one.name) for one in persons}
        persons += [
            ContactPerson(one.patient_id, one.name, one.relation.value, may_hear=MayHear.EVERYTHING)
            for one in work.families.relatives(patient_id)
            if one.relation in _RESPONSIBLE and fold(one.name) not in known
        ]
    return tuple(persons)


def age_of(work: UnitOfWork, patient: Patient) -> int | None:
    """Years today at the clinic; None without a birth date."""
    born = patient.demographics.born
    return age_on(born, local_date(work.now, work.clinic.get().tz)) if born else None


def telling_of(call: CallRecord, age: int | None, contacts: tuple[ContactPerson, ...], deceased: bool) -> Telling:
    """How far telling goes for this caller."""
    contact = next((one for one in contacts if fold(one.name) == fold(call.caller_name)), None)
    role = call.caller_role
    return may_be_told(role, age, contact if role in (Role.GUARDIAN, Role.AUTHORISED) else None, deceased)
