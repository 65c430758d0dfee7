"""A walk through the screens of the training day without a terminal: the real application, driven by its own keys."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from psr_tui.bootstrap import Terminal, make_app
from psr_tui.commands_line.demo_command import today
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.doors import TRAINING_PASSWORD, TrainingDoor
from psr_tui.station_clock import TrainingClock
from psr_tui.terminal.snapshot import screen_lines

DESIGN_SIZE = (80, 24)
_PATIENCE = 60.0  # seconds a screen may take on a busy machine


@dataclass(frozen=True, slots=True)
class Stop:
    """One screen of the tour: the keys that lead there, what must then stand on it, and what to say about it."""

    name: str
    keys: tuple[str, ...]
    shows: str
    caption: str


STOPS = (
    Stop("queue", (), r"^ ?QUEUE(.|\n)*PEÑA", "F2 Queue: who is here, how long they wait, what is still missing."),
    Stop("help", ("f1",), r"Everywhere|Queue \(F2\)", "F1 Help: this field, and every key that works here."),
    Stop(
        "check_in", ("escape", "p", "e", "n", "2"), r"CHECK-IN +PEÑA",
        "2 on a row (or F3) Check-in: identity, address, payer, forms and payment on one screen.",
    ),
    Stop("callbacks", ("f4",), r"^ ?CALL(.|\n)*overdue", "F4 Callbacks: one fair order, each row says why."),
    Stop("drawer", ("f5",), r"^ ?DRAWER", "F5 Drawer: open on a counted float, count blind, close with a report."),
    Stop("schedule", ("f6",), r"^ ?SCHEDULE(.|\n)*OV15", "F6 Schedule: the day by provider, openings, moving."),
    Stop("worklists", ("f8",), r"^ ?WORK +Eligibility(.|\n)*too old", "F8 Work: who waits for what, the payer first."),
    Stop("dashboard", ("f9",), r"^ ?BOARD(.|\n)*signed in", "F9 Board: who waits, who does what, what is due."),
    Stop("call", ("f4", "1"), r"ON CALL(.|\n)*Outcome", "1 on F4, or Ctrl+O: the call box, its script, its outcomes."),
)  # fmt: skip


class Guide:
    """Presses keys and waits until the screen shows what it should."""

    def __init__(self, pilot: Pilot[object]) -> None:
        self.app = pilot.app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._pilot.press(key)

    async def type(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def see(self, pattern: str) -> list[str]:
        """The screen once it shows a match of ``pattern``. Raises TimeoutError with the screen when it never does."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            await self._pilot.pause()
            lines = screen_lines(self.app)
            if re.search(pattern, "\n".join(lines)):
                return lines
            if time.monotonic() > deadline:
                raise TimeoutError(f"{pattern!r} never came:\n" + "\n".join(lines))
            await asyncio.sleep(0.02)

    async def sign_in(self, login: str = "mrivera") -> None:
        await self.see(r"sign in")
        await self.type(login)
        await self.press("enter")
        await self.type(TRAINING_PASSWORD)
        await self.press("enter")
        await self.see(r"QUEUE")

    async def go(self, stop: Stop) -> list[str]:
        await self.press(*stop.keys)
        return await self.see(stop.shows)


@asynccontextmanager
async def guided(terminal: Terminal, size: tuple[int, int] = DESIGN_SIZE) -> AsyncIterator[Guide]:
    """The application on a training day of its own, thrown away at the end, with nobody signed in yet."""
    door = TrainingDoor(TrainingClock(today()))
    app = make_app(door, terminal)
    door.on_changes = app.publish
    try:
        async with app.run_test(size=size) as pilot:
            yield Guide(pilot)
    finally:
        door.close()


def print_tour(terminal: Terminal) -> int:
    """Print every stop with its caption."""
    asyncio.run(_print_tour(terminal))
    return FINE


async def _print_tour(terminal: Terminal) -> None:
    print("psr-tui, a training day. Nobody here is real. In a terminal, psr-tui demo opens it.\n")
    async with guided(terminal) as guide:
        await guide.sign_in()
        for stop in STOPS:
            lines = await guide.go(stop)
            width = DESIGN_SIZE[0]
            print(f"{stop.caption}\n{'-' * width}\n" + "\n".join(lines) + f"\n{'-' * width}\n")
    print("Keys: psr-tui keys. Start your own clinic: psr-tui init.")
