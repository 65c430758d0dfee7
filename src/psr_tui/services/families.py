"""Families and contact persons of a patient (front-desk.md FD-60, FD-61, FD-104)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock
from psr_tui.domain.contacts import ContactPerson, NewContact
from psr_tui.domain.errors import Refused
from psr_tui.domain.families import Relation, Relative, copied
from psr_tui.domain.patients import Demographics
from psr_tui.domain.staff import Actor
from psr_tui.services.guards import must_exist
from psr_tui.services.patient_records import PATIENT
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_CONTACT = "contact_person"


@dataclass(frozen=True, slots=True)
class Family:
    """Who belongs to a patient: relatives who are patients, and people who are not."""

    relatives: tuple[Relative, ...]
    persons: tuple[ContactPerson, ...]


class FamilyService:
    """A new relative is registered by ``patients.register``; here lies what they take over and how they are linked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, actor: Actor, patient_id: str) -> Family:
        """The patient's people; the names of relatives are logged as seen."""
        with self._store.write(actor, "list", "family", patient_id) as work:
            relatives = tuple(work.families.relatives(patient_id))
            work.audit.listed([one.patient_id for one in relatives], "family")
            work.commit()
        with self._store.read() as work:
            return Family(relatives, tuple(work.contacts.persons(patient_id)))

    def start_relative(self, actor: Actor, patient_id: str, relation: Relation) -> Demographics:
        """What the form of a new relative begins with (FD-60). ``relation``: what they are to the patient."""
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
        return copied(patient.demographics, patient_id, relation)

    def link(self, actor: Actor, patient_id: str, relative_id: str, relation: Relation) -> str:
        """Two registered patients belong together. Raises Refused for a patient with themselves, NotFound."""
        with self._store.write(actor, "link", PATIENT, patient_id) as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            relative = must_exist(work.patients.get(relative_id), "This patient")
            if patient_id == relative_id:
                raise Refused("This is the same patient; choose somebody else.")
            work.families.link(patient_id, relative_id, relation, actor, work.now)
            self._logged(work, "link", patient_id, relative_id)
            work.commit()
        return f"{relative.display} is {relation.value} of {patient.display}."

    def unlink(self, actor: Actor, patient_id: str, relative_id: str) -> str:
        """They do not belong together after all; both records stay as they are."""
        with self._store.write(actor, "unlink", PATIENT, patient_id) as work:
            work.families.unlink(patient_id, relative_id)
            self._logged(work, "unlink", patient_id, relative_id)
            work.commit()
        return "They are not linked any more."

    @staticmethod
    def _logged(work: UnitOfWork, what: str, patient_id: str, relative_id: str) -> None:
        work.audit.append(what, PATIENT, patient_id, detail={"relative": relative_id})
        work.touch("patients")

    # --- people who are not patients ---
    def add_person(self, actor: Actor, patient_id: str, new: NewContact, command_id: str) -> str:
        """A new contact person; the same command id adds one only. Raises InvalidInput without a name."""
        new = new.checked()
        with self._store.write(actor, "contact.add", PATIENT, patient_id) as work:
            must_exist(work.patients.get(patient_id), "This patient")
            if work.contacts.person(command_id) is None:
                work.contacts.add_person(command_id, patient_id, new, actor.name, work.now)
                self._keep(work, command_id, "create")
                work.commit()
        return f"{new.name} is a contact person now."

    def change_person(self, actor: Actor, contact_id: str, version: int, new: NewContact) -> str:
        """Write a contact person anew. Raises Refused when somebody else did meanwhile, InvalidInput."""
        new = new.checked()
        with self._store.write(actor, "contact.change", _CONTACT, contact_id) as work:
            self._same(work, contact_id, version)
            work.contacts.change_person(contact_id, new, actor.name, work.now)
            self._keep(work, contact_id, "change")
            work.commit()
        return f"{new.name} is saved."

    def end_person(self, actor: Actor, contact_id: str, version: int) -> str:
        """The person is no contact any more; the row stays. Raises Refused when somebody else changed it meanwhile."""
        with self._store.write(actor, "contact.end", _CONTACT, contact_id) as work:
            person = self._same(work, contact_id, version)
            work.contacts.end_person(contact_id, actor.name, work.now)
            self._keep(work, contact_id, "end")
            work.commit()
        return f"{person.name} is no contact person any more."

    @staticmethod
    def _same(work: UnitOfWork, contact_id: str, version: int) -> ContactPerson:
        _, person = must_exist(work.contacts.person(contact_id), "This contact person")
        if person.version != version or person.ended_at is not None:
            raise Refused(f"{person.name} was changed by somebody else; close this box and open it again.")
        return person

    @staticmethod
    def _keep(work: UnitOfWork, contact_id: str, what: str) -> None:
        patient_id, person = must_exist(work.contacts.person(contact_id), "This contact person")
        content = {"contact person": person.words(), "ended": person.ended_at is not None}
        work.versions.keep(_CONTACT, contact_id, person.version, patient_id, content)
        work.audit.append(what, _CONTACT, contact_id, detail={"patient": patient_id})
        work.touch("patients")
