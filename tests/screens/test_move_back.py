"""F5, 4, 9: a wrong drop, pay-in or pay-out is chosen by name, explained and signed for; slips keep what was typed."""

from __future__ import annotations

import pytest

from psr_tui.domain.cash_moves import PayIn, PayOut
from psr_tui.domain.money import Money
from psr_tui.services.cash_moves import CashMoveService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press, typed
from tests.helpers.money import Till, command_id, till_cents


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def signed(login: str, password: str = PASSWORD) -> list[str]:
    return [*typed(login), "enter", *typed(password), "f10"]


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_a_wrong_move_is_taken_back_by_name(clinic: TestClinic, till: Till) -> None:
    till.drop(4000, "B7")
    service, session_id = CashMoveService(clinic.store, clinic.clock), till.session.session_id
    service.pay_in(till.actor, PayIn(command_id(), session_id, "PI9", Money(500), "found [here]"))
    service.pay_out(till.actor, PayOut(command_id(), session_id, "PO1", Money(1250), "R 77"))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "9 Take back a drop, pay-in or pay-out" in await press(app, pilot, "4")
        text = flat(await press(app, pilot, "9"))
        assert "1 09:47 pay out $12.50, R 77" in text and "2 09:47 pay in $5.00, found [here]" in text
        assert "3 09:47 safe drop $40.00, bag B7" in text
        assert "Comment" in await press(app, pilot, "3", "f10")
        await press(app, pilot, *typed("wrong bag"), "f10")
        text = flat(await press(app, pilot, *signed("tchen")))
        assert "A supervisor signs" in text and "Taken back: 09:47 safe drop $40.00, bag B7" in text
        text = flat(await press(app, pilot, "f12"))
        assert "wrong bag" in text, "who did not sign costs the signature only"
        text = flat(await press(app, pilot, "f10", *signed("sotto")))
        assert "The drop is taken back: $40.00 of bag B7 is in the drawer again." in text
        text = flat(await press(app, pilot, "4", "9", "1", *typed("not ours"), "f10", *signed("sotto")))
        assert "The pay-out is taken back: $12.50 is in the drawer again." in text
        text = flat(await press(app, pilot, "4", "9", "1", *typed("twice"), "f10", *signed("sotto")))
        assert "The pay-in is taken back: $5.00 is out of the drawer again." in text
        text = flat(await press(app, pilot, "4", "9"))
        assert "This drawer has no safe drop, pay-in or pay-out that can be taken back." in text
    assert till_cents(clinic, session_id) == 20000


async def test_cash_that_is_gone_refuses_and_keeps_the_comment(clinic: TestClinic, till: Till) -> None:
    service, session_id = CashMoveService(clinic.store, clinic.clock), till.session.session_id
    service.pay_in(till.actor, PayIn(command_id(), session_id, "PI1", Money(5000)))
    service.pay_out(till.actor, PayOut(command_id(), session_id, "PO1", Money(21000), "R 77"))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = flat(await press(app, pilot, "4", "9", "2", *typed("typed twice"), "f10", *signed("sotto")))
        assert "There is not that much cash in this drawer now" in text and "typed twice" in text
        assert "40.00" not in text
        assert "Nothing was taken back." in await press(app, pilot, "f12", "f12")
    assert till_cents(clinic, session_id) == 4000


async def test_another_rep_s_drawer_and_one_that_is_left_offer_nothing(clinic: TestClinic, till: Till) -> None:
    till.drop(4000, "B7")
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        text = flat(await press(app, pilot, "5", "4", "9"))
        assert "Drawer D1 belongs to M. Rivera until it is closed." in text and "bag B7, " not in text
    till.drawer.suspend(till.actor, till.session.session_id, till.session.version)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = flat(await press(app, pilot, "4", "9"))
        assert "Drawer D1 is suspended, so no cash goes in or out: 3 takes it up again." in text
