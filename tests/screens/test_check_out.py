"""Check-out as it is typed: two keys when nothing is left, a digit for everything else, marked rows without the box."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.check_out import ServiceForm
from psr_tui.domain.referrals import ReferralForm
from psr_tui.screens.check_out import CheckOutBox
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.diary import Planned, planned
from tests.helpers.printers import on_paper, pages, spool
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor, burst, quiet
from tests.helpers.till import open_till


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic)


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "worklists": WorklistsPlace})


def roomed(plan: Planned, last: str = "SMITH", start: str = "08:00", **more: object) -> str:
    patient = plan.clinic.add_patient(last)
    return plan.clinic.add_visit(patient, start, plan.lee, state="roomed", **more)  # type: ignore[arg-type]


def words(app: PsrApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


async def press(app: PsrApp, pilot: Pilot[object], *keys: str) -> str:
    await typed(app, pilot, *keys)
    return words(app)


async def test_with_nothing_left_it_takes_two_keys(plan: Planned) -> None:
    visit_id = roomed(plan)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        burst(app, "4", "f10")  # as fast as they can be typed
        await quiet(app, pilot)
        assert "✓ Checked out" in screen_text(app)
        assert "SMITH, Jon checked out 09:47. Ctrl+Z undoes it." in words(app)
        assert "■ Roomed" in await press(app, pilot, "ctrl+z")
        await press(app, pilot, "4", "f10")
        assert "■ Roomed" in await press(app, pilot, "colon", *"reopen", "enter")
    assert plan.state(visit_id) == "roomed"


async def test_marked_rows_are_checked_out_by_one_digit_without_the_box(plan: Planned) -> None:
    for number in range(3):
        roomed(plan, f"{'ABC'[number]}NAME", f"08:{15 * number:02d}")
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "home", "asterisk", "4")
        assert "3 of 3 done, Ctrl+Z undoes them" in text and not isinstance(app.screen, CheckOutBox)
        assert screen_text(app).count("✓ Checked out") == 3


@pytest.mark.soak
async def test_charges_next_visit_and_referral_by_digits_and_the_box_tells_what_is_open(plan: Planned) -> None:
    visit_id = roomed(plan)
    patient = plan.services.check_out.look(plan.actor, visit_id).patient_id
    plan.services.check_out.add_service(plan.actor, plan.new_id(), visit_id, ServiceForm("Office visit", "OV15", 1))
    plan.services.check_out.order(plan.actor, plan.new_id(), visit_id, "2 weeks 30 min FUP")
    plan.services.referrals.add(plan.actor, plan.new_id(), ReferralForm(patient, "Example Cardiology"))
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "4")
        assert "1 Charges 1 to hand over: OV15 Office visit" in text
        assert "3 Next visit 2 weeks, 30 min FUP with Lee: not booked yet" in text
        assert "4 Referral not handed over: Example Cardiology" in text
        assert all(len(line) <= 80 for line in screen_lines(app))
        text = await press(app, pilot, "1", "1")
        assert "1 Charges handed over: OV15 Office visit" in text
        text = await press(app, pilot, "3")
        assert "1 Wed 03/18/2026" in text and "Put on the list of visits to schedule" in text
        text = await press(app, pilot, "1")  # booked with one digit; it is read back
        assert "Booked: read it back" in text and "Wednesday, 03/18/2026 at 08:00" in text
        text = await press(app, pilot, "enter", "4")
        assert "2 weeks, 30 min FUP with Lee: booked" in text and "[x]7 next visit" in text
        assert "4 Referral handed over: Example Cardiology" in text
        text = await press(app, pilot, "f10")
        assert "SMITH, Jon checked out" in text and "Stays on F8" not in text
    assert plan.clinic.count("SELECT count(*) FROM follow_up_order WHERE state = 'booked'") == 1


@pytest.mark.soak
async def test_without_an_order_the_rep_types_one_and_a_typo_keeps_what_was_typed(plan: Planned) -> None:
    visit_id = roomed(plan)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "4", "3", *"3 monhts", "enter")
        assert "3 monhts" in text
        await press(app, pilot, *["backspace"] * 20, *"3 months fup", "enter")
        assert "Next visit: 3 months FUP with Lee" in words(app)
        await press(app, pilot, "f12", "f10")
        assert "Stays on F8: next visit: 3 months FUP with Lee." in words(app)
    assert plan.state(visit_id) == "checked_out"


async def test_a_copay_is_asked_about_and_f12_goes_back_to_take_it(plan: Planned) -> None:
    visit_id = roomed(plan)
    patient = plan.services.check_out.look(plan.actor, visit_id).patient_id
    plan.clinic.add_coverage(patient, plan.clinic.add_payer(), 2500)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, plan.clinic)
        open_till(plan.clinic, desk.actor)
        text = await press(app, pilot, "4")
        assert "copay $25.00 not collected" in text
        text = await press(app, pilot, "f10")
        assert "Why was the copay not collected?" in text
        assert "Not checked out yet: the copay is neither paid (2)" in await press(app, pilot, "f12")
        text = await press(app, pilot, "2", *"25", "f10", "enter")
        assert "2 Pay nothing due" in text and "Receipt R-0000001 is posted" in text
        assert "checked out 09:47" in await press(app, pilot, "f10")
    assert plan.clinic.count("SELECT count(*) FROM charge WHERE kind = 'copay'") == 1


async def test_what_is_ticked_is_printed_after_the_check_out(plan: Planned, tmp_path: Path) -> None:
    roomed(plan)
    app, out = app_of(plan.clinic), tmp_path / "out"
    cast(ClinicDoor, app.door).printer = spool(out)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "4", "6")
        assert "[x]6 after-visit" in text and "8 survey" not in text
        assert "This clinic has no survey" in await press(app, pilot, "8")
        assert "there is no receipt" in await press(app, pilot, "9")
        await press(app, pilot, "f10")
    (page,) = pages(out)
    assert "AFTER YOUR VISIT" in on_paper(out, page)


async def test_in_privacy_mode_the_box_shows_no_name_and_no_amount(plan: Planned) -> None:
    visit_id = roomed(plan)
    patient = plan.services.check_out.look(plan.actor, visit_id).patient_id
    plan.clinic.add_coverage(patient, plan.clinic.add_payer(), 2500)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "colon", *"privacy on", "enter", "4")
        assert "Check-out" in text and "SMITH" not in text and "25.00" not in text


@pytest.mark.soak
# --- the end of the day ---
async def test_never_checked_out_takes_its_outcome_on_f8(plan: Planned) -> None:
    yesterday = TODAY - timedelta(days=1)
    out, left = roomed(plan, "OUT", day=yesterday), roomed(plan, "LEFT", "08:30", day=yesterday)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "f8", "colon", *"list never", "enter")
        assert "OUT, Jon" in text and "LEFT, Jon" in text and "2 on this list" in text
        text = await press(app, pilot, "1")
        assert "Check-out OUT, Jon" in text
        text = await press(app, pilot, "f10")
        assert "1 on this list" in text and "OUT, Jon checked out" in text
        text = await press(app, pilot, "home", "2")
        assert "Every visit that began has an end." in text
    assert (plan.state(out), plan.state(left)) == ("checked_out", "left_unseen")


@pytest.mark.soak
async def test_the_close_of_a_day_lists_what_is_open_and_closes_for_a_lead(plan: Planned) -> None:
    visit_id = roomed(plan)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic, "lgrant")
        text = await press(app, pilot, "colon", *"close day", "enter")
        assert "1 visit must be answered first" in text and "no check-out" in text
        assert "must be answered first; they stand on top" in await press(app, pilot, "f10")
        text = await press(app, pilot, "f12", "4", "f10", "colon", *"close day", "enter", "f10")
        assert "closed 03/04 09:47 by L. Grant" in text and "1 visit accounted for" in text
        text = await press(app, pilot, "f12", "colon", *"copays", "enter")
        assert "No copay was expected on this day." in text
    assert plan.state(visit_id) == "checked_out"


async def test_a_mended_order_takes_the_complaint_about_it_away(plan: Planned) -> None:
    roomed(plan)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "4", "3", *"soon", "enter")
        assert "type how long until then" in text and "soon" in text
        text = await press(app, pilot, "ctrl+u", *"2", "space", *"weeks", "enter")
        assert "Next visit: 2 weeks" in text
        assert "type how long until then" not in await press(app, pilot, "f12")
