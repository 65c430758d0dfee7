"""Cash that moves without a patient: pay-in, pay-out, swap, no sale, and what is refused while a drawer is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.devices.printer import NoPrinter
from psr_tui.domain.cash_moves import ChangeSwap, Move, PayIn, PayOut, pay_out_lines
from psr_tui.domain.drawer_acts import SafeDrop
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, NotAllowed, Refused
from psr_tui.domain.ledger import JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.printing import PrintingService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, bag_number, cash, command_id, pieces, rows, till_cents

Act = Callable[[], object]


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera at D1 with $200.00."""
    made = Till(clinic)
    made.open(20000)
    return made


def moves(till: Till) -> CashMoveService:
    return CashMoveService(till.clinic.store, till.clinic.clock)


def kicks(till: Till) -> PrintingService:
    """At a terminal without a printer: the opening is logged, and done with the key."""
    return PrintingService(till.clinic.store, till.clinic.clock, NoPrinter())


def account(clinic: TestClinic, name: str) -> int:
    return clinic.count(f"SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = '{name}'")


def every_move(till: Till, session_id: str) -> dict[str, Act]:
    """One good command of each kind."""
    service, actor = moves(till), till.actor
    commands: dict[str, Act] = {
        "pay in": lambda: service.pay_in(actor, PayIn(command_id(), session_id, "PI1", Money(5000))),
        "pay out": lambda: service.pay_out(actor, PayOut(command_id(), session_id, "PO2", Money(1250), "R 77")),
        "swap": lambda: service.swap(
            actor, ChangeSwap(command_id(), session_id, "SW1", pieces(("B20", 1)), pieces(("B5", 4)))
        ),
        "no sale": lambda: kicks(till).kick_drawer(actor, session_id, "NS1"),
        "drop": lambda: till.drawer.drop(
            actor, SafeDrop(command_id(), session_id, bag_number(), rows(100)), "tchen", PASSWORD
        ),
    }
    return commands


def test_each_move_changes_its_two_accounts_once(till: Till) -> None:
    session_id, clinic = till.session.session_id, till.clinic
    service, actor = moves(till), till.actor
    from_safe = PayIn(command_id(), session_id, "PI1", Money(5000))
    other = PayIn(command_id(), session_id, "PI9", Money(300), "found under the tray")
    out = PayOut(command_id(), session_id, "PO1", Money(1250), "R 77")
    for _ in range(2):  # the same command sent twice is one posting (I10)
        service.pay_in(actor, from_safe)
        service.pay_in(actor, other)
        service.pay_out(actor, out)
    assert till_cents(clinic, session_id) == 20000 + 5000 + 300 - 1250
    assert (account(clinic, "safe"), account(clinic, "petty_cash")) == (-5000, 1250 - 300)
    with pytest.raises(AlreadyDone):
        service.pay_out(actor, replace(out, amount=Money(1251)))
    status = till.drawer.status(actor, session_id)
    assert [(one.kind.value, one.amount.cents, one.note) for one in status.moves] == [
        ("pay_in", 5000, ""), ("pay_in", 300, "found under the tray"), ("pay_out", -1250, "R 77"),
    ]  # fmt: skip


def test_reason_receipt_and_amount_are_asked_for(till: Till) -> None:
    session_id, service, actor = till.session.session_id, moves(till), till.actor
    good = PayOut(command_id(), session_id, "PO1", Money(100), "R 77")
    for bad, words in (
        (replace(good, amount=Money(0)), "more than zero"),
        (replace(good, amount=Money(-100)), "more than zero"),
        (replace(good, reason="PI1"), "choose one of the list"),
        (replace(good, reason="OS01"), "choose one of the list"),
        (replace(good, note="  "), "Receipt, note"),
        (replace(good, note="4111 1111 1111 1111"), "card number"),
    ):
        with pytest.raises(InvalidInput, match=words):
            service.pay_out(actor, bad)
    assert [reason.code for reason in service.reasons(actor, Move.PAY_OUT)] == ["PO1", "PO2", "PO9"]
    assert till_cents(till.clinic, session_id) == 20000


def test_a_pay_out_is_never_more_than_there_is_and_names_no_figure(till: Till) -> None:
    session_id = till.session.session_id
    with pytest.raises(Refused) as refused:
        moves(till).pay_out(till.actor, PayOut(command_id(), session_id, "PO2", Money(20001), "R 1"))
    assert "not that much cash" in refused.value.message and "200" not in refused.value.message
    moves(till).pay_out(till.actor, PayOut(command_id(), session_id, "PO2", Money(20000), "R 1"))
    assert till_cents(till.clinic, session_id) == 0


def test_a_swap_is_worth_nothing_and_keeps_its_pieces(till: Till) -> None:
    session_id, clinic = till.session.session_id, till.clinic
    uneven = ChangeSwap(command_id(), session_id, "SW1", pieces(("B20", 1)), pieces(("B5", 3)))
    with pytest.raises(InvalidInput, match=r"\$20.00 goes out and \$15.00 comes in"):
        moves(till).swap(till.actor, uneven)
    with pytest.raises(InvalidInput, match="which pieces"):
        moves(till).swap(till.actor, replace(uneven, out_rows=(), in_rows=()))
    even = replace(uneven, in_rows=pieces(("B5", 3), ("C25", 20)))
    assert moves(till).swap(till.actor, even) == moves(till).swap(till.actor, even) == Money(2000)
    assert till_cents(clinic, session_id) == 20000
    counted = "SELECT sum(unit_cents * quantity) FROM count_line l JOIN count_attempt a ON a.id = l.attempt_id "
    for purpose in ("swap_out", "swap_in"):
        assert clinic.count(f"{counted} WHERE purpose = '{purpose}'") == 2000
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'swap'") == 1


