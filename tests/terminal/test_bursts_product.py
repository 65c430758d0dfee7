"""Bursts through the real screens: what was typed ahead stands in its field, and Enter never says yes by accident.

Everything is sent in one write and read from the store, because the screen cannot show where a key went.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.clinic import PASSWORD
from tests.helpers.shift import NOTE, STREET, TO_PAYMENT, insist, journey, open_drawer, rows, step, to_payment
from tests.helpers.small_day import small_day
from tests.helpers.terminal import keys, paste

pytestmark = pytest.mark.pty


def test_three_hundred_keys_over_five_screens_in_one_write(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        burst = journey()
        assert len(burst) > 300
        desk.send(burst)
        desk.wait_for(r"BAKER, Bob +│")
        desk.wait_for("9 family")
    with place.store() as clinic:
        assert clinic.count("SELECT float_counted_cents FROM drawer_session") == 20000
        assert rows(clinic, "SELECT cents, tendered_cents FROM ledger_line WHERE account = 'till'") == [
            (20000, None),
            (2500, 4000),
        ]
        made = rows(clinic, "SELECT note, priority, owner_id, due_at FROM callback WHERE reason_code = 'BILL'")
        assert [(note, priority, owner) for note, priority, owner, _ in made] == [(NOTE, "high", None)]
        assert str(made[0][3]).startswith("2026-03-10 20:00")
        new = "SELECT last_name, first_name, dob, street, city FROM patient WHERE last_name = 'Quintana'"
        assert rows(clinic, new) == [("Quintana", "Rosalind", "1957-01-22", STREET, "Santa Fe")]
        assert clinic.count("SELECT count(*) FROM appointment WHERE kind = 'walk_in' AND state = 'arrived'") == 1


def test_a_digit_typed_before_anybody_stands_on_the_list_acts_on_nobody(tmp_path: Path) -> None:
    """Nobody can mean a row that was not there: it is said, and nothing is done."""
    place = small_day(tmp_path)
    with place.start() as desk:
        desk.wait_for("User name")
        desk.send(keys("mrivera", "enter", PASSWORD, "enter", "1", "8"))
        desk.wait_for("look, and press it again")
        step(desk, "1", shows="ALVAREZ, Ana arrived")
    with place.store() as clinic:
        assert rows(clinic, "SELECT count(*) FROM appointment_event WHERE kind = 'move'") == [(1,)]


@pytest.mark.soak
def test_pastes_and_keypad_enter_keep_their_place_between_keys(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        open_drawer(desk)
        step(desk, "f2", "1", shows="ALVAREZ, Ana arrived")
        to_payment(desk, "ALVAREZ")
        desk.send(
            keys("check ") + paste("1042") + keys(" 10.00", "keypad-enter", "cash ") + paste("20")
            + keys("keypad-enter", "f10", "f12", "9") + paste("left a\nscarf at") + keys(" the desk", "keypad-enter")
        )  # fmt: skip
        desk.wait_for(r"(?i)note|saved")
        desk.send(keys("f4"))
        desk.wait_for("due 3")
    with place.store() as clinic:
        taken = (
            "SELECT tender, cents, tendered_cents, reference FROM ledger_line WHERE account IN ('till', 'checks') "
            "AND tender <> '' AND journal_id IN (SELECT id FROM journal WHERE kind = 'payment') ORDER BY tender"
        )
        assert rows(clinic, taken) == [("CASH", 1500, 2000, ""), ("CHK", 1000, None, "1042")]
        assert rows(clinic, "SELECT note FROM appointment WHERE note <> ''") == [("left a scarf at the desk",)]


@pytest.mark.soak
def test_enter_behind_a_missing_copay_gives_no_reason(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        step(desk, "1", shows="ALVAREZ, Ana arrived")
        to_payment(desk, "ALVAREZ")
        desk.send(keys("f10", "enter", "1", "enter", "f10", "enter"))
        desk.wait_for("Why was the copay not collected")
        insist(desk, "enter", "Choose with its digit")
    with place.store() as clinic:
        assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'arrived'") == 1
        assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'copay'") == 0


@pytest.mark.soak
def test_enter_behind_a_possible_duplicate_registers_nobody(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        desk.send(
            keys("+", "alvarez, ana 2/29/1960", "+", "tab", "tab", "tab", "tab", "5055550100")
            + keys("f10", "enter", "d", "enter", "f10", "1")
        )
        desk.wait_for("Is this somebody you have already")
        insist(desk, "enter", "Press 1 to 1 for the person, or d")
    with place.store() as clinic:
        assert clinic.count("SELECT count(*) FROM patient") == 6
        assert clinic.count("SELECT count(*) FROM appointment") == 3


@pytest.mark.soak
def test_enter_behind_a_call_that_was_too_short_does_not_close_it(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        step(desk, "f4", shows="due 3 · 3 open")
        desk.send(keys("1", "1", "enter", "enter", "enter"))
        desk.wait_for("ON CALL")
        desk.wait_for("Reached, done✓")
        step(desk, "ctrl+o", shows="being called by you")
    with place.store() as clinic:
        assert rows(clinic, "SELECT state, last_outcome FROM callback WHERE claimed_by IS NOT NULL") == [
            ("dialing", "")
        ]


@pytest.mark.soak
def test_stepping_back_in_mid_burst_loses_no_key_behind_it(tmp_path: Path) -> None:
    """F12 out of a search, out of a note and out of a payment; the typed payment stays as a draft."""
    place = small_day(tmp_path)
    with place.open() as desk:
        desk.send(
            keys("ctrl+f", "baker", "f12", "down", "9", "never saved", "f12", "9", "saved", "enter", "home")
            + keys("1", "2", *TO_PAYMENT, "cash 30", "f12", "down", "down", "1", "end", "9", "third", "enter")
        )
        desk.wait_for("CASTRO, Cy +.*Arrived")
        desk.wait_for("(?i)note")
        desk.send(keys("f4"))
        desk.wait_for("due 3")
    with place.store() as clinic:
        noted = (
            "SELECT p.last_name, a.note, a.state FROM appointment a JOIN patient p ON p.id = a.patient_id ORDER BY 1"
        )
        assert rows(clinic, noted) == [
            ("ALVAREZ", "", "arrived"),
            ("BAKER", "saved", "booked"),
            ("CASTRO", "third", "arrived"),
        ]
        assert clinic.count("SELECT count(*) FROM draft WHERE form = 'check_in' AND body LIKE '%cash 30%'") == 1
        assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 0
