"""Bugs that other systems shipped, one named test each: sessions and their close, several drawers (section 13)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.drawer_acts import OpenDrawer
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.services.drafts import DraftService
from psr_tui.services.payment_drafts import PAYMENT_DRAFT
from tests.helpers.clinic import TestClinic
from tests.helpers.money import SEALED, Till, card, cash, check, command_id, rows
from tests.money.books import accounts, agree, closing_command, drop, give_back, held, second_door, slip, whole_close


def test_tc_07_one_session_takes_money_and_a_receipt_has_one_session(till: Till, other: Till) -> None:
    """Two openings on one drawer, or of one rep, would both own the receipts."""
    clinic = till.clinic
    for actor, drawer in ((other.actor, "drawer-D1"), (till.actor, "drawer-D2"), (till.actor, "drawer-D1")):
        with pytest.raises(Refused):
            till.drawer.open(actor, OpenDrawer(command_id(), drawer, rows(0)))
    patient = clinic.add_patient()
    other.open(0)
    till.take(patient, cash(100))
    other.take(patient, cash(200))
    whole_close(till, 20_100)
    till.open(20_000)
    till.take(patient, cash(300))
    listed = [one.number for s in clinic_sessions(clinic) for one in till.drawer.receipts(boss(clinic), s, 0, 50)]
    assert sorted(listed) == [1, 2, 3], "each receipt in the list of exactly one session"


def test_tc_09_a_close_is_one_synchronous_transaction(till: Till) -> None:
    """One BEGIN, one COMMIT; when the call returns, another station sees all of it, and before it nothing."""
    clinic = till.clinic
    till.take(clinic.add_patient(), cash(2500), card(100), check(900))
    command = closing_command(agree(till, till.count(22_400, slip(100))))
    station = second_door(clinic)
    before, commits = accounts(station), []
    midway: list[tuple[dict[str, int], int]] = []

    def at_commit(_connection: Any) -> None:
        commits.append(1)
        midway.append((accounts(station), station.count("SELECT count(*) FROM day_report")))

    event.listen(clinic.store._writing, "commit", at_commit)
    try:
        report = till.drawer.close(till.actor, command, *SEALED)
    finally:
        event.remove(clinic.store._writing, "commit", at_commit)
    assert commits == [1] and midway == [(before, 0)]
    assert station.count("SELECT count(*) FROM day_report") == 1
    assert Till(station).drawer.report(till.actor, report.z_number).text == report.text
    assert not {"till", "cards", "checks"} & accounts(station).keys()
    station.store.close()


@pytest.mark.parametrize("last", ["UPDATE drawer_session", "INSERT INTO day_report", "INSERT INTO audit"])
def test_tc_09_a_close_that_fails_on_its_way_is_not_stuck(till: Till, last: str) -> None:
    """Whatever statement fails, the drawer is as it was, can be closed again, and no number is used up."""
    clinic = till.clinic
    till.take(clinic.add_patient(), cash(2500))
    command = closing_command(till.count(22_500))
    before = accounts(clinic)

    def fail(_c: Any, _u: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(last):
            raise DBAPIError(last, None, Exception("the disk was pulled"))

    event.listen(clinic.store._writing, "before_cursor_execute", fail)
    try:
        with pytest.raises(DBAPIError):
            till.drawer.close(till.actor, command, *SEALED)
    finally:
        event.remove(clinic.store._writing, "before_cursor_execute", fail)
    assert (accounts(clinic), till.session.state) == (before, DrawerState.COUNTED)
    assert till.drawer.close(till.actor, command, *SEALED).z_number == 1


def test_tc_10_the_state_is_one_column_and_nothing_else_can_say_otherwise(till: Till) -> None:
    """No second flag: what is closed has time, number and report, what is not has none of them; the file insists."""
    clinic = till.clinic
    session = till.session.session_id
    states = "SELECT count(*) FROM pragma_table_info('drawer_session') WHERE name LIKE '%state%' OR name LIKE '%open%' "
    assert clinic.count(states + "AND name <> 'opened_at'") == 1
    lies = ("closed_at = '2026-03-04 15:47:00.000000'", "z_number = 1", "state = 'closed'")
    for lie in lies:
        with clinic.store.write(till.actor) as work, pytest.raises(DBAPIError):
            work.session.connection().exec_driver_sql(f"UPDATE drawer_session SET {lie} WHERE id = '{session}'")
    whole_close(till, 20_000)
    assert till.drawer.mine(till.actor) is None
    agreeing = "closed_at IS NOT NULL AND z_number = 1 AND closed_by = 'u-mrivera'"
    assert clinic.count(f"SELECT count(*) FROM drawer_session WHERE id = '{session}' AND {agreeing}") == 1
    assert [line.session for line in till.drawer.drawers(till.actor)] == [None, None]
    till.open(20_000)
    assert till.session.session_id != session, "an outdated session is not brought to life again"


def test_tc_18_a_payment_that_was_begun_is_listed_at_the_close_and_is_still_there_after_it(till: Till) -> None:
    """Kept through count and close, named on the Z, still to be finished by its rep in the next session."""
    clinic = till.clinic
    patient, done = clinic.add_patient(), clinic.add_patient("DOE", "Ann")
    drafts = DraftService(clinic.store, clinic.clock)
    for one in (patient, done):
        drafts.keep(till.actor, PAYMENT_DRAFT, one, {"paid_0": "cash 25"})
    till.take(done, cash(2500))  # what is taken is no draft any more
    listed = till.payments.drafts(till.actor)
    assert [(one.patient_id, one.typed) for one in listed] == [(patient, "cash 25")]
    clinic.reopen()
    report = whole_close(till, 22_500)
    assert "UNFINISHED PAYMENTS KEPT 1" in report.text and "MRN 000001" in report.text
    assert [one.patient_id for one in till.payments.drafts(till.actor)] == [patient]
    till.open(20_000)
    till.take(patient, cash(2500))
    assert till.payments.drafts(till.actor) == []
    assert "UNFINISHED PAYMENTS KEPT 0" in whole_close(till, 22_500).text


@pytest.mark.parametrize("off", [0, -7, 450, -9999])
def test_tc_19_the_difference_is_the_same_before_and_after_the_close(till: Till, off: int) -> None:
    session = till.session.session_id
    till.take(till.clinic.add_patient(), cash(10_000))
    reveal = agree(till, till.count(30_000 + off))
    assert reveal.differences[0].amount == Money(off)
    report = till.close(reveal)
    after = till.drawer.reveal(till.actor, session)
    assert after.differences == reveal.differences and after.differences[0].amount == Money(off)
    word = "EVEN" if off == 0 else "OVER" if off > 0 else "SHORT"
    assert f"cash {word} {Money(off)}" in " ".join(report.text.split())
    till.open(min(30_000 + off, 20_000))
    whole_close(till, min(30_000 + off, 20_000))
    assert till.drawer.reveal(till.actor, session).differences == reveal.differences


def test_tc_20_a_session_without_a_payment_is_even_warns_of_nothing_and_keeps_the_float(till: Till) -> None:
    assert held(till.clinic, till.session.session_id) == {"CASH": 20_000}
    reveal = till.count(20_000)
    assert (reveal.needs_reason, reveal.needs_approval, reveal.ready) == (False, False, True)
    assert (reveal.to_bank, reveal.stays) == (Money(0), Money(20_000))
    report = till.close(reveal)
    text = " ".join(report.text.split())
    assert "cash EVEN 0.00" in text and "Stays in the drawer 200.00" in text and "To the bank, bag - 0.00" in text
    assert till.drawer.opening(till.actor, till.drawer_id).warnings == ()


@pytest.mark.parametrize("float_left", [0, 1, 15_000, 20_000])
def test_tc_21_an_empty_session_hands_its_float_to_the_next_opening(clinic: TestClinic, float_left: int) -> None:
    till = Till(clinic)
    till.open(float_left)
    for _ in range(3):
        whole_close(till, float_left)
        assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(float_left)
        assert till.open(float_left).float_expected == Money(float_left)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'opening_gap'") == (1 if float_left else 0)


def test_tc_23_two_drawers_on_one_safe_never_touch_each_other(till: Till, other: Till) -> None:
    """Whatever is done to D1, D2 expects what it expected before."""
    clinic = till.clinic
    other.open(7_700)
    patient = clinic.add_patient()
    other.take(patient, cash(77), card(7, terminal="T1"))
    alone = held(clinic, other.session.session_id)
    assert alone == {"CASH": 7_777, "CARD T1": 7}

    def same() -> bool:
        return held(clinic, other.session.session_id) == alone

    taken = till.take(patient, cash(5000), card(300), check(20))
    assert same()
    till.drop(1000)
    assert same()
    give_back(till, taken.journal_id)
    assert same()
    whole_close(till, 19_000, slip(0, 2))
    assert same()
    till.open(18_000)
    assert same()
    drop(other, 700)
    assert held(clinic, till.session.session_id) == {"CASH": 18_000}
    assert [one.amount.cents for one in other.count(7_077, slip(7)).differences] == [0, 0]


def test_tc_24_a_session_with_a_drop_and_no_payment_is_in_every_report(till: Till) -> None:
    clinic = till.clinic
    till.drop(5000, "B7")
    boss_text = till.drawer.x_report(boss(clinic), till.session.session_id)
    report = whole_close(till, 15_000)
    for text in (boss_text, report.text):
        assert "SAFE DROPS 1" in text and "bag B7" in text and "50.00" in text
    assert "EVEN" in report.text
    assert clinic.count("SELECT count(*) FROM day_report") == 1
    assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(15_000)
    again = till.drawer.reprint_report(till.actor, report.z_number)
    assert again.text.endswith(report.text)


def test_tc_35_three_sessions_a_day_on_one_drawer_see_their_own_money_only(till: Till, other: Till) -> None:
    """Same drawer, same date, two reps: the second and the third do not sum up the day."""
    clinic = till.clinic
    patient = clinic.add_patient()
    late = Till(clinic, "tchen", "drawer-D1")
    for turn, one in enumerate((till, late, till), start=1):
        if turn > 1:
            one.open(20_000)
        assert held(clinic, one.session.session_id) == {"CASH": 20_000}
        one.take(patient, cash(turn * 1000), card(turn))
        reveal = one.count(20_000 + turn * 1000, slip(turn))
        assert all(item.is_even for item in reveal.differences)
        text = " ".join(one.close(reveal).text.split())
        assert f"total {Money(turn * 1000 + turn)}" in text and f"Z {turn:06d}" in text
    assert clinic.count("SELECT count(DISTINCT business_date) FROM drawer_session") == 1
    assert clinic.count("SELECT max(grand_total_cents) FROM day_report") == 6006


def test_tc_36_a_session_of_nothing_at_all_closes(clinic: TestClinic) -> None:
    """No float, no payment, nothing counted but zeros."""
    till = Till(clinic)
    till.open(0)
    reveal = till.count(0)
    assert reveal.ready
    report = till.close(reveal)
    assert report.z_number == 1 and clinic.count("SELECT count(*) FROM journal") == 0
    assert till.open(0).float_expected == Money(0)


def test_tc_39_zero_in_every_amount_does_not_mean_closed_nor_open(clinic: TestClinic) -> None:
    """The state is asked, not guessed from amounts: an open drawer of zeros is open, a closed one is closed."""
    till = Till(clinic)
    session = till.open(0).session_id
    assert till.session.state is DrawerState.OPEN
    assert till.take(clinic.add_patient(), card(100)).receipt_number == 1
    till.close(till.count(0, slip(100)))
    assert till.drawer.mine(till.actor) is None
    with pytest.raises(Refused, match="closed by"):
        till.drawer.close(till.actor, closing_command(till.drawer.reveal(till.actor, session)), *SEALED)


def boss(clinic: TestClinic) -> Any:
    return clinic.actor("sotto")


def clinic_sessions(clinic: TestClinic) -> list[str]:
    with clinic.store.read() as work:
        found = work.session.connection().exec_driver_sql("SELECT id FROM drawer_session ORDER BY opened_at, id")
        return [one for (one,) in found]
