"""What the minute does by itself: missed promises, expiry, callers who hung up; and what is told when they call in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.patients import Address
from psr_tui.services.callbacks import NewCallback
from psr_tui.services.patients import PatientService
from psr_tui.store.tables.call_rules import MissedPromiseRow
from psr_tui.store.tables.phone_line import PhoneEventRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic
from tests.services.callback_helpers import Phones, fresh_again


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClinic]:
    clinic = make_clinic(tmp_path_factory.mktemp("minute"))
    yield clinic
    clinic.store.close()


@pytest.fixture
def phones(shared: TestClinic) -> Phones:
    return fresh_again(shared)


_numbers = iter(range(100, 199))
_seq = iter(range(1, 1000))


def _number() -> str:
    return f"+1505555{next(_numbers):04d}"


def _line(phones: Phones, kind: str, call_id: str, number: str = "", seconds: int = 0, verb: str = "") -> None:
    """An event of the telephone system, as the one that listens stores it."""
    with phones.clinic.store.write(SETUP) as work:
        work.session.add(
            PhoneEventRow(
                digest=f"{next(_seq)}".encode(), source="test", at=work.now + timedelta(seconds=seconds), kind=kind,
                call_id=call_id, queue="main", number=number, data=json.dumps({"verb": verb}),
            )
        )  # fmt: skip
        work.commit()


def _hang_up(phones: Phones, call_id: str, number: str, joined: int = -120, left: int = -60) -> None:
    _line(phones, "joined", call_id, number, joined)
    _line(phones, "abandoned", call_id, "", left)


def _open_of(phones: Phones) -> list[str]:
    return phones.ids(phones.rivera)


# --- callers who hung up (CC-11, CC-12) ---


def test_who_hung_up_is_called_back_and_keeps_the_time_of_joining(phones: Phones) -> None:
    patient = phones.clinic.add_patient("QUEUED", "Al", phone=(number := _number()))
    _hang_up(phones, "c1", number)
    assert phones.service.chores(phones.rivera) == 1 and phones.service.chores(phones.chen) == 0
    (callback,) = _open_of(phones)
    row = phones.row(callback)
    assert (row.patient_id, row.reason_code, row.cadence, row.owner_id) == (patient, "ABAND", "ABN", None)
    assert row.requested_at == NOW - timedelta(seconds=120)
    assert row.due_at == NOW - timedelta(seconds=60) + timedelta(minutes=15)
    assert row.expires_at == row.requested_at + timedelta(hours=96)
    line = phones.service.page(phones.rivera, "", 0, 5)[0]
    assert line.patient == "QUEUED, Al" and "due in 0:14" in line.why


def test_who_pressed_a_key_to_be_called_keeps_the_place(phones: Phones) -> None:
    number = _number()
    _line(phones, "joined", "k1", number, -300)
    _line(phones, "left", "k1", "", -10, "EXITWITHKEY")
    phones.service.chores(phones.rivera)
    (callback,) = _open_of(phones)
    assert phones.row(callback).due_at == NOW - timedelta(seconds=300)
    assert phones.row(callback).patient_id is None


def test_a_family_telephone_is_nobody_until_the_caller_is_known(phones: Phones) -> None:
    """One number, several people: no chart is opened by a number; the caller is matched when they are reached."""
    number = _number()
    family = [phones.clinic.add_patient("HOUSE", f"Kid{n}", phone=number) for n in range(5)]
    _hang_up(phones, "f1", number)
    phones.service.chores(phones.rivera)
    (callback,) = _open_of(phones)
    phones.clinic.clock.advance(timedelta(minutes=20))
    line = phones.service.page(phones.rivera, "", 0, 5)[0]
    assert line.patient == line.phone and line.phone.endswith(number[-4:]) and line.item.patient_id == ""
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == callback and hand.number is not None and hand.number.e164 == number
    assert phones.service.open(phones.rivera, callback).callback_number == number
    phones.service.save_outcome(phones.rivera, callback, "f-nan", "NAN")
    assert phones.events(callback)[-1].number == number and phones.row(callback).state == "open"
    assert phones.service.last_calls(phones.rivera, "", callback)[0].outcome == "NAN"
    version = phones.row(callback).version
    words = phones.service.match(phones.rivera, callback, version, "f-match", family[2])
    assert "HOUSE, Kid2" in words and phones.row(callback).patient_id == family[2]
    assert "nothing was changed" in phones.service.match(phones.rivera, callback, version, "f-match", family[1])


def test_calling_again_merges_and_getting_through_cancels(phones: Phones) -> None:
    number = _number()
    _hang_up(phones, "m1", number, -900, -800)
    _hang_up(phones, "m2", f"({number[2:5]}) {number[5:8]}-{number[8:]}", -60, -30)  # the same number, spelled anew
    phones.service.chores(phones.rivera)
    (callback,) = _open_of(phones)
    assert [event.kind for event in phones.events(callback)] == ["create", "merge"]
    assert phones.row(callback).requested_at == NOW - timedelta(seconds=900)
    _line(phones, "joined", "m3", number, 10)
    _line(phones, "connected", "m3", "", 40)
    phones.clinic.clock.advance(timedelta(minutes=1))
    phones.service.chores(phones.rivera)
    assert (phones.row(callback).state, phones.events(callback)[-1].reason_code) == ("cancelled", "got_through")
    assert _open_of(phones) == []


def test_an_open_callback_of_the_same_patient_takes_the_caller_in(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WAITING", "Al", phone=(number := _number()))
    callback = phones.add(patient, minutes=90)
    _hang_up(phones, "w1", number)
    phones.service.chores(phones.rivera)
    assert _open_of(phones) == [callback]
    row = phones.row(callback)
    assert row.due_at == NOW and phones.events(callback)[-1].note == "hung up in the queue"


def test_what_is_no_lost_call_makes_nothing(phones: Phones) -> None:
    """Another queue, an answer after all, no number, a number that is none, and what happened last week."""
    number = _number()
    _line(phones, "joined", "n1", number, -300)
    _line(phones, "left", "n1", "", -200, "EXITWITHTIMEOUT")
    _line(phones, "joined", "n1", number, -199)
    _line(phones, "connected", "n1", "", -100)
    _hang_up(phones, "n2", "")
    _hang_up(phones, "n3", "anonymous")
    _hang_up(phones, "n4", number, -200 * 3600, -199 * 3600)
    phones.service.chores(phones.rivera)
    assert _open_of(phones) == []


def test_marked_missed_calls_close_in_one_act(phones: Phones) -> None:
    for place in range(3):
        _hang_up(phones, f"all{place}", _number())
    phones.service.chores(phones.rivera)
    rows = [(one, phones.row(one).version) for one in _open_of(phones)]
    assert phones.service.cancel(phones.rivera, rows, "CC2") == "3 cancelled." and _open_of(phones) == []


def test_a_caller_not_on_file_can_be_written_down_by_hand(phones: Phones) -> None:
    number = _number()
    new = NewCallback("hand-1", "", "OTHER", number=number[2:], caller_name="Ms. Ray", call_id="call-1")
    made = phones.service.create(phones.rivera, new)
    again = phones.service.create(phones.chen, NewCallback("hand-2", "", "OTHER", number=number))
    assert again.merged and again.callback_id == made.callback_id
    row = phones.row(made.callback_id)
    assert (row.callback_number, row.origin_call_id) == (number, "call-1") and row.expires_at is not None
    assert phones.service.page(phones.rivera, "", 0, 5)[0].patient == "Ms. Ray"
    with pytest.raises(InvalidInput, match="not a phone number"):
        phones.service.create(phones.rivera, NewCallback("hand-3", "", "OTHER", number="none"))
    phones.service.claim_next(phones.rivera)
    words = phones.service.save_outcome(phones.rivera, made.callback_id, "hand-4", "WRG").words
    assert "Nobody is on file" in words and phones.row(made.callback_id).state == "done"


# --- promises (CC-42, CC-56, CC-59) ---


def test_a_missed_promise_is_told_once_and_follows_its_row(phones: Phones) -> None:
    with phones.clinic.store.write(SETUP) as work:
        work.session.merge(MissedPromiseRow(reason_code="BILL", action="close", grace_minutes=15))
        work.commit()
    promise: dict[str, Any] = {"promise": True, "owner_id": "u-mrivera", "minutes": -20}
    people = [phones.clinic.add_patient("MISSED", name, phone=_number()) for name in "ABC"]
    again, moved, closed = (
        phones.add(one, reason_code=code, **promise)
        for one, code in zip(people, ("REFILL", "CONF", "BILL"), strict=True)
    )
    assert phones.service.chores(phones.chen) == 3 and phones.service.chores(phones.chen) == 0
    assert (phones.row(again).state, phones.row(again).missed_promises) == ("open", 1)
    assert phones.row(moved).due_at == datetime(2026, 3, 5, 15, 27, tzinfo=UTC)  # the same hour tomorrow
    assert phones.row(closed).state == "expired"
    assert phones.clinic.count("SELECT count(*) FROM work_item WHERE kind = 'missed_promise' AND state = 'open'") == 1
    ended = {one.callback_id: one.reason for one in phones.service.ended_by_itself(phones.rivera)}
    assert ended[closed] == "missed_promise"


def test_a_promise_nobody_keeps_reminds_the_lead(phones: Phones) -> None:
    phones.add(phones.clinic.add_patient("NOBODYS", "Al", phone=_number()), promise=True)
    patient = phones.clinic.add_patient("MINE", "Al", phone=_number())
    mine = phones.add(patient, minutes=-10, promise=True, owner_id="u-lgrant")
    lead = phones.clinic.actor("lgrant")
    due = phones.service.due_promises(lead)
    assert (due.mine, due.nobodys, due.count) == (1, 1, 2)
    assert phones.service.due_promises(phones.rivera).count == 0
    phones.service.claim_this(lead, mine, 1)
    assert phones.service.due_promises(lead).count == 1


def test_a_patient_who_moves_keeps_the_hour_that_was_promised(phones: Phones) -> None:
    patient = phones.clinic.add_patient("MOVES", "Al", phone=_number())
    due = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)  # 14:00 in Denver, by summer time
    callback = phones.add(patient, due_at=due, promise=True, owner_id="u-mrivera", wanted_for=due)
    blocked = phones.add(patient, reason_code="SCHED", blocked="number_repair")
    moved = Address("2 Beach Rd", "", "Los Angeles", "CA", "90001")
    _change(phones, patient, address=moved, time_zone="America/Los_Angeles")
    row = phones.row(callback)
    assert row.due_at == datetime(2026, 3, 10, 21, 0, tzinfo=UTC) and row.patient_zone == "America/Los_Angeles"
    assert phones.events(callback)[-1].due_before == due and phones.row(blocked).blocked == ""


def _change(phones: Phones, patient: str, **values: Any) -> None:
    service = PatientService(phones.clinic.store, phones.clinic.clock)
    with phones.clinic.store.read() as work:
        before = work.patients.get(patient)
    assert before is not None
    person = replace(before.demographics, **values)
    service.save(phones.rivera, patient, before.version, person)


def test_a_promise_for_a_day_off_goes_to_the_pool_and_says_when_you_are_here(phones: Phones) -> None:
    service, day = phones.service, date(2026, 3, 10)
    assert "off on Tue 03/10" in service.day_off(phones.rivera, day)
    assert service.days_off(phones.rivera) == [day]
    callback = phones.add(phones.clinic.add_patient("DAYOFF", "Al", phone=_number()))
    service.claim_next(phones.rivera)
    words = service.save_outcome(phones.rivera, callback, "off-1", "CBK", when="tue 2p").words
    assert "You are off that day, so it is in the pool; you are here Wed 03/11 14:00" in words
    row = phones.row(callback)
    assert row.owner_id is None and row.promise
    assert "But they are off on Tue 03/10" in service.give(phones.chen, [(callback, row.version)], "u-mrivera")
    patient = phones.clinic.add_patient("DAYOFF", "Bea", phone=_number())
    with pytest.raises(InvalidInput, match="you are off that day; you are here Wed 03/11"):
        service.create(phones.rivera, NewCallback("off-2", patient, "REFILL", when="tue 2p", mine=True))
    assert "here on Tue 03/10" in service.day_off(phones.rivera, day)


# --- putting off, expiry, the ladder, telling ---


def test_any_item_sleeps_until_a_typed_time(phones: Phones) -> None:
    callback = phones.add(phones.clinic.add_patient("SLEEPS", "Al", phone=_number()))
    words = phones.service.sleep(phones.rivera, callback, 1, "z1", "tue 2p")
    assert "Tue 03/10 14:00" in words
    row = phones.row(callback)
    assert row.due_at == datetime(2026, 3, 10, 20, 0, tzinfo=UTC) and not row.promise and row.wanted_for is None
    assert phones.events(callback)[-1].due_before == NOW - timedelta(minutes=30)
    assert "nothing was changed" in phones.service.sleep(phones.rivera, callback, 1, "z1", "wed 2p")
    with pytest.raises(InvalidInput, match="nearest good time"):
        phones.service.sleep(phones.rivera, callback, row.version, "z2", "sun 2p")
    with pytest.raises(Stale):
        phones.service.sleep(phones.chen, callback, 1, "z3", "wed 2p")


def test_what_nobody_could_reach_expires_into_a_list_with_its_reason(phones: Phones) -> None:
    number = _number()
    _hang_up(phones, "x1", number)
    phones.service.chores(phones.rivera)
    (callback,) = _open_of(phones)
    for turn in range(2):
        phones.clinic.clock.set(phones.row(callback).due_at)
        phones.service.claim_this(phones.rivera, callback, phones.row(callback).version)
        phones.service.save_outcome(phones.rivera, callback, f"x-{turn}", "NAN")
    assert (phones.row(callback).state, phones.row(callback).ladder) == ("exhausted", "expire")
    phones.clinic.clock.set(NOW + timedelta(hours=97))
    assert phones.service.chores(phones.chen) == 1
    assert phones.row(callback).state == "expired"
    (ended,) = [one for one in phones.service.ended_by_itself(phones.rivera) if one.callback_id == callback]
    assert (ended.reason, ended.number, ended.about) == ("expired", number, "Hung up in the queue")


def test_each_step_of_the_ladder_is_logged(phones: Phones) -> None:
    patient = phones.clinic.add_patient("LADDER", "Al", phone=_number())
    callback = phones.add(patient, state="exhausted", ladder="emergency contact, portal, letter, certified letter")
    steps, persons = phones.service.ladder(phones.rivera, callback)
    assert steps[:2] == ("emergency contact", "portal") and persons == ()
    said = phones.service.ladder_sent(phones.rivera, callback, 1, "emergency contact", True, "l1")
    assert said == "Logged: emergency contact; next: portal."
    phones.service.ladder_sent(phones.rivera, callback, 2, "portal", True, "l2")
    assert phones.service.page(phones.rivera, "", 0, 5)[0].why == "attempts used up: letter"
    assert "nothing was changed" in phones.service.ladder_sent(phones.rivera, callback, 2, "portal", True, "l2")
    assert phones.service.ladder_sent(phones.rivera, callback, 3, "letter") == "Closed: letter."
    assert [event.note for event in phones.events(callback)] == ["emergency contact", "portal", "letter"]


def test_pending_words_are_told_when_they_call_in(phones: Phones) -> None:
    patient = phones.clinic.add_patient("PENDING", "Al", phone=_number())
    callback = phones.add(patient, state="routed", route="nurse", route_asked_at=NOW)
    service = phones.service
    service.tell(phones.rivera, callback, 1, "t1", "the letter for school is at the desk")
    (told,) = service.to_tell(phones.chen, patient)
    assert (told.callback_id, told.words, told.reason_label) == (
        callback,
        "the letter for school is at the desk",
        "Refill",
    )
    assert "Told" in service.told(phones.chen, callback, "t2", "picks it up today")
    assert "nothing was changed" in service.told(phones.chen, callback, "t2", "picks it up today")
    row = phones.row(callback)
    assert (row.state, row.last_outcome, row.closed_by) == ("done", "CIN", "u-tchen")
    assert service.to_tell(phones.chen, patient) == ()
    flag = phones.add(patient, reason_code="CLIN", state="routed", red_flag=True, priority="urgent")
    with pytest.raises(Refused, match="with the nurse or a team"):
        service.told(phones.chen, flag, "t3")
    held = phones.add(patient, reason_code="SCHED")
    service.claim_this(phones.rivera, held, 1)
    with pytest.raises(Refused, match=r"M\. Rivera is calling about this one"):
        service.told(phones.chen, held, "t4")


# --- outcomes are rows ---


def test_a_detailed_voicemail_ends_what_was_only_to_be_told(phones: Phones) -> None:
    patient = phones.clinic.add_patient("TOLD", "Al", phone=_number())
    confirm, refill = phones.add(patient, reason_code="CONF"), phones.add(patient, reason_code="REFILL")
    for callback in (confirm, refill):
        phones.service.claim_this(phones.rivera, callback, 1)
        phones.service.save_outcome(phones.rivera, callback, f"v-{callback}", "VMD")
    assert (phones.row(confirm).state, phones.row(refill).state) == ("done", "open")


def test_a_new_outcome_is_a_row_and_nothing_else(phones: Phones) -> None:
    with phones.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO call_outcome (code, digit, label, done, retry, retry_minutes, counts, human, "
            "right_person, machine, closes_number, do_not_call, needs_time, route, least_talk_seconds, "
            "most_talk_seconds, done_for, system, position) VALUES ('FAX', '', 'Fax machine', 0, 'minutes', 45, 1, "
            "0, 0, 1, 1, 0, 0, '', 3, 60, 'OTHER', 0, 30)"
        )
        work.commit()
    patient = phones.clinic.add_patient("FAXED", "Al", phone=_number())
    refill, other = phones.add(patient), phones.add(patient, reason_code="OTHER", minutes=-60)
    hand = phones.service.claim_this(phones.rivera, other, 1)
    choice = next(one for one in hand.choices if one.code == "FAX")
    assert (choice.label, choice.ask_below_seconds, choice.ask_above_seconds) == ("Fax machine", 3, 60)
    assert phones.service.save_outcome(phones.rivera, other, "fax-1", "FAX").state == "done"
    phones.service.claim_this(phones.rivera, refill, 1)
    phones.service.save_outcome(phones.rivera, refill, "fax-2", "FAX")  # closes the number: the only one there is
    assert phones.row(refill).blocked == "number_repair" and phones.row(refill).attempts == 1
    repair = f"SELECT count(*) FROM work_item WHERE kind = 'number_repair' AND patient_id = '{patient}'"
    assert phones.clinic.count(repair) == 1


def test_a_time_zone_that_is_wrong_calls_nobody_at_night_and_breaks_nothing(phones: Phones) -> None:
    """A name that is no zone and one that contradicts the address, in the record and in what is stored (CC-49)."""
    clinic = phones.clinic
    mars = clinic.add_patient("MARS", "Al", phone=_number(), time_zone="Mars/Olympus", state="CA")
    east = clinic.add_patient("EAST", "Al", phone=_number(), time_zone="America/New_York", state="CA")
    stored: dict[str, Any] = {"window_key": "Mars/Olympus|CA", "patient_zone": "Mars/Olympus"}
    first, second = phones.add(mars, **stored), phones.add(east, **stored)
    assert len(phones.service.page(phones.rivera, "", 0, 9)) == 2  # 07:47 in Los Angeles
    assert phones.service.claim_next(phones.rivera) is None
    for callback in (first, second):
        assert phones.row(callback).window_key in ("America/Los_Angeles|CA", "America/New_York,America/Los_Angeles|CA")
        with pytest.raises(Refused, match="Too early or late"):
            phones.service.claim_this(phones.rivera, callback, phones.row(callback).version)
    clinic.clock.advance(timedelta(minutes=14))
    assert phones.service.claim_next(phones.rivera) is not None
