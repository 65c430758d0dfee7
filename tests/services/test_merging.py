"""Two records become one and two again: every row, every cent, both numbers, and nothing by itself (FD-55, FD-56)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.guarantors import SELF
from psr_tui.domain.history import HistoryKind
from psr_tui.domain.merging import MergePatients, proposed
from psr_tui.domain.money import Money
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import UNIDENTIFIED, Demographics, NewPatient
from psr_tui.domain.payments import Allocation, UseAhead
from psr_tui.services.accounts import AccountService
from psr_tui.services.approvals import Signature
from psr_tui.services.drafts import DraftService
from psr_tui.services.merging import MergingService
from psr_tui.services.patient_history import PatientHistoryService
from psr_tui.services.patients import PatientService
from psr_tui.store.repositories.imports import ImportRepository
from psr_tui.store.repositories.merge_moves import holders
from psr_tui.store.tables import METADATA
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.every_row import MADE_BY_MONEY, add_row, tables_of_patients, whole_store
from tests.helpers.money import Till, cash, command_id
from tests.helpers.people import add_person, person
from tests.money.invariants import broken


class Pair:
    """Two records of one person, and the acts on them."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.kept = add_person(clinic, person("García", "Ana", date(1990, 4, 5), "+15055550111", "1 Elm St"))
        self.merged = add_person(
            clinic, person("Garcia", "Anna", date(1990, 4, 5), "+15055550122", "9 Oak St", "87505")
        )
        self.lead = clinic.actor("lgrant")

    @property
    def service(self) -> MergingService:
        return MergingService(self.clinic.store, self.clinic.clock)

    def command(self, *taken: str, ident: str = "", turned: bool = False) -> MergePatients:
        sides = (self.merged, self.kept) if turned else (self.kept, self.merged)
        with self.clinic.store.read() as work:
            kept, merged = (work.patients.get(one) for one in sides)
        assert kept is not None and merged is not None
        return MergePatients(ident or command_id("g"), kept.id, kept.version, merged.id, merged.version, "MG1", taken)

    def merge(self, *taken: str) -> str:
        command = self.command(*taken)
        self.service.merge(self.lead, command)
        return command.command_id

    def owes(self, patient_id: str) -> Money:
        with self.clinic.store.read() as work:
            return work.patients.balance(patient_id)


@pytest.fixture
def pair(clinic: TestClinic) -> Pair:
    return Pair(clinic)


def fill(pair: Pair, patient_id: str, tables: list[str]) -> None:
    """Rows of these tables for one of the two."""
    clinic = pair.clinic
    others = {
        "staff": "u-mrivera", "visit_type": "OV15", "payer": clinic.add_payer(f"Payer {command_id()}"),
        "appointment": clinic.add_visit(patient_id),
    }  # fmt: skip
    others["coverage"] = clinic.add_coverage(patient_id, others["payer"])
    others["relative"] = add_person(clinic, person("Relative", command_id(), date(1970, 1, 1), "", "", ""))
    with clinic.store.write(pair.lead) as work:
        kind = work.session.connection().exec_driver_sql("SELECT min(code) FROM consent_kind").scalar_one()
        for name in tables:
            add_row(work, METADATA.tables[name], patient_id, {**others, "consent_kind": kind})
        work.commit()


def test_a_row_of_every_table_moves_and_comes_back(pair: Pair) -> None:
    names = [one.name for one in tables_of_patients()]
    assert {one.table for one in holders()} <= {*names, *MADE_BY_MONEY, "patient", "coverage", "family_link"}
    fill(pair, pair.merged, names)
    till = Till(pair.clinic)
    till.open()
    charge = till.owe(pair.merged, 4000)
    till.take(pair.merged, cash(1500))
    before = whole_store(pair.clinic)
    merge_id = pair.merge("address")
    with pair.clinic.store.read() as work:
        raw = work.session.connection()
        for one in holders():
            left = raw.exec_driver_sql(f"SELECT count(*) FROM {one.table} WHERE {one.column} = ?", (pair.merged,))
            assert left.scalar_one() == 0, one
    assert (pair.owes(pair.kept), pair.owes(pair.merged)) == (Money(2500), Money(0))
    pair.service.take_apart(pair.lead, merge_id, "not the same after all")
    assert whole_store(pair.clinic) == before
    assert charge
    assert broken(pair.clinic) == []


