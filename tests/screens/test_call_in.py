"""The box of a call over any screen, driven by keys and read as text."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from psr_tui.domain.errors import StoreBusy
from psr_tui.domain.staff import Actor
from psr_tui.screens import calls
from psr_tui.screens.call_in import CallInBox
from psr_tui.services.calls import HandOn
from psr_tui.services.drafts import DraftService
from psr_tui.store.repositories.call_records import CallRecord
from tests.helpers.clinic import TestClinic
from tests.helpers.phones_station import Station, phone_station
from tests.services.call_helpers import Desk, make_desk, new
from tests.services.callback_helpers import make_phones


@pytest.fixture
def desk(clinic: TestClinic) -> Desk:
    return make_desk(clinic)


def call_of(station: Station, desk: Desk) -> str:
    return desk.service.open_call(station.desk.actor)


def typed(text: str) -> list[str]:
    return ["space" if sign == " " else sign for sign in text]


async def test_a_known_number_costs_nine_keys_beside_number_and_note(desk: Desk) -> None:
    patient = desk.clinic.add_patient("WALKER", "Tom", contact_note="after [5]")
    keys = ["ctrl+o", "1", "1", "2", "4", "4", "enter", "1", "1"]
    async with phone_station(desk.clinic) as station:
        await station.type(keys[0])
        assert "ON CALL" in station.text and "who is calling?" in station.text
        call = call_of(station, desk)
        await station.type(*"5055550142", "enter")
        assert "1 WALKER, Tom" in station.text and "known number" in station.text
        assert desk.row(call).patient_id is None and "after [5]" not in station.text
        await station.type(*keys[1:5])
        assert "verified" in station.text and "after [5]" in station.text
        await station.type(keys[5], *typed("wants 30 days"), *keys[6:])
        row = desk.row(call)
        assert (row.state, row.outcome, row.resolved, row.note) == ("done", "RES", True, "wants 30 days")
        assert (row.patient_id, row.verified, row.reason_code) == (patient, "NAME DOB PHONE", "REFILL")
        assert "Saved: reached, done" in station.text and call_of(station, desk) == ""
    assert len(keys) <= 9


async def test_a_family_on_one_phone_is_listed_whole_and_told_apart_by_birth_date(desk: Desk) -> None:
    for day, name in enumerate(("Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus"), start=1):
        desk.clinic.add_patient("PEÑA", name, dob=date(2000, 1, day), phone="+15055550143", contact_note=f"of {name}")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550143", "enter")
        text = station.text
        assert "maybe: 7 people" in text and "One phone, one family" in text
        assert "1 PEÑA, Ann" in text and "6 PEÑA, Flo" in text and "PgDn: 1 more" in text and "Gus" not in text
        await station.type("pagedown", "1")
        assert "PEÑA, Gus · NOT verified" in station.text and "of Gus" not in station.text
        await station.type("u")
        assert "PEÑA, Ann" in station.text and "NOT verified" not in station.text
        await station.type("2")
        assert "Full name *: PEÑA, Bo" in station.text and "01/02/2000" in station.text


async def test_a_sentence_about_one_number_does_not_stand_beside_another(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5550188", "enter")
        assert "Area code 505 was added" in station.text and "Not on file: Ctrl+F" in station.text
        await station.type("up", "ctrl+u", *"5055550142", "enter")
        assert "known number" in station.text and "Not on file" not in station.text
        await station.type("up", "ctrl+u", *typed("private number"), "enter")
        assert "number withheld" in station.text and "who is calling?" not in station.text


async def test_a_parent_calls_about_a_child_and_is_named(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tim", dob=date(2018, 1, 1))
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550142", "enter", "1")
        assert (
            "The patient is 8. Say who is calling (p)" in station.text
            and "Please tell me the patient's" in station.text
        )
        await station.type("p", "2", *typed("Rosa Walker"), "enter")
        assert "Rosa Walker, parent or guardian. Once verified: A parent who is not on" in station.text
        await station.type("1", "2", "4")
        assert station.text.count("A parent who is not on") == 1 and "Once verified" not in station.text


async def test_two_calls_keep_their_own_note_and_a_further_key_adds_to_it(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550142", "enter", "1", "1", "2", "4", "4", *typed("refill"), "enter", "n")
        first, second = (one.id for one in sorted(_open(desk, station), key=lambda one: one.patient_id is None))
        assert "g: (505) 555-0142 on hold" in station.text and "WALKER" not in station.text
        await station.type(*"none", "enter", *typed("o"), "ctrl+g")
        assert "WALKER, Tom · verified" in station.text and "Note  > refill" in station.text
        await station.type(*typed(" of two"), "enter", "1", "1")
        assert desk.row(first).note == "refill of two" and desk.row(second).state == "held"
        assert "ON HOLD" in station.text and "WALKER" not in station.text
        assert "h takes them back." in station.text
        await station.type("h")  # nobody has to walk there while somebody waits
        assert "ON CALL" in station.text and desk.row(second).state == "talking"
        await station.type("escape")
        assert "The call goes on; Ctrl+O brings it back." in station.text


def _open(desk: Desk, station: Station) -> list[CallRecord]:
    with desk.clinic.store.read() as work:
        return work.calls.open_of(station.desk.actor.staff_id)


async def test_what_waits_for_the_caller_pops_up_and_their_callback_is_settled(desk: Desk) -> None:
    phones = make_phones(desk.clinic)
    patient = desk.clinic.add_patient("WALKER", "Tom")
    tell = phones.add(patient, minutes=600, tell_when_they_call=True, tell_words="Please book a nurse visit")
    owed = phones.add(patient, minutes=600, reason_code="REFER", note="cardiology")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550142", "enter", "1", "1", "2")
        assert "nurse visit" not in station.text
        await station.type("4")
        assert "Tell them now: Please book a nurse visit" in station.text
        await station.type("t")
        assert phones.row(tell).state == "done" and "cardiology" in station.text
        await station.type("enter", "enter", "d")
        assert phones.row(owed).last_outcome == "CIN" and "cardiology" not in station.text.partition("Reason")[0][-300:]


async def test_a_ring_is_told_and_steals_no_key(desk: Desk) -> None:
    async with phone_station(desk.clinic, ring=calls.RingWatch()) as station:
        await station.type("slash", *"wal")
        desk.line("ringing", "ast-1", kind="ringing", agent="Agent/u-mrivera", number="5055550177", queue="main")
        station.app.publish({"line"})
        await station.settle()
        assert "Ringing: (505) 555-0177, not on file. Ctrl+O shows it." in station.text
        await station.type("k")
        assert station.place.filter_text == "walk"
        await station.type("ctrl+o")
        assert "RINGING 0:00:00 · (505) 555-0177 · number not on file · main" in station.text
        assert "a answered  e end" in station.text
        desk.line("talking", "ast-1", kind="connected", agent="Agent/u-mrivera")
        station.app.publish({"line"})
        await station.settle()
        assert "ON CALL" in station.text and "Reason>" in station.text  # a digit typed now is no outcome


async def test_a_call_handed_on_is_told_and_taken(desk: Desk) -> None:
    async with phone_station(desk.clinic, ring=calls.RingWatch()) as station:
        call = desk.start(desk.chen)
        new_one = HandOn(new("t"), call, True, "wants a form", station.desk.actor.staff_id)
        desk.service.hand_on(desk.chen, new_one)
        station.app.publish({"phones"})
        await station.settle()
        assert "T. Chen hands you a call (a withheld number): wants a form. Ctrl+O shows it." in station.text
        await station.type("ctrl+o", "a")
        assert "ON CALL" in station.text and "From T. Chen: wants a form" in station.text
        assert "Number>" in station.text  # on to what is asked next
        assert desk.row(call).state == "wrap"


async def test_over_an_open_box_nothing_typed_is_lost_and_a_call_about_nobody_asks_once(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        await station.type("plus", *"walk", "enter", *"ref", "enter", "enter", "enter", "enter", *typed("half a note"))
        await station.type("ctrl+o", *"none", "enter", "9", *typed("hours"), "enter", "1")
        assert "The call is about nobody yet" in station.text
        await station.type("3", "1")
        assert "half a note" in station.text and "Saved: reached, done" in station.text
        row = desk.clinic.count(
            "SELECT count(*) FROM call WHERE state = 'done' AND note = 'hours' AND patient_id IS NULL"
        )
        assert row == 1
        await station.type("ctrl+o", *"none", "enter", "enter", "enter", "q")
        assert "Will call us back." in station.text and "→" not in station.text  # no mailbox was full in this call
        await station.type("f12", "a", "a")
        assert "It is answered already." in station.text and ">Outcome" in station.text
        await station.type("ctrl+f", "ctrl+o")
        assert "The call box is under this one" in station.text


async def test_a_call_comes_in_while_somebody_is_called_back(desk: Desk) -> None:
    phones = make_phones(desk.clinic)
    callback = phones.add()
    async with phone_station(desk.clinic) as station:
        await station.type("1", "a", "n", *"none", "enter", "4", "enter", "1", "3", "1")
        assert "CALLEEA, Ann0" in station.text and "Saved: reached, done" in station.text
        await station.type("1", "y")
        assert phones.row(callback).last_outcome == "RES"
    legs = "FROM call WHERE direction = 'out' AND state = 'done'"
    assert desk.clinic.count(f"SELECT count(*) {legs}") == 1


async def test_from_a_callback_one_key_goes_back_to_the_caller_who_waits(desk: Desk) -> None:
    make_phones(desk.clinic).add()
    async with phone_station(desk.clinic) as station:
        await station.type("1", "g")
        assert "There is no other call; n takes one more." in station.text
        await station.type("n", *"none", "enter", "ctrl+g")
        assert "CALLEEA, Ann0" in station.text and "g: another caller waits" in station.text
        await station.type("g")
        assert "ON CALL" in station.text and "Number  none" in station.text and "g: " in station.text
        inbound = next(one for one in _open(desk, station) if one.direction == "in")
        assert inbound.state == "talking"
        await station.type("ctrl+g", "4")
        assert "No answer" in station.text


async def test_signing_out_asks_and_the_next_sign_in_shows_the_call_with_its_text(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550142", "enter", "1", "1", "2", "4", "4", *typed("he said [b]"), "ctrl+o")
        await station.type("colon", *"signout", "enter")
        assert "shown first at your next" in station.text
        await station.type("enter")
        assert "CALLBACKS" in station.text
    desk.wait(120)
    async with phone_station(desk.clinic) as station:
        station.place.flow(calls.left_over(station.place))
        await station.settle()
        assert "This call was left open; your text is back." in station.text
        assert "Note  > he said [b]" in station.text and "ON CALL 0:02:00" in station.text
        assert "it down as you say it" in station.text and "     w yes   x no" in station.text


async def test_privacy_mode_hides_what_proves_a_caller_and_the_number(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        station.app.privacy = True
        await station.type("ctrl+o", *"5055550142", "enter")
        assert "1 W., T." in station.text and "***-***-0142 · known number" in station.text
        await station.type("1")
        text = station.text
        assert "Full name *: W., T." in text and "Date of birth *: hidden in privacy mode" in text
        assert "WALKER" not in text and "02/29" not in text and "1 Plaza" not in text


async def test_a_busy_store_is_asked_again_for_what_is_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"none", "enter", "9", *typed("half a word"))
        box = cast(CallInBox, station.app.screen)
        plain, tries = DraftService.keep, []

        def busy(service: DraftService, actor: Actor, form: str, subject: str, values: dict[str, str]) -> None:
            tries.append(values)
            if len(tries) == 1:
                raise StoreBusy("busy")
            plain(service, actor, form, subject, values)

        monkeypatch.setattr(DraftService, "keep", busy)
        for _ in range(3):
            before = set(station.app.workers)
            box._keep_typed()
            for worker in set(station.app.workers) - before:
                await worker.wait()
    assert len(tries) == 2, "once again after the refusal, and no more once it is kept"
    assert desk.clinic.count("SELECT count(*) FROM draft WHERE body LIKE '%half a word%'") == 1


async def test_a_script_names_nobody_but_the_person_who_was_verified(desk: Desk) -> None:
    desk.clinic.add_visit(desk.clinic.add_patient("WALKER", "Tom"), "14:30")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"none", "enter", "2")
        assert "Do you want another time" in station.text and "I see your visit" not in station.text
        await station.type("up", "up", "ctrl+u", *"5055550142", "enter", "1", "1", "2", "4")
        assert "I see your visit" in station.text and "2:30 PM" in station.text
        await station.type("enter", "p", "6", *typed("Al, a friend"), "enter")
        assert "I see your visit" not in station.text and "Do you want another time" in station.text
        await station.type("p", "1", "u")
        assert "2:30 PM" not in station.text and "WALKER, Tom ·" not in station.text


async def test_a_missing_reason_is_asked_for_before_the_caller_is_asked_anything(desk: Desk) -> None:
    desk.clinic.add_patient("WALKER", "Tom")
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"5055550142", "enter", "1", "1", "2", "4", "enter", "enter", "1")
        assert "Reason: say what the call was about" in station.text and "Ask: was everything" not in station.text
        assert "Reason>" in station.text


async def test_a_call_is_handed_on_and_a_refusal_keeps_the_words(desk: Desk) -> None:
    async with phone_station(desk.clinic) as station:
        await station.type("ctrl+o", *"none", "enter", "enter", "enter", "f")
        await station.type("enter", "enter", "enter", *typed("wants a bill"), "f10")
        assert "To: choose a colleague, or type the team or office." in station.text
        assert "Tell them       wants a bill" in station.text and "Colleague     >" in station.text
        await station.type("f12", "f12")
        assert "Forward the call" not in station.text
        await station.type("f", "enter", *typed("billing"), "f10")
        assert (
            "billing is asked; the caller is on hold." in station.text and "Forwarded to billing: asked" in station.text
        )
    assert desk.clinic.count("SELECT count(*) FROM call_transfer WHERE words = 'wants a bill'") == 1
    assert desk.clinic.count("SELECT count(*) FROM draft WHERE form = 'call_forward'") == 0
