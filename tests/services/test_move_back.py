"""A drop, pay-in or pay-out that was wrong is taken back by name, whole and once, under a signature (CD-38)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from psr_tui.domain.cash_moves import MoveBack, PayIn, PayOut
from psr_tui.domain.drawer_acts import SafeDrop
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, NotAllowed, NotFound, Refused, WrongPassword
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.services.cash_moves import CashMoveService, StandingMove
from psr_tui.services.deposits import BankDrops, DepositService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import SEALED, Till, bag_number, cash, command_id, rows, till_cents

BALANCES = "SELECT account, coalesce(sum(cents), 0) FROM ledger_line GROUP BY account ORDER BY account"
BACK = "SELECT count(*) FROM journal WHERE kind = 'move_back'"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera at D1 with $200.00."""
    made = Till(clinic)
    made.open(20000)
    return made


def moves(till: Till) -> CashMoveService:
    return CashMoveService(till.clinic.store, till.clinic.clock)


def balances(clinic: TestClinic) -> dict[str, int]:
    with clinic.store.read() as work:
        return {name: cents for name, cents in work.session.connection().exec_driver_sql(BALANCES) if cents}


def dropped(till: Till, cents: int, bag: str) -> str:
    command = SafeDrop(command_id("d"), till.session.session_id, bag, rows(cents))
    till.drawer.drop(till.actor, command, "tchen", PASSWORD)
    return command.command_id


def paid_in(till: Till, cents: int = 5000) -> str:
    command = PayIn(command_id("i"), till.session.session_id, "PI1", Money(cents))
    moves(till).pay_in(till.actor, command)
    return command.command_id


def paid_out(till: Till, cents: int) -> str:
    command = PayOut(command_id("o"), till.session.session_id, "PO1", Money(cents), "R 77")
    moves(till).pay_out(till.actor, command)
    return command.command_id


def take_back(till: Till, journal_id: str, comment: str = "typed twice", login: str = "sotto") -> StandingMove:
    return moves(till).take_back(till.actor, MoveBack(command_id("r"), journal_id, comment), login, PASSWORD)


MAKE: dict[str, Callable[[Till], str]] = {
    "drop": lambda till: dropped(till, 5000, "B7"),
    "pay_in": paid_in,
    "pay_out": lambda till: paid_out(till, 1250),
}


@pytest.mark.parametrize("kind", MAKE)
def test_a_move_taken_back_is_nothing_for_every_account(till: Till, kind: str) -> None:
    clinic, session_id = till.clinic, till.session.session_id
    before = balances(clinic)
    made = MAKE[kind](till)
    assert balances(clinic) != before
    assert [one.journal_id for one in moves(till).standing(till.actor, session_id)] == [made]
    done = take_back(till, made)
    assert (done.kind.value, done.amount) == (kind, Money(1250 if kind == "pay_out" else 5000))
    assert balances(clinic) == before and moves(till).standing(till.actor, session_id) == []
    named = f"SELECT count(*) FROM journal WHERE refers_to = '{made}' AND approved_by = 'u-sotto' AND session_id = "
    assert clinic.count(f"{named} '{session_id}' AND note = 'typed twice'") == 1
    logged = f"SELECT count(*) FROM audit WHERE action = 'ledger.post' AND detail LIKE '%{made}%' AND detail LIKE "
    assert clinic.count(f"{logged} '%u-sotto%'") == 1
    with pytest.raises(Refused, match="taken back already"):
        take_back(till, made)
    assert clinic.count(BACK) == 1


def test_the_same_command_twice_is_one_return(till: Till) -> None:
    made, service = paid_in(till), moves(till)
    command = MoveBack(command_id("r"), made, "typed twice")
    first = service.take_back(till.actor, command, "sotto", PASSWORD)
    assert service.take_back(till.actor, command, "sotto", PASSWORD) == first
    with pytest.raises(AlreadyDone):
        service.take_back(till.actor, MoveBack(command.command_id, made, "other words"), "sotto", PASSWORD)
    assert till.clinic.count(BACK) == 1


def test_the_second_person_is_a_supervisor_and_another(till: Till) -> None:
    made = paid_in(till)
    for login, password, error in (
        ("lgrant", "wrong", WrongPassword),
        ("tchen", PASSWORD, NotAllowed),  # no supervisor
        ("mrivera", PASSWORD, NotAllowed),
    ):
        with pytest.raises(error):
            moves(till).take_back(till.actor, MoveBack(command_id(), made, "typed twice"), login, password)
    boss = Till(till.clinic, "sotto", "drawer-D2")
    boss.open(0)
    with pytest.raises(NotAllowed, match="own cash move"):
        take_back(boss, paid_in(boss))
    for comment in ("", "   ", "4111 1111 1111 1111"):
        with pytest.raises(InvalidInput, match=r"Comment|card number"):
            take_back(till, made, comment)
    assert till.clinic.count(BACK) == 0


