"""What the desk knows beyond the record: families, permissions, contact persons, alerts, restrictions, access needs,
and one person nobody could name this morning."""

from __future__ import annotations

from datetime import date, timedelta

from psr_tui.domain.contacts import Channel, Purpose
from psr_tui.domain.families import Relation
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import UNIDENTIFIED, Demographics, Sex, mrn_text
from psr_tui.store.repositories.patient_columns import patient_values
from psr_tui.store.tables.clinic import CounterRow
from psr_tui.store.tables.patients import PatientAlertRow, PatientRow
from psr_tui.store.tables.people import (
    AlertSeenRow,
    ContactPermissionRow,
    ContactPersonRow,
    FamilyLinkRow,
    PatientRestrictionRow,
)
from psr_tui.store.tables.work import WorkItemEventRow, WorkItemRow
from tools.seed_day.hard_cases import HARD_CASES
from tools.seed_day.house import staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import TODAY, Seed, at, today, workday

_ASKED = at(workday(-40), "10:20")
_LINKS = (
    ("mother", "twin1", Relation.CHILD),
    ("mother", "twin2", Relation.CHILD),
    ("twin1", "twin2", Relation.SIBLING),
    ("viet", "minor", Relation.CHILD),
    ("senior", "junior", Relation.CHILD),
)
"""Whose relative the second one is: what they are to the first."""
_PERMISSIONS = {
    "pena": {Channel.VOICE: "abr", Channel.TEXT: "a"},
    "mother": {Channel.VOICE: "abro", Channel.TEXT: "ab", Channel.PORTAL: "abro"},
    "oconnor": {Channel.VOICE: "", Channel.EMAIL: "abro", Channel.PORTAL: "abro"},
    "signs": {Channel.VOICE: "", Channel.TEXT: "abro", Channel.EMAIL: "ar"},
    "senior": {Channel.VOICE: "a", Channel.MAIL: "abro"},
}
_PERSONS = {
    "hmong": ("Mai Vaj", "daughter", "(312) 555-0160", True, "appointments"),
    "senior": ("Lorraine Washington", "wife", "(312) 555-0155", True, "everything"),
    "signs": ("Piotr Kowalczyk", "brother", "(312) 555-0168", True, "nothing"),
    "mother": ("Teresa Martínez", "neighbour", "(312) 555-0150", True, "nothing"),
}
_ACCESS = {
    "wheel": ("wheelchair", "Needs the ramp at the back door."),
    "signs": ("hearing", ""),
    "dnr": ("hearing large_print", "Hears on the left side."),
    "polish": ("vision large_print", ""),
}
_MODES = {"pena": "in_person", "viet": "phone", "hmong": "in_person", "signs": "video", "polish": "video"}
_RESTRICTED = {
    "noshows": "Missed the last three visits without a word.",
    "silent": "Only a supervisor books, so that nobody at the desk asks why she comes.",
}


def add_people(seed: Seed, people: People) -> None:
    """Everything of this module, after the day is made, so that the dice of the day fall as before."""
    for one, other, relation in _LINKS:
        _link(seed, people.by_key[one], people.by_key[other], relation)
    _guarantors(seed, people)
    for key, channels in _PERMISSIONS.items():
        _permit(seed, people.by_key[key], channels)
    _contacts(seed, people)
    _alerts(seed, people)
    _restrictions(seed, people)
    for key, (needs, note) in _ACCESS.items():
        people.by_key[key].row.access_needs, people.by_key[key].row.access_note = needs, note
    for key, mode in _MODES.items():
        people.by_key[key].row.interpreter_mode = mode
    people.by_key["noshows"].row.asked_to_arrive = 20
    people.by_key["oconnor"].row.portal = people.by_key["mother"].row.portal = "active"
    people.by_key["hmong"].row.heard_of_us = "patient"
    _nobody_knows(seed, people)


def _link(seed: Seed, one: Known, other: Known, relation: Relation) -> None:
    for who, relative, what in ((one, other, relation), (other, one, relation.inverse)):
        row = FamilyLinkRow(
            patient_id=who.id, relative_id=relative.id, relation=what.value, staff_id=staff_id("lgrant"), at=_ASKED
        )
        seed.add(row)


