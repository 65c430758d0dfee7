"""Cash moves and hand-overs as they are typed: F5, 4, a digit; refusals keep what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.hand_over import EndOffer, OfferCash
from psr_tui.services.hand_over import HandOverService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press, typed
from tests.helpers.money import Till, cash, command_id, pieces, till_cents
from tests.screens.test_drawer import FLOAT, keys

TO_TWENTIES = ["enter", "enter"]  # past $100 and $50


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


async def test_money_is_paid_out_by_a_reason_and_a_receipt(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "4")
        for words in (
            "1 Safe drop",
            "2 Pay out",
            "3 Pay in",
            "4 Change swap",
            "5 Open",
            "6 Hand",
            "7 Answer",
            "8 Take",
        ):
            assert words in text
        text = await press(app, pilot, "2", *"po2", "enter", *"12.50", "enter", "f10")
        assert "Receipt, note: Postage, supplies needs one" in text and "12.50" in text
        text = await press(app, pilot, *typed("R 77"), "f10")
        assert "$12.50 was paid out of drawer D1." in text
    assert till_cents(clinic, till.session.session_id) == 18750


async def test_too_much_is_refused_without_a_figure_and_stays_typed(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "4", "2", *"po2", "enter", *"999", "enter", *typed("R 1"), "f10")
        assert "There is not that much cash in this drawer" in text and "999" in text and "200" not in text
    assert till_cents(clinic, till.session.session_id) == 20000


async def test_change_from_the_safe_is_paid_in(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "4", "3", *"pi1", "enter", *"50", "enter", "enter", "f10")
        assert "$50.00 was paid into drawer D1." in text
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'safe'") == -5000


async def test_a_swap_must_be_even(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        out = [*TO_TWENTIES, "1", *["enter"] * 8]  # one twenty out, on to the other grid
        text = await press(app, pilot, "4", "4", *out, *["enter"] * 4, "3", "f10")  # three fives in
        assert "$20.00 goes out and $15.00 comes in" in text
        text = await press(app, pilot, "delete", "4", "f10")
        assert "$20.00 was changed into other pieces" in text
    assert till_cents(clinic, till.session.session_id) == 20000


async def test_the_drawer_is_opened_without_a_payment_in_three_keys(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "It is logged." in await press(app, pilot, "4", "5", "1")
        text = await press(app, pilot, "4", "5", "4", "enter")
        assert "needs one" in text
        assert "It is logged." in await press(app, pilot, *typed("the lid was caught"), "enter")
    assert clinic.count("SELECT count(*) FROM drawer_kick WHERE reason_code IN ('NS1', 'NS9')") == 2


async def test_the_maximum_is_said_and_the_drop_knows_its_reason(clinic: TestClinic, till: Till) -> None:
    till.take(clinic.add_patient(), cash(40000))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "home")
        assert "ABOVE THE MAXIMUM: 4 then 1, safe drop" in text and "600.00" not in text
        text = await press(app, pilot, "4", "1", *"B7", "enter", "enter", "4", "f10")
        text = await press(app, pilot, *"tchen", "enter", *PASSWORD, "f10")
        assert "$400.00 went into bag B7" in text and "ABOVE" not in text
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'drop' AND reason_code = 'DR1'") == 1


async def test_a_drawer_that_is_counted_moves_no_cash(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        await press(app, pilot, "2")
        place.refuse(place.why_not("move"))
        assert "Cash moves need an open drawer" in await press(app, pilot, "f1", "f12")


@pytest.mark.soak
async def test_cash_is_offered_counted_and_taken_over(clinic: TestClinic, till: Till) -> None:
    """Two screens on one store: A offers, B is told without a figure, counts, and A is told."""
    other = Till(clinic, "tchen", "drawer-D2")
    other.open(15000)
    giving, taking = drawer_app(clinic), drawer_app(clinic)
    async with giving.run_test(size=(80, 24)) as a, taking.run_test(size=(80, 24)) as b:
        await at_drawer(giving, a, clinic)
        theirs = await at_drawer(taking, b, clinic, "tchen")
        text = await press(giving, a, "4", "6", *"chen", "enter", *TO_TWENTIES, "5", "f10")
        assert "$100.00 is offered to T. Chen" in text and "offered to T. Chen: 4 then 8" in text
        theirs.refresh_data()
        text = await press(taking, b, "home")
        assert "M. Rivera HANDS CASH OVER: 4 then 7" in text and "100.00" not in text
        text = await press(taking, b, "4", "7", "1", *TO_TWENTIES, "4", "f10")
        assert "not what was offered" in text and "80.00" in text and "100.00" not in text
        text = await press(taking, b, "delete", "5", "f10")
        assert "$100.00 of M. Rivera is in your drawer now." in text
        place = giving.place
        assert place is not None
        place.refresh_data()
        text = await press(giving, a)
        assert "T. Chen has counted and taken over $100.00." in text
    assert (till_cents(clinic, till.session.session_id), till_cents(clinic, other.session.session_id)) == (10000, 25000)


@pytest.mark.soak
async def test_refused_and_taken_back(clinic: TestClinic, till: Till) -> None:
    other = Till(clinic, "tchen", "drawer-D2")
    other.open(0)
    service = HandOverService(clinic.store, clinic.clock)

    def offer() -> None:
        service.offer(till.actor, OfferCash(command_id(), till.session.session_id, "u-tchen", pieces(("B20", 2))))

    offer()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "tchen")
        assert "back in the drawer of M. Rivera" in await press(app, pilot, "4", "7", "2")
        assert "Nobody hands cash over to you now" in await press(app, pilot, "4", "7")
    offer()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = " ".join((await press(app, pilot, "2")).split())
        assert "offered to T. Chen: wait for the answer, or take it back (4, then 8)" in text
        assert "$40.00 is back in drawer D1." in await press(app, pilot, "4", "8", "t")
        assert "Nothing of this drawer is offered" in await press(app, pilot, "4", "8")
    assert till_cents(clinic, till.session.session_id) == 20000


async def test_the_opening_says_what_was_proven_and_a_witness_signs(clinic: TestClinic, till: Till) -> None:
    till.close(till.count(20000))
    with clinic.store.write(till.actor) as work:
        assert work.clinic.change(1, {"opening_witness": True}, "A. Admin", work.now)
        work.commit()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = " ".join((await press(app, pilot, "1")).replace("│", " ").split())
        assert "The last close (Z 000001) left $200.00." in text
        assert "Checked: float as last left, log whole" in text and "no drawer left open" in text
        await press(app, pilot, *keys(FLOAT), "f10")
        assert "another person" in await press(app, pilot, *"mrivera", "enter", *PASSWORD, "f10")
        assert "Drawer D1 is open" in await press(app, pilot, *"tchen", "enter", *PASSWORD, "f10")
    assert clinic.count("SELECT count(*) FROM drawer_session WHERE witness_id = 'u-tchen'") == 1


async def test_the_list_says_who_has_which_drawer_since_when_and_what_is_late(clinic: TestClinic, till: Till) -> None:
    clinic.clock.advance(timedelta(days=1))
    Till(clinic, "lgrant", "drawer-D2").open(0)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "tchen")
        lines = (await press(app, pilot)).splitlines()
        (mine,) = [line for line in lines if "M. Rivera" in line]
        (other,) = [line for line in lines if "L. Grant" in line]
        assert all(word in mine for word in ("D1", "● open", "09:47", "03/04", "LATE"))
        assert "03/05" in other and "LATE" not in other


@pytest.mark.soak
async def test_the_next_shift_opens_the_drawer_that_is_being_counted(clinic: TestClinic, till: Till) -> None:
    with clinic.store.write(till.actor) as work:
        assert work.clinic.change(1, {"prestage_drawers": True}, "A. Admin", work.now)
        work.commit()
    till.drawer.begin_count(till.actor, till.session.session_id, till.session.version)
    clinic.clock.advance(timedelta(minutes=1))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "tchen")
        text = " ".join((await press(app, pilot, "1")).replace("│", " ").split())
        assert "The shift before still counts: fetch the float of $200.00 from the safe." in text
        assert "Drawer D1 is open. The float is what it should be." in await press(app, pilot, *keys(FLOAT), "f10")
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = " ".join((await press(app, pilot, "f12", "s")).split())
        assert "T. Chen has opened this drawer already; finish the count and close yours." in text
        text = await press(app, pilot, *keys(FLOAT), "f10")
        assert "$200.00 goes back to the safe" in text


@pytest.mark.soak
async def test_the_lock_leaves_the_drawer_open_and_its_rep_alone_takes_it_up_again(
    clinic: TestClinic, till: Till
) -> None:
    """CD-05: one key suspends, the lock alone does not."""
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "ctrl+l")
        assert till.session.state.value == "open"
        await press(app, pilot, *typed(PASSWORD), "enter")
        assert "3 takes it up again" in await press(app, pilot, "3")
        assert till.session.state.value == "suspended"
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic, "sotto")
        await press(app, pilot, "down", "up", "5", "3")
        assert place.session.state is DrawerState.SUSPENDED


@pytest.mark.soak
async def test_a_suspended_drawer_opens_no_form_that_it_would_refuse(clinic: TestClinic, till: Till) -> None:
    """Nobody counts a drop, finds a patient or lets a witness sign for nothing."""
    till.drawer.suspend(till.actor, till.session.session_id, till.session.version)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        for move in ("1", "2", "3", "4", "6", "7"):
            text = " ".join((await press(app, pilot, "4", move)).split())
            assert "Drawer D1 is suspended, so no cash goes in or out: 3 takes it up again." in text
            assert "F10" not in text and "Whose" not in text
        for key in ("plus", "8"):
            assert "This drawer is suspended; 3 takes it up again." in await press(app, pilot, key)
        assert "Nothing of this drawer is offered" in await press(app, pilot, "4", "8")


async def test_in_the_drawer_of_somebody_else_no_cash_is_moved_and_none_taken(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        await press(app, pilot, "5")
        text = " ".join((await press(app, pilot, "4", "1")).split())
        assert "Drawer D1 belongs to M. Rivera until it is closed." in text and "Bag number" not in text
        text = await press(app, pilot, "plus")
        assert "This is the drawer of M. Rivera; F12 goes back." in text and "Who pays" not in text


@pytest.mark.soak
async def test_who_leaves_the_count_of_an_offer_that_is_gone_is_told_so(clinic: TestClinic, till: Till) -> None:
    other = Till(clinic, "tchen", "drawer-D2")
    other.open(0)
    service = HandOverService(clinic.store, clinic.clock)
    ident = command_id()
    service.offer(till.actor, OfferCash(ident, till.session.session_id, "u-tchen", pieces(("B20", 2))))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "tchen")
        assert "It still waits for your count: 4, then 7." in await press(app, pilot, "4", "7", "1", "f12")
        await press(app, pilot, "4", "7", "1", *TO_TWENTIES, "2")
        service.cancel(till.actor, EndOffer(command_id(), ident))
        assert "was taken back by M. Rivera already" in " ".join((await press(app, pilot, "f10")).split())
        text = await press(app, pilot, "f12", "f12")
        assert "M. Rivera has it back; nothing waits for your count." in text and "HANDS CASH" not in text


async def test_who_counts_for_somebody_else_steps_back_and_goes_on(clinic: TestClinic, till: Till) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        await press(app, pilot, "5", "2", "3", "enter", "4", "enter")
        text = " ".join((await press(app, pilot, "f12")).split())
        assert "choose a drawer" in text and "by you (5) or by M. Rivera; what you typed is kept." in text
        assert till.session.state is DrawerState.COUNTING
        text = " ".join((await press(app, pilot, "5")).split())
        assert "Counted cash 500.00" in text, "three hundreds and four fifties"


async def test_a_box_is_locked_where_it_stands_and_keeps_what_was_typed(clinic: TestClinic, till: Till) -> None:
    """Called away in the middle of a pay-out: the keys that follow reach neither the box nor the password."""
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "4", "2", *"po2", "enter", *"12.50", "ctrl+l", *"99")
        assert "LOCKED since" in text and "12.50" not in text
        text = await press(app, pilot, *typed(PASSWORD), "enter")
        assert "Pay out" in text and "12.50" in text and "12.5099" not in text
        assert "$12.50 was paid out" in await press(app, pilot, "enter", *typed("R 77"), "f10")


@pytest.mark.soak
async def test_a_supervisor_with_a_drawer_of_their_own_looks_into_another(clinic: TestClinic, till: Till) -> None:
    """Else nobody could count for a rep who went home while every supervisor takes money too (CD-58)."""
    own = Till(clinic, "sotto", "drawer-D2")
    own.open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        text = await press(app, pilot, "f12")
        assert "Every drawer: 5 looks into one, F12 goes back to yours." in text and "M. Rivera" in text
        assert "This is the drawer of M. Rivera" in await press(app, pilot, "home", "5")
        assert "DRAWER D1" in await press(app, pilot, "2", "f12", "5") and till.session.state is DrawerState.COUNTING
        text = await press(app, pilot, "f12", "f12")
        assert "DRAWER D2" in text and own.session.state is DrawerState.OPEN
        text = await press(app, pilot, "f12", "end", "5", "plus")
        assert "Who pays?" in text, "one's own drawer, chosen in the list, is no foreign one"
