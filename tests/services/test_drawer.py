"""The drawer's day on a real store: opening, drops, blind count, reveal, signature, close, report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from psr_tui.domain.drawer import DrawerState, TenderCount
from psr_tui.domain.drawer_acts import AddDrawer, CloseDrawer, OpenDrawer, SafeDrop, SubmitCount
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.drawer import DrawerService
from psr_tui.services.payments import PaymentTaken
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id, rows

CASH = ExpectedKey(TenderKind.CASH)


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """A rep with D1, opened once and closed again, so that the drawer keeps its float of $200.00."""
    made = Till(clinic)
    made.open()
    made.close(made.count(20000))
    return made


def slip(cents: int, papers: int = 1, terminal: str = "T1") -> TenderCount:
    return TenderCount(ExpectedKey(TenderKind.CARD, terminal), Money(cents), papers, "0412")


def zeros(clinic: TestClinic, session_id: str) -> bool:
    """I5: every account a session held is zero."""
    return not clinic.count(
        f"SELECT count(*) FROM (SELECT sum(cents) AS s FROM ledger_line WHERE session_id = '{session_id}' AND account "
        "IN ('till', 'checks', 'cards', 'other_tender') GROUP BY account, tender, terminal HAVING s <> 0)"
    )


def test_the_first_opening_books_the_float_as_a_gap_that_is_nobodys(clinic: TestClinic) -> None:
    till = Till(clinic)
    assert till.drawer.opening(till.actor, "drawer-D1").last_left == Money(0)
    session = till.open(20000)
    assert (session.float_expected, session.float_counted) == (Money(0), Money(20000))
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'opening_gap'") == -20000
    assert clinic.count("SELECT count(*) FROM ledger_line WHERE account = 'over_short'") == 0


def test_tc_21_the_next_opening_expects_what_the_last_close_left(till: Till) -> None:
    opening = till.drawer.opening(till.actor, till.drawer_id)
    assert (opening.last_left, opening.last_z, opening.warnings) == (Money(20000), 1, ())
    session = till.open(19950)
    assert session.float_expected == Money(20000)
    assert till.clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'opening_gap'") == -20000 + 50
    report = till.close(till.count(19950))
    assert "Gap since the last close" in report.text and "-0.50" in report.text


def test_a_whole_day_balances_and_the_report_says_so(till: Till) -> None:
    clinic = till.clinic
    till.open()
    patient = clinic.add_patient()
    till.take(patient, cash(2500, handed=4000))
    till.take(patient, card(6000), check(4000))
    till.drop(10000, "T0098123")
    reveal = till.count(12490, slip(6000))
    assert [(one.label, one.word, one.amount.cents) for one in reveal.differences] == [
        ("cash", "SHORT", -10),
        ("check", "EVEN", 0),
        ("card T1", "EVEN", 0),
    ]
    assert reveal.needs_reason and not reveal.needs_approval
    with pytest.raises(InvalidInput, match="Reason"):
        till.close(reveal)
    reveal = till.drawer.explain(
        till.actor, reveal.session.session_id, reveal.session.version, "OS10", "a dime rolled away"
    )
    report = till.close(reveal, "T0098124")
    for part in ("Z 000002", "cash SHORT", "-0.10", "bag T0098123", "100.00", "OS10", "a dime rolled away"):
        assert part in " ".join(report.text.split())
    # 124.90 cash stays below the float of 200.00, so only the check goes to the bank
    assert "To the bank, bag T0098124" in report.text and "40.00" in report.text
    assert zeros(clinic, reveal.session.session_id)
    assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(12490)


def test_above_the_threshold_another_person_signs(till: Till) -> None:
    session = till.open()
    reveal = till.count(19499)
    assert reveal.needs_approval and not reveal.ready
    with pytest.raises(InvalidInput):  # first say why
        till.drawer.approve(till.actor, session.session_id, reveal.session.version, "sotto", PASSWORD)
    reveal = till.drawer.explain(
        till.actor, session.session_id, reveal.session.version, "OS01", "gave a ten for a five"
    )
    with pytest.raises(Refused, match="signature"):
        till.close(reveal)
    for login in ("mrivera", "tchen", "lgrant"):
        with pytest.raises(NotAllowed):
            till.drawer.approve(till.actor, session.session_id, reveal.session.version, login, PASSWORD)
    approved = till.drawer.approve(till.actor, session.session_id, reveal.session.version, "sotto", PASSWORD)
    assert approved.ready and approved.approved_by == "S. Otto"
    assert "Approved by S. Otto" in till.close(approved).text


def test_a_supervisor_with_a_drawer_cannot_sign_for_it_nor_for_what_they_counted(clinic: TestClinic) -> None:
    boss = Till(clinic, "sotto", "drawer-D2")
    session = boss.open(20000)
    reveal = boss.count(10000)
    reveal = boss.drawer.explain(boss.actor, session.session_id, reveal.session.version, "OS90", "no idea")
    with pytest.raises(NotAllowed):
        boss.drawer.approve(boss.actor, session.session_id, reveal.session.version, "sotto", PASSWORD)
    rep = Till(clinic)
    left = rep.open(20000)
    clinic.clock.advance(timedelta(days=1))  # the rep went home; a supervisor counts
    boss.drawer.begin_count(boss.actor, left.session_id, left.version)
    counted = boss.drawer.freeze(boss.actor, SubmitCount(command_id(), left.session_id, left.version + 1, rows(10000)))
    explained = boss.drawer.explain(boss.actor, left.session_id, counted.session.version, "OS90", "left overnight")
    with pytest.raises(NotAllowed, match="counted the drawer"):
        boss.drawer.approve(boss.actor, left.session_id, explained.session.version, "sotto", PASSWORD)
    signed = boss.drawer.approve(boss.actor, left.session_id, explained.session.version, "admin", PASSWORD)
    report = boss.drawer.close(boss.actor, CloseDrawer(command_id(), left.session_id, signed.session.version))
    assert "LATE COUNT" in report.text and "03/04/2026" in report.text


def test_every_count_is_kept_and_the_third_needs_a_supervisor(till: Till) -> None:
    session = till.open()
    reveal = till.count(19000)
    till.drawer.recount(till.actor, session.session_id, reveal.session.version)
    reveal = till.count(20000)
    assert (reveal.attempt, reveal.needs_reason) == (2, False)
    with pytest.raises(NotAllowed, match="counted 2 times"):
        till.drawer.recount(till.actor, session.session_id, reveal.session.version)
    assert till.clinic.count("SELECT count(*) FROM count_attempt WHERE purpose = 'closing'") == 3
    assert "COUNT (attempt 2)" in till.close(reveal).text


def test_tc_25_nothing_moves_while_the_drawer_is_counted(till: Till) -> None:
    till.open()
    patient = till.clinic.add_patient()
    taken = till.take(patient, cash(2500))
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    with pytest.raises(Refused):
        till.drop(100)
    with pytest.raises(Refused):
        till.take(patient, cash(100))
    with pytest.raises(Refused):
        till.drawer.receipts(till.actor, session.session_id, 0, 10)
    with pytest.raises(NotAllowed):
        till.drawer.x_report(till.actor, session.session_id)
    assert taken.receipt_number == 1


def test_leaving_a_count_before_the_freeze_takes_money_again(till: Till) -> None:
    session = till.open()
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    till.drawer.leave_count(till.actor, session.session_id, session.version + 1)
    till.take(till.clinic.add_patient(), cash(100))
    reveal = till.count(20100)
    till.drawer.recount(till.actor, session.session_id, reveal.session.version)
    with pytest.raises(Refused, match="recount"):
        till.drawer.leave_count(till.actor, session.session_id, till.session.version)


def test_suspended_takes_no_money_and_is_the_reps_own_to_resume(till: Till) -> None:
    session = till.open()
    away = till.drawer.suspend(till.actor, session.session_id, session.version)
    with pytest.raises(Refused, match="suspended"):
        till.take(till.clinic.add_patient(), cash(100))
    other = till.clinic.actor("tchen")
    with pytest.raises(NotAllowed):
        till.drawer.resume(other, session.session_id, away.version)
    back = till.drawer.resume(till.actor, session.session_id, away.version)
    assert back.state is DrawerState.OPEN


def test_a_stale_screen_is_refused_by_name(till: Till) -> None:
    session = till.open()
    till.drawer.suspend(till.actor, session.session_id, session.version)
    with pytest.raises((Stale, Refused), match=r"M\. Rivera"):
        till.drawer.suspend(till.actor, session.session_id, session.version)
    with pytest.raises(Stale, match=r"M\. Rivera"):
        till.drawer.resume(till.actor, session.session_id, session.version)


def test_closing_twice_gives_one_report_and_a_second_closer_is_told(till: Till) -> None:
    session = till.open()
    reveal = till.count(20000)
    command = CloseDrawer(command_id(), session.session_id, reveal.session.version)
    first = till.drawer.close(till.actor, command)
    assert till.drawer.close(till.actor, command) == first
    with pytest.raises(AlreadyDone):
        till.drawer.close(till.actor, replace(command, bag="X"))
    with pytest.raises(Refused, match=r"closed by M\. Rivera"):
        till.drawer.close(till.actor, replace(command, command_id=command_id()))
    assert till.clinic.count("SELECT count(*) FROM day_report") == 2


def test_the_same_opening_or_drop_or_count_twice_happens_once(till: Till) -> None:
    command = OpenDrawer(command_id(), till.drawer_id, rows(20000))
    assert till.drawer.open(till.actor, command) == till.drawer.open(till.actor, command)
    with pytest.raises(AlreadyDone):
        till.drawer.open(till.actor, replace(command, rows=rows(1)))
    drop = SafeDrop(command_id(), command.command_id, "B1", rows(500))
    for _ in range(2):
        till.drawer.drop(till.actor, drop, "tchen", PASSWORD)
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'drop'") == 1
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    count = SubmitCount(command_id(), session.session_id, session.version + 1, rows(19500))
    assert till.drawer.freeze(till.actor, count) == till.drawer.freeze(till.actor, count)


def test_a_drop_needs_a_bag_a_witness_and_an_amount(till: Till) -> None:
    session = till.open()
    good = SafeDrop(command_id(), session.session_id, "B1", rows(500))
    for bad in (replace(good, bag=" "), replace(good, rows=rows(0))):
        with pytest.raises(InvalidInput):
            till.drawer.drop(till.actor, bad, "tchen", PASSWORD)
    with pytest.raises(NotAllowed, match="another person"):
        till.drawer.drop(till.actor, good, "mrivera", PASSWORD)
    till.drawer.drop(till.actor, good, "tchen", PASSWORD)
    with pytest.raises(Refused, match="used before"):
        till.drawer.drop(till.actor, replace(good, command_id=command_id()), "tchen", PASSWORD)


def test_money_for_the_bank_needs_a_bag_of_its_own(till: Till) -> None:
    till.open()
    till.take(till.clinic.add_patient(), cash(2500))
    reveal = till.count(22500)
    assert (reveal.to_bank, reveal.stays) == (Money(2500), Money(20000))
    with pytest.raises(InvalidInput, match="Bag"):
        till.close(reveal, "")
    till.close(reveal, "B9")
    assert till.clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'deposit_bag'") == 2500


def test_a_missing_check_is_short_and_a_terminal_nobody_used_is_over(till: Till) -> None:
    till.open()
    till.take(till.clinic.add_patient(), check(4000))
    reveal = till.count(20000, slip(100, terminal="T9"), ticked=False)
    assert [(one.label, one.word) for one in reveal.differences] == [
        ("cash", "EVEN"), ("check", "SHORT"), ("card T9", "OVER"),
    ]  # fmt: skip


def test_tc_07_tc_16_one_session_a_drawer_and_one_a_rep(till: Till) -> None:
    till.open()
    with pytest.raises(Refused, match="still to close"):
        till.drawer.open(till.actor, OpenDrawer(command_id(), "drawer-D2", rows(0)))
    other = till.clinic.actor("tchen")
    with pytest.raises(Refused, match=r"M\. Rivera"):
        till.drawer.open(other, OpenDrawer(command_id(), till.drawer_id, rows(0)))
    with pytest.raises(Refused, match=r"M\. Rivera"):  # before the float is counted, not after
        till.drawer.opening(other, till.drawer_id)


def test_after_midnight_until_the_cut_off_a_drawer_opens_on_the_day_before(clinic: TestClinic) -> None:
    clinic.clock.set(datetime(2026, 3, 5, 1, 0, tzinfo=clinic.clinic.tz).astimezone(UTC))
    assert Till(clinic).open().business_date == date(2026, 3, 4)


def test_a_report_reprints_the_same_bytes_and_only_to_those_who_may(till: Till) -> None:
    stored = till.drawer.report(till.actor, 1)
    copy = till.drawer.reprint_report(till.actor, 1)
    assert copy.text.endswith(stored.text) and copy.text.startswith("DUPLICATE 1,")
    assert till.drawer.reprint_report(till.clinic.actor("sotto"), 1).text.startswith("DUPLICATE 2,")
    with pytest.raises(NotAllowed):
        till.drawer.report(till.clinic.actor("tchen"), 1)


def test_the_x_report_is_a_supervisors_and_logged(till: Till) -> None:
    session = till.open()
    till.take(till.clinic.add_patient(), cash(2500))
    with pytest.raises(NotAllowed):
        till.drawer.x_report(till.actor, session.session_id)
    text = till.drawer.x_report(till.clinic.actor("sotto"), session.session_id)
    assert "X REPORT" in text and "225.00" in text and "GRAND TOTAL" not in text
    reveal = till.count(22500)
    assert "EVEN" in till.drawer.x_report(till.actor, reveal.session.session_id)
    assert till.clinic.count("SELECT count(*) FROM audit WHERE action = 'report.x'") == 2


def test_a_supervisor_counts_as_blind_as_a_rep(till: Till) -> None:
    """No report so far of the own drawer before the freeze, nor of the drawer that one counts for somebody else."""
    boss, other = till.clinic.actor("sotto"), till.clinic.actor("admin")
    own = Till(till.clinic, "sotto", "drawer-D2")
    own.open()
    with pytest.raises(Refused, match="your own drawer"):
        own.drawer.x_report(boss, own.session.session_id)
    assert "X REPORT" in own.drawer.x_report(other, own.session.session_id)
    own.count(20000)
    assert "EVEN" in own.drawer.x_report(boss, own.session.session_id)
    session = till.open()
    till.drawer.begin_count(boss, session.session_id, session.version)
    with pytest.raises(Refused, match="until the count of drawer D1 is frozen"):
        till.drawer.x_report(boss, session.session_id)
    assert "X REPORT" in till.drawer.x_report(other, session.session_id)
    with pytest.raises(Refused, match=r"is being counted by S\. Otto and takes no money"):
        till.take(till.clinic.add_patient(), cash(100))


def test_an_administrator_adds_a_drawer_with_its_float(clinic: TestClinic) -> None:
    admin = clinic.actor("admin")
    service = DrawerService(clinic.store, clinic.clock)
    command = AddDrawer(command_id(), "d3", "Late desk", Money(15000))
    assert service.add_drawer(admin, command) == service.add_drawer(admin, command)
    assert service.opening(admin, command.command_id).last_left == Money(15000)
    with pytest.raises(NotAllowed):
        service.add_drawer(clinic.actor(), replace(command, command_id=command_id(), code="D4"))
    with pytest.raises(Refused, match="already"):
        service.add_drawer(admin, replace(command, command_id=command_id(), code="D3"))


def test_cd_95_no_query_of_a_count_reads_a_till_amount(till: Till) -> None:
    """Every statement between "count" and the freeze, listened to: none sums or selects the money of the till."""
    session = till.open()
    till.take(till.clinic.add_patient(), cash(2500), card(3100))
    seen: list[str] = []
    engine = till.clinic.store._engine

    def listen(_c: object, _u: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        sheet = till.drawer.begin_count(till.actor, session.session_id, session.version)
        till.drawer.status(till.actor, session.session_id)
        till.drawer.sheet(till.actor, session.session_id)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    money = [text for text in seen if "cents" in text and "ledger_line" in text]
    allowed = [
        text for text in money if "safe" in text or "'drop'" in text or "journal AS back" in text or "account =" in text
    ]
    assert seen and money == allowed
    assert not any("sum(" in text.lower() and "ledger_line" in text for text in seen)
    assert (sheet.papers, sheet.terminals) == ((), ("T1",))


def test_a_terminal_that_only_gave_back_is_counted_below_zero_and_closes_even(till: Till) -> None:
    """A card payment of the day before is refunded: one slip, a net below zero, nothing left after the close."""
    payment = _paid_by_card_and_closed(till)
    session = till.open()
    till.refund(payment.journal_id)
    net = TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(-2500), 1, "0413")
    reveal = till.count(20000, net)
    assert not reveal.needs_reason
    till.close(reveal)
    with till.clinic.store.read() as work:
        held = work.ledger.session_balances(session.session_id)
    assert {amount.cents for (account, _, _), amount in held.items() if account.value == "cards"} == {0}


def test_a_sale_and_its_void_are_two_slips_that_come_to_nothing(till: Till) -> None:
    till.open()
    payment = till.take(till.clinic.add_patient(), card(2500))
    till.void(payment.journal_id)
    assert not till.count(20000, TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(0), 2, "0412")).needs_reason


@pytest.mark.parametrize("tender", [TenderKind.ACH, TenderKind.PORTAL, TenderKind.OTHER])
def test_only_a_card_terminal_may_come_below_zero(till: Till, tender: TenderKind) -> None:
    till.open()
    with pytest.raises(InvalidInput, match="card terminal"):
        till.count(20000, TenderCount(ExpectedKey(tender), Money(-1)))


def _paid_by_card_and_closed(till: Till) -> PaymentTaken:
    till.open()
    payment = till.take(till.clinic.add_patient(), card(2500))
    till.close(till.count(20000, TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(2500), 1, "0412")))
    till.clinic.clock.advance(timedelta(days=1))
    return payment
