"""The callback list and the call box, read as text and driven by bursts of keys."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from psr_tui.domain.staff import Actor
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.phones_station import phone_station
from tests.helpers.station import burst
from tests.services.callback_helpers import Phones, make_phones

TUE_2P = ("t", "u", "e", "space", "2", "p")
RIGHT_AFTER = timedelta(seconds=40)


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def _three(phones: Phones) -> list[str]:
    names = (("WALKER", "Tom"), ("ABEYTA", "Ruth"), ("SMITH", "Jon"))
    patients = [phones.clinic.add_patient(last, first) for last, first in names]
    return [phones.add(patient, minutes=-77 + 10 * place) for place, patient in enumerate(patients)]


def never_idle(phones: Phones) -> None:
    with phones.clinic.store.write(phones.rivera) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE clinic SET idle_lock_seconds = 99999, sign_out_seconds = 99999"
        )
        work.commit()


async def test_the_list_shows_due_why_who_number_tries_and_last(phones: Phones) -> None:
    phones.add(phones.clinic.add_patient("WALKER", "Tom"), minutes=-77, attempts=2, last_outcome="VML")
    phones.add(phones.clinic.add_patient("ABEYTA", "Ruth"), minutes=60, reason_code="REFER")
    async with phone_station(phones.clinic) as station:
        assert station.lines[0].startswith(" CALLBACKS  mine and pool")
        assert station.lines[1].startswith(" due 1 · later 1 · 2 open")
        row = next(line for line in station.lines if "WALKER" in line)
        assert row.startswith(">08:30 overdue 1:17, refill") and "…0142 2/3" in row
        assert "2/3" in row and "Voicemail" in row
        assert "1Call next 2Call this 3Taken 5Open 6Skip 7Give 8Cancel 9Note +New 0Block 4More" in station.text


async def test_the_box_says_what_to_say_and_covers_nothing_above(phones: Phones) -> None:
    _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1")
        text = station.text
        assert "ON CALL 0:00:00 · WALKER, Tom · (505) 555-0142 · 08:47 there" in text
        assert "May I speak with Tom Walker? This is M. Rivera from North Clinic." in text
        assert "READ “Please tell me your full name and date of birth.”" in text
        assert "Voicemail, callback-only: “Hello, this is M. Rivera calling from North" in text
        assert "1Reached, done  2Call again  3Voicemail  4No answer" in text and "9More" in text
        assert "ABEYTA, Ruth" in text
        with phones.clinic.store.write(phones.rivera) as work:
            work.session.connection().exec_driver_sql("UPDATE patient_phone SET voicemail = 'none'")
            work.commit()
        await station.type("3", "1")  # what nobody may say never stands in quotes
        assert "     Hang up without a message: this patient allows no voicemail here." in station.text


# --- key budgets (call-center.md CC-98, and the issue's own) ---


@pytest.mark.parametrize(("digit", "code", "most"), [("4", "NAN", 3), ("3", "VML", 3), ("6", "BSY", 3)])
async def test_no_answer_and_voicemail_cost_three_keys_with_the_next_call(
    phones: Phones, digit: str, code: str, most: int
) -> None:
    first, second, _ = _three(phones)
    keys = ["1", digit, "1"]
    assert len(keys) <= most
    async with phone_station(phones.clinic) as station:
        await station.type(*keys)
        assert phones.row(first).last_outcome == code and phones.row(first).attempts == 1
        assert phones.row(second).claimed_by == "u-mrivera" and "ABEYTA, Ruth" in station.text


async def test_reached_and_done_costs_two_keys_and_asks_only_when_it_was_too_short(phones: Phones) -> None:
    first, second, _ = _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1")
        phones.clinic.clock.advance(RIGHT_AFTER)
        await station.type("1", "1")
        assert phones.row(first).state == "done" and phones.row(second).state == "dialing"
        await station.type("1")
        assert "Only 0 s since you dialed" in station.text and phones.row(second).state == "dialing"
        await station.type("enter")
        assert phones.row(second).state == "dialing"
        await station.type("1", "y")
        assert phones.row(second).state == "done"


@pytest.mark.parametrize("end", [("f10",), ("enter", "enter", "enter")])
async def test_a_promise_costs_at_most_twelve_keys(phones: Phones, end: tuple[str, ...]) -> None:
    first = _three(phones)[0]
    keys = ["1", "2", *TUE_2P, *end]
    assert len(keys) <= 12
    async with phone_station(phones.clinic) as station:
        await station.type(*keys)
        row = phones.row(first)
        assert (row.due_at, row.promise) == (datetime(2026, 3, 10, 20, 0, tzinfo=UTC), True)
        assert "Call again. Again Tue 03/10 14:00 their time (15:00 here)." in station.text


async def test_a_time_is_read_back_in_both_times_and_a_bad_one_is_typed_anew_at_once(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1", "2", *TUE_2P, "tab")
        assert "Tue 03/10 14:00 there, 15:00 here" in station.text
        await station.type("shift+tab", *"sun 7a", "f10")
        assert "nearest good time Mon" in station.text
        await station.type(*"mon 8a", "f10")  # the cursor is back in the field, and the next keys replace it
        assert "Call again. Again Mon 03/09 08:00" in station.text and phones.row(first).promise


@pytest.mark.soak
async def test_forty_calls_in_one_burst_each_land_on_their_own_item(phones: Phones) -> None:
    patients = [phones.clinic.add_patient(f"BURST{number}", "Al") for number in range(10)]
    made = [phones.add(patient, minutes=-100 + number) for number, patient in enumerate(patients)]
    async with phone_station(phones.clinic) as station:
        await station.type(*("1", "4", "1", "3") * 5)
        assert [phones.row(one).last_outcome for one in made] == ["NAN", "VML"] * 5
        assert all(phones.row(one).attempts == 1 for one in made)


# --- the call survives ---


async def test_hiding_keeps_call_and_text_and_comes_back_over_another_place(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1", "tab", "tab", *"cold today".replace(" ", "_"), "ctrl+o")
        assert "The call goes on; Ctrl+O brings it back." in station.text and "ON CALL" not in station.text
        await station.type("f2", "ctrl+o")
        assert "ON CALL" in station.text and "cold_today" in station.text
        phones.clinic.clock.advance(RIGHT_AFTER)
        await station.type("1")
        assert phones.row(first).state == "done" and phones.events(first)[-1].note == "cold_today"
        assert "Reached, done." in station.lines[23]
        await station.type("ctrl+o")  # with no call open, the key is the beginning of one (CC-61)
        assert "who is calling?" in station.text


async def test_after_a_crash_the_open_call_is_offered_with_its_text(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1", "tab", "tab", *"half", "tab")
        assert phones.row(first).state == "dialing"
    phones.clinic.clock.advance(timedelta(minutes=2))
    async with phone_station(phones.clinic) as station:
        await station.minute()
        assert "You still have a call open: Ctrl+O goes on with it." in station.text
        await station.type("ctrl+o")
        assert "ON CALL 0:02:00 · WALKER, Tom" in station.text and "half" in station.text


async def test_an_open_call_stays_claimed_even_under_the_idle_lock(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1")
        for _ in range(3):
            phones.clinic.clock.advance(timedelta(minutes=6))
            await station.minute()
        assert phones.service.claim_next(phones.chen) is not None
        assert phones.row(first).claimed_by == "u-mrivera"


async def test_a_call_taken_back_says_so_and_keeps_the_text(phones: Phones) -> None:
    first = _three(phones)[0]
    never_idle(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1")
        phones.clinic.clock.advance(timedelta(minutes=30))
        phones.service.minute(phones.chen)
        assert phones.service.claim_this(phones.chen, first, phones.row(first).version).item.id == first
        await station.type("4")
        assert "do not hold this callback any more" in station.text and "T. Chen" in station.text
        assert phones.row(first).claimed_by == "u-tchen"


async def test_due_promises_are_told_once_on_any_place(phones: Phones) -> None:
    phones.add(minutes=2, owner_id="u-mrivera", promise=True)
    async with phone_station(phones.clinic) as station:
        await station.type("f2")
        phones.clinic.clock.advance(timedelta(minutes=3))
        await station.minute()
        assert "1 of your promises to call is due: F4, then 1." in station.text


# --- rows ---


async def test_call_this_takes_the_row_under_the_cursor(phones: Phones) -> None:
    made = _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("down", "down", "2")
        assert phones.row(made[2]).state == "dialing" and "SMITH, Jon" in station.text


async def test_the_wrong_time_of_day_is_refused_with_the_right_one(phones: Phones) -> None:
    patient = phones.clinic.add_patient("CALDER", "Lou", state="CA")
    callback = phones.add(patient, window_key="America/Los_Angeles|CA", patient_zone="America/Los_Angeles")
    async with phone_station(phones.clinic) as station:
        assert "not now, from 08:00 their" in station.text
        await station.type("2")
        assert "calling is allowed from 08:00 their time" in station.text
        assert phones.row(callback).state == "open"
        await station.type("1")
        assert "Nobody is due for a call from you now" in station.text


async def test_skip_needs_a_reason_and_the_row_goes_to_the_end(phones: Phones) -> None:
    made = _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("6", "1")
        assert phones.events(made[0])[-1].reason_code == "S1"
        assert "Skipped; it is not offered to you again today." in station.text
        assert "you skipped it today" in station.text
        await station.type("6", "2")  # the cursor stands on the next one, and did not follow the row to the end
        assert phones.events(made[1])[-1].reason_code == "S2"


async def test_give_cancel_and_note(phones: Phones) -> None:
    made = _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("7", "t", "enter")
        assert "is kept for T. Chen now" in station.text and phones.row(made[0]).owner_id == "u-tchen"
        await station.type("8", "2")
        assert phones.row(made[1]).state == "cancelled"
        await station.type("home", "9", *"hello", "enter")
        assert phones.events(made[2])[-1].note == "hello" and "Note saved." in station.text


async def test_keys_wait_for_their_box_however_slow_the_store_is(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read or save on a slow disk takes longer than a handler may: the keys behind it never act on the row below."""
    made = _three(phones)
    monkeypatch.setattr("psr_tui.terminal.key_queue.PATIENCE", 0.05)
    async with phone_station(phones.clinic) as station:
        colleagues, go_on = station.desk.callbacks.colleagues, threading.Event()

        def slow(actor: Actor) -> list[tuple[str, str]]:
            go_on.wait(20)
            return list(colleagues(actor))

        monkeypatch.setattr(station.desk.callbacks, "colleagues", slow)
        burst(station.app, "7", "t", "enter")
        await asyncio.sleep(0.3)
        assert station.app._keys.waiting == 2
        go_on.set()
        await station.settle()
        assert phones.row(made[0]).owner_id == "u-tchen"


