"""Giving back, correcting and adjusting as a rep types it: what is shown before it posts, what survives a refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from psr_tui.domain.payments import ChargeKind
from psr_tui.screens.account import show_account
from psr_tui.screens.corrections import correct_closed
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import Press, at_drawer, press, typed
from tests.helpers.money import Till, card, cash, check
from tests.helpers.station import quiet

SIGN = (*"sotto", "enter", *typed(PASSWORD), "f10")
REFUNDS = "SELECT count(*) FROM journal WHERE kind = 'refund'"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


@asynccontextmanager
async def at_account(till: Till, patient_id: str, login: str = "mrivera") -> AsyncIterator[Press]:
    """The account of a patient over the drawer of somebody."""
    app = drawer_app(till.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, till.clinic, login)
        place.flow(show_account(place, place.desk, patient_id))
        await quiet(app, pilot)

        async def press_here(*names: str) -> str:
            return await press(app, pilot, *names)

        yield press_here


def counted(keys: Sequence[Sequence[str]]) -> int:
    """How many keys a rep presses besides the words that are typed."""
    return sum(len(one) for one in keys)


@pytest.mark.soak
async def test_a_refund_in_part_with_its_signature_takes_at_most_eight_keys(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 6000)
    till.take(patient, cash(2000), card(4000))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        acts: list[tuple[str, ...]] = []

        async def act(*keys: str) -> str:
            acts.append(keys)
            return await press(app, pilot, *keys)

        text = await act("8")
        assert "1 Void: the entry was wrong" in text and "2 Refund" in text
        await act("2", "1")
        text = await press(app, pilot, *"45")
        assert "Goes back: card 4242 $40.00, cash $5.00" in text and "Taken from: copay $45.00" in text
        await act("enter")
        await press(app, pilot, *typed("paid too much"))
        await act("f10")
        await press(app, pilot, *"sotto")
        await act("enter")
        await press(app, pilot, *typed(PASSWORD))
        text = await act("f10")
        assert "MONEY GIVEN BACK" in text and "R-0000002" in text
        text = await act("enter")
        assert "45.00 went back" in text and "-45.00" in text
    assert counted(acts) <= 8
    assert clinic.count(REFUNDS) == 1


async def test_above_what_is_left_the_typed_values_stay(clinic: TestClinic, till: Till) -> None:
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "8", "2", "1", *"25.01", "enter", *"mistake", "f10")
        assert "✗ Amount: $25.01 is more than the $25.00 left" in text
        assert "25.01" in text and "mistake" in text and "Goes back" not in text
        for wrong in ("0", "1e3", "12.345", "-5", "९", "9" * 14):
            assert "✗ Amount" in await press(app, pilot, *["up"] * 3, "ctrl+u", *typed(wrong), "f10"), wrong
        text = await press(app, pilot, *["up"] * 3, "ctrl+u", *"20", "f10", *SIGN)
        assert "MONEY GIVEN BACK" in text
    assert clinic.count(f"{REFUNDS} AND note LIKE '%mistake'") == 1


async def test_a_slip_in_the_signature_costs_the_signature_only(clinic: TestClinic, till: Till) -> None:
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "8", "2", "1", *"10", "enter", *"mistake", "f10", *"tchen", "enter")
        text = await press(app, pilot, *typed(PASSWORD), "f10")
        assert "supervisor" in text
        text = await press(app, pilot, "f12")
        assert "10.00" in text and "mistake" in text
        assert "MONEY GIVEN BACK" in await press(app, pilot, "f10", *SIGN)


async def test_a_payment_of_a_closed_drawer_asks_whether_money_moves(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 2500)
    till.take(patient, cash(2500))
    till.close(till.count(22500))
    clinic.clock.advance(timedelta(days=1))
    till.open()
    async with at_account(till, patient) as press_here:
        text = await press_here("8")
        assert "The drawer of this payment is closed" in text
        text = await press_here("2")
        assert "The tender was entered wrong" in text
        await press_here("1")
        text = await press_here(*typed("card 4242 T1 b0412"), "enter", "enter", *typed("it was a card"), "f10", *SIGN)
        assert "CORRECTION OF Z 000001" in text and "Z 000002" in text
        text = await press_here("enter")
        assert "the closed report stays as it was" in text and "all given b" in text
        assert "went back already" in await press_here("8")
        text = await press_here("home", "8")
        assert "Refund: money goes back" in text, "the payment that took its place can be refunded"
        assert "Nothing was given back" in await press_here("f12")


@pytest.mark.soak
async def test_a_correction_of_a_report_offers_what_fits(clinic: TestClinic, till: Till) -> None:
    session = till.session.session_id
    patient = clinic.add_patient("O[/oops]NEIL")
    till.owe(clinic.add_patient("BAKER", phone="+15055550143"), 4000)
    till.take(patient, cash(2500))
    till.close(till.count(22500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        place.flow(correct_closed(place, session))
        await quiet(app, pilot)
        text = await press(app, pilot)
        assert "Correct Z 000001" in text and "An over or short was found" not in text
        text = await press(app, pilot, "2")
        assert "O[/OOPS]NEIL" in text and "cash $25.00" in text
        text = await press(app, pilot, "1", *typed("entered twice"), "f10", *SIGN)
        assert "CORRECTION OF Z 000001" in text
        await press(app, pilot, "enter")
        place.flow(correct_closed(place, session))
        await quiet(app, pilot)
        text = await press(app, pilot)
        assert "An over or short was found" in text and "entered wrong" not in text
        text = await press(app, pilot, "1", *"baker", "enter", *"40", "enter", *typed("check 17"))
        assert "$40.00" in text
        text = await press(app, pilot, "enter", "enter", *typed("found in the folder"), "f10", *SIGN)
        assert "CORRECTION OF Z 000001" in text and "Z 000003" in text
        text = await press(app, pilot, "pagedown", "pagedown")
        assert "payment check" in text and "40.00" in text
        assert "posted as Z 000003" in await press(app, pilot, "enter")
    assert clinic.count("SELECT count(*) FROM day_report") == 3


async def test_a_closed_drawer_is_corrected_from_the_list_of_closed_drawers(clinic: TestClinic, till: Till) -> None:
    till.take(clinic.add_patient(), cash(2500))
    till.close(till.count(22500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "0", "3")
        assert "8 correct" in text and "000001" in text
        await press(app, pilot, "8", "2", "1", *typed("entered twice"), "f10", *SIGN)
        text = await press(app, pilot, "enter")
        assert "posted as Z 000002" in text and text.count("000002") == 2, "the list has the correction too"
        assert "Nothing was corrected" in await press(app, pilot, "8", "f12")


@pytest.mark.soak
async def test_an_adjustment_is_signed_only_where_its_reason_asks(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 400, ChargeKind.VISIT)
    async with at_account(till, patient) as press_here:
        text = await press_here("6")
        assert "1 Administrative" in text and "6 Small balance write-off" in text
        text = await press_here("6", "f10")
        assert "visit is adjusted; $0.00 is open now" in text, "what is open is proposed, and nobody needs to sign"
    till.owe(patient, 6000, ChargeKind.VISIT)
    async with at_account(till, patient) as press_here:
        text = await press_here("6", "5", *"60.01", "f10")
        assert "A supervisor signs" not in text, "what cannot be posted is not put before a supervisor"
        assert "more than the $60.00 open" in text and "60.01" in text
        text = await press_here("ctrl+u", *"10", "f10")
        assert "A supervisor signs" in text
        assert "Hardship write-off: $10.00 taken off visit." in text, "who signs reads what"
        assert "$50.00 is open now" in await press_here(*SIGN)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'adjustment' AND approved_by IS NOT NULL") == 1


@pytest.mark.soak
async def test_fee_discount_and_its_use_from_the_account(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 6000, ChargeKind.VISIT)
    async with at_account(till, patient) as press_here:
        text = await press_here("7", "1", "4")
        assert "No-show fee" in text
        assert "No-show fee of $30.00 is owed now" in await press_here(*"30", "f10", *SIGN)
        text = await press_here("7", "2", "1", *"60", "enter", *"t+90", "enter", *typed("four at home"), "f10")
        assert "Sliding fee: 60 % off, until 06/02/2026." in text, "who signs reads what"
        text = await press_here(*SIGN)
        assert "Allowed: sliding fee: 60 % off, until 06/02/2026" in text
        assert "7 takes $36.00 off" in text
        text = await press_here("7", "1")
        assert "$36.00 was taken off" in text and "owes $54.00" in text
        assert "Take $" not in await press_here("7"), "it is not offered twice"
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'adjustment'") == 1


async def test_a_returned_check_is_one_box_and_the_flag_is_lifted_with_a_reason(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    till.owe(patient, 2500)
    till.take(patient, check(2500))
    till.close(till.count(20000))
    async with at_account(till, patient) as press_here:
        text = await press_here("home", "4")
        assert "Check 1017 $25.00 came back" in text and "Fee of $25.00" in text
        text = await press_here("f10")
        assert "$25.00 is owed again. The fee of $25.00 is charged." in text
        assert "NO CHECKS" in text and "owes $50.00" in text
        assert "Put the cursor on the payment" in await press_here("home", "4")
        text = await press_here("7")
        assert "Take checks of this patient again" in text
        text = await press_here("3", *typed("paid in cash"), "f10", *SIGN)
        assert "NO CHECKS" not in text
    assert clinic.count("SELECT count(*) FROM payment_flag WHERE lifted_by = 'u-sotto'") == 1


async def test_a_counterfeit_says_what_to_do_with_the_note(clinic: TestClinic, till: Till) -> None:
    till.count(18000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = " ".join((await press(app, pilot, "9", "7")).split())
        for words in ("do not give it back", "initials", "envelope", "Secret Service"):
            assert words in text.replace("│ │", "").replace("  ", " "), text
