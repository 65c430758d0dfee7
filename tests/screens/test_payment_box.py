"""The payment box: many ways to pay, where the money goes, drafts over Esc, lock and crash, bad input."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.payments import ChargeKind
from tests.helpers.accounts import agree, flag_no_checks
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press, taking, typed
from tests.helpers.money import Till
from tests.helpers.screen_text import screen_lines
from tests.helpers.station import quiet

POSTED = "SELECT count(*) FROM journal WHERE kind = 'payment'"
DRAFTS = "SELECT count(*) FROM draft"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera's drawer, open."""
    till = Till(clinic)
    till.open()
    return till


def owing(till: Till, *cents: int) -> str:
    """A patient who owes these amounts, a past balance each."""
    patient = till.clinic.add_patient()
    for amount in cents:
        till.owe(patient, amount, ChargeKind.PAST_BALANCE)
    return patient


def on_account(clinic: TestClinic, patient: str) -> int:
    return clinic.count(f"SELECT -sum(cents) FROM ledger_line WHERE account = 'unapplied' AND patient_id = '{patient}'")


async def test_the_form_grows_with_every_way_to_pay_and_fits_24_rows(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 8000)
    lines = ("20", "visa 4242 T1 b0412 04A91B 10.00", "hsa 1111 10.00", "check 7 by Ann Lee 10.00", "mo 8 10.00",
             "ach 55 10.00", "portal 5.00", "other city 5.00")  # fmt: skip
    async with taking(clinic, patient) as press_here:
        for line in lines:
            text = await press_here(*typed(line), "enter")
            assert "Take it" in text and "F10 take it" in text and "Goes to: past_balance" in text
        assert "Takes $80.00 in 8 ways" in text
        assert "HSA/FSA card 1111, $10.00" in await press_here("up", "up", "up", "up", "up", "up")
        assert "Receipt R-0000001" in await press_here("f10")
    assert clinic.count("SELECT count(*) FROM ledger_line WHERE account IN ('checks', 'cards', 'other_tender')") == 7
    assert clinic.count("SELECT count(*) FROM ledger_line WHERE batch = '0412' AND terminal = 'T1'") == 2


async def test_the_rep_says_where_the_money_goes(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 2500, 6000)
    async with taking(clinic, patient) as press_here:
        text = await press_here()
        assert " 1  03/04/2026" in text and " 2  03/04/2026" in text and "Due in all" in text
        text = await press_here(*"40", "enter", "enter", "2", "enter")
        assert "Goes to: past_balance $40.00" in text
        text = await press_here("up", *typed("2 10, 1 20"), "f10")
        assert "10.00 of $40.00 has no place yet" in text and "2 10, 1 20" in text and clinic.count(POSTED) == 0
        text = await press_here(*typed(", ahead"))
        assert "past_balance $10.00, past_balance $20.00, paid ahead $10.00" in text
        await press_here("f10")
    assert on_account(clinic, patient) == 1000


async def test_a_fee_is_charged_and_paid_in_the_same_act(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 2500)
    async with taking(clinic, patient) as press_here:
        text = await press_here("enter", "enter", *typed("fee 15 Form [copy]"), "up", "up", "up", "down", *"100")
        assert "Takes $40.00 · CHANGE $60.00" in text
        assert "Goes to: Form [copy] $15.00, past_balance $25.00" in text
        text = await press_here("f10")
        assert "Receipt R-0000001 · CHANGE $60.00" in text and "Form [copy]" in text
    assert clinic.count("SELECT count(*) FROM charge WHERE kind = 'fee'") == 1


async def test_an_instalment_of_a_plan_is_a_line_of_its_own(clinic: TestClinic, till: Till) -> None:
    patient = clinic.add_patient()
    charge = till.owe(patient, 12000, ChargeKind.VISIT)
    agree(till, patient, (charge,), 6, TODAY + timedelta(days=5))
    async with taking(clinic, patient) as press_here:
        text = await press_here()
        assert "Instalment 1 of 6 due 03/09" in text and "(of 120.00)" in text
        text = await press_here(*"20", "enter", *"20", "enter", "enter", "1", "f10")
        assert "Receipt R-0000001" in text
    assert clinic.count("SELECT -cents FROM ledger_line WHERE account = 'receivable' AND cents < 0") == 2000


async def test_what_is_typed_survives_a_crash_and_a_sign_out(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 8500)
    async with taking(clinic, patient) as press_here:
        await press_here(*"20", "enter", *typed("check 7 65.00"), "enter")  # and then the program is gone
    assert clinic.count(POSTED) == 0 and clinic.count(DRAFTS) == 1
    async with taking(clinic, patient) as press_here:
        text = await press_here()
        assert "is here again; nothing of it is posted yet" in text and "check 7 65.00" in text
        assert "Takes $85.00 in 2 ways" in text
        assert "Receipt R-0000001" in await press_here("f10")
    assert clinic.count(DRAFTS) == 0
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await begin(app, pilot, patient)
        await press(app, pilot, *"15")
        await app.sign_out("asked", "Signed out.")
    assert clinic.count(DRAFTS) == 1


async def begin(app: PsrApp, pilot: Pilot[object], patient: str) -> None:
    """The payment box of a patient over the place that is shown."""
    from psr_tui.screens.payment import take_payment

    place = app.place
    assert place is not None

    async def pay() -> None:
        await take_payment(place, "Payment", patient)

    place.flow(pay())
    await quiet(app, pilot)