def test_opening_without_a_sale_is_an_event_with_who_when_and_why(till: Till) -> None:
    session_id, clinic = till.session.session_id, till.clinic
    for code in ("PI1", "OS01"):
        with pytest.raises(InvalidInput, match="choose why"):
            kicks(till).kick_drawer(till.actor, session_id, code)
    kicks(till).kick_drawer(till.actor, session_id, "NS9", "the lid was caught")
    noted = "SELECT count(*) FROM drawer_kick WHERE staff_name = 'M. Rivera' AND reason_code = 'NS9' AND "
    assert clinic.count(f"{noted} note = 'the lid was caught' AND at LIKE '2026-03-04 15:47%'") == 1
    assert clinic.count("SELECT count(*) FROM journal WHERE kind NOT IN ('float_in', 'opening_gap')") == 0


def test_tc_25_no_move_while_counted_away_or_closed(till: Till) -> None:
    """CD-41: refused in every state but open, each with the way out."""
    session_id, drawer, actor = till.session.session_id, till.drawer, till.actor
    acts = every_move(till, session_id)

    def all_refused(words: str) -> None:
        before = till_cents(till.clinic, session_id)
        for name, act in acts.items():
            with pytest.raises(Refused, match=words):
                act()
            assert till_cents(till.clinic, session_id) == before, name

    away = drawer.suspend(actor, session_id, till.session.version)
    all_refused("3 takes it up again")
    drawer.resume(actor, session_id, away.version)
    reveal_version = till.session.version
    drawer.begin_count(actor, session_id, reveal_version)
    all_refused("finish the count")
    reveal = till.count(20000)
    all_refused("counted and frozen")
    till.close(reveal)
    all_refused("closed")


def test_no_move_of_somebody_else_s_drawer(till: Till) -> None:
    session_id = till.session.session_id
    other = Till(till.clinic, "lgrant", "drawer-D2")
    for act in every_move(other, session_id).values():
        with pytest.raises(NotAllowed, match=r"belongs to M\. Rivera|open the drawer of M\. Rivera"):
            act()


def test_past_the_cut_off_no_cash_moves_but_the_drawer_opens_for_its_count(till: Till) -> None:
    session_id = till.session.session_id
    till.clinic.clock.advance(timedelta(days=1))
    acts = every_move(till, session_id)
    acts.pop("no sale")()
    for act in acts.values():
        with pytest.raises(Refused, match=r"still on 03/04/2026\. Count and close it"):
            act()


def test_tc_24_a_session_of_moves_only_closes_to_zero(till: Till) -> None:
    session_id = till.session.session_id
    for name, act in every_move(till, session_id).items():
        assert act() is not None, name
    # 200 + 50 - 12.50 - 1.00
    reveal = till.count(23650)
    assert [one.word for one in reveal.differences] == ["EVEN"]
    till.close(reveal)
    assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(20000)


@pytest.mark.parametrize(
    ("kind", "reason", "note", "words"),
    [
        ("pay_out", "PO1", "", "reason of the list"),
        ("pay_in", "PO1", "R 1", "reason of the list"),
        ("swap", "", "", "reason of the list"),
        ("drop", "", "", "reason of the list"),
    ],
)
def test_the_database_wants_the_reason_too(till: Till, kind: str, reason: str, note: str, words: str) -> None:
    with pytest.raises(DeskError, match=words), till.clinic.store.write(till.actor) as work:
        work.session.connection().exec_driver_sql(
            "INSERT INTO journal (id, sequence, content_hash, kind, session_id, business_date, at, staff_id, "
            "staff_name, sign_in_id, reason_code, note, bag, witness_id) VALUES ('x', "
            "(SELECT max(sequence) + 1 FROM journal), 'h', ?, ?, '2026-03-04', '2026-03-04 15:47:00.000000', "
            "'u-mrivera', '', '', ?, ?, 'B1', 'u-tchen')",
            (kind, till.session.session_id, reason, note),
        )


def test_the_database_pays_nothing_out_that_is_not_there(till: Till) -> None:
    session = till.session
    with pytest.raises(DeskError, match="not that much cash"), till.clinic.store.write(till.actor) as work:
        journal = post(
            "x", JournalKind.PAY_OUT, pay_out_lines(Money(20001)), at=work.now, business_date=session.business_date,
            staff_id=till.actor.staff_id, content_hash="h", session_id=session.session_id, reason="PO1", comment="R 1",
        )  # fmt: skip
        work.ledger.append(journal, None, "", "")


def test_over_the_maximum_asks_for_a_drop_and_never_blocks(till: Till) -> None:
    clinic, patient = till.clinic, till.clinic.add_patient()
    till.take(patient, cash(30000))
    assert till.drawer.reminder(till.actor) == ""  # $500.00 exactly
    till.take(patient, cash(1))
    assert "holds more than it should" in till.drawer.reminder(till.actor)
    assert till.drawer.status(till.actor, till.session.session_id).over_maximum
    till.take(patient, cash(50000))
    till.drop(60000)
    assert till.drawer.reminder(till.actor) == ""
    till.take(patient, cash(50000))
    till.drawer.begin_count(till.actor, till.session.session_id, till.session.version)
    assert (
        till.drawer.reminder(till.actor) == ""
        and not till.drawer.status(till.actor, till.session.session_id).over_maximum
    ), "while somebody counts nothing is told about what is expected"
    assert clinic.count("SELECT count(*) FROM receipt") == 4
