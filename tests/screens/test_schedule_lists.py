"""The lists of the schedule in F8, typed: to schedule, wait list, confirmations, recalls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.schedule import SchedulePlace
from psr_tui.screens.worklists import WorklistsPlace
from psr_tui.services.every import Services
from psr_tui.services.recalls import NewRecall
from psr_tui.services.wait_list import NewEntry
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.diary import TUESDAY, WEDNESDAY, Planned, planned
from tests.helpers.screen_text import screen_lines, screen_text


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic, "1" * 36)


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "schedule": SchedulePlace, "worklists": WorklistsPlace})


async def on_list(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, name: str) -> None:
    await at_work(app, pilot, clinic)
    await typed(app, pilot, "f8", "colon", *f"list {name}", "enter")


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[22:] if line.strip())


async def test_a_visit_to_schedule_is_booked_with_two_digits(clinic: TestClinic, plan: Planned) -> None:
    patient = clinic.add_patient("ABEYTA", "Ruth", phone="+15055550101")
    plan.services.wait_list.add(plan.actor, NewEntry(plan.new_id(), patient, "FUP", provider_id=plan.ortiz))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "to")
        assert "1 visit without a date" in screen_lines(app)[1]
        assert "ABEYTA, Ruth" in screen_lines(app)[3] and "Follow-up" in screen_lines(app)[3]
        await typed(app, pilot, "1", "1")
        assert "Wednesday, 03/04/2026 at 11:00" in screen_text(app) and "with Ortiz" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "Every visit that is wanted has its date." in screen_text(app)
        assert "ABEYTA, Ruth booked: Follow-up" in message(app)


async def test_the_wait_list_moves_a_visit_earlier(clinic: TestClinic, plan: Planned) -> None:
    patient = clinic.add_patient("ABEYTA", "Ruth")
    kept = plan.book(patient, "11:00")
    plan.services.wait_list.add(
        plan.actor, NewEntry(plan.new_id(), patient, "OV15", appointment_id=kept.visit_id, notice_minutes=5)
    )
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "wait")
        assert "03/10 11:00" in screen_lines(app)[3]
        await typed(app, pilot, "9", *"mornings only", "enter", "1", "1", "enter")
        assert "ABEYTA, Ruth moved to Wed 03/04/2026" in message(app)
    assert plan.state(kept.visit_id) == "rescheduled"


async def test_somebody_is_put_on_the_list_and_taken_off(clinic: TestClinic, plan: Planned) -> None:
    clinic.add_patient("ABEYTA", "Ruth")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "to_s")
        await typed(app, pilot, "plus", *"abeyta", "enter", *"nurse", "enter", "f10")
        assert "ABEYTA, Ruth is on the list of visits to schedule for Nurse visit." in message(app)
        assert "ABEYTA, Ruth" in screen_lines(app)[3]
        await typed(app, pilot, "8", *"called elsewhere", "enter")
        assert "ABEYTA, Ruth is off the list: called elsewhere." in message(app)


async def test_confirmations_take_one_digit_each(clinic: TestClinic, plan: Planned) -> None:
    first = plan.book(clinic.add_patient("ABEYTA", "Ruth"), "09:00", WEDNESDAY + timedelta(days=1))
    plan.book(clinic.add_patient("BAKER", "Bob"), "10:00", WEDNESDAY + timedelta(days=2))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "conf")
        assert "2 visits in two business days · 0 confirmed · 2 not called" in screen_lines(app)[1]
        await typed(app, pilot, "1", "home", "2")
        assert "2 visits in two business days · 1 confirmed · 0 not called" in screen_lines(app)[1]
        await typed(app, pilot, "a", "5")
        assert app.current_mode == "schedule"
        assert "○+ABEYTA, Ruth OV15" in screen_text(app)
    assert plan.state(first.visit_id) == "booked"


async def test_a_recall_is_booked_or_reminded(clinic: TestClinic, plan: Planned) -> None:
    for name in ("ABEYTA", "BAKER"):
        new = NewRecall(plan.new_id(), clinic.add_patient(name), "diabetes", "PREV", 6, due_instead=TODAY)
        plan.services.recalls.save(plan.actor, new)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "recalls")
        assert "2 due" in screen_lines(app)[1]
        await typed(app, pilot, "b", "2", "1")
        assert "BAKER, Jon: reminder 1 of 3 written down." in message(app)
        assert "1 due · 1 reminded lately" in screen_lines(app)[1]
        await typed(app, pilot, "home", "1", *"tue am", "enter", "1", "enter")
        assert "ABEYTA, Jon booked: Preventive Tue 03/10/2026 08:00 Lee" in message(app)
        assert "0 due · 1 reminded lately · 1 with a visit booked" in screen_lines(app)[1]
    assert clinic.count(f"SELECT count(*) FROM appointment WHERE local_date = '{TUESDAY}'") == 1


async def test_a_clinic_without_any_usual_week_is_told_what_is_missing(clinic: TestClinic) -> None:
    """An updated store has providers and no templates: nothing can be free until a lead writes one."""
    lee = clinic.add_provider("Lee", "LEE")
    services, rep = Services(clinic.store, clinic.clock), clinic.actor()
    entry = NewEntry("1" * 32, clinic.add_patient("ABEYTA", "Ruth"), "FUP", provider_id=lee)
    services.wait_list.add(rep, entry)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_list(app, pilot, clinic, "to_s")
        await typed(app, pilot, "1")
        text = " ".join(line.strip(" │") for line in screen_lines(app))
        assert "a usual week yet; a lead writes it on the schedule (F6) with :template." in text
