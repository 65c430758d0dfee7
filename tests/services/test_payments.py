"""Taking money and giving it back on a real store: the till keeps the net, ids post once, drawers keep apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, Refused
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, TakePayment
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TenderKind
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

CASH = ExpectedKey(TenderKind.CASH)


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def held(till: Till) -> dict[ExpectedKey, int]:
    with till.clinic.store.read() as work:
        found = expected(work.ledger.session_entries(till.session.session_id))
    return {key: entry.amount.cents for key, entry in found.items()}


def test_tc_01_only_the_net_reaches_the_till(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 6000)
    taken = till.take(patient, cash(6000, handed=10000))
    assert taken.change == Money(4000)
    assert held(till) == {CASH: 26000}
    assert "CHANGE" in taken.text and "40.00" in taken.text
    assert till.payments.balances(till.actor, patient).total == Money(0)


def test_the_same_command_twice_posts_once_and_other_content_is_refused(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 5000)
    command = till.command(patient, cash(2500, handed=4000))
    first = till.payments.take(till.actor, command)
    again = till.payments.take(till.actor, command)
    assert (again.receipt_number, again.text, again.change) == (first.receipt_number, first.text, first.change)
    with pytest.raises(AlreadyDone):
        till.payments.take(till.actor, replace(command, tenders=(cash(2500, handed=5000),)))
    assert till.clinic.count("SELECT count(*) FROM receipt") == 1
    assert held(till)[CASH] == 22500


def test_money_without_a_charge_is_the_patients_and_counts_in_the_drawer(till: Till) -> None:
    patient = till.clinic.add_patient()
    taken = till.take(patient, cash(15010))
    balance = till.payments.balances(till.actor, patient)
    assert balance.prepaid == Money(15010) and not balance.due
    assert held(till)[CASH] == 35010
    assert "Paid ahead" in taken.text


def test_the_visit_at_the_desk_is_paid_before_the_oldest_balance(till: Till) -> None:
    patient = till.clinic.add_patient()
    old = till.owe(patient, 6000, ChargeKind.PAST_BALANCE)
    visit = till.clinic.add_visit(patient)
    copay = till.owe(patient, 2500, visit=visit)
    till.take(patient, cash(3500), visit=visit)
    left = {due.charge_id: due.open for due in till.payments.balances(till.actor, patient).due}
    assert left == {old: Money(5000)} and copay not in left


def test_without_an_open_drawer_nothing_is_posted(clinic: TestClinic) -> None:
    till = Till(clinic)
    patient = clinic.add_patient()
    till.owe(patient, 2500)
    command = till.command(patient, cash(2500))
    with pytest.raises(Refused, match="no open drawer"):
        till.payments.take(till.actor, command)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 0
    till.open()
    assert till.payments.take(till.actor, command).receipt_number == 1  # what was typed is still good


def test_after_the_cut_off_the_drawer_wants_a_count_first(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 2500)
    till.clinic.clock.advance(timedelta(hours=19))
    with pytest.raises(Refused, match="Count and close"):
        till.take(patient, cash(2500))


def test_paying_more_than_is_left_is_refused(till: Till) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 2500)
    stale = TakePayment(command_id(), patient, None, (cash(2500),), (Allocation(charge, Money(2500)),))
    till.take(patient, cash(1000))
    with pytest.raises(InvalidInput, match="left"):
        till.payments.take(till.actor, stale)


def test_above_the_maximum_the_drawer_asks_for_a_drop_and_blocks_nothing(till: Till) -> None:
    patient = till.clinic.add_patient()
    assert not till.take(patient, cash(30000)).ask_for_drop
    assert till.take(patient, cash(1)).ask_for_drop


def test_a_card_number_in_any_field_is_refused_and_reaches_no_log(till: Till) -> None:
    patient = till.clinic.add_patient()
    for tender in (
        replace(check(2500), reference="4111 1111 1111 1111"),
        replace(card(2500), auth="4111111111111111"),
        replace(card(2500), batch="4111-1111-1111-1111"),
    ):
        with pytest.raises(DeskError):
            till.payments.take(
                till.actor, TakePayment(command_id(), patient, None, (tender,), (Allocation(None, Money(2500)),))
            )
    assert till.clinic.count("SELECT count(*) FROM audit WHERE detail LIKE '%4111%' OR reason LIKE '%4111%'") == 0


def test_expected_is_one_function_over_lines_and_nothing_stores_a_balance(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.take(patient, cash(2500), card(100))
    with till.clinic.store.read() as work:
        session_id = till.session.session_id
        sums = work.ledger.session_balances(session_id)
        cash_only = expected(work.ledger.session_entries(session_id, account=Account.TILL))[CASH].amount
        everything = expected(work.ledger.session_entries(session_id))
    assert cash_only == everything[CASH].amount == sums[(Account.TILL, "CASH", "")]
    columns = till.clinic.count(
        "SELECT count(*) FROM pragma_table_info('patient') WHERE name LIKE '%balance%' OR name LIKE '%_owed%'"
    )
    assert columns == 0


def test_the_usual_terminal_is_the_one_used_last_at_the_station(clinic: TestClinic) -> None:
    """Terminals stand at desks: each station has its own, and a clinic with one terminal needs no memory."""
    till, other = Till(clinic), Till(clinic, "tchen", "drawer-D2")
    till.open()
    other.open()
    patient = clinic.add_patient()
    here, there = clinic.actor("mrivera", "desk-1"), clinic.actor("mrivera", "desk-2")

    def usual(actor: Actor) -> str:
        return till.payments.terminals(actor).usual

    assert usual(here) == ""
    till.payments.take(here, till.command(patient, card(1000)))
    assert usual(here) == "T1" and usual(there) == "T1", "the clinic has only ever used one"
    till.payments.take(here, till.command(patient, card(1000, "T2")))
    assert usual(here) == "T2" and usual(there) == ""
    till.payments.take(there, till.command(patient, card(1000, "T1"), cash(100)))
    assert usual(here) == "T2" and usual(there) == "T1"
    assert usual(clinic.actor("lgrant", "desk-1")) == "T2", "whoever sits there next has the same terminal"
    other.payments.take(clinic.actor("tchen", "desk-1"), other.command(patient, card(1000, "T3")))
    assert usual(clinic.actor("lgrant", "desk-1")) == "", "two who do not agree tell nothing"
    assert usual(here) == "T2"