def test_a_drop_taken_back_left_the_safe_and_its_bag_stays_used(till: Till) -> None:
    wrong, right = dropped(till, 5000, "B7"), dropped(till, 3000, "B8")
    boss, deposits = till.clinic.actor("sotto"), DepositService(till.clinic.store, till.clinic.clock)
    take_back(till, wrong)
    assert [one.journal_id for one in deposits.in_safe(boss)] == [right]
    with pytest.raises(Refused, match="or was taken back already"):
        deposits.bank_drops(boss, BankDrops(command_id(), (wrong, right), bag_number()), *SEALED)
    with pytest.raises(Refused, match="Bag B7 was used before"):
        dropped(till, 5000, "B7")
    assert dropped(till, 5000, "B9")


def test_a_drop_that_went_to_the_bank_stands(till: Till) -> None:
    made = dropped(till, 5000, "B7")
    boss, deposits = till.clinic.actor("sotto"), DepositService(till.clinic.store, till.clinic.clock)
    deposits.bank_drops(boss, BankDrops(command_id(), (made,), bag_number()), *SEALED)
    assert moves(till).standing(till.actor, till.session.session_id) == []
    with pytest.raises(Refused, match="Bag B7 went to the bank already"):
        take_back(till, made)


def test_a_pay_in_whose_cash_is_gone_is_refused_without_a_figure(till: Till) -> None:
    made = paid_in(till)
    out = paid_out(till, 20001)
    with pytest.raises(Refused, match="not that much cash in this drawer") as refused:
        take_back(till, made)
    assert not any(character.isdigit() for character in refused.value.message)
    take_back(till, out)
    take_back(till, made)
    assert till_cents(till.clinic, till.session.session_id) == 20000


def test_only_in_its_own_drawer_while_that_is_open(till: Till) -> None:
    made, session_id, drawer, actor = paid_in(till), till.session.session_id, till.drawer, till.actor
    other = Till(till.clinic, "tchen", "drawer-D2")
    other.open(0)

    def refused(by: Till, error: type[DeskError], words: str) -> None:
        for act in (lambda: take_back(by, made), lambda: moves(by).standing(by.actor, session_id)):
            with pytest.raises(error, match=words):
                act()
        assert till.clinic.count(BACK) == 0

    refused(other, NotAllowed, r"belongs to M\. Rivera")
    away = drawer.suspend(actor, session_id, till.session.version)
    refused(till, Refused, "3 takes it up again")
    drawer.resume(actor, session_id, away.version)
    drawer.begin_count(actor, session_id, till.session.version)
    refused(till, Refused, "finish the count")
    reveal = till.count(25000)
    refused(till, Refused, "counted and frozen")
    till.close(reveal)
    till.open(20000)
    refused(till, Refused, "closed")


def test_past_the_cut_off_it_waits_for_the_count_like_every_move(till: Till) -> None:
    made = paid_in(till)
    till.clinic.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match=r"still on 03/04/2026\. Count and close it"):
        take_back(till, made)


def test_a_payment_and_a_swap_are_no_moves_that_come_back(till: Till) -> None:
    taken = till.take(till.clinic.add_patient(), cash(2500)).journal_id
    back = paid_in(till)
    take_back(till, back)
    answer = "SELECT id FROM journal WHERE kind = 'move_back'"
    with till.clinic.store.read() as work:
        returned = work.session.connection().exec_driver_sql(answer).scalar_one()
    for journal_id in (taken, returned):
        with pytest.raises(Refused, match="Only a safe drop, a pay-in or a pay-out"):
            take_back(till, journal_id)
    with pytest.raises(NotFound):
        take_back(till, "nothing")


def test_the_report_lists_the_move_and_its_return_and_the_count_is_even(till: Till) -> None:
    take_back(till, dropped(till, 5000, "B7"), "wrong bag")
    take_back(till, paid_out(till, 1250), "not ours")
    paid_in(till)
    status = till.drawer.status(till.actor, till.session.session_id)
    assert [(one.kind, one.amount.cents) for one in status.moves if one.kind is JournalKind.MOVE_BACK] == [
        (JournalKind.MOVE_BACK, 5000), (JournalKind.MOVE_BACK, 1250),
    ]  # fmt: skip
    reveal = till.count(25000)
    assert [one.word for one in reveal.differences] == ["EVEN"]
    words = " ".join(till.close(reveal).text.split())
    assert "SAFE DROPS 1" in words and "PAY-OUTS 1" in words and "MOVES TAKEN BACK 2" in words
    assert "bag B7 S. Otto wrong bag 50.00" in words and "pay-out S. Otto not ours 12.50" in words
