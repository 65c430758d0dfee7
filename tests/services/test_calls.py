"""Calls on a real store: start, who it is, hold, two at once, save; no telephone system needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from psr_tui.domain.calls import Role
from psr_tui.domain.contacts import MayHear, NewContact
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.may_be_told import Tell
from psr_tui.services.callbacks import CallbackService
from psr_tui.services.calls import CallEnd, HandOn
from tests.helpers.clinic import SETUP, make_clinic
from tests.services.call_helpers import Desk, make_desk, new
from tests.services.callback_helpers import Phones


@pytest.fixture(scope="module")
def store_of_calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clinic = make_clinic(Path(tmp_path_factory.mktemp("calls")))
    yield make_desk(clinic)
    clinic.store.close()


@pytest.fixture
def desk(store_of_calls: Desk) -> Iterator[Desk]:
    """One store for all of these: each test has its own people, and leaves no call open."""
    yield store_of_calls
    for who in (store_of_calls.rivera, store_of_calls.chen):
        while (left := store_of_calls.service.open_call(who)) != "":
            store_of_calls.save(left, "TEC", who, no_patient="NP2", resolved=None)


def numbered(number: int) -> str:
    return f"+1505555{number:04d}"


def test_a_call_begins_at_once_and_the_same_key_twice_is_one_call(desk: Desk) -> None:
    key = new("call")
    assert desk.service.start(desk.rivera, key) == desk.service.start(desk.rivera, key) == key
    row = desk.row(key)
    assert (row.direction, row.state, row.number, row.patient_id) == ("in", "talking", "", None)
    assert desk.service.open_call(desk.rivera) == key and desk.service.open_call(desk.chen) == ""
    assert [event.kind for event in desk.events(key)] == ["start"]


def test_seconds_come_from_the_stamps(desk: Desk) -> None:
    patient = desk.clinic.add_patient("SECOND", "Sam", phone=numbered(100))
    call = desk.verified(patient)
    desk.wait(60)
    desk.service.hold_call(desk.rivera, call)
    desk.wait(20)
    desk.service.hold_call(desk.rivera, call)
    desk.wait(30)
    desk.service.end_call(desk.rivera, call)
    desk.service.end_call(desk.rivera, call)
    desk.wait(75)
    assert "15 s over the target" in desk.save(call, note="[b] refill").words
    row = desk.row(call)
    assert (row.talk_seconds, row.hold_seconds, row.wrap_seconds) == (90, 20, 75)
    assert (row.wait_seconds, row.ring_seconds, row.dead_seconds) == (0, 0, 0)
    assert (row.state, row.outcome, row.resolved, row.note) == ("done", "RES", True, "[b] refill")


def test_a_clock_set_back_in_a_call_makes_nothing_negative(desk: Desk) -> None:
    patient = desk.clinic.add_patient("BACK", "Sam", phone=numbered(101))
    call = desk.verified(patient)
    desk.wait(-3600)
    desk.service.hold_call(desk.rivera, call)
    desk.wait(40)
    desk.save(call)
    row = desk.row(call)
    assert (row.talk_seconds, row.hold_seconds, row.wrap_seconds) == (0, 40, 0)
    desk.wait(3560)


def test_saving_twice_changes_nothing_and_what_was_saved_stays(desk: Desk) -> None:
    patient = desk.clinic.add_patient("TWICE", "Sam", phone=numbered(102))
    call = desk.verified(patient)
    end = CallEnd(new("end"), call, "RES", "REFILL", "first", True)
    desk.service.save_call(desk.rivera, end)
    assert desk.service.save_call(desk.rivera, end).words == "Saved already; nothing was changed."
    with pytest.raises(Refused, match="saved already"):
        desk.save(call, note="second")
    assert desk.row(call).note == "first"


def test_one_number_of_a_family_lists_all_and_opens_nobody(desk: Desk) -> None:
    people = [desk.clinic.add_patient("FAMILY", name, phone=numbered(110)) for name in ("Ann", "Bo", "Cy", "Di", "Ed")]
    call = desk.start()
    assert "may not exist" not in desk.service.set_number(desk.rivera, call, "505/555.0110")
    shown = desk.service.sheet(desk.rivera, call)
    assert shown.number_shown == "(505) 555-0110"
    assert shown.matched.match == "maybe" and {one.patient_id for one in shown.matched.callers} == set(people)
    assert shown.patient is None and shown.gate is None and desk.row(call).patient_id is None


@pytest.mark.parametrize("typed", ["", "none", "Anonymous", "withheld"])
def test_no_number_is_no_trouble(desk: Desk, typed: str) -> None:
    call = desk.start()
    desk.service.set_number(desk.rivera, call, typed)
    assert desk.service.sheet(desk.rivera, call).matched.match == "none"


def test_seven_digits_say_which_area_code_was_added(desk: Desk) -> None:
    call = desk.start()
    assert "Area code 505 was added" in desk.service.set_number(desk.rivera, call, "555 0110")
    assert desk.service.set_number(desk.rivera, call, "none") == ""


def test_what_is_no_number_is_refused_with_the_way_out(desk: Desk) -> None:
    call = desk.start()
    with pytest.raises(InvalidInput, match="withheld number type none"):
        desk.service.set_number(desk.rivera, call, "mother")
    with pytest.raises(InvalidInput, match="service number"):
        desk.service.set_number(desk.rivera, call, "911")


def test_a_wrong_or_late_number_is_only_a_maybe(desk: Desk) -> None:
    desk.clinic.add_patient("LATE", "Al", phone=numbered(111), deceased_on=date(2025, 1, 1))
    call = desk.start()
    desk.service.set_number(desk.rivera, call, "5055550111")
    found = desk.service.sheet(desk.rivera, call).matched
    assert (found.match, found.callers[0].why) == ("maybe", "the patient has died")


def test_a_number_that_called_about_somebody_before_is_a_maybe(desk: Desk) -> None:
    patient = desk.clinic.add_patient("BEFORE", "Al", phone="")
    first = desk.verified(patient)
    desk.service.set_number(desk.rivera, first, "505 555 0112")
    desk.save(first)
    again = desk.start()
    desk.service.set_number(desk.rivera, again, "505 555 0112")
    found = desk.service.sheet(desk.rivera, again).matched
    assert (found.match, [one.patient_id for one in found.callers]) == ("maybe", [patient])
    assert found.callers[0].why == "called from it before"


def test_nothing_is_shown_until_the_gate_is_passed_and_only_which_were_used_is_kept(desk: Desk) -> None:
    patient = desk.clinic.add_patient("GATE", "Gus", phone=numbered(113), contact_note="call after 5")
    desk.clinic.add_visit(patient)
    call = desk.start()
    desk.service.choose(desk.rivera, call, patient)
    for ticks in (["NAME"], ["NAME", "DOB"], ["DOB", "ADDR"]):
        assert not desk.service.verify(desk.rivera, call, ticks)
        hidden = desk.service.sheet(desk.rivera, call)
        assert not hidden.verified and hidden.known.contact_note == "" and hidden.known.last_visit is None
    assert hidden.gate is not None and hidden.gate.missing(hidden.ticked) == "full name"
    assert desk.service.verify(desk.rivera, call, ["ADDR", "NAME", "DOB"])
    shown = desk.service.sheet(desk.rivera, call)
    assert shown.verified and shown.known.contact_note == "call after 5"
    assert desk.row(call).verified == "NAME DOB ADDR"
    kept = " ".join(event.detail for event in desk.events(call))
    assert "Plaza" not in kept and "1960" not in kept
    with pytest.raises(Refused, match="not on file"):
        desk.service.verify(desk.rivera, call, ["MEMBER"])


def test_somebody_else_chosen_is_verified_anew(desk: Desk) -> None:
    one, other = (desk.clinic.add_patient("CHANGE", name, phone=numbered(114)) for name in ("Ann", "Bo"))
    call = desk.verified(one)
    desk.service.choose(desk.rivera, call, other)
    assert desk.row(call).verified == "" and not desk.service.sheet(desk.rivera, call).verified
    desk.service.nobody(desk.rivera, call)
    assert desk.row(call).patient_id is None and desk.service.sheet(desk.rivera, call).known.contact_note == ""
    with pytest.raises(Refused, match="Choose first"):
        desk.service.verify(desk.rivera, call, ["NAME"])


def test_a_merged_record_is_not_chosen(desk: Desk) -> None:
    kept, gone = (desk.clinic.add_patient("MERGED", name, phone=numbered(115)) for name in ("Ann", "Anne"))
    desk.clinic.merge(kept, gone)
    call = desk.start()
    desk.service.set_number(desk.rivera, call, "5055550115")
    assert [one.patient_id for one in desk.service.sheet(desk.rivera, call).matched.callers] == [kept]
    with pytest.raises(NotFound, match="merged"):
        desk.service.choose(desk.rivera, call, gone)


def test_who_calls_decides_what_may_be_told(desk: Desk) -> None:
    child = desk.clinic.add_patient("CHILD", "Kim", dob=date(2015, 5, 5), phone=numbered(116))
    desk.clinic.add_visit(child, "16:00")
    with desk.clinic.store.write(SETUP) as work:
        work.contacts.add_person(
            work.new_id(), child, NewContact("Pat Child", "aunt", may_hear=MayHear.APPOINTMENTS), "setup", work.now
        )
        work.commit()
    call = desk.verified(child)
    unasked = desk.service.sheet(desk.rivera, call)  # a child seldom calls: the rep is asked, nobody is taken for it
    assert (unasked.role, unasked.telling.tell) == (Role.UNKNOWN, Tell.NOTHING) and "(p)" in unasked.telling.words
    desk.service.set_role(desk.rivera, call, Role.PATIENT)
    assert "minor (10)" in desk.service.sheet(desk.rivera, call).telling.words
    told = {}
    for role, name in (
        (Role.AUTHORISED, "pat child"),
        (Role.AUTHORISED, "Somebody"),
        (Role.PROVIDER, ""),
        (Role.PAYER, ""),
    ):
        desk.service.set_role(desk.rivera, call, role, name)
        told[role, name] = desk.service.sheet(desk.rivera, call)
    assert told[Role.AUTHORISED, "pat child"].telling.tell is Tell.APPOINTMENTS
    assert told[Role.AUTHORISED, "pat child"].known.calls == ()
    assert told[Role.AUTHORISED, "Somebody"].telling.tell is Tell.NOTHING
    assert told[Role.AUTHORISED, "pat child"].script_values["visit.when"]
    assert told[Role.AUTHORISED, "Somebody"].script_values["visit.when"] == ""
    assert told[Role.PROVIDER, ""].telling.visits and not told[Role.PAYER, ""].telling.visits
    assert desk.row(call).caller_role == "payer"


# --- two at once ---


def test_two_calls_each_with_its_own_patient_and_one_key_between_them(desk: Desk) -> None:
    one, other = (desk.clinic.add_patient("PAIR", name, phone=numbered(117)) for name in ("Ann", "Bo"))
    first = desk.verified(one)
    second = desk.verified(other)
    assert (desk.row(first).state, desk.row(second).state) == ("held", "talking")
    with pytest.raises(Refused, match="two calls already"):
        desk.start()
    desk.wait(10)
    assert desk.service.take_other(desk.rivera, second) == first
    assert (desk.row(first).state, desk.row(second).state) == ("talking", "held")
    saved = desk.save(first, note="of Ann")
    assert saved.next_call == second and desk.row(second).note == "" and desk.row(second).patient_id == other
    desk.wait(5)
    desk.service.hold_call(desk.rivera, second)
    desk.save(second, note="of Bo")
    assert desk.row(first).hold_seconds == 10 and desk.row(second).hold_seconds == 5
    with pytest.raises(Refused, match="no other call"):
        desk.service.take_other(desk.rivera, desk.start())


# --- the end ---


def test_a_call_about_nobody_asks_once_why(desk: Desk) -> None:
    call = desk.start()
    assert desk.service.needs(desk.rivera, call, "RES", "") == (True, True)
    with pytest.raises(InvalidInput, match="about nobody"):
        desk.save(call, reason="")
    desk.save(call, reason="", no_patient="NP2")
    assert (desk.row(call).reason_code, desk.row(call).resolved) == ("NP2", True)
    assert desk.events(call)[-1].detail == "RES NP2"


def test_a_call_of_a_patient_wants_a_reason_and_an_answer(desk: Desk) -> None:
    call = desk.verified(desk.clinic.add_patient("ASKED", "Al", phone=numbered(118)))
    with pytest.raises(InvalidInput, match="Reason"):
        desk.save(call, reason="")
    with pytest.raises(InvalidInput, match="taken care of"):
        desk.save(call, resolved=None)
    with pytest.raises(InvalidInput, match="no outcome"):
        desk.save(call, "VML")
    assert desk.service.open_call(desk.rivera) == call
    desk.save(call, resolved=False)
    assert desk.row(call).resolved is False


def test_call_again_makes_the_promise_and_saves(desk: Desk) -> None:
    call = desk.verified(desk.clinic.add_patient("AGAIN", "Al", phone=numbered(119)))
    with pytest.raises(InvalidInput, match="When"):
        desk.save(call, "CBK")
    saved = desk.save(call, "CBK", when="tue 2p", note="after work")
    assert "Callback made, yours" in saved.words and desk.row(call).resolved is False
    made = f"promise AND note = 'after work' AND origin_call_id = '{call}'"
    assert desk.clinic.count(f"SELECT count(*) FROM callback WHERE {made}") == 1


def test_a_caller_nobody_knows_is_promised_a_call_by_number(desk: Desk) -> None:
    call = desk.start()
    with pytest.raises(InvalidInput, match="about nobody"):
        desk.save(call, "CBK", when="tue 2p")
    desk.service.set_number(desk.rivera, call, "5055550191")
    assert desk.service.needs(desk.rivera, call, "CBK", "REFILL") == (False, False)
    desk.service.set_role(desk.rivera, call, Role.OTHER, "Ola Nordmann")
    desk.save(call, "CBK", when="tue 2p")
    made = f"patient_id IS NULL AND callback_number = '+15055550191' AND origin_call_id = '{call}'"
    assert desk.clinic.count(f"SELECT count(*) FROM callback WHERE {made} AND caller_name = 'Ola Nordmann'") == 1


def test_to_the_nurse_hands_the_words_on(desk: Desk) -> None:
    patient = desk.clinic.add_patient("NURSE", "Al", phone=numbered(120))
    call = desk.verified(patient)
    with pytest.raises(InvalidInput, match="own words"):
        desk.save(call, "NUR", reason="CLIN")
    assert desk.row(call).state == "talking"
    desk.save(call, "NUR", reason="CLIN", note="itches since the new pills")
    where = f"patient_id = '{patient}' AND state = 'routed' AND route = 'nurse'"
    assert desk.clinic.count(f"SELECT count(*) FROM callback WHERE {where} AND origin_call_id = '{call}'") == 1


def test_no_callback_is_offered_before_the_call_is_saved(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    callback = phones.add()
    call = desk.start()
    desk.service.end_call(desk.rivera, call)
    with pytest.raises(Refused, match="call to save"):
        phones.service.claim_next(desk.rivera)
    desk.save(call, no_patient="NP1")
    hand = phones.service.claim_next(desk.rivera)
    assert hand is not None and hand.item.id == callback
    phones.service.save_outcome(desk.rivera, callback, new("cb"), "NAN")


# --- callbacks and calls ---


def test_the_outcome_of_a_callback_is_a_call_too(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    callback = phones.add(priority="urgent")
    assert phones.service.claim_next(desk.rivera)
    desk.wait(12)
    phones.service.answered(desk.rivera, callback)
    desk.wait(48)
    phones.service.ended(desk.rivera, callback)
    desk.wait(7)
    command = new("cb")
    for _ in range(2):
        phones.service.save_outcome(desk.rivera, callback, command, "RES", note="done")
    legs = f"FROM call WHERE callback_id = '{callback}' AND direction = 'out' AND state = 'done'"
    assert desk.clinic.count(f"SELECT count(*) {legs}") == 1
    got = [desk.clinic.count(f"SELECT {part}_seconds {legs}") for part in ("ring", "talk", "wrap")]
    assert got == [12, 48, 7]


def test_somebody_called_back_waits_on_hold_for_a_second_call(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    callback = phones.add(priority="urgent")
    assert phones.service.claim_next(desk.rivera)
    phones.service.answered(desk.rivera, callback)
    second = desk.start()
    assert desk.service.open_call(desk.rivera) == second
    desk.wait(25)
    leg = desk.service.take_other(desk.rivera, second)
    assert desk.service.is_callback(desk.rivera, leg) and desk.row(leg).state == "talking"
    desk.save(second, no_patient="NP2")
    phones.service.save_outcome(desk.rivera, callback, new("cb"), "RES")
    assert (desk.row(leg).state, desk.row(leg).hold_seconds) == ("done", 25)
    assert desk.clinic.count(f"SELECT count(*) FROM call WHERE callback_id = '{callback}'") == 1


def test_the_open_callback_of_a_caller_is_taken_into_the_call(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    patient, other = (desk.clinic.add_patient("CALLIN", name, phone=numbered(121)) for name in ("Ann", "Bo"))
    callback, foreign = phones.add(patient, minutes=30), phones.add(other, minutes=30)
    call = desk.start()
    desk.service.choose(desk.rivera, call, patient)
    with pytest.raises(Refused, match="Verify"):
        desk.service.take_callback(desk.rivera, call, callback, 1, new("take"))
    desk.service.verify(desk.rivera, call, ["NAME", "DOB", "PHONE"])
    assert [one.callback_id for one in desk.service.sheet(desk.rivera, call).known.waiting] == [callback]
    with pytest.raises(Refused, match="somebody else"):
        desk.service.take_callback(desk.rivera, call, foreign, 1, new("take"))
    command = new("take")
    for _ in range(2):
        desk.service.take_callback(desk.rivera, call, callback, 1, command)
    row = phones.row(callback)
    assert (row.state, row.last_outcome, row.attempts) == ("done", "CIN", 0)
    assert phones.row(foreign).state == "open" and desk.row(call).callback_id == callback
    assert desk.service.sheet(desk.rivera, call).reason == "REFILL"


def test_what_waits_to_be_told_pops_up_and_is_closed_by_telling(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    patient = desk.clinic.add_patient("TELL", "Ann", phone=numbered(122))
    callback = phones.add(patient, minutes=60, tell_when_they_call=True, tell_words="Please book a nurse visit")
    call = desk.verified(patient)
    shown = desk.service.sheet(desk.rivera, call).known
    assert [one.words for one in shown.tell] == ["Please book a nurse visit"] and shown.waiting == ()
    desk.service.set_role(desk.rivera, call, Role.OTHER, "a neighbour")
    assert desk.service.sheet(desk.rivera, call).known.tell == ()
    desk.service.set_role(desk.rivera, call, Role.PATIENT)
    desk.service.told(desk.rivera, call, callback, shown.tell[0].version, new("told"))
    assert desk.service.sheet(desk.rivera, call).known.tell == ()
    assert (phones.row(callback).state, phones.row(callback).tell_when_they_call) == ("done", False)


def test_a_callback_for_a_number_nobody_knows_is_settled_by_its_call(desk: Desk) -> None:
    phones = Phones(desk.clinic, CallbackService(desk.clinic.store, desk.clinic.clock), desk.rivera, desk.chen)
    owed = phones.add(desk.clinic.add_patient("NOBODY", "Ann", phone=""), minutes=60)
    with desk.clinic.store.write(SETUP) as work:
        work.callbacks.change(owed, "setup", work.now, patient_id=None, callback_number="+15055550190")
        work.commit()
    call = desk.start()
    desk.service.set_number(desk.rivera, call, "505 555 0190")
    waits = desk.service.sheet(desk.rivera, call).number_waits
    assert waits is not None and waits.callback_id == owed
    desk.service.take_callback(desk.rivera, call, owed, waits.version, new("take"))
    assert phones.row(owed).last_outcome == "CIN" and desk.row(call).callback_id == owed
    desk.save(call, resolved=True)


def test_whoever_is_listed_or_shown_is_in_the_audit_log_first(desk: Desk) -> None:
    patient = desk.clinic.add_patient("AUDIT", "Ann", phone=numbered(124))

    def looks(which: str) -> int:
        return desk.clinic.count(f"SELECT count(*) FROM audit WHERE {which}")

    call = desk.start()
    desk.service.set_number(desk.rivera, call, numbered(124))
    assert desk.service.sheet(desk.rivera, call).matched.match == "known"
    assert looks(f"action = 'list' AND entity = 'call number' AND detail LIKE '%{patient}%'") == 1
    desk.service.choose(desk.rivera, call, patient)
    desk.service.verify(desk.rivera, call, ["NAME", "DOB", "ADDR"])
    shown = f"action = 'view' AND entity_id = '{patient}' AND detail LIKE '%call box%'"
    assert looks(shown) == 1
    desk.service.hand_on(desk.rivera, HandOn(new("t"), call, True, "refill", desk.chen.staff_id))
    leg = desk.service.open_call(desk.chen)
    assert desk.service.sheet(desk.chen, leg).verified
    assert looks(f"{shown} AND actor = 'u-tchen'") == 1


# --- crash ---


def test_an_open_call_survives_a_restart_of_the_store(desk: Desk) -> None:
    patient = desk.clinic.add_patient("CRASH", "Ann", phone=numbered(123))
    call = desk.verified(patient)
    desk.service.end_call(desk.rivera, call)
    desk.clinic.reopen()
    desk.service = type(desk.service)(desk.clinic.store, desk.clinic.clock)
    assert desk.service.open_call(desk.rivera) == call
    shown = desk.service.sheet(desk.rivera, call)
    assert shown.verified and shown.state == "wrap" and shown.patient is not None