async def test_the_lock_takes_nothing_away(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 2500)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await begin(app, pilot, patient)
        await press(app, pilot, *"40")
        app.lock_now()
        await quiet(app, pilot)
        assert "25.00" not in "\n".join(screen_lines(app))
        text = await press(app, pilot, *typed("correct horse"), "enter")
        assert "CHANGE $15.00" in text and "Payment" in text


@pytest.mark.parametrize("state", ["counting", "closed"])
async def test_a_drawer_that_went_away_meanwhile_refuses_and_keeps_what_is_typed(
    clinic: TestClinic, till: Till, state: str
) -> None:
    patient = owing(till, 2500)
    async with taking(clinic, patient) as press_here:
        await press_here(*"40")
        session = till.session
        if state == "counting":
            till.drawer.begin_count(till.actor, session.session_id, session.version)
        else:
            till.close(till.count(20000))
        text = await press_here("f10")
        assert "what you typed here is kept" in " ".join(text.split()).replace(" │ │ ", " ")
        assert "40" in text and clinic.count(POSTED) == 0 and clinic.count(DRAFTS) == 1


async def test_f10_twice_posts_once(clinic: TestClinic, till: Till) -> None:
    async with taking(clinic, owing(till, 2500)) as press_here:
        assert "Receipt R-0000001" in await press_here(*"40", "f10", "f10")
    assert clinic.count(POSTED) == 1


@pytest.mark.soak
@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"])
@pytest.mark.parametrize("line", ["{}", "card {} T1 b1", "check {}", "check 7 by {}"])
async def test_a_card_number_reaches_no_message_draft_or_log(
    clinic: TestClinic, till: Till, line: str, number: str
) -> None:
    async with taking(clinic, owing(till, 2500)) as press_here:
        text = await press_here(*typed(line.format(number)), "enter", "enter", *typed(number), "enter", "f10")
        said = " ".join(line for line in text.splitlines() if "Paid with" not in line and "Goes to  " not in line)
        assert "whole card number" in said and "1111" not in said
        await press_here("f12")
    for where in (
        "draft WHERE body LIKE '%1111%'",
        "audit WHERE detail LIKE '%1111%' OR reason LIKE '%1111%'",
        "journal WHERE kind = 'payment'",
    ):
        assert clinic.count(f"SELECT count(*) FROM {where}") == 0


@pytest.mark.soak
@pytest.mark.parametrize("wrong", ["1e3", "12.345", "-5", "१२", "9" * 20, "$", "1,2"])
async def test_bad_amounts_to_collect_and_to_give_stay_and_post_nothing(
    clinic: TestClinic, till: Till, wrong: str
) -> None:
    async with taking(clinic, owing(till, 2500)) as press_here:
        text = await press_here("up", *typed(wrong), "enter", *"40", "f10")
        assert "Collect now:" in text and "Take it" in text
        text = await press_here(*"25", "enter", "enter", "enter", *typed(f"1 {wrong}"), "f10")
        assert "Goes to:" in text and clinic.count(POSTED) == 0


@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1111"])
async def test_a_card_number_to_collect_is_refused_not_repeated_and_in_no_draft(
    clinic: TestClinic, till: Till, number: str
) -> None:
    async with taking(clinic, owing(till, 2500)) as press_here:
        text = await press_here("up", *typed(number), "enter", *"40", "f10")
        said = " ".join(text[text.index("✗ Collect now:") :].replace("│", "").split())
        assert "which may not be kept. Type dollars and cents." in said and "111" not in said
        await press_here("f12")
    assert clinic.count(POSTED) == 0 and clinic.count(DRAFTS) == 1
    assert clinic.count("SELECT count(*) FROM draft WHERE body LIKE '%1111%'") == 0


async def test_pasted_text_is_read_like_typed_text(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    patient = owing(till, 8500)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await begin(app, pilot, patient)
        app.post_message(events.Paste("Total due: $85\x1b[2J"))
        await quiet(app, pilot)
        text = await press(app, pilot, "f10")
        assert "Paid with: type cash 40" in text and "Total due: $85" in text
        app.post_message(events.Paste("20\ncheck 7 65.00"))  # a line each
        await press(app, pilot, "ctrl+u")
        await quiet(app, pilot)
    assert clinic.count(POSTED) == 0


async def test_no_checks_is_said_before_and_refused_after(clinic: TestClinic, till: Till) -> None:
    patient = owing(till, 2500)
    flag_no_checks(clinic, patient)
    async with taking(clinic, patient) as press_here:
        assert "NO CHECKS from this patient" in await press_here()
        text = await press_here(*typed("check 7"), "f10")
        assert "no checks are taken: ask for cash" in " ".join(text.split()) and "check 7" in text
        assert clinic.count(POSTED) == 0
        assert "Receipt R-0000001" in await press_here("ctrl+u", *"25", "f10")


async def test_less_than_is_due_is_a_part_payment_in_words(clinic: TestClinic, till: Till) -> None:
    async with taking(clinic, owing(till, 2500)) as press_here:
        assert "Takes $10.00 · part payment, still open $15.00" in await press_here(*"10")
        text = await press_here("f10")
        assert "Receipt R-0000001" in text and "left on this" in text
