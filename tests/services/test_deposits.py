"""Deposit slips on a real store: one a close, gap-free, sealed by two; drops that leave the safe (CD-102, CD-103)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, SubmitCount
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, WrongPassword
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.deposits import BankDrops, ConfirmBanked, DepositService
from psr_tui.services.drawer_steps import Reveal
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import SEALED, Till, card, cash, check, command_id, rows

SLIP = TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(6000), 1, "0412")


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def deposits(clinic: TestClinic) -> DepositService:
    return DepositService(clinic.store, clinic.clock)


def counted(till: Till) -> Reveal:
    """A day with cash, a card, two checks and a money order, counted even."""
    patient = till.clinic.add_patient()
    till.take(patient, cash(2500), card(6000))
    till.take(patient, check(4000, "1017"), check(1250, "1018"))
    till.take(patient, Tender(TenderKind.MONEY_ORDER, Money(999), reference="77"))
    return till.count(22500, SLIP)


def bag_total(clinic: TestClinic) -> int:
    return clinic.count("SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'deposit_bag'")


def test_i12_the_slip_lists_what_is_in_the_bag_and_the_report_names_it(till: Till) -> None:
    report = till.close(counted(till), "T0098124")
    assert report.slip == 1
    slip = deposits(till.clinic).slip(till.actor, 1).text
    flat = " ".join(slip.split())
    for part in (
        "DEPOSIT SLIP D-000001", "Drawer D1, M. Rivera", "1 x $20 20.00", "1 x $5 5.00", "COIN 0.00", "1017 40.00",
        "1018 12.50", "CHECKS 2 52.50", "MONEY ORDERS 1 9.99", "TOTAL IN THE BAG $87.49", "Bag T0098124",
        "Receipts R-0000001 to R-0000003", "Prepared by M. Rivera", "Verified by L. Grant",
        "CARD SETTLEMENT, not in the bag card T1 batch 0412, 1 slip 60.00", "COPY, tear off and keep D-000001",
    ):  # fmt: skip
        assert part in flat, part
    assert bag_total(till.clinic) == 8749
    assert "deposit slip D-000001" in " ".join(report.text.split()) and "verified by L. Grant" in report.text
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'deposit' AND witness_id = 'u-lgrant'") == 1
    by_number = till.clinic.count("SELECT count(*) FROM audit WHERE action = 'deposit.seal' AND entity_id = '1'")
    assert by_number == 1


def test_slips_are_numbered_without_a_gap_and_a_close_without_deposit_has_none(till: Till) -> None:
    assert till.close(counted(till)).slip == 1
    till.open()
    assert till.close(till.count(20000)).slip is None
    till.open()
    till.take(till.clinic.add_patient(), cash(500))
    assert till.close(till.count(20500)).slip == 2
    numbers = [one.number for one in deposits(till.clinic).slips(till.actor)]
    assert numbers == [2, 1]


def test_two_people_seal_a_bag(till: Till) -> None:
    reveal = counted(till)
    command = CloseDrawer(command_id(), reveal.session.session_id, reveal.session.version, "T1")
    with pytest.raises(NotAllowed, match="sealed by two"):
        till.drawer.close(till.actor, command)
    with pytest.raises(NotAllowed, match="another person"):
        till.drawer.close(till.actor, command, "mrivera", PASSWORD)
    with pytest.raises(WrongPassword):
        till.drawer.close(till.actor, command, "lgrant", "wrong horse")
    till.clinic.clock.advance(timedelta(seconds=5))
    assert till.clinic.count("SELECT count(*) FROM deposit_slip") == bag_total(till.clinic) == 0
    assert till.drawer.close(till.actor, command, *SEALED).slip == 1
    assert till.drawer.close(till.actor, command, *SEALED).slip == 1  # the same command once more
    with pytest.raises(AlreadyDone):
        till.drawer.close(till.actor, replace(command, bag="T2"), *SEALED)


def test_a_clinic_may_let_one_person_seal(till: Till) -> None:
    with till.clinic.store.write(till.clinic.actor("admin")) as work:
        work.session.execute(sql("UPDATE clinic SET deposit_witness = 0"))
        work.commit()
    reveal = counted(till)
    assert not reveal.needs_verifier
    command = CloseDrawer(command_id(), reveal.session.session_id, reveal.session.version, "T1")
    assert till.drawer.close(till.actor, command).slip == 1
    assert "Verified by -" in deposits(till.clinic).slip(till.actor, 1).text


def test_a_bag_number_is_used_once_and_never_empty(till: Till) -> None:
    till.drop(500, "B7")
    reveal = till.count(20000 - 500 + 700)
    reveal = till.drawer.explain(till.actor, reveal.session.session_id, reveal.session.version, "OS90", "found it")
    reveal = till.drawer.approve(till.actor, reveal.session.session_id, reveal.session.version, "sotto", PASSWORD)
    command = CloseDrawer(command_id(), reveal.session.session_id, reveal.session.version, "B7")
    with pytest.raises(InvalidInput, match="used before"):
        till.drawer.close(till.actor, command, *SEALED)
    with pytest.raises(InvalidInput, match="number of the bag"):
        till.drawer.close(till.actor, replace(command, bag=" "), *SEALED)
    assert till.drawer.close(till.actor, replace(command, bag="B8"), *SEALED).slip == 1


def test_pieces_that_cannot_make_the_float_stay_and_the_next_opening_expects_them(till: Till) -> None:
    session = till.session
    till.take(till.clinic.add_patient(), cash(3000))
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    pieces = {"B50": 1, "B20": 9}  # 230.00, of which no pieces come to 30.00
    found = tuple(replace(row, quantity=pieces.get(row.denomination.code, 0)) for row in rows(0))
    reveal = till.drawer.freeze(till.actor, SubmitCount(command_id(), session.session_id, session.version + 1, found))
    assert (reveal.to_bank, reveal.stays) == (Money(2000), Money(21000))
    report = " ".join(till.close(reveal).text.split())
    assert "Stays in the drawer 210.00 1 x $50 50.00 8 x $20 160.00" in report and "cannot make the float" in report
    assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(21000)


def test_i11_each_drop_goes_to_the_bank_once(till: Till) -> None:
    clinic = till.clinic
    for cents, bag in ((5000, "B1"), (2500, "B2"), (1000, "B3")):
        till.drop(cents, bag)
    boss, service = clinic.actor("sotto"), deposits(clinic)
    with pytest.raises(NotAllowed):
        service.in_safe(till.actor)
    first, second, third = (one.journal_id for one in service.in_safe(boss))
    command = BankDrops(command_id(), (first, third), "OUT1")
    with pytest.raises(NotAllowed, match="another person"):
        service.bank_drops(boss, command, "sotto", PASSWORD)
    copy = service.bank_drops(boss, command, *SEALED)
    assert service.bank_drops(boss, command, *SEALED) == copy
    flat = " ".join(copy.text.split())
    assert "From the safe" in flat and "DROP BAGS 2 60.00" in flat and "TOTAL IN THE BAG $60.00" in flat
    assert [one.journal_id for one in service.in_safe(boss)] == [second]
    with pytest.raises(Refused, match="already"):
        service.bank_drops(boss, BankDrops(command_id(), (first, second), "OUT2"), *SEALED)
    with pytest.raises(InvalidInput, match="used before"):
        service.bank_drops(boss, BankDrops(command_id(), (second,), "B2"), *SEALED)
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'safe'") == 2500
    assert clinic.count("SELECT count(*) FROM deposit_drop") == 2


def test_the_bank_confirms_a_deposit_whole_and_once(till: Till) -> None:
    till.close(counted(till), "T0098124")
    clinic, service = till.clinic, deposits(till.clinic)
    boss, command = clinic.actor("sotto"), ConfirmBanked(command_id(), 1, "BK 7731")
    with pytest.raises(NotAllowed):
        service.confirm_banked(till.actor, command)
    for _ in range(2):
        service.confirm_banked(boss, command)
    with pytest.raises(Refused, match="before"):
        service.confirm_banked(boss, ConfirmBanked(command_id(), 1, "again"))
    assert bag_total(clinic) == 0
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'bank'") == 8749
    (slip,) = service.slips(boss)
    assert slip.banked_at == clinic.clock.now() and slip.total == Money(8749)


def test_a_slip_is_its_preparers_and_a_supervisors_to_read(till: Till) -> None:
    till.close(counted(till))
    service = deposits(till.clinic)
    stored = service.slip(till.actor, 1).text
    assert service.slip(till.clinic.actor("sotto"), 1).text == stored
    with pytest.raises(NotAllowed):
        service.slip(till.clinic.actor("tchen"), 1)
    assert service.slips(till.clinic.actor("tchen")) == []
