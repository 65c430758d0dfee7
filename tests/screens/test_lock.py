"""The lock: nothing of a patient is seen, nothing works but the password, everything is there afterwards (RT-34)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from psr_tui.app import PsrApp
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.lock import Lock
from psr_tui.screens.sign_in import SignIn
from psr_tui.widgets.entry import Entry
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.screen_text import screen_text
from tests.helpers.station import Names, burst, make_app, quiet, signed_in


def field(app: PsrApp) -> Entry:
    return app.screen.query_one(Entry)


async def test_nothing_shows_and_nothing_works_under_the_lock(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(notifications=True) as pilot:
        await signed_in(app, pilot, clinic)
        app.notify("TOKEN99 was called", timeout=60)
        await quiet(app, pilot)
        assert screen_text(app).count("TOKEN") >= 15 and "TOKEN99" in screen_text(app)
        await pilot.press("ctrl+l")
        await quiet(app, pilot)
        lock = app.screen
        assert isinstance(lock, Lock) and "TOKEN" not in screen_text(app)
        app.notify("TOKEN98 waits", timeout=60)
        await quiet(app, pilot)
        assert "TOKEN" not in screen_text(app), "a later notice waits too"
        for key in ("ctrl+p", "ctrl+q", "f1", "f2", "f5", "f12", "escape", "ctrl+l", "ctrl+s", "question_mark"):
            await pilot.press(key)
            await quiet(app, pilot)
            assert app.screen is lock and "TOKEN" not in screen_text(app), key
        field(app).value = ""
        await pilot.press(*PASSWORD, "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, Names)
        assert "TOKEN98" in screen_text(app), "what came meanwhile is told now"
        assert "TOKEN99" not in screen_text(app)
    assert clinic.count("SELECT count(*) FROM audit WHERE action IN ('lock', 'unlock')") == 2


async def test_unlock_returns_to_the_same_form_with_its_text(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5", *"12.5")
        await quiet(app, pilot)
        place = app.screen
        burst(app, "ctrl+l", *"0secret")
        await quiet(app, pilot)
        assert isinstance(app.screen, Lock) and field(app).value == "", "typed-ahead keys never reach the password"
        await pilot.press(*"wrong", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, Lock) and "Wait" in screen_text(app)
        clinic.clock.advance(timedelta(seconds=60))
        await pilot.press(*PASSWORD, "enter", "0")
        await quiet(app, pilot)
        assert app.screen is place
        assert place.query_one("#amount", Entry).value == "12.50"


async def test_a_dialog_stays_open_under_the_lock_and_none_opens_above_it(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = app.place
        assert place is not None
        answers: list[bool | None] = []

        async def later() -> None:
            app.lock_now()
            again = await place.open(Confirm("TOKEN42 again?", "a", unasked=True))
            answers.append(again)

        place.flow(later())
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, Lock) and "TOKEN42" not in screen_text(app)
        await pilot.press(*PASSWORD, "enter")
        await quiet(app, pilot)
        await pilot.pause()
        assert "TOKEN42" in screen_text(app)
        app.lock_now()
        await quiet(app, pilot)
        assert isinstance(app.screen, Lock) and "TOKEN42" not in screen_text(app)
        await pilot.press(*PASSWORD, "enter")
        await quiet(app, pilot)
        await pilot.press("a")
        await quiet(app, pilot)
        assert answers == [True]


async def test_a_flow_under_the_lock_keeps_no_password_waiting(clinic: TestClinic) -> None:
    """Keys waited for the flow until their time was up; and behind the password they wait for its box again."""
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = app.place
        assert place is not None
        answers: list[bool | None] = []
        going_on = asyncio.Event()

        async def slowly() -> None:
            await going_on.wait()
            again = await place.open(Confirm("TOKEN42 again?", "a"))
            answers.append(again)

        place.flow(slowly())
        await pilot.pause()
        app.lock_now()
        await pilot.pause()
        burst(app, *"12")
        await quiet(app, pilot)
        assert field(app).value == "12"
        going_on.set()
        await quiet(app, pilot)
        burst(app, "ctrl+u", *PASSWORD, "enter", "a")
        await quiet(app, pilot)
        assert answers == [True]


async def test_idle_warns_locks_and_signs_out(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        clinic.clock.advance(timedelta(seconds=269))
        app.heartbeat()
        assert "locks in" not in screen_text(app)
        clinic.clock.advance(timedelta(seconds=2))
        app.heartbeat()
        await quiet(app, pilot)
        assert "locks in 30 seconds" in screen_text(app)
        await pilot.press("up")
        assert "locks in" not in screen_text(app), "somebody is here: it is no longer true"
        clinic.clock.advance(timedelta(seconds=271))
        app.heartbeat()
        await pilot.press("down")
        clinic.clock.advance(timedelta(seconds=40))
        app.heartbeat()
        await quiet(app, pilot)
        assert isinstance(app.screen, Names), "a key counts as being here"
        clinic.clock.advance(timedelta(seconds=300))
        app.heartbeat()
        await quiet(app, pilot)
        assert isinstance(app.screen, Lock)
        clinic.clock.advance(timedelta(seconds=1500))
        app.heartbeat()
        await quiet(app, pilot)
        assert isinstance(app.screen, SignIn) and "nobody was here" in screen_text(app)


@pytest.mark.parametrize("how", ["suspend", "clock set back"])
async def test_the_first_key_after_a_suspend_meets_the_lock(clinic: TestClinic, how: str) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        place = app.screen
        if how == "suspend":
            clinic.clock.advance(timedelta(minutes=10))
        else:
            clinic.clock.set(clinic.clock.now() - timedelta(hours=1))
        burst(app, *"999")
        await quiet(app, pilot)
        assert isinstance(app.screen, Lock) and field(app).value == ""
        assert place.query_one("#amount", Entry).value == "", "the key did not act either"


async def test_somebody_else_may_sign_out(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("ctrl+l")
        await quiet(app, pilot)
        await pilot.press("tab", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, SignIn) and not app.locked
