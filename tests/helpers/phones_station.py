"""The callback place in the running application, over a real small clinic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.desk import Desk
from psr_tui.devices.printer import Printer
from psr_tui.domain.clock import FixedClock
from psr_tui.screens import calls
from psr_tui.screens.block_watch import BlockWatch
from psr_tui.screens.callbacks import CallbacksPlace
from psr_tui.screens.flows import Flows
from psr_tui.screens.news import STAYS, Minute, one_after_another
from psr_tui.services.every import Services
from tests.helpers.clinic import TestClinic
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor, Names, burst, quiet


@dataclass
class Station:
    """One rep at one terminal."""

    app: PsrApp
    pilot: Pilot[object]
    desk: Desk

    async def type(self, *keys: str) -> None:
        """Send keys in one burst and wait until everything they caused is over."""
        burst(self.app, *keys)
        await quiet(self.app, self.pilot)

    async def settle(self) -> None:
        await quiet(self.app, self.pilot)

    async def minute(self) -> None:
        """Let the heartbeat look at the clock, and wait for what it started; what was told before has been read."""
        before = set(self.app.workers)
        if isinstance(self.app.screen, Flows):
            self.app._news._standing(self.app.screen, self.desk.clock.boot_seconds() - STAYS)
        self.app.heartbeat()
        for worker in set(self.app.workers) - before:
            await worker.wait()
        await self.settle()

    async def seconds(self, passed: float) -> None:
        """So many seconds go by, and the heart beats once."""
        cast(FixedClock, self.desk.clock).advance(timedelta(seconds=passed))
        self.app.heartbeat()
        await self.settle()

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.app)

    @property
    def place(self) -> CallbacksPlace:
        return cast(CallbacksPlace, self.app.place)


def _each_minute() -> Minute:
    """What looks once a minute, as in the program: the open call, the phone block."""
    return one_after_another(("calls", calls.CallWatch(), False), ("block", BlockWatch(), False))


@asynccontextmanager
async def phone_station(
    clinic: TestClinic,
    login: str = "mrivera",
    size: tuple[int, int] = (80, 24),
    printer: Printer | None = None,
    **more: Any,
) -> AsyncIterator[Station]:
    """Sign in and stand on the callback list."""
    door = ClinicDoor(clinic)
    app = PsrApp(
        door,
        {"callbacks": CallbacksPlace, "queue": Names},
        clinic.clock,
        first="callbacks",
        tools={"call_box": calls.call_box, "red_flag": calls.red_flag},
        leavings=calls.left_open,
        **{"minute": _each_minute(), **more},
    )
    async with app.run_test(size=size) as pilot:
        services = Services(clinic.store, clinic.clock, None, printer)
        desk = Desk(services, door._lanes, clinic.clinic, clinic.clock, clinic.actor(login))
        app.welcome(desk)
        await quiet(app, pilot)
        station = Station(app, pilot, desk)
        await station.minute()  # the first look comes with a heartbeat, so it would fall anywhere into the test
        yield station
