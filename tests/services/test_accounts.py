"""A patient's account on a real store: what is open, plans paid by the ledger, money paid ahead put to use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused, Stale
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, UseAhead
from psr_tui.domain.plans import AgreePlan, Rhythm
from tests.helpers.accounts import accounts, agree, flag_no_checks, give_back, plans
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.money import Till, cash, check, command_id

NEXT = TODAY + timedelta(days=10)


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def test_an_account_shows_what_is_open_paid_given_back_and_flagged(till: Till) -> None:
    patient = till.clinic.add_patient("O'NEIL", "Ann")
    copay = till.owe(patient, 2500)
    till.owe(patient, 6000, ChargeKind.PAST_BALANCE)
    taken = till.take(patient, cash(2500), check(1000))
    give_back(till, taken.journal_id)
    till.take(patient, cash(2500))
    flag_no_checks(till.clinic, patient)
    service = accounts(till)
    account = service.account(till.actor, patient)
    assert (account.patient, account.owes, account.due_now) == ("O'NEIL, Ann", Money(6000), Money(6000))
    assert account.no_checks and not account.prepaid
    kinds = [(one.kind, one.amount.cents, one.back.cents) for one in account.entries]
    assert kinds == [
        (JournalKind.PAYMENT, -2500, 0),
        (JournalKind.VOID, 3500, 0),
        (JournalKind.PAYMENT, -3500, 3500),
        (JournalKind.CHARGE, 6000, 0),
        (JournalKind.CHARGE, 2500, 0),
    ]
    history = [(kind, amount.cents) for _, kind, _, amount in accounts(till).of_charge(till.actor, copay)]
    assert history == [
        (JournalKind.CHARGE, 2500),
        (JournalKind.PAYMENT, -2500),
        (JournalKind.VOID, 2500),
        (JournalKind.PAYMENT, -2500),
    ]
    service.account(till.actor, patient)
    seen = f"SELECT count(*) FROM audit WHERE action = 'view' AND detail LIKE '%account%' AND entity_id = '{patient}'"
    assert till.clinic.count(seen) == 1


def test_money_paid_ahead_is_used_once_and_needs_no_drawer(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    patient = clinic.add_patient()
    till.take(patient, cash(5000))
    charge = till.owe(patient, 8000)
    till.close(till.count(25000))
    command = UseAhead(command_id("u"), patient, (Allocation(charge, Money(3000)),))
    used = accounts(till).use_ahead(till.actor, command)
    assert (used.amount, used.left) == (Money(3000), Money(2000))
    assert accounts(till).use_ahead(till.actor, command) == used
    with pytest.raises(AlreadyDone):
        accounts(till).use_ahead(till.actor, replace(command, allocations=(Allocation(charge, Money(1)),)))
    account = accounts(till).account(till.actor, patient)
    assert (account.owes, account.prepaid) == (Money(5000), Money(2000))
    assert account.entries[0].kind is JournalKind.APPLY and not account.entries[0].amount
    for amount in (2001, 0, -5):
        with pytest.raises(InvalidInput):
            too_much = UseAhead(command_id("u"), patient, (Allocation(charge, Money(amount)),))
            accounts(till).use_ahead(till.actor, too_much)
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account IN ('till', 'unapplied')") == -2000


def test_a_plan_asks_for_its_instalments_and_is_paid_by_what_is_credited(till: Till) -> None:
    patient = till.clinic.add_patient()
    first = till.owe(patient, 1000)
    second = till.owe(patient, 11000)
    agree(till, patient, (first, second), 6, TODAY)  # six of $20, the first today
    due = till.payments.balances(till.actor, patient).due
    assert [(item.charge_id, item.due_now.cents, item.open.cents) for item in due] == [
        (first, 1000, 1000), (second, 1000, 11000),
    ]  # fmt: skip
    assert due[1].words.startswith("Instalment 1 of 6 due 03/04: ")
    till.take(patient, cash(2000))
    assert not till.payments.balances(till.actor, patient).total
    taken = till.take(patient, cash(3000))  # ahead of its day: it goes to the plan, not to a prepayment
    (plan,) = accounts(till).account(till.actor, patient).plans
    assert [one.paid.cents for one in plan.standing] == [2000, 2000, 1000, 0, 0, 0]
    assert not till.payments.balances(till.actor, patient).prepaid
    give_back(till, taken.journal_id)
    till.clinic.clock.advance(timedelta(days=40))
    (plan,) = accounts(till).account(till.actor, patient).plans
    assert (plan.late, plan.next.open if plan.next else None) == (1, Money(2000))
    assert till.payments.balances(till.actor, patient).total == Money(2000)


def test_what_was_paid_before_a_plan_pays_no_instalment(till: Till) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 10000)
    till.take(patient, cash(4000))
    plan = agree(till, patient, (charge,), 3, NEXT)
    assert plan.total == Money(6000) and not any(one.paid for one in plan.standing)
    assert not till.payments.balances(till.actor, patient).total, "nothing is asked for before the first day"


def test_a_plan_is_agreed_once_and_ends_with_a_reason(till: Till) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 6000)
    command = AgreePlan(command_id("a"), patient, (charge,), 3, NEXT, Rhythm.WEEKLY, "pays on Fridays")
    plan = plans(till).agree(till.actor, command)
    assert plans(till).agree(till.actor, command) == plan and plan.note == "pays on Fridays"
    assert [one.amount for one in plans(till).preview(till.actor, _other(till, patient))] == [Money(500), Money(500)]
    with pytest.raises(Refused, match="another payment plan"):
        plans(till).agree(till.actor, replace(command, command_id=command_id("a")))
    with pytest.raises(InvalidInput, match="Why"):
        plans(till).end(till.actor, plan.plan_id, plan.version, " ")
    with pytest.raises(Stale):
        plans(till).end(till.actor, plan.plan_id, plan.version + 1, "insurance paid")
    ended = plans(till).end(till.actor, plan.plan_id, plan.version, "insurance paid")
    assert not ended.active and till.payments.balances(till.actor, patient).total == Money(7000)
    with pytest.raises(Refused, match="ended already"):
        plans(till).end(till.actor, plan.plan_id, ended.version, "again")
    agree(till, patient, (charge,), 2, NEXT)


def _other(till: Till, patient: str) -> AgreePlan:
    return AgreePlan(command_id("a"), patient, (till.owe(patient, 1000),), 2, NEXT, Rhythm.MONTHLY)


def test_a_plan_that_cannot_be_is_refused(till: Till) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 6000)
    command = AgreePlan(command_id("a"), patient, (charge,), 3, NEXT, Rhythm.WEEKLY)
    for wrong in (
        replace(command, charge_ids=()),
        replace(command, charge_ids=("nothing",)),
        replace(command, count=0),
        replace(command, count=7000),
        replace(command, first_on=TODAY - timedelta(days=1)),
        replace(command, note="4111 1111 1111 1111"),
    ):
        with pytest.raises(InvalidInput) as refused:
            plans(till).agree(till.actor, wrong)
        assert "4111" not in refused.value.message
    till.take(patient, cash(6000))
    with pytest.raises(InvalidInput, match="still open"):
        plans(till).agree(till.actor, command)
    assert till.clinic.count("SELECT count(*) FROM payment_plan") == 0