def _guarantors(seed: Seed, people: People) -> None:
    """Children who live with an adult of the population are linked; of the others the guarantor is no patient here."""
    known = {one.id: one for one in people.all}
    linked = {row.patient_id for row in seed.of(FamilyLinkRow)}
    for one in people.all:
        if not one.alive or one.age() >= 18 or one.id in linked:
            continue
        adult = known.get(one.row.guarantor_id or "")
        if adult is not None:
            _link(seed, adult, one, Relation.CHILD)
        else:
            one.row.guarantor_name = f"{one.row.last_name}, Robin"
            one.row.guarantor_relation = "parent"
            one.row.guarantor_phone = one.phones[0].typed


def _permit(seed: Seed, known: Known, channels: dict[Channel, str]) -> None:
    for channel, letters in channels.items():
        for purpose in Purpose:
            seed.add(
                ContactPermissionRow(
                    patient_id=known.id, channel=channel.value, purpose=purpose.value,
                    allowed=purpose.value[0] in letters, staff_id=staff_id("tchen"), at=_ASKED,
                )
            )  # fmt: skip


def _contacts(seed: Seed, people: People) -> None:
    for key, (name, relation, phone, emergency, may_hear) in _PERSONS.items():
        seed.add(
            ContactPersonRow(
                id=seed.new_id(_ASKED), patient_id=people.by_key[key].id, name=name, relation=relation, phone=phone,
                emergency=emergency, may_hear=may_hear, changed_by="T. Chen", changed_at=_ASKED,
            )
        )  # fmt: skip


def _alerts(seed: Seed, people: People) -> None:
    """One for a family and one for the clinic; who works since the morning has read theirs."""
    mother, since = people.by_key["mother"], at(workday(-8), "15:40")
    new = (
        ("family", mother.id, "Court order on file: only Rosa may take the twins home.", None, "S. Otto", since),
        ("clinic", None, "Card terminal T2 is away for repair until noon: use T1.", TODAY, "L. Grant", today("07:31")),
    )
    for scope, patient_id, text, ends_on, author, written in new:
        seed.add(
            PatientAlertRow(
                id=seed.new_id(written), patient_id=patient_id, scope=scope, text=text, author=author, since=written,
                ends_on=ends_on, changed_by=author, changed_at=written,
            )
        )  # fmt: skip
    everybody = next(alert for alert in seed.of(PatientAlertRow) if alert.scope == "clinic")
    for login in ("mrivera", "tchen"):
        seed.add(AlertSeenRow(alert_id=everybody.id, staff_id=staff_id(login), day=TODAY))


def _restrictions(seed: Seed, people: People) -> None:
    for case in HARD_CASES:
        if not case.restriction:
            continue
        since = at(workday(-21), "11:10")
        ends = TODAY + timedelta(days=90) if case.restriction == "same_day_only" else None
        seed.add(
            PatientRestrictionRow(
                id=seed.new_id(since), patient_id=people.by_key[case.key].id, kind=case.restriction,
                reason=_RESTRICTED[case.key], author_id=staff_id("sotto"), since=since, ends_on=ends,
                changed_by="S. Otto", changed_at=since,
            )
        )  # fmt: skip


def _nobody_knows(seed: Seed, people: People) -> None:
    """Brought in at a quarter past nine, cannot speak; somebody has to find out who she is."""
    since = today("09:15")
    person = Demographics(
        PatientName(UNIDENTIFIED, "woman, red scarf"), date(TODAY.year - 41, 9, 1), Sex.FEMALE, born_estimated=True,
        unidentified="UN1",
    )  # fmt: skip
    counter = next(row for row in seed.of(CounterRow) if row.name == "mrn")
    counter.value += 1
    row = PatientRow(
        **patient_values(person), id=seed.new_id(since), mrn=counter.value, registered_at=since, changed_by="T. Chen",
        changed_at=since,
    )  # fmt: skip
    seed.add(row)
    item = WorkItemRow(
        id=seed.new_id(since), kind="unidentified", title=f"Who is MRN {mrn_text(row.mrn)}? woman, red scarf",
        text="Cannot speak", patient_id=row.id, object_id=row.id, team="front desk", due_at=since + timedelta(hours=24),
        created_at=since, created_by="T. Chen", changed_by="T. Chen", changed_at=since,
    )  # fmt: skip
    seed.add(item)
    seed.add(
        WorkItemEventRow(
            id=seed.new_id(since), item_id=item.id, seq=1, at=since, staff_id=staff_id("tchen"), staff_name="T. Chen",
            what="opened",
        )
    )  # fmt: skip
