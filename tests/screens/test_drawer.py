"""The drawer on the screen, typed as a rep types it: open, take, count blind, reveal, sign, close, read the report."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from psr_tui.domain.drawer import DrawerState
from psr_tui.screens.drawer import DrawerPlace
from psr_tui.widgets.record_list import RecordList
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press
from tests.helpers.money import Till, card, cash, check
from tests.helpers.screen_text import screen_text

CLOSED = "SELECT count(*) FROM drawer_session WHERE state = 'closed'"
FLOAT = "0 0 10 0 0 0 0 0 0 0"  # ten twenties


def keys(text: str) -> list[str]:
    """Keys of a count: digits, each quantity ended by Enter."""
    return [key for quantity in text.split() for key in (*quantity, "enter")]


async def test_a_drawer_is_opened_by_its_count(clinic: TestClinic) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "D1" in screen_text(app) and "free" in screen_text(app)
        text = await press(app, pilot, "1")
        assert "This drawer has never been closed; its float should be $0.00." in text and "Counted float" in text
        text = await press(app, pilot, *keys(FLOAT), "f10")
        assert "Drawer D1 is open" in text and "Gap to its float: $200.00" in text
        assert "business date 03/04/2026" in text
    assert clinic.count("SELECT float_counted_cents FROM drawer_session") == 20000


async def test_an_empty_line_is_not_zero(clinic: TestClinic) -> None:
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "1")
        text = await press(app, pilot, "1", "enter", "f10")
        assert "still empty" in text
    assert clinic.count("SELECT count(*) FROM drawer_session") == 0


@pytest.mark.soak
async def test_the_whole_close_as_it_is_typed(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    patient = clinic.add_patient()
    till.take(patient, cash(2500, handed=4000))
    till.take(patient, card(6000), check(4000, "1017"))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        assert "R-0000001" in screen_text(app) and "SMITH, Jon" in screen_text(app)
        text = await press(app, pilot, "2")
        assert "Count first" in text and "check 1017" in text and "Card T1" in text
        assert "225" not in text and "6000" not in text and "60.00" not in text and "R-000" not in text
        # 219.00 in the drawer: 2x100, 1x10, 1x5, 4x1; the check is there; the slip says 60.00
        typed = [*keys("2 0 0 1 1 4 0 0 0 0"), "space", "enter", *"0412", "space", "1", "space", *"60"]
        text = await press(app, pilot, *typed, "f10")
        assert "SHORT" in text and "-6.00" in text and "225.00" in text and "EVEN" in text
        assert "press 9" in text
        text = await press(app, pilot, "f10")
        assert "9 says why" in text and place.session.state is DrawerState.COUNTED
        text = await press(app, pilot, "9", "1", *"gave", "space", *"ten", "f10")
        assert "6, a supervisor signs" in text
        text = await press(app, pilot, "6", *"sotto", "enter", *PASSWORD.replace(" ", "_").replace("_", " "), "f10")
        assert "Signed by S. Otto" in text
        text = await press(app, pilot, "f10")
        assert "seal the bag" in text and "Stays $200.00" in text and "checks and money orders $40.00" in text
        text = await press(app, pilot, *"T0098124", "enter", *"mrivera", "enter", *PASSWORD, "f10")
        assert "another person must verify" in text and "T0098124" in text
        text = await press(app, pilot, *(["backspace"] * 7), *"tchen", "enter", *PASSWORD, "f10")
        assert "Z 000001" in text and "No printer is set up" in text
        assert "cash SHORT" in till.drawer.report(till.actor, 1).text
        text = "".join([await press(app, pilot, "pagedown") for _ in range(9)])
        assert "D-000001" in text and "verified by T. Chen" in text and "Closed by M. Rivera" in text
        text = await press(app, pilot, "enter")
        assert "DEPOSIT SLIP" in text and "D-000001" in text
        text = await press(app, pilot, "enter")
        assert "Drawer D1 is closed" in text and "free" in text
    assert clinic.count("SELECT count(*) FROM day_report") == 1


async def test_a_typed_count_survives_leaving_and_coming_back(clinic: TestClinic) -> None:
    Till(clinic).open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        await press(app, pilot, "2", "7", "enter", "3", "enter")
        text = await press(app, pilot, "escape", "s")
        assert "takes money again" in text and place.session.state is DrawerState.OPEN
        text = await press(app, pilot, "2")
        assert "700.00" in text and "150.00" in text and "still here" in text
    app = drawer_app(clinic)  # after a crash: another program, the same count
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "700.00" in screen_text(app)


async def test_a_recount_starts_empty(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    till.count(19000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "-10.00" in screen_text(app)
        text = await press(app, pilot, "7")
        assert "Count again" in text and "190.00" not in text and "0.00" in text
        text = await press(app, pilot, *keys(FLOAT), "f10")
        assert "Count 2 is frozen" in text and "EVEN" in text


async def test_a_drop_before_a_witness(clinic: TestClinic) -> None:
    Till(clinic).open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "4", "1", *"B7", "enter", "enter", "1", "f10")
        text = await press(app, pilot, *"mrivera", "enter", *PASSWORD, "f10")
        assert "another person" in text
        text = await press(app, pilot, *"tchen", "enter", *PASSWORD, "f10")
        assert "$100.00 went into bag B7" in text and "drops 1" in text


@pytest.mark.soak
async def test_a_payment_is_given_back_and_its_receipt_shown(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "8", "1", "1", *"wrong", "f10")
        text = await press(app, pilot, *"sotto", "enter", *PASSWORD, "f10")
        assert "MONEY GIVEN BACK" in text and "R-0000002" in text
        text = await press(app, pilot, "enter")
        assert "back by R-0000002" in text and "-25.00" in text
        text = await press(app, pilot, "8")
        assert "already" in text


async def test_a_receipt_is_looked_at(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500, handed=4000))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        assert "R-0000001" in await press(app, pilot, "enter")
        await press(app, pilot, "enter")
        assert "supervisor" in await press(app, pilot, "0")


async def test_a_supervisor_looks_at_another_drawer_and_a_rep_may_not(clinic: TestClinic) -> None:
    Till(clinic).open()
    for login, allowed in (("sotto", True), ("tchen", False)):
        app = drawer_app(clinic)
        async with app.run_test(size=(80, 24)) as pilot:
            await at_drawer(app, pilot, clinic, login)
            text = await press(app, pilot, "5")
            assert ("This is the drawer of M. Rivera" in text) is allowed
            assert ("supervisor" in text) is not allowed


def everything_held(place: DrawerPlace) -> str:
    """The text of every widget below the place, shown or hidden, and what the place itself remembers."""
    parts = [repr(vars(place).get("reveal")), repr(place.receipt_lines)]
    for widget in place.walk_children():
        parts.append(str(getattr(widget, "content", "")))
        parts.append(str(getattr(widget, "value", "")))
        if isinstance(widget, RecordList):
            parts += [repr(widget._pages.row(row)) for row in range(widget.shown)]
    return "\n".join(parts)


async def test_cd_95_while_counting_no_widget_shown_or_hidden_holds_a_figure(clinic: TestClinic) -> None:
    """The screen, the widget tree and the place's memory, at the first count and after a reveal at the recount."""
    till = Till(clinic)
    till.open()
    patient = clinic.add_patient()
    till.take(patient, cash(13579))
    till.take(patient, card(24680))
    figures = ("135.79", "13579", "335.79", "33579", "246.80", "24680")
    app = drawer_app(clinic)
    async with app.run_test(size=(120, 40)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        assert "135.79" in everything_held(place)
        for step in ("first", "recount"):
            text = await press(app, pilot, "2" if step == "first" else "7")
            held = everything_held(place)
            assert place.face == "counting"
            assert not [figure for figure in figures if figure in text or figure in held], step
            text = await press(app, pilot, *keys(FLOAT), *"0412", "space", "1", "space", *"246.80", "f10")
            assert "135.79" in text and "SHORT" in text


async def test_another_window_closes_the_drawer_and_this_one_says_so(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    reveal = till.count(20000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        till.close(reveal)
        text = await press(app, pilot, "f10")
        assert "closed by M. Rivera" in text
    assert clinic.count("SELECT count(*) FROM day_report") == 1


@pytest.mark.soak
async def test_a_reload_that_was_overtaken_does_not_bring_back_the_older_drawer(clinic: TestClinic) -> None:
    """A key after it would be refused as stale, by the rep's own hand."""
    till = Till(clinic)
    session = till.open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        ask, read, go = place.desk.ask, asyncio.Event(), asyncio.Event()

        async def slow(question: Any, *args: Any, **kwargs: Any) -> Any:
            answer = await ask(question, *args, **kwargs)
            if question.__name__ == "status" and not read.is_set():
                read.set()
                await go.wait()
            return answer

        place.desk.ask = slow  # type: ignore[method-assign, assignment]
        late = asyncio.create_task(place.reload())
        await read.wait()
        till.drawer.suspend(till.actor, session.session_id, session.version)
        newest = asyncio.create_task(place.reload())
        await asyncio.wait({newest}, timeout=0.5)
        go.set()
        await asyncio.gather(late, newest)
        assert place.session.state is DrawerState.SUSPENDED


@pytest.mark.soak
@pytest.mark.parametrize("looked_at", [False, True], ids=["own", "another's"])
async def test_a_drawer_that_is_closed_while_it_is_read_is_no_drawer(clinic: TestClinic, looked_at: bool) -> None:
    """Between "which is mine" and "how does it stand" another terminal may close it."""
    till = Till(clinic)
    session = till.open()
    reveal = till.count(20000)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic, "sotto" if looked_at else "mrivera")
        if looked_at:
            place._looking_at = session.session_id
            await place.reload()
            assert "counted" in screen_text(app)
        ask = place.desk.ask

        async def meanwhile(question: Any, *args: Any, **kwargs: Any) -> Any:
            answer = await ask(question, *args, **kwargs)
            if question.__name__ == ("status" if looked_at else "mine") and not clinic.count(CLOSED):
                till.close(reveal)
                answer = await ask(question, *args, **kwargs) if looked_at else answer
            elif question.__name__ == "mine":
                assert place.face, "keys and ticks ask for the face at any time"
            return answer

        place.desk.ask = meanwhile  # type: ignore[method-assign, assignment]
        await place.reload()
        await pilot.pause()
        assert place.face == "drawers" and "choose a drawer" in screen_text(app)


async def test_a_drawer_that_is_closed_under_an_open_question_stops_nothing(clinic: TestClinic) -> None:
    till = Till(clinic)
    till.open()
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        await press(app, pilot, "2", "f12")
        assert "Stop counting" in screen_text(app)
        till.close(till.count(20000))
        await place.reload()
        assert "✗ Drawer D1 is closed" in await press(app, pilot, "s")
        assert place.face == "drawers"
