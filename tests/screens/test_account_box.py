"""A patient's account, and every place a patient can stand at when money is taken; each is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.visit import VisitState
from psr_tui.screens.account import AccountBox, show_account
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.queue import QueuePlace
from tests.helpers.accounts import agree, flag_no_checks, give_back
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.drawer_station import press, typed
from tests.helpers.money import Till, cash, check
from tests.helpers.station import Names, quiet

POSTED = "SELECT count(*) FROM journal WHERE kind = 'payment'"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera's drawer, open."""
    till = Till(clinic)
    till.open()
    return till


def plain_app(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names}, tools={"find": find_tool})


async def at_account(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, patient: str) -> AccountBox:
    await at_work(app, pilot, clinic)
    assert app.place is not None
    app.place.flow(show_account(app.place, app.place.desk, patient))
    await quiet(app, pilot)
    assert isinstance(app.screen, AccountBox)
    return app.screen


async def test_from_ctrl_f_the_card_takes_money_and_opens_the_account(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient("BELTRAN", "Maria")
    till.owe(patient, 6000)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        text = await press(app, pilot, "ctrl+f", *"beltran", "enter")
        assert "1 pay  2 check-in" in text and "4 account" in text and "$60.00" in text
        assert "Payment  BELTRAN, Maria" in await press(app, pilot, "1")
        assert "Receipt R-0000001" in await press(app, pilot, *"40", "f10")
        text = await press(app, pilot, "enter")
        assert "Receipt R-0000001 is posted" in text and "$20.00" in text
        text = await press(app, pilot, "4")
        assert "owes $20.00" in text and "R-0000001 cash" in text
        assert "1 pay  2 check-in" in await press(app, pilot, "f12")


async def test_check_out_offers_the_payment_and_is_done_before_it(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient("SMITH", "Jon")
    visit = clinic.add_visit(patient, provider_id=clinic.add_provider(), state="roomed")
    till.owe(patient, 9000, ChargeKind.PAST_BALANCE)
    till.owe(patient, 2500, visit=visit)
    nobody = clinic.add_visit(clinic.add_patient("YOUNG"), "10:00", state="roomed")
    app = desk_app(clinic, {"queue": QueuePlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        text = await press(app, pilot, "4", "f10")
        assert "Why was the copay not collected?" in text and "$25.00 of copay is expected" in text
        text = await press(app, pilot, "2")
        assert "SMITH, Jon checked out" in text and "$115.00 is due: $ takes it." in text
        with clinic.store.read() as work:
            moved = work.visits.get(visit)
        assert moved is not None and moved.state is VisitState.CHECKED_OUT
        text = await press(app, pilot, "dollar_sign")
        assert "Payment  SMITH, Jon" in text and "115.00" in text
        text = await press(app, pilot, *"25")
        assert "Goes to: copay $25.00" in text, "today's visit comes before what is older"
        assert "Receipt R-0000001" in await press(app, pilot, "f10")
        assert "Receipt R-0000001 is posted" in await press(app, pilot, "enter")
        text = await press(app, pilot, "y", "4", "f10")
        assert "YOUNG" in text and "is due" not in text
    assert clinic.count(f"SELECT count(*) FROM appointment WHERE id = '{nobody}' AND state = 'checked_out'") == 1


async def test_the_account_shows_everything_and_fits_24_rows(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient("[b]O'NEIL", "Ann")
    charge = till.owe(patient, 12000, ChargeKind.VISIT)
    taken = till.take(patient, cash(1000), check(500))
    give_back(till, taken.journal_id)
    till.take(patient, cash(2000))
    agree(till, patient, (charge,), 4, TODAY + timedelta(days=3))
    till.owe(patient, 700, ChargeKind.FEE)
    flag_no_checks(clinic, patient)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        text = await press(app, pilot)
        for words in (
            "Account  [B]O'NEIL, Ann",
            "owes $107.00 · due now $7.00 · NO CHECKS", "Plan 0/4 paid, next $25.00 on 03/07",
            "Instalment 1 of 4 due 03/07: visit", "R-0000001 cash, check, all given back",
            "R-0000002 Taken back of R-0000001",
            "R-0000003 cash", "1 pay",
        ):  # fmt: skip
            assert words in text
        assert "1  03/07/2026        25.00         0.00" in await press(app, pilot, "5")
        text = await press(app, pilot, "enter", "down", "5")
        assert "What was posted" in text and "Payment            R-0000003" in text and "100.00" in text
        text = await press(app, pilot, "enter", "down", "down", "enter")
        assert "Receipt R-0000003" in text and "TOTAL" in text


async def test_paying_from_the_account(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 2500)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        assert "CHANGE $15.00" in await press(app, pilot, "1", *"40", "f10")
        text = await press(app, pilot, "enter")
        assert "owes $0.00" in text and "Change $15.00. Receipt R-0000001 is posted." in text


async def test_money_paid_ahead_is_proposed_oldest_first_and_used(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        assert "Nothing is paid ahead" in await press(app, pilot, "2")
    till.take(patient, cash(5000))
    till.owe(patient, 3000, ChargeKind.PAST_BALANCE)
    till.owe(patient, 4000, ChargeKind.VISIT)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        text = await press(app, pilot, "2")
        assert "Goes to: past_balance $30.00, visit $20.00" in text
        assert "there is no line 3" in await press(app, pilot, *typed("3"), "f10")
        text = await press(app, pilot, "ctrl+u", *typed("2 10"))
        assert "Goes to: visit $10.00" in text
        text = await press(app, pilot, "f10")
        assert "$10.00 of the money paid ahead is used; $40.00 is left." in text and "paid ahead $40.00" in text
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'apply'") == 1


async def test_a_plan_is_agreed_read_back_and_ended(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 10000, ChargeKind.VISIT)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        assert "$100.00 in instalments: visit." in await press(app, pilot, "3")
        text = await press(app, pilot, "0", "enter", *"t+30", "f10")
        assert "type a number from 1 to 60" in text and clinic.count("SELECT count(*) FROM payment_plan") == 0
        text = await press(app, pilot, "ctrl+u", "3", "f10")
        assert (
            "3 instalments, every month: the first $33.34 on Fri 04/03/2026, the last $33.33 on Wed 06/03/2026"
            in " ".join(text.replace("│", "").split())
        )
        text = await press(app, pilot, "y")
        assert "Agreed: $100.00 in 3" in text and "owes $100.00 · due now $0.00" in text
        await press(app, pilot, "home", "3", *typed("insurance paid"), "enter")
        assert clinic.count("SELECT count(*) FROM payment_plan WHERE state = 'ended'") == 1


async def test_what_is_on_a_plan_is_not_put_on_another(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    agree(till, patient, (till.owe(patient, 10000),), 3, TODAY)
    app = plain_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_account(app, pilot, clinic, patient)
        assert "Nothing is open that is not on a plan already" in await press(app, pilot, "end", "3")
