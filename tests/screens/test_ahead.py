"""Places built in spare time: nothing is read before a visit, and not while somebody types."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.bootstrap import Terminal, make_app
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work
from tests.helpers.screen_text import screen_text
from tests.helpers.station import ClinicDoor, quiet

PLACES = {"queue", "check_in", "callbacks", "drawer", "schedule", "worklists", "dashboard"}


async def test_places_are_built_ahead_and_read_nothing(clinic: TestClinic) -> None:
    app = make_app(ClinicDoor(clinic), Terminal())  # type: ignore[arg-type]  # the door of a test opens its store
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        logged = clinic.count("SELECT count(*) FROM audit")
        assert app.unbuilt(), "somebody has just typed"
        clinic.clock.advance(timedelta(seconds=5))
        for _ in range(500):
            if not app.unbuilt():
                break
            await pilot.pause(0.02)
        await quiet(app, pilot)
        assert {place.PLACE for place in app.open_places} == PLACES
        assert all(place.dirty for place in app.open_places if place is not app.place)
        assert clinic.count("SELECT count(*) FROM audit") == logged
        assert app.current_mode == "queue"
        await pilot.press("f4")
        await quiet(app, pilot)
        assert "due 0" in screen_text(app) or "Nobody waits" in screen_text(app)


async def test_nothing_is_built_under_the_lock_or_after_signing_out(clinic: TestClinic) -> None:
    app = make_app(ClinicDoor(clinic), Terminal())  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await pilot.press("ctrl+l")
        clinic.clock.advance(timedelta(seconds=5))
        assert app.rested() == 0.0
        await app.sign_out("asked", "Signed out.")
        assert app.unbuilt() == []
