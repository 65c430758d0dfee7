"""Who may merge what, what the kept record takes, both numbers, chains, and nothing by itself (FD-55, FD-56)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.guarantors import SELF
from psr_tui.domain.history import HistoryKind
from psr_tui.domain.merging import MergePatients, proposed
from psr_tui.domain.money import Money
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import UNIDENTIFIED, Demographics, NewPatient
from psr_tui.services.approvals import Signature
from psr_tui.services.drafts import DraftService
from psr_tui.services.patient_history import PatientHistoryService
from psr_tui.services.patients import PatientService
from psr_tui.store.repositories.imports import ImportRepository
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till
from tests.helpers.people import add_person, person
from tests.helpers.two_records import Pair, fill


@pytest.fixture
def pair(clinic: TestClinic) -> Pair:
    return Pair(clinic)


def test_both_numbers_find_the_patient_and_the_old_one_says_so(pair: Pair) -> None:
    patients = PatientService(pair.clinic.store, pair.clinic.clock)
    pair.merge()
    rep = pair.clinic.actor()
    (line,) = patients.find(rep, "2").lines
    assert (line.id, line.now_id, line.now_mrn) == (pair.merged, pair.kept, 1)
    assert [one.id for one in patients.find(rep, "garcia").lines] == [pair.kept]
    assert patients.open(rep, pair.merged).patient.id == pair.kept
    assert patients.patient(rep, pair.merged).id == pair.kept


def test_the_kept_record_takes_what_was_chosen_and_keeps_both_names_and_phones(pair: Pair) -> None:
    pair.merge("name", "address")
    kept = PatientService(pair.clinic.store, pair.clinic.clock).patient(pair.lead, pair.kept).demographics
    assert kept.name == PatientName("Garcia", "Anna")
    assert kept.earlier_names == (PatientName("García", "Ana"),)
    assert kept.address.street == "9 Oak St"
    assert [one.number.e164 for one in kept.phones] == ["+15055550111", "+15055550122"]


def test_a_change_after_the_merge_is_not_undone_with_it(pair: Pair) -> None:
    patients = PatientService(pair.clinic.store, pair.clinic.clock)
    merge_id = pair.merge("address", "name")
    now = patients.patient(pair.lead, pair.kept)
    moved = replace(now.demographics, address=replace(now.demographics.address, street="77 New Rd"))
    patients.save(pair.lead, pair.kept, now.version, moved)
    pair.service.take_apart(pair.lead, merge_id, "two people")
    after = patients.patient(pair.lead, pair.kept).demographics
    assert (after.address.street, after.address.zip_code) == ("77 New Rd", "87501")
    assert after.name == PatientName("García", "Ana")


def test_a_rep_needs_a_leads_signature(pair: Pair) -> None:
    rep, command = pair.clinic.actor(), pair.command()
    with pytest.raises(NotAllowed, match="lead"):
        pair.service.merge(rep, command)
    with pytest.raises(NotAllowed, match="lead"):
        pair.service.merge(rep, command, Signature("tchen", PASSWORD))
    pair.service.merge(rep, command, Signature("lgrant", PASSWORD))
    assert pair.clinic.count("SELECT count(*) FROM patient_merge WHERE approved_by = 'u-lgrant'") == 1
    trail = "SELECT count(*) FROM audit WHERE action = 'merge' AND entity = 'patient'"
    assert pair.clinic.count(trail) == 2


def test_the_same_command_merges_once_and_a_stale_one_not_at_all(pair: Pair) -> None:
    command = pair.command(ident="g-once")
    pair.service.merge(pair.lead, command)
    assert "one record already" in pair.service.merge(pair.lead, command)
    for other_content in (replace(command, taken=("name",)), pair.command(ident="g-once", turned=True)):
        with pytest.raises(AlreadyDone):
            pair.service.merge(pair.lead, other_content)
    other = add_person(pair.clinic, person("Garcia", "Any"))
    with pytest.raises(Stale):
        pair.service.merge(pair.lead, MergePatients("g-2", other, 1, pair.kept, 1, "MG1"))


def test_what_cannot_be_merged_is_refused_with_the_way_out(pair: Pair) -> None:
    service, lead, command = pair.service, pair.lead, pair.command()
    with pytest.raises(Refused, match="one record already"):
        service.merge(lead, replace(command, merged_id=pair.kept))
    with pytest.raises(InvalidInput, match="few words"):
        service.merge(lead, replace(command, reason_code="MG9"))
    with pytest.raises(InvalidInput, match="Choose why"):
        service.merge(lead, replace(command, reason_code="nonsense"))
    visit = pair.clinic.add_visit(pair.merged, state="arrived")
    with pair.clinic.store.write(lead) as work:
        work.session.connection().exec_driver_sql(
            "INSERT INTO check_in_step (id, appointment_id, item, seq, answer, detail, reason_code, note, staff_id, "
            f"staff_name, at) VALUES ('s', '{visit}', 'identity', 1, 'done', '', '', '', 'u-mrivera', '', "
            "'2026-03-04 15:00:00.000000')"
        )
        work.commit()
    with pytest.raises(Refused, match="is being checked in; finish"):
        service.merge(lead, command)
    service.merge(lead, pair.command(turned=True))
    with pytest.raises(Refused, match="was merged before"):
        service.preview(lead, pair.merged, pair.kept)


def test_who_is_on_the_phone_pays_or_is_family_is_not_merged(pair: Pair) -> None:
    rep = pair.clinic.actor()
    drafts = DraftService(pair.clinic.store, pair.clinic.clock)
    drafts.keep(rep, "payment", pair.merged, {"paid_1": "cash 20"})
    with pytest.raises(Refused, match=r"M\. Rivera typed a payment for MRN 000002"):
        pair.service.preview(pair.lead, pair.kept, pair.merged)
    drafts.keep(rep, "payment", pair.merged, {"paid_1": " "})
    fill(pair, pair.kept, ["callback"])
    calling = "UPDATE callback SET state = 'dialing', claimed_by = 'u-tchen'"
    with pair.clinic.store.write(pair.lead) as work:
        work.session.connection().exec_driver_sql(calling)
        work.commit()
    with pytest.raises(Refused, match=r"T\. Chen is on the phone"):
        pair.service.preview(pair.lead, pair.kept, pair.merged)
    with pair.clinic.store.write(pair.lead) as work:
        work.session.connection().exec_driver_sql("UPDATE callback SET state = 'open', claimed_by = NULL")
        work.commit()
    with pair.clinic.store.write(pair.lead) as work:
        raw = work.session.connection()
        raw.exec_driver_sql(
            "INSERT INTO family_link (patient_id, relative_id, relation, staff_id, at) VALUES (?, ?, 'sibling', "
            "'u-mrivera', '2026-03-04 15:00:00.000000')",
            (pair.kept, pair.merged),
        )
        work.commit()
    with pytest.raises(Refused, match="linked as family"):
        pair.service.preview(pair.lead, pair.kept, pair.merged)


def test_a_merged_record_takes_nothing_new_and_is_not_changed(pair: Pair) -> None:
    patients = PatientService(pair.clinic.store, pair.clinic.clock)
    before = patients.patient(pair.lead, pair.merged)
    till = Till(pair.clinic)
    till.open()
    pair.merge()
    with pytest.raises(Refused, match="merged with another"):
        till.owe(pair.merged, 100)
    with pytest.raises(Stale):
        patients.save(pair.lead, pair.merged, before.version, replace(before.demographics, note="x"))
    assert pair.owes(pair.merged) == Money(0)


def test_a_chain_leads_to_the_last_record_and_comes_apart_from_its_end(pair: Pair) -> None:
    first = pair.merge()
    last = add_person(pair.clinic, person("Garcia", "Ane", date(1990, 4, 5)))
    with pair.clinic.store.read() as work:
        kept, end = work.patients.get(pair.kept), work.patients.get(last)
    assert kept is not None and end is not None
    second = MergePatients("g-chain", last, end.version, pair.kept, kept.version, "MG1")
    pair.service.merge(pair.lead, second)
    patients = PatientService(pair.clinic.store, pair.clinic.clock)
    assert patients.open(pair.lead, pair.merged).patient.id == last
    with pytest.raises(Refused, match="take that merge apart first"):
        pair.service.take_apart(pair.lead, first, "no")
    pair.service.take_apart(pair.lead, "g-chain", "no")
    assert patients.open(pair.lead, pair.merged).patient.id == pair.kept
    pair.service.take_apart(pair.lead, first, "no")
    assert patients.open(pair.lead, pair.merged).patient.id == pair.merged
    with pytest.raises(Refused, match="taken apart already"):
        pair.service.take_apart(pair.lead, first, "no")


def test_an_import_goes_on_with_the_kept_record(pair: Pair) -> None:
    with pair.clinic.store.write(pair.lead) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE patient SET source = 'old', source_id = 'p-2' WHERE id = ?", (pair.merged,)
        )
        work.commit()
    pair.merge()
    with pair.clinic.store.read() as work:
        known = ImportRepository(work.session, "old", "Import", pair.clinic.clock.now()).known("patient", ["p-2"])
    assert known == {"p-2": pair.kept}


def test_two_people_are_remembered_and_not_listed_again(pair: Pair) -> None:
    assert [one.line.id for one in pair.service.alike(pair.lead, pair.kept)] == [pair.merged]
    (one,) = pair.service.newest_alike(pair.lead)
    assert {one.patient_id, one.other.line.id} == {pair.kept, pair.merged}
    with pytest.raises(InvalidInput, match="how you know"):
        pair.service.call_different(pair.lead, pair.kept, pair.merged, " ")
    pair.service.call_different(pair.lead, pair.kept, pair.merged, "cousins, both were here")
    assert pair.service.alike(pair.lead, pair.kept) == ()
    assert pair.service.newest_alike(pair.lead) == ()
    compared = pair.service.compare(pair.lead, pair.kept, pair.merged)
    assert compared.called_different is not None
    assert compared.called_different[2] == "cousins, both were here"


def test_somebody_unidentified_is_known_by_a_merge_and_unknown_again_without_it(pair: Pair) -> None:
    clinic, rep = pair.clinic, pair.clinic.actor()
    stranger = Demographics(
        PatientName(UNIDENTIFIED, "Red jacket"), date(1990, 1, 1), born_estimated=True, unidentified="UN1"
    )
    patients = PatientService(clinic.store, clinic.clock)
    patients.register(rep, NewPatient(stranger, "unidentified"), "new-1")
    waiting = "SELECT count(*) FROM work_item WHERE kind = 'unidentified' AND state = 'open'"
    assert clinic.count(waiting) == 1
    kept = patients.patient(pair.lead, pair.kept)
    found = patients.patient(pair.lead, "new-1")
    assert {"name", "born"} <= proposed(found.demographics, kept.demographics)
    pair.service.merge(pair.lead, MergePatients("g-u", kept.id, kept.version, found.id, found.version, "MG2"))
    assert clinic.count(waiting) == 0
    assert patients.patient(pair.lead, pair.kept).demographics.earlier_names == ()
    pair.service.take_apart(pair.lead, "g-u", "somebody else")
    assert clinic.count(waiting) == 1


def test_the_history_tells_of_the_merge_and_of_its_end(pair: Pair) -> None:
    merge_id = pair.merge("name")
    pair.service.take_apart(pair.lead, merge_id, "sisters")
    history = PatientHistoryService(pair.clinic.store, pair.clinic.clock)
    lines = [one.what for one in history.page(pair.lead, pair.kept, [HistoryKind.CHANGE], 0, 20)]
    assert "MRN 000002 was merged into MRN 000001: Same papers seen" in lines
    assert "MRN 000002 was taken apart again from MRN 000001: sisters" in lines
    assert any(line.startswith("record changed:") and "name" in line for line in lines)


def test_nobody_answers_for_themselves_after_a_merge(pair: Pair) -> None:
    with pair.clinic.store.write(pair.lead) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE patient SET guarantor_id = ? WHERE id = ?", (pair.merged, pair.kept)
        )
        work.commit()
    pair.merge()
    kept = PatientService(pair.clinic.store, pair.clinic.clock).patient(pair.lead, pair.kept)
    assert kept.demographics.guarantor == SELF
