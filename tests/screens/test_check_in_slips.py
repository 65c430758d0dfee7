"""Slips of the finger at check-in: a digit too many, change nobody gives, F10 too early."""

from __future__ import annotations

import pytest

from psr_tui.domain.money import Money
from psr_tui.domain.tenders import unlikely_change
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.till import open_till


@pytest.fixture
def visit_id(clinic: TestClinic) -> str:
    """Somebody insured who has not signed anything yet, standing at the desk."""
    patient_id = clinic.add_patient("Abeyta", "Ruth")
    clinic.add_coverage(patient_id, clinic.add_payer(), verified_at=NOW, verified_result="active")
    made = clinic.add_visit(patient_id, "09:30", clinic.add_provider())
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), made, 1, VisitState.ARRIVED)
    return made


def state(clinic: TestClinic) -> int:
    return clinic.count("SELECT count(*) FROM appointment WHERE state = 'checked_in'")


async def test_a_digit_for_the_third_paper_never_lands_in_the_payment(clinic: TestClinic, visit_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "1", "1", "2")
        assert "▶Forms" in screen_lines(app)[2], "the third paper is not signed yet, and its digit waits for the rep"
        assert "Ctrl+S goes on" in screen_lines(app)[23]
        await typed(app, pilot, "3")
        assert "▶Payment" in screen_lines(app)[2]
        assert "Your payment today is $25.00" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM consent WHERE kind = 'assignment'") == 1


async def test_unlikely_change_is_asked_about_and_enter_takes_nothing(clinic: TestClinic, visit_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "1", "2", "1", "1", "1", "2", "3", "4", "0", "0", "f10")
        assert "That gives $375.00 back." in screen_text(app)
        await typed(app, pilot, "enter")
        assert state(clinic) == 0
        assert clinic.count("SELECT count(*) FROM receipt") == 0
        await typed(app, pilot, "backspace", "f10")
        assert "CHANGE $15.00" in screen_text(app)
    assert state(clinic) == 1
    assert (
        clinic.count(
            "SELECT sum(cents) FROM ledger_line WHERE account = 'till' AND tender = 'CASH' "
            "AND journal_id IN (SELECT journal_id FROM receipt)"
        )
        == 2500
    )


async def test_finishing_before_the_payment_was_asked_for_goes_to_the_payment(
    clinic: TestClinic, visit_id: str
) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "1", "1", "2", "f10")
        assert "▶Payment" in screen_lines(app)[2]
        assert "F10 without one asks for the reason" in screen_lines(app)[23]
        await typed(app, pilot, "f10")
        assert "Why was the copay not collected?" in screen_text(app)
    assert state(clinic) == 0


async def test_what_was_refused_before_does_not_stand_beside_what_is_saved_now(
    clinic: TestClinic, visit_id: str
) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "f10")
        assert "Not ready" in screen_lines(app)[23]
        await typed(app, pilot, "1")
        assert screen_lines(app)[23].strip().startswith("Coverage: saved")


@pytest.mark.parametrize(("cents", "asked"), [(0, False), (9999, False), (10000, True), (295_660, True)])
def test_change_of_a_hundred_or_more_is_unlikely(cents: int, asked: bool) -> None:
    assert bool(unlikely_change(Money(cents))) is asked


async def test_a_wrong_tender_takes_the_cursor_to_its_line_and_the_syntax_stands_below(
    clinic: TestClinic, visit_id: str
) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "1", "2", "1", "1", "1", "2", "3", *"blah", "enter", *"10", "f10")
        text = screen_text(app)
        assert "type cash 40, card 4242 T1 b0412 or check 1042" in text
        assert "40 · card 4242 T1 b0412 · check 1042 · mo 998" in text
        assert getattr(app.screen.focused, "field_id", "") == "paid_1"
        await typed(app, pilot, "ctrl+u", *"card 4242 T1 b0412", "enter", "ctrl+u", *"check", "space", *"1042", "f10")
        assert "only one line can mean the rest" in screen_text(app)
        assert getattr(app.screen.focused, "field_id", "") == "paid_2"
    assert state(clinic) == 0


async def test_a_command_can_be_typed_at_the_payment_and_a_colon_in_a_text_stays_a_colon(
    clinic: TestClinic, visit_id: str
) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "1", "2", "1", "1", "1", "2", "3")
        assert "▶Payment" in screen_lines(app)[2]
        await typed(app, pilot, "colon", *"cost", "enter")
        assert "What will it cost" in screen_text(app)
        await typed(app, pilot, "f12", *"4:0")
        assert getattr(app.screen.focused, "value", "") == "4:0"
