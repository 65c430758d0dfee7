"""A discount and a waiver at check-in, as they are typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.discounts import DiscountKind, GrantDiscount
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.adjustments import AdjustmentService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, PASSWORD, TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.desk_app import typed as typed_slowly
from tests.helpers.drawer_station import typed
from tests.helpers.money import command_id
from tests.helpers.screen_text import screen_text

TO_PAYMENT = ("2", "1", "2", "1", "1", "1", "2")


@pytest.fixture
def patient_id(clinic: TestClinic) -> str:
    """Somebody insured who stands at the desk and owes a copay."""
    made = clinic.add_patient("Abeyta", "Ruth")
    clinic.add_coverage(made, clinic.add_payer(), verified_at=NOW, verified_result="active")
    visit = clinic.add_visit(made, "09:30", clinic.add_provider())
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), visit, 1, VisitState.ARRIVED)
    return made


async def test_one_key_takes_the_discount_off_and_the_payment_proposes_the_rest(
    clinic: TestClinic, patient_id: str
) -> None:
    grant = GrantDiscount(command_id("g"), patient_id, DiscountKind.HARDSHIP, TODAY, TODAY + timedelta(days=30), 60)
    AdjustmentService(clinic.store, clinic.clock).grant(clinic.actor("tchen"), grant, "sotto", PASSWORD)
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed_slowly(app, pilot, *TO_PAYMENT, "pagedown")
        assert "hardship: 60 % off, until 04/03/2026: Ctrl+G takes $15.00 off" in screen_text(app)
        await typed_slowly(app, pilot, "ctrl+g")
        text = screen_text(app)
        assert "$15.00 was taken off" in text and "Your payment today is $10.00" in text
        assert "nothing to take off" in text
        await typed_slowly(app, pilot, "ctrl+g")
        assert "taken off already" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'adjustment'") == 1


async def test_a_supervisor_at_the_desk_needs_another_one_to_waive(clinic: TestClinic, patient_id: str) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "sotto")
        await typed_slowly(app, pilot, *TO_PAYMENT, "3", "f10", "8")
        assert "A supervisor signs" in screen_text(app)
        await typed_slowly(app, pilot, *"sotto", "enter", *typed(PASSWORD), "f10")
        assert "another supervisor" in screen_text(app)
        await typed_slowly(app, pilot, *["ctrl+u"], *"admin", "enter", *typed(PASSWORD), "f10")
        assert "checked in" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM journal WHERE reason_code = 'AD22' AND approved_by = 'u-admin'") == 1
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'receivable'") == 0
