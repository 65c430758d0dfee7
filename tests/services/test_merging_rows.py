"""Every row and every cent goes along a merge and comes back; posted rows change nothing else (FD-56)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, UseAhead
from psr_tui.services.accounts import AccountService
from psr_tui.store.repositories.merge_moves import holders
from psr_tui.store.tables.every import METADATA
from tests.helpers.clinic import TestClinic
from tests.helpers.every_row import MADE_BY_MONEY, tables_of_patients, whole_store
from tests.helpers.money import Till, cash, command_id
from tests.helpers.two_records import Pair, fill
from tests.money.invariants import broken


@pytest.fixture
def pair(clinic: TestClinic) -> Pair:
    return Pair(clinic)


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
