"""A new insurance card as a rep enters it at check-in."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.new_card import NewCardBox
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.check_in import CheckInService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet

TO_COVERAGE = ("2", "1", "2", "1")
CARD = (*"+blue shield", "enter", *"w99887", *["enter"] * 6, *"25", "enter")


@pytest.fixture
def visit_id(clinic: TestClinic) -> str:
    """Somebody new without any insurance on file, standing at the desk."""
    made = clinic.add_visit(clinic.add_patient("Vigil", "Ana"), "09:30", clinic.add_provider())
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), made, 1, VisitState.ARRIVED)
    return made


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})


async def at_coverage(app: PsrApp, pilot: Pilot[object], clinic: TestClinic) -> None:
    await at_work(app, pilot, clinic)
    await typed(app, pilot, *TO_COVERAGE)
    assert "▶Coverage" in screen_lines(app)[2]


@pytest.mark.soak
async def test_somebody_without_insurance_gets_the_card_and_a_payer_that_is_new(
    clinic: TestClinic, visit_id: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        assert "6New card" in screen_lines(app)[21]
        await typed(app, pilot, "6")
        text = screen_text(app)
        assert "New card: VIGIL, Ana" in text and "No insurance in force is on file." in text
        assert "03/04/2026" in text and "prefilled" in text and "[Save]" in text and "This card" not in text
        await typed(app, pilot, *CARD[:12])
        assert "NEW PAYER" in screen_text(app)
        await typed(app, pilot, *CARD[12:], "enter")
        assert "▶Forms" in screen_lines(app)[2]
        await typed(app, pilot, "pageup")
        assert "BLUE SHIELD" in screen_text(app).upper() and "W99887" in screen_text(app)
        await typed(app, pilot, "pagedown", "pagedown")
        assert "Your payment today is $25.00" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM coverage WHERE card_seen_on = '2026-03-04'") == 1
    assert clinic.count("SELECT count(*) FROM appointment WHERE coverage_choice = 'coverage'") == 1
    assert clinic.count("SELECT count(*) FROM draft") == 0


async def test_the_whole_card_in_one_burst_lands_in_its_fields(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, *TO_COVERAGE, "6", *CARD, "enter")
        await quiet(app, pilot)
        assert "▶Forms" in screen_lines(app)[2]
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'W99887' AND copay_cents = 2500") == 1
    assert clinic.count("SELECT count(*) FROM payer WHERE name = 'blue shield'") == 1


@pytest.mark.soak
async def test_a_card_that_replaces_the_old_one_is_asked_about(clinic: TestClinic, visit_id: str) -> None:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
    old = clinic.add_coverage(visit.patient_id, clinic.add_payer())
    clinic.add_payer("Cigna Health")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        await typed(app, pilot, "6")
        assert "On file: AETNA PPO." in screen_text(app)
        await typed(app, pilot, *"cig", "enter", *"w1", *["enter"] * 5, *"2/1", "enter", *"30", "f10")
        assert "This card: is still empty" in screen_text(app)
        await typed(app, pilot, "r", "f10")
        assert "▶Forms" in screen_lines(app)[2]
    assert clinic.count(f"SELECT count(*) FROM coverage WHERE id = '{old}' AND ends_on = '2026-01-31'") == 1
    assert clinic.count("SELECT count(*) FROM coverage WHERE effective_on = '2026-02-01' AND position = 1") == 1


async def test_two_of_the_same_order_are_said_when_saved(clinic: TestClinic, visit_id: str) -> None:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
    payer = clinic.add_payer()
    clinic.add_coverage(visit.patient_id, payer)
    clinic.add_coverage(visit.patient_id, payer, position=2)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        assert screen_lines(app)[21].rstrip().endswith("F10Finish")
        await typed(app, pilot, "6", *"aet", "enter", *"w1", "up", "up", "f10")
        await typed(app, pilot, "s", "f10")
        assert "▶Coverage" in screen_lines(app)[2]
        assert "Two insurances claim to be the same one" in " ".join(screen_lines(app)[21:])


@pytest.mark.soak
async def test_a_refusal_keeps_the_form_and_goes_to_the_field(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        await typed(app, pilot, "6", *"blue", "enter")
        assert "is not on the list" in screen_text(app)
        await typed(app, pilot, "up", *CARD[:19], *["enter"] * 3, "c", "f10")
        assert "Subscriber: type the name" in screen_text(app)
        await typed(app, pilot, *"Vigil, Rosa", "enter", *"t+30", "f10")
        assert "NOT YET, from 04/03/2026" in screen_text(app)
        assert isinstance(app.screen, NewCardBox)
    assert clinic.count("SELECT count(*) FROM coverage") == 0
    assert clinic.count("SELECT count(*) FROM payer") == 0


async def test_what_was_typed_is_kept_for_this_visit_and_offered_again(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        await typed(app, pilot, "6", *CARD[:13], *"w99887", "enter", "f12")
        assert "what you typed is kept" in screen_text(app)
        await typed(app, pilot, "f12")
        assert "▶Coverage" in screen_lines(app)[2]
        await typed(app, pilot, "6")
        text = screen_text(app)
        assert "is here again" in text and "+blue shield" in text and "w99887" in text


async def test_somebody_elses_change_is_named_and_the_next_press_saves(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        await typed(app, pilot, "6", *CARD)
        chen = clinic.actor("tchen", "desk-2")
        desk = CheckInService(clinic.store, clinic.clock)
        desk.self_pay(chen, visit_id, desk.look(chen, visit_id).version)
        await typed(app, pilot, "f10")
        assert "was changed by T. Chen" in screen_text(app)
        await typed(app, pilot, "f10")
        assert "▶Forms" in screen_lines(app)[2]
    assert clinic.count("SELECT count(*) FROM coverage") == 1


async def test_privacy_shortens_the_name_over_the_form(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        app.privacy = True
        await typed(app, pilot, "6")
        assert "VIGIL" not in screen_text(app) and "New card: V., A." in screen_text(app)


@pytest.mark.soak
async def test_the_insurances_and_what_is_allowed_open_from_check_in_and_what_changed_is_shown(
    clinic: TestClinic, visit_id: str
) -> None:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
    clinic.add_coverage(visit.patient_id, clinic.add_payer())
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_coverage(app, pilot, clinic)
        await typed(app, pilot, "colon", *"insurance", "enter")
        assert "Insurance of VIGIL, Ana  born" in screen_text(app)
        await typed(app, pilot, "2", "enter", "ctrl+u", *"w55", "f10", "f12")
        text = screen_text(app)
        assert "▶Coverage" in text and "W55" in text, "the step shows what was changed in the box"
        await typed(app, pilot, "colon", *"allowed", "enter")
        assert "Allowed for VIGIL, Ana" in screen_text(app)
