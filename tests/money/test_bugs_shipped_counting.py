"""Bugs that other systems shipped, one named test each: counting, the freeze, the difference (section 13)."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from psr_tui.domain.drawer_acts import SafeDrop, SubmitCount
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.money import Money
from psr_tui.services.payments import take_payment
from tests.helpers.clinic import PASSWORD
from tests.helpers.money import Till, bag_number, card, cash, check, command_id, rows
from tests.money.books import account, agree, held, second_door, slip, whole_close


def test_tc_03_the_counted_amount_survives_saving_loading_and_explaining(till: Till) -> None:
    """Nothing sets what was counted to what was expected: not the next save, not a restart, not the close."""
    session = till.session.session_id
    till.take(till.clinic.add_patient(), cash(2500), card(900))
    reveal = till.count(22_489, slip(905))
    frozen = [(one.key, one.counted, one.expected) for one in reveal.differences]
    assert [(counted.cents, due.cents) for _, counted, due in frozen] == [(22_489, 22_500), (905, 900)]
    till.clinic.reopen()
    agreed = agree(till, till.drawer.reveal(till.actor, session))
    till.drawer.x_report(till.actor, session)
    report = till.close(agreed)
    again = till.drawer.reveal(till.actor, session)
    assert [(one.key, one.counted, one.expected) for one in again.differences] == frozen
    assert "counted 224.89" in report.text and "expected 225.00" in report.text


@pytest.mark.parametrize("off", [-11, 11, -20_000, 501])
def test_tc_04_a_difference_reaches_its_account_with_the_other_sign(till: Till, off: int) -> None:
    session = till.session.session_id
    whole_close(till, 20_000 + off)
    assert account(till.clinic, "over_short", f"session_id = '{session}' AND drawer_id = 'drawer-D1'") == -off
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'over_short' AND reason_code = 'OS90'") == 1


def test_tc_05_a_payment_that_is_still_being_written_is_in_the_count(till: Till) -> None:
    """A freeze at the same moment waits for it, and what belongs to the session is read by session id."""
    clinic = till.clinic
    patient = clinic.add_patient()
    session, begun, seen, station = till.session, threading.Event(), [], second_door(clinic)

    def count() -> None:
        mine = Till.__new__(Till)
        mine.clinic, mine.drawer_id, mine.actor = station, till.drawer_id, till.actor
        begun.set()
        seen.append(mine.count(20_000))

    command = till.command(patient, cash(2500))
    counter = threading.Thread(target=count)
    with clinic.store.write(till.actor) as work:
        take_payment(work, till.actor, command)
        counter.start()
        assert begun.wait(20)
        assert clinic.count(f"SELECT count(*) FROM drawer_session WHERE id = '{session.session_id}' AND state='open'")
        work.commit()
    counter.join(30)
    station.store.close()
    assert [one.expected.cents for one in seen[0].differences] == [22_500]
    with pytest.raises(Stale):  # a screen that was drawn before cannot freeze the count it did not see
        old = SubmitCount(command_id("n"), session.session_id, session.version, rows(0))
        till.drawer.recount(till.actor, session.session_id, till.session.version)
        till.drawer.freeze(till.actor, old)


def test_tc_06_in_the_second_of_the_close_a_posting_is_in_or_refused_never_left_out(till: Till, other: Till) -> None:
    """The clock stands still for two whole days of two drawers: every cent is in exactly one report."""
    clinic = till.clinic
    patient = clinic.add_patient()
    other.open(20_000)
    posted = 0
    for turn in range(2):
        for one in (till, other):
            if turn:
                one.open(20_000)
            one.take(patient, cash(1000 + turn))
            posted += 1000 + turn
            late = one.command(patient, cash(50))
            reveal = one.count(21_000 + turn)
            with pytest.raises(Refused):
                one.payments.take(one.actor, late)
            one.close(reveal)
            with pytest.raises(Refused):
                one.payments.take(one.actor, replace(late, command_id=command_id()))
    assert clinic.count("SELECT count(DISTINCT at) FROM journal WHERE session_id IS NOT NULL") == 1
    assert clinic.count("SELECT max(grand_total_cents) FROM day_report") == posted
    in_two = "SELECT count(*) - count(DISTINCT journal_id) FROM receipt"
    assert clinic.count(in_two) == 0 and clinic.count("SELECT count(*) FROM receipt") == 4


def test_tc_22_counted_as_expected_books_no_difference(till: Till) -> None:
    """Elsewhere the whole cash became a loss: here an even count writes no over/short line, however much it is."""
    till.take(till.clinic.add_patient(), cash(123_456), check(999), card(1))
    reveal = till.count(143_456, slip(1))
    assert not reveal.needs_reason and reveal.ready
    till.close(reveal)
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'over_short'") == 0
    assert till.clinic.count("SELECT count(*) FROM ledger_line WHERE account = 'over_short'") == 0
    assert account(till.clinic, "deposit_bag") == 123_456 + 999


def test_tc_22_a_typed_zero_is_a_count_and_an_empty_box_is_none(till: Till) -> None:
    """0 typed for 500 expected is a difference that asks why, never a silent loss (odoo 108694)."""
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    empty = SubmitCount(command_id("n"), session.session_id, session.version + 1, rows(0)[1:])
    with pytest.raises(InvalidInput, match="still empty"):
        till.drawer.freeze(till.actor, empty)
    reveal = till.count(0)
    assert (reveal.differences[0].amount, reveal.needs_reason, reveal.needs_approval) == (Money(-20_000), True, True)
    with pytest.raises(InvalidInput, match="Reason"):
        till.close(reveal)


def test_tc_25_no_cash_moves_while_the_drawer_is_counted(till: Till) -> None:
    """Refused with nothing changed, and neither blocks the close afterwards."""
    clinic = till.clinic
    patient = clinic.add_patient()
    taken = till.take(patient, cash(2500))
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    drop = SafeDrop(command_id("d"), session.session_id, bag_number(), rows(100))
    before = held(clinic, session.session_id), clinic.count("SELECT count(*) FROM journal")
    for _ in range(2):
        with pytest.raises(Refused):
            till.drawer.drop(till.actor, drop, "tchen", PASSWORD)
        with pytest.raises(Refused):
            till.take(patient, cash(1))
        assert (held(clinic, session.session_id), clinic.count("SELECT count(*) FROM journal")) == before
        till.count(22_500)
    report = till.close(till.drawer.reveal(till.actor, session.session_id))
    assert report.z_number == 1 and taken.receipt_number == 1


@pytest.mark.parametrize("counted", [0, 1, 20_000, 19_999, 99_999_999])
def test_tc_34_any_count_closes_the_drawer(till: Till, counted: int) -> None:
    """Not the exact amount only: nothing at all and a million as well, with a reason and a signature."""
    report = whole_close(till, counted)
    assert report.z_number == 1
    assert till.drawer.opening(till.actor, till.drawer_id).last_left.cents == min(counted, 20_000)


def test_a_count_below_zero_or_of_half_a_piece_is_refused(till: Till) -> None:
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    good = rows(20_000)
    for wrong in ((replace(good[0], quantity=-1), *good[1:]), (*good, good[0]), good[:-1]):
        command = SubmitCount(command_id("n"), session.session_id, session.version + 1, wrong)
        with pytest.raises(InvalidInput):
            till.drawer.freeze(till.actor, command)
    assert till.clinic.count("SELECT count(*) FROM count_attempt WHERE purpose = 'closing'") == 0


def test_a_ticked_check_counts_once_however_often_it_is_sent(till: Till) -> None:
    """The same paper twice in the list of ticks is one paper; one of another drawer is none."""
    till.take(till.clinic.add_patient(), check(2500))
    session = till.session
    sheet = till.drawer.begin_count(till.actor, session.session_id, session.version)
    tick = (sheet.papers[0].journal_id, sheet.papers[0].position)
    command = SubmitCount(command_id("n"), session.session_id, sheet.session.version, rows(20_000), (tick, tick))
    reveal = till.drawer.freeze(till.actor, command)
    assert [(one.counted.cents, one.counted_papers) for one in reveal.differences] == [(20_000, 0), (2500, 1)]


def test_equal_sums_of_other_checks_are_not_even(till: Till) -> None:
    """Two checks of 10.00 and one of 20.00 given for the three: the sum fits, the papers do not (CD-51)."""
    patient = till.clinic.add_patient()
    for amount in (1000, 1000, 2000):
        till.take(patient, check(amount, str(amount)))
    session = till.session
    sheet = till.drawer.begin_count(till.actor, session.session_id, session.version)
    ticks = tuple((paper.journal_id, paper.position) for paper in sheet.papers)
    command = SubmitCount(command_id("n"), session.session_id, sheet.session.version, rows(20_000), ticks)
    reveal = till.drawer.freeze(till.actor, command)
    assert not reveal.needs_reason
    till.drawer.recount(till.actor, session.session_id, reveal.session.version)
    fewer = tuple((paper.journal_id, paper.position) for paper in sheet.papers if paper.amount.cents == 2000)
    short = SubmitCount(command_id("n"), session.session_id, till.session.version, rows(22_000), fewer)
    found = {one.key.tender.value: one for one in till.drawer.freeze(till.actor, short).differences}
    assert (found["CASH"].amount.cents, found["CHK"].amount.cents, found["CHK"].counted_papers) == (2000, -2000, 1)


def test_who_explains_a_difference_that_is_none_or_signs_an_old_count_is_refused(till: Till) -> None:
    """A recount throws reason and signature of the attempt before away."""
    session = till.session.session_id
    reveal = agree(till, till.count(10_000))
    assert reveal.ready
    with pytest.raises((Refused, NotAllowed)):
        till.drawer.recount(till.actor, session, reveal.session.version)
    assert till.drawer.reveal(till.actor, session).ready


def test_a_reason_given_for_one_attempt_does_not_cover_the_next(till: Till) -> None:
    session = till.session.session_id
    first = till.count(19_900)
    explained = till.drawer.explain(till.actor, session, first.session.version, "OS01", "wrong change")
    till.drawer.recount(till.actor, session, explained.session.version)
    second = till.count(19_800)
    assert second.needs_reason and not second.ready and second.reason == ""
    with pytest.raises(InvalidInput, match="Reason"):
        till.close(second)