async def test_marked_rows_are_given_in_one_act(phones: Phones) -> None:
    made = _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("space", "down", "space", "7", "t", "enter")
        assert [phones.row(one).owner_id for one in made] == ["u-tchen", "u-tchen", None]


async def test_a_stale_row_is_refused_naming_who_changed_it(phones: Phones) -> None:
    made = _three(phones)
    async with phone_station(phones.clinic) as station:
        phones.service.note(phones.chen, made[0], 1, "he called")
        await station.type("2")
        assert "changed by T. Chen at 09:47" in station.text and phones.row(made[0]).state == "open"
        await station.type("2")
        assert phones.row(made[0]).state == "dialing"


async def test_open_shows_words_numbers_and_history(phones: Phones) -> None:
    made = _three(phones)
    phones.service.note(phones.chen, made[0], 1, "wants it [b]today[/b]")
    async with phone_station(phones.clinic) as station:
        await station.type("5")
        text = station.text
        assert "Numbers: (505) 555-0142 home" in text and "note: wants it [b]today[/b]" in text
        await station.type("f12", "down", "enter")
        assert "ABEYTA, Ruth" in station.text and "What happened" in station.text


async def test_filter_and_letters_find_names(phones: Phones) -> None:
    _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("s", "m")
        assert next(line for line in station.lines if "SMITH" in line).startswith(">")
        await station.type("slash", "a", "b", "e", "enter")
        assert "ABEYTA" in station.text and "WALKER" not in station.text
        await station.type("escape")
        assert "WALKER" in station.text


