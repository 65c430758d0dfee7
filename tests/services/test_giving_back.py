"""Voids and refunds on a real store: whole or in part, never more than is left, out of the drawer that pays, signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, NotAllowed, Refused, WrongPassword
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.giving_back import GiveBack
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.posting import post_journal
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

CASH, CHECK = ExpectedKey(TenderKind.CASH), ExpectedKey(TenderKind.CHECK)


@pytest.fixture
def till(clinic: TestClinic) -> Iterator[Till]:
    made = Till(clinic)
    made.open()
    yield made


def held(till: Till) -> dict[ExpectedKey, int]:
    with till.clinic.store.read() as work:
        found = expected(work.ledger.session_entries(till.session.session_id))
    return {key: entry.amount.cents for key, entry in found.items()}


def listed(till: Till) -> list[tuple[int, int, int, int | None]]:
    lines = till.drawer.receipts(till.actor, till.session.session_id, 0, 20)
    return [(line.number, line.amount.cents, line.back.cents, line.reversed_by) for line in lines]


def owed(till: Till, patient: str) -> int:
    return till.payments.balances(till.actor, patient).total.cents


def test_tc_27_a_void_takes_back_every_tender_and_opens_the_charge_again(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 8500)
    taken = till.take(patient, cash(2000), card(4000), check(2500))
    till.void(taken.journal_id)
    assert set(held(till).values()) == {20000, 0}
    assert owed(till, patient) == 8500
    assert listed(till) == [(2, -8500, 0, None), (1, 8500, 8500, 2)]
    for again in (till.void, till.refund):
        with pytest.raises(Refused, match="already"):
            again(taken.journal_id)
    assert "Takes back R-0000001" in till.payments.receipt(till.actor, 2)
    with till.clinic.store.read() as work:
        assert work.ledger.papers(till.session.session_id) == []


def test_a_payment_is_refunded_in_parts_until_nothing_is_left(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 6000)
    taken = till.take(patient, cash(2000), card(4000))
    for cents, cash_left, card_left in ((1000, 22000, 3000), (3500, 21500, 0), (None, 20000, 0)):
        done = till.refund(taken.journal_id, cents)
        assert held(till) == {CASH: cash_left, ExpectedKey(TenderKind.CARD, "T1"): card_left}, "the card goes first"
        assert "MONEY GIVEN BACK" in done.text
    assert owed(till, patient) == 6000
    assert listed(till)[-1] == (1, 6000, 6000, 4) and len(listed(till)) == 4, "one row a receipt, however often"
    with pytest.raises(Refused, match="already"):
        till.refund(taken.journal_id, 1)
    assert till.clinic.count("SELECT count(*) FROM journal WHERE refers_to IS NOT NULL AND reverses IS NULL") == 3


def test_above_what_is_left_gets_a_sentence_and_posts_nothing(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(2500))
    till.refund(taken.journal_id, 1000)
    for cents, words in ((1501, r"\$15\.01 is more than the \$15\.00 left"), (0, "more than zero")):
        with pytest.raises(InvalidInput, match=words):
            till.refund(taken.journal_id, cents)
    with pytest.raises(Refused, match="cannot be voided"):
        till.void(taken.journal_id)
    assert listed(till) == [(2, -1000, 0, None), (1, 2500, 1000, None)]
    assert held(till)[CASH] == 21500


def test_tc_32_two_equal_payments_stay_two_lines_when_one_goes_back(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 5000)
    first, _second = (till.take(patient, check(2500)) for _ in range(2))
    till.refund(first.journal_id)
    assert listed(till) == [(3, -2500, 0, None), (2, 2500, 0, None), (1, 2500, 2500, 3)]
    with till.clinic.store.read() as work:
        papers = work.ledger.papers(till.session.session_id)
    assert [(one.reference, one.amount.cents) for one in papers] == [("1017", 2500)]
    till.close(till.count(20000))


def test_a_check_stays_on_the_list_while_other_money_of_its_payment_went_back(till: Till) -> None:
    patient = till.clinic.add_patient()
    taken = till.take(patient, cash(1000), check(2500), check(700, "1018"))
    till.refund(taken.journal_id, 500)
    with till.clinic.store.read() as work:
        assert [one.reference for one in work.ledger.papers(till.session.session_id)] == ["1017", "1018"]
    till.refund(taken.journal_id, 700)
    with till.clinic.store.read() as work:
        assert [one.reference for one in work.ledger.papers(till.session.session_id)] == ["1017"]
    with pytest.raises(InvalidInput, match="a check goes back whole"):
        till.refund(taken.journal_id, 1900)
    reveal = till.count(20500)
    assert all(one.is_even for one in reveal.differences)
    till.close(reveal)


def test_the_same_command_twice_gives_back_once_and_other_content_is_refused(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(2500))
    command = GiveBack(command_id("r"), taken.journal_id, JournalKind.REFUND, "R1", "too much", Money(500))
    first, again = (till.giving_back.give_back(till.actor, command, "sotto", PASSWORD) for _ in range(2))
    assert (first.receipt_number, first.text) == (again.receipt_number, again.text)
    with pytest.raises(AlreadyDone):
        till.giving_back.give_back(till.actor, replace(command, amount=Money(600)), "sotto", PASSWORD)
    assert held(till)[CASH] == 22000


def test_who_may_sign_and_what_must_be_said(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(2500))
    fine = GiveBack(command_id("r"), taken.journal_id, JournalKind.VOID, "V1", "wrong patient")
    give_back = till.giving_back.give_back
    for login in ("mrivera", "tchen", "lgrant"):
        with pytest.raises(NotAllowed):
            give_back(till.actor, fine, login, PASSWORD)
    for wrong in (
        replace(fine, comment=" "),
        replace(fine, reason="R1"),  # a refund's reason under a void
        replace(fine, kind=JournalKind.PAYMENT),
        replace(fine, comment="card 4111 1111 1111 1111"),
    ):
        with pytest.raises(InvalidInput):
            give_back(till.actor, wrong, "sotto", PASSWORD)
    with pytest.raises(WrongPassword):
        give_back(till.actor, fine, "sotto", "wrong")
    assert held(till)[CASH] == 22500
    assert till.clinic.count("SELECT count(*) FROM audit WHERE action = 'refused'") >= 5


def test_tc_38_a_later_refund_leaves_the_drawer_that_pays_and_a_supervisor_signs_no_payment_of_their_own(
    clinic: TestClinic,
) -> None:
    boss, rep = Till(clinic, "sotto", "drawer-D2"), Till(clinic)
    boss.open()
    rep.open()
    taken = boss.take(clinic.add_patient(), cash(2500))
    with pytest.raises(Refused, match=r"drawer D2 \(S\. Otto\)"):
        rep.refund(taken.journal_id, login="admin")
    boss.close(boss.count(22500))
    with pytest.raises(NotAllowed, match="took this payment"):
        rep.refund(taken.journal_id)
    with pytest.raises(Refused, match="correct the closed drawer"):
        rep.void(taken.journal_id, login="admin")
    done = rep.refund(taken.journal_id, login="admin")
    assert held(rep)[CASH] == 17500
    assert clinic.count(f"SELECT count(*) FROM journal WHERE kind = 'refund' AND id = '{done.journal_id}'") == 1


def test_what_went_to_the_bank_is_not_paid_back_at_the_desk(clinic: TestClinic) -> None:
    first, second = Till(clinic), Till(clinic, "tchen", "drawer-D2")
    first.open()
    alone = first.take(clinic.add_patient(), check(2500))
    mixed = first.take(clinic.add_patient(), cash(1000), check(2500, "1018"))
    first.close(first.count(21000))
    second.open()
    with pytest.raises(Refused, match=r"The check went to the bank .* billing"):
        second.refund(alone.journal_id)
    with pytest.raises(InvalidInput, match=r"only \$10\.00 can go back here"):
        second.refund(mixed.journal_id, 2000)
    assert second.giving_back.look(second.actor, mixed.journal_id).left.total == Money(3500)
    second.refund(mixed.journal_id)
    assert held(second) == {CASH: 19000}


def test_a_refund_is_dated_today_and_the_report_of_yesterday_stays(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(2500), card(1000))
    before = till.close(till.count(22500, *slips(till, 1000)))
    till.clinic.clock.advance(timedelta(days=1))
    till.open()
    till.refund(taken.journal_id)
    assert held(till) == {CASH: 17500, ExpectedKey(TenderKind.CARD, "T1"): -1000}
    assert till.drawer.report(till.actor, before.z_number).text == before.text
    date = TODAY + timedelta(days=1)
    assert till.clinic.count(f"SELECT count(*) FROM journal WHERE kind = 'refund' AND business_date = '{date}'") == 1


def slips(till: Till, cents: int) -> list[TenderCount]:
    return [TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(cents), 1, "0412")]


def test_the_slip_of_a_card_belongs_to_the_terminal_it_is_made_on(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), card(2500))
    command = GiveBack(
        command_id("r"), taken.journal_id, JournalKind.REFUND, "R1", "too much", Money(500), terminal="T2"
    )
    till.giving_back.give_back(till.actor, command, "sotto", PASSWORD)
    assert held(till)[ExpectedKey(TenderKind.CARD, "T2")] == -500
    till.refund(taken.journal_id)
    assert held(till)[ExpectedKey(TenderKind.CARD, "T1")] == 500
    with pytest.raises(Refused):
        till.refund(taken.journal_id)


def test_cash_that_is_not_there_is_not_promised(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(30000))
    till.drop(40000)
    with pytest.raises(Refused, match=r"does not hold \$300\.00 in cash"):
        till.refund(taken.journal_id)
    till.refund(taken.journal_id, 10000)
    assert held(till)[CASH] == 0


def test_money_paid_ahead_and_used_since_opens_the_charge_it_was_used_for(till: Till) -> None:
    patient = till.clinic.add_patient()
    taken = till.take(patient, cash(5000))
    charge = till.owe(patient, 3000, ChargeKind.VISIT)
    with till.clinic.store.write(till.actor) as work:
        lines = (
            Line(Account.UNAPPLIED, Money(3000), patient_id=patient),
            Line(Account.RECEIVABLE, Money(-3000), charge_id=charge, patient_id=patient),
        )
        journal = post(
            work.new_id(), JournalKind.APPLY, lines, at=work.now, business_date=TODAY, staff_id=till.actor.staff_id,
            content_hash=fingerprint(lines), patient_id=patient,
        )  # fmt: skip
        post_journal(work, till.actor, journal)
        work.commit()
    assert owed(till, patient) == 0
    till.refund(taken.journal_id, 2500)
    balance = till.payments.balances(till.actor, patient)
    assert (balance.prepaid.cents, balance.total.cents) == (0, 500), "20.00 were unused, 5.00 come out of the charge"
    till.refund(taken.journal_id)
    balance = till.payments.balances(till.actor, patient)
    assert (balance.prepaid.cents, balance.total.cents) == (0, 3000)


def test_the_screen_is_told_what_is_left_before_anything_posts(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 2500)
    taken = till.take(patient, cash(4000))
    look = till.giving_back.look(till.actor, taken.journal_id)
    assert look.may_void and look.at_home and look.left.total == look.paid == Money(4000)
    assert {one.label: one.amount.cents for one in look.left.charges} == {"copay": 2500, "Paid ahead": 1500}
    till.refund(taken.journal_id, 1600)
    look = till.giving_back.look(till.actor, taken.journal_id)
    assert not look.may_void and {one.label: one.amount.cents for one in look.left.charges} == {"copay": 2400}
    with pytest.raises(DeskError):
        till.giving_back.look(till.clinic.actor("tchen"), taken.journal_id)
