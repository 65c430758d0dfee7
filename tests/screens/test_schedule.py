"""The schedule as a person uses it: the grid, few keys to book and to move, offers after a cancel, live changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.schedule import SchedulePlace
from psr_tui.services.wait_list import NewEntry
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.diary import TUESDAY, WEDNESDAY, Planned, planned
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet

ALL_DAY = "1" * 36  # 08:00 to 17:00


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    """Two providers, and the morning of a Wednesday with two visits."""
    made = planned(clinic, ALL_DAY)
    made.book(clinic.add_patient("PEÑA GARCÍA", "José"), "10:00", WEDNESDAY)
    made.book(clinic.add_patient("O'CONNOR", "Siobhan", phone="+15055550107"), "10:15", WEDNESDAY, provider=made.ortiz)
    return made


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "schedule": SchedulePlace})


async def on_schedule(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, login: str = "mrivera") -> None:
    await at_work(app, pilot, clinic, login)
    await typed(app, pilot, "f6")


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[22:] if line.strip())


def words(app: PsrApp) -> str:
    """Everything on the screen without the breaks of lines and boxes."""
    return " ".join(screen_text(app).replace("│", " ").replace(">", " ").split())


def line(app: PsrApp, clock: str) -> str:
    return next((one for one in screen_lines(app)[3:21] if one[1:6] == clock), "")


async def test_the_grid_stands_where_the_design_says(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        lines = screen_lines(app)
        await typed(app, pilot, "p")
        ten, quarter = line(app, "10:00"), line(app, "10:15")
    assert lines[0].startswith(" SCHEDULE  Wed 03/04/2026 · today · all providers")
    assert lines[1].strip() == "2 booked · 70 open times"
    assert lines[2].split() == ["Time", "Lee", "Ortiz"]
    assert lines[21].strip() == (
        "1Book 2Find 3Confirm 4Earlier 5Open 6No-show 7Move 8Cancel 9Note +New"
    )  # fmt: skip
    assert "○PEÑA GARCÍA, José OV15" in ten and "· Open" in ten and ten.startswith(">")
    assert "○O'CONNOR, Siobhan OV15" in quarter


async def test_the_patient_kept_and_the_kind_of_last_time_are_booked_with_two_keys(
    clinic: TestClinic, plan: Planned
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p", "5", "escape", "right_square_bracket")
        assert "booking for PEÑA GARCÍA, José" in screen_lines(app)[1]
        await typed(app, pilot, "1", "enter")  # the two keys of FD-76
        text = screen_text(app)
        assert "Booked: read it back" in text and "Thursday, 03/05/2026 at 10:00" in text
        await typed(app, pilot, "enter")
        assert "○PEÑA GARCÍA, José OV15" in line(app, "10:00")
        assert "PEÑA GARCÍA, José booked: Office visit Thu 03/05/2026 10:00 Lee." in message(app)
        await typed(app, pilot, "ctrl+z")
        assert "the booking counts as entered in error" in message(app)
        assert "PEÑA" not in line(app, "10:00")


async def test_a_visit_is_moved_with_three_keys_and_the_date(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p")
        await typed(app, pilot, "7", *"tue 2p", "enter", "1")  # FD-86
        assert "Tuesday, 03/10/2026 at 14:00" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "PEÑA GARCÍA, José moved to Tue 03/10/2026 14:00 Lee. Ctrl+Z undoes it." in message(app)
        assert "PEÑA" not in line(app, "10:00")
        await typed(app, pilot, "ctrl+z")
        assert "Undone: 2 visits are as they were" in message(app)
        assert "○PEÑA GARCÍA, José OV15" in line(app, "10:00")
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'booked'") == 2


async def test_from_cancel_to_booked_from_the_wait_list_in_six_keys(clinic: TestClinic, plan: Planned) -> None:
    waits = clinic.add_patient("ABEYTA", "Ruth", phone="+15055550101")
    later = plan.book(waits, "09:00", TUESDAY)
    plan.services.wait_list.add(
        plan.actor, NewEntry(plan.new_id(), waits, "OV15", appointment_id=later.visit_id, notice_minutes=5)
    )
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p")
        keys = ("8", "1", "1", "1")  # cancel, why, offer it to the first, who takes it: booked (FD-93)
        await typed(app, pilot, *keys[:2])
        assert "Wed 03/04 10:00 Lee is free: what now?" in screen_text(app)
        assert "Offer it to ABEYTA, Ruth" in screen_text(app)
        await typed(app, pilot, *keys[2:])
        assert "Booked: read it back" in screen_text(app) and len(keys) <= 6
        await typed(app, pilot, "enter")
        assert "○ABEYTA, Ruth OV15" in line(app, "10:00")
    assert plan.state(later.visit_id) == "rescheduled"
    assert plan.services.wait_list.waiting(plan.actor) == []


async def test_a_full_time_offers_others_and_one_digit_takes_one(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "o", "5", "escape", "p", "down", "1")
        other = clinic.actor("tchen", "desk-2")
        plan.booking.book(other, plan.new_id(), clinic.add_patient("FAST"), plan.at("10:15", WEDNESDAY), "OV15")
        await typed(app, pilot, "enter")
        assert "That time cannot be booked" in screen_text(app) and "Lee: that time is taken." in screen_text(app)
        await typed(app, pilot, "1")
        assert "Look" in screen_text(app) or "Booked: read it back" in screen_text(app)


async def test_the_same_patient_elsewhere_is_asked_about_and_b_books(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p", "5", "escape", "right", "1", "enter")
        assert "has a visit at 10:00 with Lee already. Book all the same?" in words(app)
        await typed(app, pilot, "enter")
        assert clinic.count("SELECT count(*) FROM appointment") == 2
        await typed(app, pilot, "1", "enter", "b")
        assert "Booked over" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM appointment") == 3


async def test_another_stations_booking_appears_and_the_cursor_stays(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p")
        for number in range(2):  # visits between two quarters need lines of their own above the cursor
            plan.booking.book(
                clinic.actor("lgrant", "desk-2"), plan.new_id(), clinic.add_patient(f"NEW{number}"),
                plan.at("09:55" if number else "09:50", WEDNESDAY), "OV15", 5,
            )  # fmt: skip
        app.publish({"schedule"})
        await quiet(app, pilot)
        assert "NEW0" in line(app, "09:50") and "NEW1" in line(app, "09:55")
        assert line(app, "10:00").startswith(">") and "PEÑA" in line(app, "10:00")


async def test_typed_ahead_keys_act_where_they_were_meant(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "f6", "p", "6", "escape", "o", "6", "escape")
        await quiet(app, pilot)
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'no_show'") == 2


async def test_days_and_providers_turn_with_one_key(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "greater_than_sign")
        assert screen_lines(app)[0].startswith(" SCHEDULE  Wed 03/04/2026 · today · Lee")
        assert screen_lines(app)[2].split() == ["Time", "Lee"]
        await typed(app, pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert screen_lines(app)[0].startswith(" SCHEDULE  Mon 03/09/2026 · Lee")
        await typed(app, pilot, "0", "less_than_sign", "less_than_sign")
        assert screen_lines(app)[0].startswith(" SCHEDULE  Wed 03/04/2026 · today · Ortiz")
        await typed(app, pilot, "colon", *"day 3/12", "enter")
        assert screen_lines(app)[0].startswith(" SCHEDULE  Thu 03/12/2026")


@pytest.mark.soak
async def test_finding_a_time_shows_it_and_one_books_it(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "o", "5", "escape", "2", *"3 months 30 min", "enter")
        assert "1 Thu 06/04/2026  08:00  Lee  30 min" in screen_text(app)
        await typed(app, pilot, "1")
        assert screen_lines(app)[0].startswith(" SCHEDULE  Thu 06/04/2026")
        assert "Thu 06/04/2026 08:00 Lee is free: 1 books it." in message(app)
        await typed(app, pilot, "1", "enter", "enter")
        assert "○O'CONNOR, Siobhan OV15" in line(app, "08:00")


async def test_what_cannot_be_understood_stays_in_the_box(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "2", *"tue zz", "enter")
        assert "'zz' was not understood" in screen_text(app) and "tue zz" in screen_text(app)


@pytest.mark.soak
async def test_a_series_is_booked_moved_and_cancelled_by_its_parts(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "p", "colon", *"series week x 3", "enter")
        assert "PEÑA GARCÍA, José: 3 visits, every week, 3 times." in message(app)
        await typed(app, pilot, "7", "2", *"thu 2p", "enter", "1")
        assert "PEÑA GARCÍA, José: 3 visits moved, 14:00 with Lee." in message(app)
        days = "SELECT count(DISTINCT local_date) FROM appointment WHERE local_start = '14:00' AND state = 'booked'"
        assert clinic.count(days) == 3
        await typed(app, pilot, "ctrl+z")
        assert clinic.count("SELECT count(*) FROM appointment WHERE local_start = '10:00' AND state = 'booked'") == 3
        await typed(app, pilot, "p", "8", "3", "1")
        assert "3 visits cancelled" in message(app)
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'cancelled'") == 3


@pytest.mark.soak
async def test_privacy_mode_masks_grid_and_messages(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "colon", *"privacy on", "enter", "p", "9", *"disc", "enter")
        assert "PEÑA" not in screen_text(app) and "Note of P.G., J. saved." in message(app)


@pytest.mark.soak
async def test_a_lead_changes_a_week_and_a_rep_is_told_who_may(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        await typed(app, pilot, "colon", *"template", "enter")
        assert "Only a lead (or higher) may change a provider's week" in message(app)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic, "lgrant")
        await typed(app, pilot, "colon", *"template", "enter", "1", "3")
        assert "N new patient" in words(app)
        await typed(app, pilot, *"11..NN", "f10")
        assert "Lee, Wednesdays from 03/04/2026: 4 slots of 15 minutes." in message(app)
        assert "· New patient" in line(app, "09:00") and "PEÑA" in line(app, "10:00")


@pytest.mark.soak
async def test_a_lead_writes_an_absence_and_is_told_of_the_visits_in_it(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic, "lgrant")
        await typed(app, pilot, "colon", *"absence", "enter", "1", "1", *"t", "enter", *"10:00", "enter", "enter")
        await typed(app, pilot, *"11:00", "enter", *"meeting", "enter", "f10")
        assert "Lee is in a meeting. 1 booked visits lie in it: move them with 7." in message(app)
        assert "(meeting)" in line(app, "10:15")
        await typed(app, pilot, "colon", *"absences", "enter", "1")
        assert "taken back" in message(app) and "· Open" in line(app, "10:30")


async def test_the_queue_moves_a_visit_to_another_day_and_offers_after_a_cancel(
    clinic: TestClinic, plan: Planned
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "7", *"+1w", "enter", "1", "enter")
        assert "moved to Wed 03/11/2026" in " ".join(screen_lines(app)[22:])
        await typed(app, pilot, "o", "8", "1", "7")
        assert "Wed 03/04 10:15 Ortiz is free: what now?" in screen_text(app)
        await typed(app, pilot, "2")
        assert "O'CONNOR, Siobhan is on the list of visits to schedule" in " ".join(screen_lines(app)[22:])


async def test_the_queue_changes_the_provider_of_somebody_who_is_here(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1", "7", "1")
        assert "PEÑA GARCÍA, José is with Lee at 10:05 now." in " ".join(screen_lines(app)[22:]) or (
            "is with" in " ".join(screen_lines(app)[22:])
        )
    assert clinic.count("SELECT count(*) FROM appointment") == 2


async def test_midnight_takes_the_schedule_to_the_new_day(clinic: TestClinic, plan: Planned) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_schedule(app, pilot, clinic)
        for _ in range(4):
            clinic.clock.advance(timedelta(minutes=4))
            await typed(app, pilot, "home")
        clinic.clock.set(clinic.clock.now() + timedelta(hours=15))
        app.screen.tick()  # type: ignore[attr-defined]
        await quiet(app, pilot)
        assert screen_lines(app)[0].startswith(" SCHEDULE  Thu 03/05/2026 · today")