async def test_wide_terminals_show_the_row_and_its_calls_beside(phones: Phones) -> None:
    made = _three(phones)
    phones.service.note(phones.chen, made[0], 1, "prefers mornings")
    async with phone_station(phones.clinic, size=(120, 40)) as station:
        text = station.text
        assert "Their time: 08:47" in text and "Last calls" in text and "note: prefers mornings" in text
        assert "Why: overdue 1:17, refill" in text


async def test_hostile_names_are_only_text(phones: Phones) -> None:
    phones.add(phones.clinic.add_patient("[/b]O'NEIL[red]", "A\x1b[2J"))
    async with phone_station(phones.clinic, size=(120, 40)) as station:
        assert "[/B]O'NEIL[RED], A[2J" in station.text and "\x1b" not in station.text
        await station.type("1")
        assert "ON CALL" in station.text


# --- red flag, nurse, ladder ---


async def test_red_flag_from_the_call_box(phones: Phones) -> None:
    _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1", "ctrl+r")
        assert "RED FLAG: to the nurse now" in station.text and "call 911" in station.text
        await station.type(*"home", "enter", "enter", *"cannot_breathe", "f10")
        assert "RED FLAG: with the nurse" in station.text and "call 911" in station.text  # the script stays (CC-89)
        await station.type("1", "2", "f12")
        assert "To the nurse since 09:47" in station.text and "ON CALL" in station.text
        await station.type("ctrl+o", "home")
        assert "RED FLAG 0:00 unanswered" in station.text
        await station.type("5")
        assert "Their words: cannot_breathe" in station.text and "Where they are: home" in station.text
        assert "Happening now: yes" in station.text and "stayed on the line" in station.text
        await station.type("f12", "3", "1", *"Kim", "enter")
        assert "Taken by Kim; the clock has stopped." in station.text
        assert phones.clinic.count("SELECT count(*) FROM callback WHERE red_flag = 1 AND state = 'done'") == 1


