"""What will it cost, as it is typed: two keys record the question, an estimate is made and given, F8 shows the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.callbacks import Priority
from psr_tui.screens.callbacks import CallbacksPlace
from psr_tui.screens.calls import call_box
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.worklists import WorklistsPlace
from psr_tui.services.callbacks import NewCallback
from psr_tui.store.tables.estimates import ServicePriceRow
from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.diary import Planned, planned
from tests.helpers.printers import on_paper, pages, spool
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    made = planned(clinic)
    with clinic.store.write(SETUP) as work:
        for position, (code, label, cents, visit_type) in enumerate(
            (("OV15", "Office visit", 14500, "OV15"), ("ECG", "ECG at rest", 6500, ""))
        ):
            work.session.add(
                ServicePriceRow(
                    id=work.new_id(), code=code, label=label, cents=cents, visit_type=visit_type, position=position,
                    changed_at=work.now,
                )
            )  # fmt: skip
        work.commit()
    return made


def app_of(clinic: TestClinic) -> PsrApp:
    places = {"queue": QueuePlace, "worklists": WorklistsPlace, "callbacks": CallbacksPlace, "check_in": CheckInPlace}
    return desk_app(clinic, places, tools={"find": find_tool, "call_box": call_box})


def words(app: PsrApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


async def press(app: PsrApp, pilot: Pilot[object], *keys: str) -> str:
    await typed(app, pilot, *keys)
    return words(app)


def requests(clinic: TestClinic) -> int:
    return clinic.count("SELECT count(*) FROM estimate WHERE reason = 'requested' AND state = 'due'")


async def test_a_question_at_the_desk_is_recorded_in_two_keys(plan: Planned) -> None:
    plan.clinic.add_visit(plan.clinic.add_patient(), "08:00", plan.lee)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "equals_sign", "1")
        assert "Recorded: an estimate from the price list, due Mon 03/09." in text
        assert requests(plan.clinic) == 1
        await press(app, pilot, "ctrl+f", *"smith", "enter")
        assert "= cost" in words(app)
        assert "Recorded: an estimate" in await press(app, pilot, "equals_sign", "1")
    assert requests(plan.clinic) == 1, "asked twice it stays one request"


async def test_a_question_on_the_phone_is_recorded_in_two_keys(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    wish = NewCallback(plan.new_id(), patient, "SCHED", Priority.NORMAL, "", False, None, "")
    plan.services.callbacks.create(plan.clinic.actor("tchen"), wish)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "f4", "1")
        assert "c cost" in text
        assert "Recorded: an estimate from the price list" in await press(app, pilot, "c", "1")
    assert requests(plan.clinic) == 1


async def test_who_has_insurance_is_told_from_the_plans_answer(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    plan.clinic.add_coverage(patient, plan.clinic.add_payer())
    plan.clinic.add_visit(patient, "08:00", plan.lee)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        assert "an estimate from their insurance" in await press(app, pilot, "equals_sign", "1")
        text = await press(app, pilot, "equals_sign", "2")
        assert "What will it cost: this visit" in text and "This is an estimate" in text
        assert "What was said is kept with the visit." in await press(app, pilot, "1")
    assert requests(plan.clinic) == 0
    said = "SELECT count(*) FROM estimate WHERE kind = 'benefits' AND given_how = 'read' AND words LIKE '%an estimate%'"
    assert plan.clinic.count(said) == 1


async def test_at_check_in_who_pays_themselves_gets_the_estimate_of_the_price_list(plan: Planned) -> None:
    plan.clinic.add_visit(plan.clinic.add_patient(), "09:45", plan.lee)
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "1", "2", "colon", *"cost", "enter", "2")
        assert "Estimate SMITH, Jon" in text and "TOTAL 145.00" in text
        assert "estimate of $145.00 given" in await press(app, pilot, "1", "2")


@pytest.mark.soak
async def test_an_estimate_is_made_from_prices_changed_and_given_on_paper(plan: Planned, tmp_path: Path) -> None:
    plan.book(plan.clinic.add_patient(), day=date(2026, 3, 19))
    app, out = app_of(plan.clinic), tmp_path / "out"
    cast(ClinicDoor, app.door).printer = spool(out)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        text = await press(app, pilot, "f8", "colon", *"list est", "enter")
        assert "1 due · overdue 0 · charges above an estimate 0" in text
        assert "due Mon 03/09" in text and "SMITH, Jon" in text and "self-pay" in text
        text = await press(app, pilot, "1")
        assert "Office visit, Thu 03/19/2026 with Ann Lee, MD: TOTAL 145.00" in text
        assert "Not given yet, due Mon 03/09 (scheduled)" in text
        text = await press(app, pilot, "plus", "3", "f10")  # the second price of the list
        assert "TOTAL 210.00" in text and "ECG at rest" in text
        assert all(len(line) <= 80 for line in screen_lines(app))
        assert "This throws away the lines you changed" in await press(app, pilot, "f12")
        text = await press(app, pilot, "1", "1")
        assert "SMITH, Jon: estimate of $210.00 given; its letter is being printed." in text
        assert "No estimate is due." in text
    (page,) = pages(out)
    paper = on_paper(out, page)
    assert "GOOD-FAITH ESTIMATE" in paper and "EXPECTED TOTAL" in paper and "$210.00" in paper
    assert plan.clinic.count("SELECT count(*) FROM estimate_line") == 2


@pytest.mark.soak
async def test_a_request_that_is_taken_back_leaves_the_list_with_its_reason(plan: Planned) -> None:
    plan.book(plan.clinic.add_patient(), day=date(2026, 3, 19))
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic)
        await press(app, pilot, "f8", "colon", *"list est", "enter")
        assert "Nothing was charged above this estimate" in await press(app, pilot, "7")
        text = await press(app, pilot, "8", *"knows it", "enter")
        assert "no estimate is needed; the reason is kept" in text and "No estimate is due." in text
    assert plan.clinic.count("SELECT count(*) FROM estimate WHERE why_replaced = 'knows it'") == 1


@pytest.mark.soak
async def test_the_price_list_is_read_by_all_and_changed_by_a_lead(plan: Planned) -> None:
    app = app_of(plan.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, plan.clinic, "lgrant")
        text = await press(app, pilot, "f8", "colon", *"prices", "enter")
        assert "2 prices" in text and "Office visit" in text and "145.00" in text
        text = await press(app, pilot, "plus", *"Dressing", "enter", *"55", "enter", *"dress", "f10")
        assert "3 prices" in text and "Dressing: $55.00." in text and "DRESS" in text
        assert "2 prices" in await press(app, pilot, "8")
    rep = app_of(plan.clinic)
    async with rep.run_test(size=(80, 24)) as pilot:
        await at_work(rep, pilot, plan.clinic)
        await press(rep, pilot, "f8", "colon", *"prices", "enter", "8")
        assert "change the price list" in words(rep)
    assert plan.clinic.count("SELECT count(*) FROM service_price WHERE active") == 2
