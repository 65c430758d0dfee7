"""The whole desk of a test clinic on one screen: real services, real places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from textual.pilot import Pilot

from psr_tui.app import PlaceFactory, PsrApp
from psr_tui.desk import Desk
from tests.helpers.clinic import TestClinic
from tests.helpers.station import ClinicDoor, Names, quiet


def desk_app(clinic: TestClinic, places: Mapping[str, PlaceFactory], **more: Any) -> PsrApp:
    """The shell with these places over every service."""
    return PsrApp(ClinicDoor(clinic), places, clinic.clock, **more)


def drawer_app(clinic: TestClinic) -> PsrApp:
    """The shell with a plain list and the real drawer."""
    from psr_tui.screens.drawer import DrawerPlace

    return desk_app(clinic, {"queue": Names, "drawer": DrawerPlace})


async def at_work(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, login: str = "mrivera") -> Desk:
    """Past the sign-in screen, the first place read."""
    desk = cast(ClinicDoor, app.door).desk_of(clinic.actor(login))
    app.welcome(desk)
    await quiet(app, pilot)
    return desk


async def typed(app: PsrApp, pilot: Pilot[object], *keys: str) -> None:
    """Keys one after another, each handled to its end."""
    for key in keys:
        await pilot.press(key)
        await quiet(app, pilot)
