"""The drawer on the screen: how a test gets there and types."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.drawer import DrawerPlace
from psr_tui.screens.payment import take_payment
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.screen_text import screen_text
from tests.helpers.station import burst, quiet, signed_in

Press = Callable[..., Awaitable[str]]
"""Keys in one burst; the screen as text once it is quiet."""


async def at_drawer(app: PsrApp, pilot: Pilot[Any], clinic: TestClinic, login: str = "mrivera") -> DrawerPlace:
    await signed_in(app, pilot, clinic, login)
    burst(app, "f5")
    await quiet(app, pilot)
    place = app.place
    assert isinstance(place, DrawerPlace)
    return place


async def press(app: PsrApp, pilot: Pilot[Any], *names: str) -> str:
    burst(app, *names)
    await quiet(app, pilot)
    return screen_text(app)


def typed(text: str) -> list[str]:
    """Keys of a text."""
    return ["space" if letter == " " else letter for letter in text]


@asynccontextmanager
async def taking(clinic: TestClinic, patient_id: str) -> AsyncIterator[Press]:
    """M. Rivera's drawer with the payment box of a patient open over it."""
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        place.flow(_pay(place, patient_id))
        await quiet(app, pilot)

        async def press_here(*names: str) -> str:
            return await press(app, pilot, *names)

        yield press_here


async def _pay(place: DrawerPlace, patient_id: str) -> None:
    await take_payment(place, "Payment", patient_id)
