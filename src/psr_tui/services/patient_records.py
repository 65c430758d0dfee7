"""What every change of a patient's record does: clean the texts, keep the version, and what hangs on the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psr_tui.domain.access import ACCESS_NEEDS
from psr_tui.domain.contacts import NOTHING_ASKED, Permissions
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.families import Relation
from psr_tui.domain.guarantors import Guarantor
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics, FamilyOf, mrn_text
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.coverage_versions import keep_version

if TYPE_CHECKING:
    from datetime import date

    from psr_tui.store.unit_of_work import UnitOfWork

PATIENT = "patient"
_LONGEST_ARRIVAL = 24 * 60


def tidy(person: Demographics) -> Demographics:
    """Every text cleaned as it may be stored (RS-45)."""
    address, answers = person.address, person.guarantor
    return replace(
        person,
        name=_tidy_name(person.name),
        preferred_name=clean(person.preferred_name, 80),
        earlier_names=tuple(_tidy_name(one) for one in person.earlier_names),
        address=Address(
            clean(address.street, 120),
            clean(address.street2, 120),
            clean(address.city, 80),
            clean(address.state, 40),
            clean(address.zip_code, 20),
        ),
        email=clean(person.email, 120),
        contact_note=clean(person.contact_note, 200),
        note=clean_note(person.note),
        access_needs=tuple(code for code in ACCESS_NEEDS if code in person.access_needs),
        access_note=clean(person.access_note, 200),
        heard_note=clean(person.heard_note, 200),
        asked_to_arrive=max(0, min(_LONGEST_ARRIVAL, person.asked_to_arrive)),
        guarantor=Guarantor(
            answers.patient_id,
            *(
                "" if answers.patient_id else clean(part, 80)
                for part in (answers.name, answers.relation, answers.phone)
            ),
        ),
    )


def _tidy_name(name: PatientName) -> PatientName:
    return PatientName(clean(name.last, 80), clean(name.first, 80), clean(name.middle, 80), clean(name.suffix, 10))


def changed_fields(before: Demographics, after: Demographics) -> list[str]:
    """The names of the fields that differ; never their values."""
    return [name for name in Demographics.__slots__ if getattr(before, name) != getattr(after, name)]


def content_of(
    person: Demographics, permissions: Permissions = NOTHING_ASKED, deceased_on: date | None = None
) -> dict[str, Any]:
    """The record as its versions keep it: what people read, by the words of the form."""
    answers = person.guarantor
    return {
        "name": person.name.listed,
        "goes by": person.preferred_name,
        "earlier names": [one.listed for one in person.earlier_names],
        "born": person.born,
        "birth estimated": person.born_estimated,
        "sex": person.sex,
        "address": person.address.one_line,
        "phones": [
            f"{one.number.display} {one.kind.value} voicemail {one.voicemail.value.replace('_', ' ')}"
            for one in person.phones
        ],
        "e-mail": person.email,
        "speaks": person.language,
        "writes": person.written_language,
        "interpreter": f"{person.interpreter.value} {person.interpreter_mode.words}".strip(),
        "access needs": list(person.access_needs),
        "access note": person.access_note,
        "contact note": person.contact_note,
        "note": person.note,
        "portal": person.portal,
        "heard of us": f"{person.heard_of_us} {person.heard_note}".strip(),
        "PCP": person.pcp_provider_id,
        "asked to arrive": person.asked_to_arrive,
        "guarantor": answers.patient_id or " ".join(filter(None, (answers.name, answers.relation, answers.phone))),
        "unidentified": person.unidentified,
        "permissions": list(permissions.words()),
        "deceased": deceased_on,
    }


def check_guarantor_known(work: UnitOfWork, patient_id: str, person: Demographics) -> None:
    """Raise InvalidInput when the guarantor is no patient of the clinic, or the patient."""
    answers = person.guarantor.patient_id
    if not answers:
        return
    if answers == patient_id:
        raise InvalidInput("Guarantor: this is the patient; leave it empty, or name somebody else.", "Guarantor")
    if work.patients.get(answers) is None:
        raise InvalidInput("Guarantor: there is no patient with this MRN; look it up with Ctrl+F.", "Guarantor")


def join_family(work: UnitOfWork, actor: Actor, patient_id: str, family: FamilyOf, today: date) -> list[str]:
    """Link a new patient to the one they were copied from, and give them the coverage; ids of the new coverages."""
    relation = Relation(family.relation)
    work.families.link(family.patient_id, patient_id, relation, actor, work.now)
    work.audit.append("link", PATIENT, family.patient_id, detail={"relative": patient_id, "relation": relation.value})
    if not family.with_coverage:
        return []
    made = work.families.copy_coverages(
        family.patient_id, patient_id, relation, today, work.new_id, actor.name, work.now
    )
    for coverage_id in made:
        keep_version(work, coverage_id)
        work.audit.append("create", "coverage", coverage_id, detail={"copied_from": family.patient_id})
    return made


def wait_until_identified(work: UnitOfWork, actor: Actor, patient_id: str, mrn: int, person: Demographics) -> None:
    """Somebody must find out who this is: it waits on the worklist until it is known (FD-57)."""
    reason = work.reference.reason("unidentified", person.unidentified)
    seen = person.name.first or "nobody described them"
    title = f"Who is MRN {mrn_text(mrn)}? {seen}"[:120]
    new = NewWork(
        WorkKind.UNIDENTIFIED, title, patient_id=patient_id, object_id=patient_id, text=reason.label if reason else ""
    )
    work.items.open_item(new, actor.staff_id, actor.name, work.now)


def close_identified(work: UnitOfWork, actor: Actor, patient_id: str, outcome: str) -> None:
    """Somebody knows now: nothing waits any more."""
    work.items.close_about(WorkKind.UNIDENTIFIED, patient_id, outcome, actor.staff_id, actor.name, work.now)
    work.touch("work")
