"""A slip in a second person's signature costs the signature only, never what was counted, written or chosen before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import Input

from psr_tui.app import PsrApp
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.dialogs.signature import SignatureBox
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, PASSWORD, TestClinic
from tests.helpers.desk_app import at_work, desk_app, drawer_app
from tests.helpers.desk_app import typed as typed_slowly
from tests.helpers.drawer_station import at_drawer, press, typed
from tests.helpers.money import Till, cash
from tests.helpers.screen_text import screen_text

RIGHT = typed(PASSWORD)
DROPS = "SELECT count(*) FROM journal WHERE kind = 'drop'"
BACK = "SELECT count(*) FROM journal WHERE kind = 'void'"


def fields(app: PsrApp) -> tuple[str, str, str]:
    """User and password as they stand in the box, and which of them has the cursor."""
    box = app.screen
    assert isinstance(box, SignatureBox)
    login, password = box.form.field("login"), box.form.field("password")
    assert isinstance(login, Input) and isinstance(password, Input)
    return login.value, password.value, getattr(box.focused, "field_id", "")


async def test_a_drop_survives_a_wrong_password_and_the_wrong_witness(clinic: TestClinic) -> None:
    Till(clinic).open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "4", "1", *"B7", "enter", "enter", "1", "f10")
        text = await press(app, pilot, *"tchen", "enter", *"wrong", "f10")
        assert "✗ That password does not fit" in text and fields(app) == ("tchen", "", "password")
        clinic.clock.advance(timedelta(seconds=2))
        text = await press(app, pilot, "up", "ctrl+u", *"mrivera", "enter", *RIGHT, "f10")
        assert "✗ The witness must be another person" in text and fields(app) == ("mrivera", "", "login")
        assert clinic.count(DROPS) == 0
        text = await press(app, pilot, *"tchen", "enter", *RIGHT, "f10")
        assert "$100.00 went into bag B7" in text and "drops 1" in text
    assert clinic.count(DROPS) == 1


async def test_stepping_back_from_the_signature_brings_bag_and_count_back(clinic: TestClinic) -> None:
    Till(clinic).open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "4", "1", *"B7", "enter", "enter", "1", "enter", "2", "f10")
        text = await press(app, pilot, *"tchen", "f12")
        assert "Safe drop" in text and "B7" in text and "200.00" in text
        await press(app, pilot, "f10", *"tchen", "enter", *RIGHT, "f10")
        assert "$200.00 went into bag B7" in screen_text(app)


@pytest.mark.soak
async def test_a_bag_that_was_used_is_mended_in_the_form(clinic: TestClinic) -> None:
    Till(clinic).open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        for bag in ("B7", "B7"):
            text = await press(
                app, pilot, "4", "1", *bag, "enter", "enter", "1", "f10", *"tchen", "enter", *RIGHT, "f10"
            )
        assert "Safe drop" in text and "✗ Bag B7 was used before" in text and "100.00" in text
        await press(app, pilot, "home", *["up"] * 20, "ctrl+u", *"B8", "f10", *"tchen", "enter", *RIGHT, "f10")
        assert "went into bag B8" in screen_text(app)
    assert clinic.count(DROPS) == 2


@pytest.mark.soak
async def test_money_goes_back_after_a_slip_and_the_words_wait(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "8", "1", "1", "f10")
        assert "What happened: is still empty" in text
        await press(app, pilot, *"wrong", "f10")
        text = await press(app, pilot, *"tchen", "enter", *RIGHT, "f10")
        assert "supervisor" in text and fields(app) == ("tchen", "", "login")
        text = await press(app, pilot, "f12")
        assert "What happened" in text and "wrong" in text
        await press(app, pilot, "f10", *"sotto", "enter", *RIGHT, "f10")
        assert "MONEY GIVEN BACK" in screen_text(app)
    assert clinic.count(BACK) == 1


async def test_a_difference_is_signed_after_a_slip(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    till.count(19000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "9", "1", *"gone", "f10", "6", *"sotto", "enter", *"wrong", "f10")
        assert fields(app) == ("sotto", "", "password")
        clinic.clock.advance(timedelta(seconds=2))
        assert "Signed by S. Otto" in await press(app, pilot, *RIGHT, "f10")


@pytest.fixture
def visit_id(clinic: TestClinic) -> str:
    """Somebody insured who stands at the desk and owes a copay."""
    patient_id = clinic.add_patient("Abeyta", "Ruth")
    clinic.add_coverage(patient_id, clinic.add_payer(), verified_at=NOW, verified_result="active")
    made = clinic.add_visit(patient_id, "09:30", clinic.add_provider())
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), made, 1, VisitState.ARRIVED)
    return made


@pytest.mark.soak
async def test_an_override_is_signed_after_a_slip(clinic: TestClinic, visit_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed_slowly(app, pilot, "2", "9", "1", *"tchen", "enter", *RIGHT, "f10")
        assert fields(app) == ("tchen", "", "login")
        await typed_slowly(app, pilot, "f12")
        assert "Override: why?" in screen_text(app)
        await typed_slowly(app, pilot, "enter", *"sotto", "enter", *RIGHT, "f10")
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'identity' AND approved_by = 'u-sotto'") == 1


@pytest.mark.soak
async def test_a_waived_copay_is_signed_after_a_slip(clinic: TestClinic, visit_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed_slowly(app, pilot, "2", "1", "2", "1", "1", "1", "2", "3", "f10")
        await typed_slowly(app, pilot, "8", *"sotto", "enter", *"wrong", "f10")
        assert fields(app) == ("sotto", "", "password")
        clinic.clock.advance(timedelta(seconds=2))
        await typed_slowly(app, pilot, "f12")
        assert "Why was the copay not collected?" in screen_text(app)
        await typed_slowly(app, pilot, "enter", *"sotto", "enter", *RIGHT, "f10")
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'copay' AND approved_by = 'u-sotto'") == 1


async def test_a_rep_who_has_no_word_for_it_is_asked_for_one(clinic: TestClinic, visit_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed_slowly(app, pilot, "2", "1", "2", "1", "1", "1", "2", "3", "f10", "3", "enter")
        assert "add a few words" in screen_text(app)
        await typed_slowly(app, pilot, "f12")
        assert "Why was the copay not collected?" in screen_text(app)
        await typed_slowly(app, pilot, "f12")
        assert "neither paid nor is there a" in screen_text(app)