ROWS = [one.name for one in tables_of_patients() if one.name not in ("recall", "contact_permission")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_merge_and_take_apart_leave_the_store_as_it_was(clinic: TestClinic, data: st.DataObject) -> None:
    """Any rows on both sides, any fields taken, either record kept; and the money is the same at every step."""
    pair = Pair(clinic)
    till = Till(clinic)
    if till.drawer.mine(till.actor) is None:
        till.open()
    for patient_id in (pair.kept, pair.merged):
        fill(pair, patient_id, data.draw(st.lists(st.sampled_from(ROWS), max_size=4, unique=True)))
        for cents in data.draw(st.lists(st.integers(1, 9000), max_size=2)):
            till.owe(patient_id, cents)
        if paid := data.draw(st.integers(0, 9000)):
            till.take(patient_id, cash(paid))
    taken = data.draw(st.sets(st.sampled_from(("name", "address", "email", "sex", "note"))))
    before, owed = whole_store(clinic), [pair.owes(pair.kept), pair.owes(pair.merged)]
    command = pair.command(*sorted(taken), turned=data.draw(st.booleans()))
    try:
        pair.service.merge(pair.lead, command)
    except Refused:
        assert whole_store(clinic) == before
        return
    assert pair.owes(command.kept_id) == Money.total(owed)
    assert broken(clinic) == []
    pair.service.take_apart(pair.lead, command.command_id, "no")
    assert whole_store(clinic) == before
    assert broken(clinic) == []


def test_work_after_the_merge_stays_and_a_line_follows_its_charge(pair: Pair) -> None:
    """Money on a charge that goes back goes with it; the receipt, and a new charge, stay with the kept record."""
    till = Till(pair.clinic)
    till.open()
    till.owe(pair.merged, 4000)
    merge_id = pair.merge()
    till.take(pair.kept, cash(4000))
    till.owe(pair.kept, 700)
    said = pair.service.take_apart(pair.lead, merge_id, "two people")
    assert "stays with MRN 000001" in said
    assert (pair.owes(pair.kept), pair.owes(pair.merged)) == (Money(700), Money(0))
    receipts = "SELECT count(*) FROM receipt WHERE patient_id = '{}'"
    assert pair.clinic.count(receipts.format(pair.kept)) == 1
    assert pair.clinic.count(receipts.format(pair.merged)) == 0
    assert broken(pair.clinic) == []


def test_money_paid_ahead_goes_back_unless_it_was_used_since(pair: Pair) -> None:
    till = Till(pair.clinic)
    till.open()
    till.take(pair.merged, cash(5000))
    merge_id = pair.merge()
    assert "Money paid ahead" not in pair.service.take_apart(pair.lead, merge_id, "two people")
    assert (prepaid(pair, pair.kept), prepaid(pair, pair.merged)) == (Money(0), Money(5000))
    merge_id = pair.merge()
    charge = till.owe(pair.kept, 3000)
    used = UseAhead(command_id("u"), pair.kept, (Allocation(charge, Money(3000)),))
    AccountService(pair.clinic.store, pair.clinic.clock).use_ahead(till.actor, used)
    assert "Money paid ahead stays too" in pair.service.take_apart(pair.lead, merge_id, "two people")
    assert (prepaid(pair, pair.kept), prepaid(pair, pair.merged)) == (Money(2000), Money(0))
    assert broken(pair.clinic) == []


def prepaid(pair: Pair, patient_id: str) -> Money:
    with pair.clinic.store.read() as work:
        return work.ledger.prepaid(patient_id)


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


def test_every_move_finds_its_rows_by_an_index(pair: Pair) -> None:
    """At a million patients no merge may read a whole table of people, money or visits."""
    small = {"complaint", "series", "print_job", "payment_flag"}
    with pair.clinic.store.read() as work:
        raw = work.session.connection()
        for one in holders():
            if one.table not in small:
                asked = f"EXPLAIN QUERY PLAN SELECT 1 FROM {one.table} WHERE {one.column} = 'x'{one.only}"
                steps = [row[3] for row in raw.exec_driver_sql(asked)]
                assert all(step.startswith("SEARCH") for step in steps), (one, steps)


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


def test_a_posted_row_follows_the_person_and_is_never_changed_otherwise(pair: Pair) -> None:
    till = Till(pair.clinic)
    till.open()
    till.owe(pair.merged, 4000)
    till.take(pair.merged, cash(1500))
    for table in MADE_BY_MONEY:
        columns = [one.name for one in METADATA.tables[table].columns]
        for column in columns:
            value = f"'{pair.kept}'" if column == "patient_id" else column
            with pytest.raises(Refused, match="never changed"), pair.clinic.store.write(pair.lead) as work:
                work.session.connection().exec_driver_sql(
                    f"UPDATE {table} SET {column} = {value} WHERE patient_id = '{pair.merged}'"
                )
    pair.merge()
    with pytest.raises(Refused, match="never changed"), pair.clinic.store.write(pair.lead) as work:
        work.session.connection().exec_driver_sql(
            f"UPDATE ledger_line SET patient_id = '{pair.merged}', cents = cents + 1 WHERE patient_id = '{pair.kept}'"
        )


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
