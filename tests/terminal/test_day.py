"""The whole day at a real terminal: sign in, open the drawer, see people through, call back, close; then the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.services.audit import AuditService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.shift import count, gone, insist, open_drawer, rows, sign, step, to_payment
from tests.helpers.small_day import small_day
from tests.helpers.terminal import Terminal, keys

pytestmark = pytest.mark.pty

COUNTED = ("0", "0", "3", "4", "9", "24", "60", "50", "60", "200")
"""What is in the drawer at night: 194.00, where 200 + 25 cash - 20 dropped = 205 should be."""

EVEN = ("0", "0", "3", "7", "9", "25", "60", "50", "60", "200")
"""The float of 200.00 and the 25.00 that came in."""


def arrive_three(desk: Terminal) -> None:
    step(desk, "f2", shows=r">09:30 ALVAREZ")
    step(desk, "1", shows="ALVAREZ, Ana arrived 09:")
    step(desk, "down", "1", shows="BAKER, Bob arrived 09:")
    step(desk, "down", "1", shows="CASTRO, Cy arrived 09:")


def check_in_with_cash(desk: Terminal) -> None:
    step(desk, "home", shows=r">09:30 ALVAREZ")
    to_payment(desk, "ALVAREZ")
    step(desk, "40", "enter", shows=r"Takes \$25\.00 · CHANGE \$15\.00")
    step(desk, "f10", shows=r"Receipt R-0000001 · CHANGE \$15\.00")
    step(desk, "f12", shows=r"ALVAREZ, Ana checked in .* R-0000001\.")


def check_in_with_card(desk: Terminal) -> None:
    step(desk, "down", shows=r">09:45 BAKER")
    to_payment(desk, "BAKER")
    step(desk, "visa 4242 T1 b0412 A1B2C3", "enter", shows=r"Takes \$40\.00")
    step(desk, "f10", shows="Receipt R-0000002")
    step(desk, "f12", shows=r"BAKER, Bob checked in .* R-0000002\.")


def check_in_unpaid(desk: Terminal) -> None:
    step(desk, "down", shows=r">10:00 CASTRO")
    to_payment(desk, "CASTRO")
    step(desk, "f10", shows="Why was the copay not collected")
    insist(desk, "2", gone("Why was the copay"), rest=3.0)
    desk.wait_for("CASTRO, Cy checked in")


def walk_in(desk: Terminal) -> None:
    """Somebody new: searched for first, then registered, then taken in, then checked in as self-pay."""
    step(desk, "+", shows="Walk-in: who is here")
    step(desk, "nguyen, thu", shows="Nobody fits")
    step(desk, "+", shows="Register a new patient")
    step(desk, "tab", "tab", "01/22/1957", "tab", "tab", "5055550377", "f10", shows="With whom")
    step(desk, "1", shows=r">\d\d:\d\d NGUYEN, Thu")
    step(desk, "2", shows=r"CHECK-IN +NGUYEN")
    step(desk, "1", "2", shows="▶Demographics")
    step(desk, "1", shows="▶Coverage")
    step(desk, "3", shows="▶Forms")
    step(desk, "1", "2", "pagedown", shows="nothing due today")
    step(desk, "f10", shows="NGUYEN, Thu checked in")


def call_back(desk: Terminal) -> None:
    step(desk, "f4", shows="due 3 · 3 open")
    first = step(desk, "1", shows=r"ON CALL.* · (\w+), \w+")[1]
    step(desk, "4", shows=r"No answer\. Again")
    second = step(desk, "1", shows=rf"ON CALL.* · (?!{first})(\w+), \w+")[1]
    step(desk, "a", shows="Answered; the talk time")
    desk.send(keys("1"))
    if "Only" in desk.wait_for(r"Reached, done\.|Only \d s since")[0]:
        desk.send(keys("y"))
        desk.wait_for(r"Reached, done\.")
    step(desk, "1", shows=rf"ON CALL.* · (?!{first}|{second})(\w+), \w+")
    step(desk, "2", "tue 2p", "enter", shows="Tue 03/10 14:00 there, 15:00 here")
    step(desk, "f10", shows=r"Call again\. Again Tue 03/10 14:00 their time")


def drop(desk: Terminal) -> None:
    step(desk, "f5", shows="R-0000001 ALVAREZ")
    step(desk, "4", shows="Cash move")
    step(desk, "1", shows="Into the bag")
    step(desk, "B0001001", *["enter"] * 4, "1", "f10", shows="The witness signs")
    sign(desk, "tchen", shows=r"\$20\.00 went into bag B0001001")


def close(desk: Terminal) -> None:
    step(desk, "2", shows="Count first")
    desk.send(keys(*count(COUNTED), "0412 1 40.00", "enter"))
    desk.wait_for(r"1 slip \$40\.00")
    assert "205.00" not in desk.text(), "what is expected stays hidden"
    step(desk, "f10", shows=r"cash +194\.00 +205\.00 +-11\.00 +SHORT")
    step(desk, "f10", shows="9 says why")
    step(desk, "9", shows="Why does the count differ")
    step(desk, "1", shows="Comment")
    step(desk, "gave ten too much", "f10", shows="Above the limit: press 6")
    step(desk, "6", shows="A supervisor signs")
    sign(desk, "sotto", shows="Signed by S. Otto")
    step(desk, "f10", shows="Z 000001")
    step(desk, "f12", shows=r"Drawer D1 is closed, Z 000001")


def test_a_whole_day_at_eighty_by_twenty_four(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        open_drawer(desk)
        arrive_three(desk)
        check_in_with_cash(desk)
        check_in_with_card(desk)
        check_in_unpaid(desk)
        walk_in(desk)
        call_back(desk)
        drop(desk)
        close(desk)
        desk.send(keys("ctrl+q"))
        assert desk.wait_exit() == 0
    with place.store() as clinic:
        people_are_through(clinic)
        calls_are_kept(clinic)
        money_is_right(clinic)
        log_is_whole(clinic)


@pytest.mark.soak
def test_a_short_day_at_a_hundred_and_twenty_by_forty(tmp_path: Path) -> None:
    """The panels follow the cursor; a payment in two tenders; an even close asks for neither reason nor signature."""
    place = small_day(tmp_path)
    with place.open(size=(120, 40)) as desk:
        open_drawer(desk)
        step(desk, "f2", shows=r">09:30 ALVAREZ")
        step(desk, "down", shows="BAKER, Bob *\\n(.*\\n)*.*What happened")
        step(desk, "1", shows=r"03/04 09:\d\d M\. Rivera: Arrived")
        to_payment(desk, "BAKER")
        assert "At a glance" in desk.text()
        step(desk, "check 1042 15.00", "enter", "cash 30", "enter", shows=r"Takes \$40\.00 in 2 ways · CHANGE \$5\.00")
        step(desk, "f10", shows="Receipt R-0000001")
        step(desk, "f12", shows="BAKER, Bob checked in")
        step(desk, "f5", shows="R-0000001 BAKER")
        step(desk, "2", shows="Count first")
        step(desk, *count(EVEN), "space", "enter", "enter", "f10", shows=r"cash +225\.00 +225\.00 +0\.00 +EVEN")
        step(desk, "f10", shows="seal the bag")
        step(desk, "B0001002", "enter", "tchen", "enter", PASSWORD, "f10", shows="Z 000001")
        step(desk, "f12", shows="DEPOSIT SLIP")
        step(desk, "f12", shows="Drawer D1 is closed, Z 000001")
        desk.send(keys("ctrl+q"))
        assert desk.wait_exit() == 0
    with place.store() as clinic:
        assert rows(clinic, "SELECT state, deposit_bag FROM drawer_session") == [("closed", "B0001002")]
        assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'deposit_bag'") == 4000
        assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'float'") == 20000


def people_are_through(clinic: TestClinic) -> None:
    seen = rows(clinic, "SELECT p.last_name, a.state, a.coverage_choice FROM appointment a JOIN patient p "
                        "ON p.id = a.patient_id ORDER BY p.last_name")  # fmt: skip
    assert seen == [
        ("ALVAREZ", "checked_in", "coverage"),
        ("BAKER", "checked_in", "coverage"),
        ("CASTRO", "checked_in", "coverage"),
        ("Nguyen", "checked_in", "self_pay"),
    ]
    unpaid = rows(clinic, "SELECT reason_code FROM check_in_step WHERE item = 'copay' AND reason_code <> ''")
    assert unpaid == [("NC10",)]
    assert clinic.count("SELECT count(*) FROM consent WHERE answer = 'signed'") == 8


def calls_are_kept(clinic: TestClinic) -> None:
    states = rows(clinic, "SELECT state, last_outcome, due_at FROM callback ORDER BY last_outcome")
    assert [(state, outcome) for state, outcome, _ in states] == [("open", "CBK"), ("open", "NAN"), ("done", "RES")]
    assert str(states[0][2]).startswith("2026-03-10 20:00"), "two o'clock in Santa Fe"
    assert clinic.count("SELECT count(*) FROM callback WHERE claimed_by IS NOT NULL") == 0


def money_is_right(clinic: TestClinic) -> None:
    assert rows(clinic, "SELECT number FROM receipt ORDER BY number") == [(1,), (2,)]
    uneven = "SELECT count(*) FROM (SELECT journal_id FROM ledger_line GROUP BY journal_id HAVING sum(cents) <> 0)"
    assert clinic.count(uneven) == 0
    assert clinic.count("SELECT count(*) FROM ledger_line WHERE card_last_four = '4242' AND terminal = 'T1'") == 1
    owed = "SELECT sum(cents) FROM ledger_line WHERE account = 'receivable'"
    assert clinic.count(owed) == 3000, "the unpaid copay is owed"
    held = "SELECT account, sum(cents) FROM ledger_line GROUP BY account ORDER BY account"
    assert {str(name): cents for name, cents in rows(clinic, held)} | {"income": 0, "opening_gap": 0} == {
        "cards": 0, "till": 0, "over_short": 1100, "settlement": 4000, "safe": 2000, "float": 19400,
        "receivable": 3000, "income": 0, "opening_gap": 0,
    }  # fmt: skip
    closed = rows(clinic, "SELECT state, z_number, difference_reason, approved_by FROM drawer_session")
    assert closed == [("closed", 1, "OS01", "u-sotto")]
    assert clinic.count("SELECT count(*) FROM day_report WHERE z_number = 1") == 1


def log_is_whole(clinic: TestClinic) -> None:
    verdict = AuditService(clinic.store, clinic.clock).verify(clinic.actor("admin"))
    assert verdict.code == 0, verdict.message
    assert rows(clinic, "SELECT end_reason FROM sign_in WHERE staff_id = 'u-mrivera'") == [("program ended",)]
    assert clinic.count("SELECT count(*) FROM draft") == 0