async def test_a_red_flag_misses_nothing_and_is_never_half_sent(phones: Phones) -> None:
    _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1", "ctrl+r", "f10")
        assert "Where they are: is still empty" in station.text
        await station.type("f12")
        assert "The red flag was NOT sent." in station.text
        assert phones.clinic.count("SELECT count(*) FROM callback WHERE red_flag = 1") == 0


async def test_out_of_attempts_asks_what_was_sent(phones: Phones) -> None:
    callback = phones.add(state="exhausted", ladder="portal, letter", attempts=3)
    async with phone_station(phones.clinic) as station:
        assert "attempts used up: portal" in station.text
        await station.type("3", "1", "1", "2")  # the portal, on with what is left, done already
        assert phones.row(callback).state == "exhausted" and "attempts used up: letter" in station.text
        await station.type("3", "1", "2")
        assert phones.row(callback).state == "done" and "Closed: letter." in station.text


async def test_the_rare_outcomes_are_behind_nine(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1", "9")
        assert "How did the call end?" in station.text and "Not in service" in station.text
        await station.type("1")
        assert phones.row(first).last_outcome == "VMF"


async def test_skip_from_the_call_box_gives_the_item_back(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        await station.type("1", "9", "up", "enter", "2")
        row = phones.row(first)
        assert (row.state, row.attempts) == ("open", 0) and phones.events(first)[-1].kind == "skip"


async def test_a_new_callback_for_somebody_found(phones: Phones) -> None:
    phones.clinic.add_patient("PEÑA GARCÍA", "José")
    async with phone_station(phones.clinic) as station:
        await station.type("plus", *"pena", "enter")
        assert "New callback" in station.text
        await station.type(*"refi", "enter", "enter", *TUE_2P, "f10")
        assert "Callback made, yours, due Tue 03/10 14:00" in station.text
        assert next(line for line in station.lines if "PEÑA GARCÍA" in line).startswith(">")
    assert phones.clinic.count("SELECT count(*) FROM callback WHERE promise = 1 AND reason_code = 'REFILL'") == 1


async def test_what_another_station_does_shows_on_this_one(phones: Phones) -> None:
    first = _three(phones)[0]
    async with phone_station(phones.clinic) as station:
        assert phones.service.claim_next(phones.chen)
        station.app.publish({"callbacks"})
        await station.settle()
        assert "being called by T. Chen" in station.text
        await station.type("home", "1")
        assert phones.row(first).claimed_by == "u-tchen"
        assert phones.clinic.count("SELECT count(*) FROM callback WHERE claimed_by = 'u-mrivera'") == 1


async def test_quitting_asks_about_the_open_call(phones: Phones) -> None:
    _three(phones)
    async with phone_station(phones.clinic) as station:
        await station.type("1", "ctrl+o", "ctrl+q")
        assert "an open call" in station.text
        await station.type("f12")
        assert station.app.is_running and phones.clinic.clock.now() == NOW
