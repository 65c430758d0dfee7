"""What is seldom done with callbacks, by typed keys: put off, told, limits, next number, two lists."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.devices.pdf_folder import PdfFolder
from psr_tui.store.tables.patients import PatientPhoneRow
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.messages import MessageDesk
from tests.helpers.phones_station import phone_station
from tests.services.callback_helpers import Phones, make_phones


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


async def test_a_row_is_put_off_and_told_when_they_call_in(phones: Phones) -> None:
    patient = phones.clinic.add_patient("LATER", "Al")
    callback = phones.add(patient)
    async with phone_station(phones.clinic) as station:
        await station.type("4", "1", *"tue 2p", "enter")
        assert "Put off until Tue 03/10 14:00 their time (15:00 here)." in station.text
        assert phones.row(callback).due_at.isoformat().startswith("2026-03-10T20:00")
        await station.type("4", "3", *"form is ready", "enter")
        assert "It is said when they call in." in station.text
        assert [one.words for one in phones.service.to_tell(phones.chen, patient)] == ["form is ready"]
        await station.type("4", "2", *"picks it up", "enter")
        assert phones.row(callback).state == "done" and "LATER" not in station.text


async def test_due_promises_stay_on_line_1_until_they_are_silenced(phones: Phones) -> None:
    phones.add(minutes=2, owner_id="u-mrivera", promise=True)
    async with phone_station(phones.clinic) as station:
        phones.clinic.clock.advance(timedelta(minutes=3))
        await station.minute()
        assert "1 of your promises to call is due" in station.text
        await station.type("f2")
        station.app.heartbeat()
        assert "1 promised" in station.lines[0]  # whatever place is shown
        phones.clinic.clock.advance(timedelta(minutes=1))
        rung: list[int] = []
        station.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await station.minute()
        assert "1 promised" in station.lines[0] and rung == []  # it rang once
        await station.type("number_sign")
        assert "promised" not in station.lines[0] and "Quiet until" in station.text
        phones.add(minutes=-1, owner_id="u-mrivera", promise=True)
        phones.clinic.clock.advance(timedelta(minutes=1))
        await station.minute()
        station.app.heartbeat()
        assert "2 promised" in station.lines[0] and rung == [1]


async def test_a_limit_is_named_and_a_lead_lets_one_call_pass(phones: Phones) -> None:
    patient = phones.clinic.add_patient("CAPPED", "Al")
    for number in range(3):
        one = phones.add(patient, reason_code=f"R{number}")
        phones.service.claim_this(phones.rivera, one, 1)
        phones.service.save_outcome(phones.rivera, one, f"c{number}", "RES")
    with phones.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE call_cap SET active = 1")
        work.commit()
    callback = phones.add(patient)
    async with phone_station(phones.clinic, "lgrant") as station:
        await station.type("2")
        assert "The limit is reached: 3 calls to one" in station.text
        await station.type("4", "4", "1")
        assert "One call may pass the limits" in station.text
        await station.type("2", "4")
        assert phones.row(callback).attempts == 1


async def test_one_key_in_the_box_rings_the_next_number(phones: Phones) -> None:
    patient = phones.clinic.add_patient("TWO", "Al", phone="+15055550111")
    with phones.clinic.store.write(SETUP) as work:
        work.session.add(PatientPhoneRow(id="n2", patient_id=patient, typed="x", e164="+15055550122", position=1))
        work.commit()
    callback = phones.add(patient)
    async with phone_station(phones.clinic) as station:
        await station.type("1", "d")
        assert "No answer there; now (505) 555-0122." in station.text and phones.row(callback).phone_id == "n2"
        await station.type("4")
        assert phones.row(callback).attempts == 1


async def test_numbers_not_to_call_are_a_list_a_lead_may_take_from(phones: Phones) -> None:
    patient = phones.clinic.add_patient("STOP", "O'[b]Neil", phone="+15055550133")
    phones.add(patient, reason_code="BILL")
    async with phone_station(phones.clinic, "lgrant") as station:
        await station.type("1", "8")
        assert "is not called for this again" in station.text
        await station.type("colon", *"dnc", "enter")
        assert "(505) 555-0133" in station.text and "Bill, payment" in station.text
        await station.type("8", "1")
        assert "Taken off the list" in station.text and "Nobody asked for no calls" in station.text


async def test_what_ended_by_itself_is_a_list_and_can_come_back(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ENDED", "Al")
    gone = phones.add(patient, expires_at=NOW - timedelta(minutes=1))
    async with phone_station(phones.clinic) as station:
        await station.minute()
        assert phones.row(gone).state == "expired"
        await station.type("colon", *"ended", "enter")
        assert "ENDED, Al" in station.text and "nobody reached in time" in station.text
        await station.type("1")
        assert "Callback made, in the pool" in station.text
        await station.type("1")  # pressed again it makes no second one
        assert phones.clinic.count(f"SELECT count(*) FROM callback WHERE patient_id = '{patient}'") == 2


async def test_a_caller_not_on_file_is_written_down_and_matched_later(phones: Phones) -> None:
    patient = phones.clinic.add_patient("FOUND", "Al")
    async with phone_station(phones.clinic) as station:
        await station.type("colon", *"caller", "enter")
        await station.type(*"5055550144", "enter", *"Ms. Ray", "enter", *"other", "f10")
        assert "Ms. Ray" in station.text
        (callback,) = phones.ids(phones.rivera)
        assert phones.row(callback).callback_number == "+15055550144"
        await station.type("4", "2", *"found", "enter")
        assert phones.row(callback).patient_id == patient and "This is FOUND, Al now." in station.text


async def test_a_step_of_the_ladder_is_read_sent_and_printed_from_the_row(phones: Phones, tmp_path: Path) -> None:
    desk = MessageDesk(phones.clinic, tmp_path / "gateway", PdfFolder(tmp_path / "printed"))
    callback = phones.add(desk.patient(), state="exhausted", ladder="portal, letter, certified letter", attempts=3)
    other = phones.add(desk.patient("Ann"))
    async with phone_station(phones.clinic, printer=desk.printer) as station:
        await station.type("4", "6", "2", "0", "f10")  # any row can be written to, and stays
        assert "Portal message to the portal account queued" in station.text and phones.row(other).state == "open"
        await station.type("down", "3", "1", "1", "1")
        assert "To the portal account" in station.text and "We tried to reach you by telephone" in station.text
        assert "{" not in station.text and "s = send this portal" in station.text
        await station.type("s")
        assert "queued" in station.text and phones.row(callback).ladder == "letter, certified letter"
        await station.type("3", "1", "2", "1", "s")
        assert phones.row(callback).state == "done"
    queued = "SELECT count(*) FROM message_out WHERE callback_id IS NOT NULL AND channel = "
    assert (phones.clinic.count(queued + "'portal'"), phones.clinic.count(queued + "'letter'")) == (2, 1)
    assert len(list((tmp_path / "printed").glob("*.pdf"))) == 1  # the letter came out, it does not only wait


async def test_a_letter_that_cannot_be_written_here_says_so_and_is_logged_by_hand(phones: Phones) -> None:
    callback = phones.add(state="exhausted", ladder="letter, certified letter", attempts=3)
    async with phone_station(phones.clinic) as station:
        await station.type("3", "1", "1", "1")
        assert "This terminal has no printer for letters" in station.text
        assert phones.row(callback).state == "exhausted"
        await station.type("3", "1", "1", "2")
        assert "Logged: letter; next: certified letter." in station.text
        assert [(event.kind, event.note) for event in phones.events(callback)] == [("step", "letter")]
