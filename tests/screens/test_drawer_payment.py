"""A payment of somebody who is not at check-in, typed as a rep types it."""

from __future__ import annotations

import pytest

from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press, taking, typed
from tests.helpers.money import Till

DRAFTS = "SELECT count(*) FROM draft"
RECEIPTS = "SELECT count(*) FROM receipt"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera's drawer, open."""
    till = Till(clinic)
    till.open()
    return till


def somebody(till: Till, cents: int) -> str:
    """A patient who owes this much."""
    patient = till.clinic.add_patient()
    till.owe(patient, cents)
    return patient


async def test_taking_a_copay_in_the_box(clinic: TestClinic, till: Till) -> None:
    """A cash copay: digits, F10, Enter; the change is said as it is typed, and nothing is posted before F10."""
    async with taking(clinic, somebody(till, 2500)) as press_here:
        text = await press_here(*"40")
        assert "Takes $25.00 · CHANGE $15.00" in text and "Goes to: copay $25.00" in text
        assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 0
        assert "Receipt R-0000001 · CHANGE $15.00" in await press_here("f10")
        assert "Change $15.00" in await press_here("enter")
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 1


async def test_somebody_who_only_comes_to_pay(clinic: TestClinic, till: Till) -> None:
    till.owe(clinic.add_patient("BELTRAN", "Maria"), 6000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "plus", *"beltran")
        text = await press(app, pilot, "enter")
        assert "Payment  BELTRAN, Maria" in text and "60.00" in text
        await press(app, pilot, *"60", "f10")
        text = await press(app, pilot, "enter")
        assert "Receipt R-0000001 is posted" in text and "BELTRAN" in text


async def test_two_tenders_in_one_payment(clinic: TestClinic, till: Till) -> None:
    async with taking(clinic, somebody(till, 8500)) as press_here:
        assert "Takes $20.00 · part payment, still open $65.00" in await press_here(*"20")
        assert "a card needs its last 4 digits" in await press_here("enter", *typed("visa 42 T1 b0412"), "f10")
        assert "Receipt R-0000001" in await press_here("ctrl+u", *typed("visa 4242 T1 b0412"), "f10")
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'cards'") == 6500


async def test_what_was_typed_stays_when_the_drawer_is_gone(clinic: TestClinic) -> None:
    till = Till(clinic)
    async with taking(clinic, somebody(till, 2500)) as press_here:
        text = await press_here(*"40", "f10")
        assert "no open drawer" in text and "40" in text and "$15.00" in text
        till.open()
        assert "Receipt R-0000001" in await press_here("f10")


async def test_unlikely_change_is_asked_about_here_too(clinic: TestClinic, till: Till) -> None:
    async with taking(clinic, somebody(till, 2500)) as press_here:
        assert "That gives $375.00 back." in await press_here(*"400", "f10")
        text = await press_here("enter")
        assert clinic.count(RECEIPTS) == 0 and "Paid with" in text
        await press_here("f10")
        assert "Receipt R-0000001 · CHANGE $375.00" in await press_here("y")


async def test_f12_keeps_what_is_typed_and_an_emptied_form_leaves_nothing(clinic: TestClinic, till: Till) -> None:
    patient = somebody(till, 2500)
    async with taking(clinic, patient) as press_here:
        assert "Nothing is typed to pay with" in await press_here("f10")
        assert "what was typed waits" in await press_here("4", "0", "f12")
    assert clinic.count(RECEIPTS) == 0
    async with taking(clinic, patient) as press_here:
        text = await press_here()
        assert "What was typed before is here again" in text and "CHANGE $15.00" in text
        assert "waits" not in await press_here("ctrl+u", "f12")
    assert clinic.count(DRAFTS) == 0


async def test_nothing_due_is_paid_ahead_only_when_an_amount_is_typed(clinic: TestClinic, till: Till) -> None:
    async with taking(clinic, clinic.add_patient()) as press_here:
        assert "Collect now: type what is collected now" in await press_here("enter", *"40", "f10")
        assert "Goes to: paid ahead $30.00" in await press_here("up", *"30", "enter")
        assert "Receipt R-0000001 · CHANGE $10.00" in await press_here("f10")


@pytest.mark.soak
@pytest.mark.parametrize("wrong", ["1e3", "12.345", "-5", "१२", "9" * 14, "4 0", "abc"])
async def test_bad_amounts_get_a_sentence_and_stay(clinic: TestClinic, till: Till, wrong: str) -> None:
    async with taking(clinic, somebody(till, 2500)) as press_here:
        text = await press_here(*typed(wrong), "f10")
        assert "Paid with:" in text and wrong in text
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 0


async def test_a_card_goes_through_the_terminal_used_last(clinic: TestClinic, till: Till) -> None:
    patient = somebody(till, 2500)
    async with taking(clinic, patient) as press_here:
        assert "a card needs its last 4 digits and the terminal" in await press_here(*typed("card 4242"), "f10")
        assert "Receipt R-0000001" in await press_here(*typed(" T2 b7"), "f10")
    till.owe(patient, 2500)
    async with taking(clinic, patient) as press_here:
        text = await press_here(*typed("card 4242"), "enter")
        assert "card 4242, the rest, T2, b7" in text
        assert "Receipt R-0000002" in await press_here("f10")
    assert clinic.count("SELECT count(DISTINCT terminal) FROM ledger_line WHERE account = 'cards'") == 1


async def test_the_syntax_stands_under_the_form_and_what_is_no_tender_is_told_it(
    clinic: TestClinic, till: Till
) -> None:
    async with taking(clinic, somebody(till, 2500)) as press_here:
        text = await press_here(*"blah", "f10")
        assert "40 · card 4242 T1 b0412 · check 1042 · mo 998 · split: check 1042 25.00" in text
        assert "type cash 40, card 4242 T1 b0412 or check 1042" in text


@pytest.mark.soak
@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (["card 4242 T1 b1 5.00", "blah"], 1),
        (["card 4242 T1 b1", "check 1042"], 1),
        (["check 4111111111111111 5.00", "20"], 0),
        (["5", "card 4242 T1 b1 90.00"], 1),
    ],
)
async def test_after_a_refusal_the_cursor_is_in_the_wrong_line(
    clinic: TestClinic, till: Till, lines: list[str], wrong: int
) -> None:
    async with taking(clinic, somebody(till, 2500)) as press_here:
        keys = [key for line in lines for key in (*typed(line), "enter")]
        text = await press_here(*keys, "f10")
        assert "✗" in text
        here = [line for line in text.splitlines() if "> " in line and ("Paid with" in line or "and with" in line)]
        assert len(here) == 1 and lines[wrong] in here[0]
    assert clinic.count(RECEIPTS) == 0
