"""Sign-in: paints first, takes real passwords, keeps nothing of a miss."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import cast

import pytest

from psr_tui.desk import Desk
from psr_tui.screens.sign_in import SignIn
from psr_tui.widgets.entry import Entry
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.screen_text import screen_text
from tests.helpers.station import ClinicDoor, Names, burst, make_app, quiet, signed_in


async def test_a_rep_signs_in_typing_ahead(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, *"mrivera", "enter", *PASSWORD, "enter", "slash", "n", "0", "3")
        await quiet(app, pilot)
        assert isinstance(app.screen, Names)
        assert "M. Rivera" in screen_text(app) and PASSWORD not in screen_text(app)
        assert app.screen.filter_text == "n03", "what was typed behind the password reached the queue"
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'sign_in'") == 1


async def test_a_miss_empties_the_password_and_says_how_long_to_wait(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"mrivera", "enter", *"wrong", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, SignIn)
        assert "✗ " in screen_text(app) and "Wait" in screen_text(app)
        assert app.screen.query_one("#password", Entry).value == ""
        assert app.screen.query_one("#login", Entry).value == "mrivera"
        assert app.focused is app.screen.query_one("#password", Entry)


async def test_empty_fields_are_asked_for(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f10")
        await quiet(app, pilot)
        assert "✗ Type your user name and your password." in screen_text(app)


async def test_it_paints_before_the_store_is_ready(clinic: TestClinic) -> None:
    app = make_app(clinic)
    door = cast(ClinicDoor, app.door)
    door.gate.clear()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "User name" in screen_text(app) and not door.prepared
        await pilot.press(*"mri")
        assert app.screen.query_one("#login", Entry).value == "mri", "typing does not wait for the store"
        door.gate.set()
        await quiet(app, pilot)
        assert door.prepared


async def test_training_shows_its_users_and_the_mark(clinic: TestClinic) -> None:
    app = make_app(clinic, "Nothing here is real. The password of all is demo.")
    async with app.run_test() as pilot:
        await pilot.pause()
        shown = screen_text(app)
        assert " TRAINING " in shown and "password of all is demo" in shown and "sotto" in shown


async def test_a_real_clinic_shows_no_users(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "TRAINING" not in screen_text(app) and "sotto" not in screen_text(app)


async def test_signing_out_leaves_nothing_of_the_person(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5", *"25", "f2")
        await quiet(app, pilot)
        await pilot.press("colon", *"signout", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, SignIn) and "Signed out" in screen_text(app)
        assert "TOKEN" not in screen_text(app) and app.place is None and app.desk is None
        assert cast(ClinicDoor, app.door).signed_out == ["asked"]
        await signed_in(app, pilot, clinic, "tchen")
        await pilot.press("f5")
        await quiet(app, pilot)
        assert "T. Chen" in screen_text(app)
        assert app.screen.query_one("#amount", Entry).value == "", "the next person finds a fresh place"


async def test_quit_asks_only_when_something_is_left(clinic: TestClinic) -> None:
    async def left(_desk: object) -> list[str]:
        return ["drawer D1 is open"]

    for asks in (False, True):
        app = make_app(clinic, leavings=left) if asks else make_app(clinic)
        async with app.run_test() as pilot:
            await signed_in(app, pilot, clinic)
            await pilot.press("ctrl+q")
            await quiet(app, pilot)
            if not asks:
                assert not app.is_running or app._exit
                continue
            assert "drawer D1 is open" in screen_text(app)
            await pilot.press("enter")
            await quiet(app, pilot)
            assert isinstance(app.screen, Names), "Enter stays"
            await pilot.press("ctrl+q")
            await quiet(app, pilot)
            await pilot.press("q")
            await pilot.pause()
            assert app._exit


def test_the_shell_imports_no_store() -> None:
    """First paint must not wait for the store's imports (performance.md 6)."""
    code = (
        "import sys, psr_tui.app, psr_tui.screens.sign_in; "
        "print([m for m in sys.modules if m.split('.')[0] in ('sqlmodel', 'sqlalchemy', 'sqlcipher3', 'alembic')"
        " or m.startswith(('psr_tui.store', 'psr_tui.services', 'psr_tui.desk'))])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


async def test_keys_wait_for_a_slow_sign_in_beyond_the_usual_bound(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psr_tui.terminal.key_queue.PATIENCE", 0.2)
    app = make_app(clinic)
    door = cast(ClinicDoor, app.door)
    sign_in = door.sign_in
    opened = asyncio.Event()

    async def slow(login: str, password: str) -> Desk:
        await opened.wait()
        return await sign_in(login, password)

    monkeypatch.setattr(door, "sign_in", slow)
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, *"mrivera", "enter", *PASSWORD, "enter", "slash", "n", "0", "3")
        await asyncio.sleep(0.6)  # three times what a handler may take
        assert app.screen.query_one("#password", Entry).value == PASSWORD
        opened.set()
        await quiet(app, pilot)
        assert isinstance(app.screen, Names) and app.screen.filter_text == "n03"
