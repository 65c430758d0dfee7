"""The day of the queue at the keyboard: rooms, the line, what waiting people are told, late providers, filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.app import PsrApp
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.delays import DelayService
from psr_tui.services.rooms import NewRoom, RoomService
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet


@pytest.fixture
def day(clinic: TestClinic) -> dict[str, str]:
    """Lee's two, checked in for 22 and 5 minutes, and one who is booked; ids by surname, and Lee's."""
    lee = clinic.add_provider("Lee", "LEE")
    ids = {"provider": lee}
    for last, start, state, ago in (
        ("Adams", "09:15", "checked_in", 22), ("Baker", "09:30", "checked_in", 5), ("Clark", "10:30", "booked", 0),
    ):  # fmt: skip
        came = NOW - timedelta(minutes=ago) if ago else None
        ids[last] = clinic.add_visit(
            clinic.add_patient(last, "Robert", phone="", preferred_name="Bob"), start, lee, state=state, arrived_at=came
        )
    return ids


def rooms(clinic: TestClinic, *names: str) -> None:
    for name in names:
        RoomService(clinic.store, clinic.clock).save(clinic.actor("lgrant"), NewRoom(name, location="2nd floor"))


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace})


def row(app: PsrApp, name: str) -> str:
    return next((line for line in screen_lines(app)[3:21] if name in line), "")


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[21:] if line.strip())


async def command(app: PsrApp, pilot: object, words: str) -> None:
    await typed(app, pilot, ":", *("space" if one == " " else one for one in words), "enter")  # type: ignore[arg-type]


async def test_3_asks_which_room_only_when_several_are_free_and_remembers_it(
    clinic: TestClinic, day: dict[str, str]
) -> None:
    rooms(clinic, "Room 1", "Room 2", "Room 3")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "3", "2")
        await quiet(app, pilot)
        assert "■ Roomed" in row(app, "ADAMS") and "in Room 2" in row(app, "ADAMS")
        assert "brought to Room 2 09:47. Ctrl+Z undoes it." in message(app)
        await typed(app, pilot, "ctrl+z")
        assert "◆ Checked in" in row(app, "ADAMS") and "Room" not in row(app, "ADAMS")
        await typed(app, pilot, "3")
        assert "Which room for ADAMS, Robert?" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "in Room 2" in row(app, "ADAMS"), "the room chosen last is the marked one"
        await typed(app, pilot, "3", "1")
        assert "ADAMS, Robert is in Room 1 now." in message(app) and "in Room 1" in row(app, "ADAMS")
        await typed(app, pilot, "down", "3", "f12")
        assert "◆ Checked in" in row(app, "BAKER"), "stepping back changes nothing"


async def test_a_full_house_names_who_is_in_it_and_not_in_privacy_mode(clinic: TestClinic, day: dict[str, str]) -> None:
    rooms(clinic, "Room 1")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "3", "down", "3")
        assert "Every room of Lee is taken: Room 1 (ADAMS, Robert). Free one first." in message(app)
        await command(app, pilot, "privacy on")
        await command(app, pilot, "status checked")
        await typed(app, pilot, "3")
        assert "Room 1 (A., R.)" in message(app) and "ADAMS" not in screen_text(app)
        await typed(app, pilot, "full_stop")
        assert "Wait: B., R." in screen_text(app) and "Bob" not in screen_text(app)


async def test_a_lead_keeps_the_rooms_and_a_rep_reads_them(clinic: TestClinic, day: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "lgrant")
        await command(app, pilot, "rooms")
        assert "No rooms yet" in screen_text(app)
        await typed(app, pilot, "1", *"Blue", "f10")
        assert "Blue  everybody  free" in screen_text(app)
        await typed(app, pilot, "f12", "3")
        assert "in Blue" in row(app, "ADAMS")
        await command(app, pilot, "rooms")
        assert "Blue  everybody  ADAMS, Robert" in screen_text(app)


async def test_the_box_says_how_long_and_what_to_say_and_the_row_shows_that_it_was_told(
    clinic: TestClinic, day: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        assert "waiting 2 (longest 0:22, 1 over, not told 1)" in screen_lines(app)[1]
        await command(app, pilot, "late lee 20")
        assert screen_lines(app)[1].rstrip().endswith("late Lee 20")
        assert "LATE 20" in row(app, "CLARK")
        await typed(app, pilot, "down", "full_stop")
        text = " ".join(" ".join(line.strip(" │") for line in screen_lines(app)).split())
        assert "waiting 0:05, target 0:20; about 15 min: 1 before you with Dr. Lee, who runs 20 late." in text
        assert "Bob, thank you for waiting. Dr. Lee is running about 20 minutes late." in text
        assert "There is one person before you. It will be about 15 minutes more." in text
        await typed(app, pilot, "1")
        assert "told 0:05" in row(app, "BAKER")
        assert "BAKER, Robert was told about 15 min and waits on." in message(app)
        await command(app, pilot, "untold")
        assert "1 0:22 ADAMS, Robert Lee" in " ".join(screen_text(app).split())
        await typed(app, pilot, "1", "3")
        assert "Everybody who waits too long was told." in message(app)
        assert "◀ Left unseen" in row(app, "ADAMS")


async def test_who_wants_another_time_is_asked_when_and_stays_on_f8_until_there_is_one(
    clinic: TestClinic, day: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "full_stop", "2")
        assert "Another time for ADAMS, Robert" in screen_text(app)
        await typed(app, pilot, "f12")
        assert "ADAMS, Robert is on F8 to get another time; :left when they go." in message(app)
        assert "◆ Checked in" in row(app, "ADAMS") and "told 0:22" in row(app, "ADAMS")
    assert clinic.count("SELECT count(*) FROM work_item WHERE kind = 'to_schedule' AND state = 'open'") == 1


async def test_another_station_sees_a_late_provider_without_a_key(clinic: TestClinic, day: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "down", "down")
        DelayService(clinic.store, clinic.clock).say(clinic.actor("tchen"), day["provider"], "Lee", 20)
        app.publish({"queue"})
        await quiet(app, pilot)
        assert "late Lee 20" in screen_lines(app)[1]
        assert "Expected: about 10:50" in screen_text(app)
        assert row(app, "CLARK").startswith(">")


@pytest.mark.soak
async def test_priority_and_steps_show_where_somebody_went(clinic: TestClinic, day: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "down", "less_than_sign")
        assert "by line" in screen_lines(app)[0] and "BAKER, Robert is number 1 in the line of Lee." in message(app)
        assert screen_lines(app)[3].startswith(">09:30 BAKER")
        await typed(app, pilot, "greater_than_sign")
        assert screen_lines(app)[4].startswith(">09:30 BAKER")
        await command(app, pilot, "priority soon")
        assert "Say why" in message(app)
        await command(app, pilot, "priority next dizzy")
        assert screen_lines(app)[3].startswith(">09:30 BAKER") and "!!NEXT" in row(app, "BAKER")
        await typed(app, pilot, "5")
        assert "!!NEXT dizzy" in screen_text(app) and "priority next dizzy" in screen_text(app)


async def test_a_patient_without_a_time_stands_below_and_a_second_time_shows_the_row(
    clinic: TestClinic, day: dict[str, str]
) -> None:
    clinic.add_patient("Home", "Visit", phone="")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await command(app, pilot, "untimed")
        await typed(app, pilot, *"home", "enter", "1")
        assert screen_lines(app)[6].startswith(">list  HOME, Visit"), screen_lines(app)[6]
        assert "HOME, Visit is number 3 in the line of Lee, without a time." in message(app)
        await typed(app, pilot, "1")
        assert "▲ Arrived" in row(app, "HOME")
        await command(app, pilot, "untimed")
        await typed(app, pilot, *"home", "enter")
        assert "is on today's list already" in message(app)
        assert screen_lines(app)[6].startswith(">list  HOME")


@pytest.mark.soak
async def test_missed_shows_the_list_first_and_is_off_until_the_clinic_wants_it(
    clinic: TestClinic, day: dict[str, str]
) -> None:
    clinic.add_visit(clinic.add_patient("Missed", "Mo", phone=""), "08:00", day["provider"])
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await command(app, pilot, "missed")
        assert "Marking missed visits together is off here" in message(app)
        with clinic.store.write(clinic.actor("admin")) as work:
            work.clinic.change(work.clinic.stand().version, {"bulk_missed": True}, "A. Admin", work.now)
            work.commit()
        await command(app, pilot, "missed")
        assert "Mark as no-show: 1" in screen_text(app) and "08:00 MISSED, Mo" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "○ Booked" in row(app, "MISSED"), "Enter leaves them"
        await command(app, pilot, "missed")
        await typed(app, pilot, "m")
        assert "✗ No-show" in row(app, "MISSED") and "○ Booked" in row(app, "CLARK")


@pytest.mark.soak
async def test_filters_by_status_type_and_location(clinic: TestClinic, day: dict[str, str]) -> None:
    rooms(clinic, "Room 1")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await command(app, pilot, "status exp")
        assert row(app, "CLARK") and not row(app, "ADAMS")
        await command(app, pilot, "status all")
        await command(app, pilot, "location 2")
        assert not row(app, "CLARK"), "no room of Lee is there"
        await command(app, pilot, "location")
        await command(app, pilot, "type fup")
        assert "FUP" in screen_lines(app)[0] and not row(app, "ADAMS")
        await command(app, pilot, "type nothing")
        assert "Visit type: one of" in message(app)
        await command(app, pilot, "type")
        assert row(app, "ADAMS")
