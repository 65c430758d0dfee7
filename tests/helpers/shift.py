"""What a rep types during a day, as keys, each step with the words by which the screen says that it is done."""

from __future__ import annotations

import re
import time

from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.small_day import FLOAT
from tests.helpers.terminal import PATIENCE, Terminal, keys

IDENTIFY = ("1", "2")
SAME_ADDRESS = ("1",)
CARD_SEEN = ("1",)
SIGN_BOTH = ("1", "2")
TO_PAYMENT = (*IDENTIFY, *SAME_ADDRESS, *CARD_SEEN, *SIGN_BOTH, "pagedown")
"""From the first step of check-in to the payment, for somebody whose insurance is on file."""

NOTE = "She asked for a room without stairs and for the earliest hour on any Tuesday."
STREET = "17 Calle de los Pinos, Edificio Norte, Apartamento 204 B"
NEW_PATIENT = ("tab", "tab", "01/22/1957", "tab", "tab", "5055550377", "pagedown", STREET, "tab", "tab", "Santa Fe")


def step(desk: Terminal, *typed: str, shows: str) -> re.Match[str]:
    """Type and wait until the screen answers."""
    desk.send(keys(*typed))
    return desk.wait_for(shows)


def insist(desk: Terminal, key: str, shows: str, rest: float = 0.5) -> None:
    """Press a key, and again after ``rest`` seconds without an answer, until the screen shows it: a box that nobody
    asked for is deaf for a moment, as it should be."""
    deadline = time.monotonic() + PATIENCE
    while True:
        desk.send(keys(key))
        try:
            desk.wait_for(shows, timeout=rest)
        except AssertionError:
            assert desk.running and time.monotonic() < deadline, f"no answer to {key}: {shows}\n{desk.text()}"
        else:
            return


def gone(words: str) -> str:
    """A pattern of a screen without these words."""
    return rf"(?s)\A(?!.*{words})"


def count(pieces: tuple[str, ...]) -> list[str]:
    """A count typed into the grid, Enter after each box."""
    return [key for piece in pieces for key in (piece, "enter")]


def open_drawer(desk: Terminal, name: str = "Drawer D1") -> None:
    """F5, the first free drawer, the float; ``name`` stands in the answer."""
    step(desk, "f5", shows="choose a drawer")
    step(desk, "1", shows="Counted float")
    step(desk, *count(FLOAT), "f10", shows=f"{name} is open")


def to_payment(desk: Terminal, last: str) -> None:
    """From the queue, cursor on the visit, to the payment step."""
    step(desk, "2", shows=rf"CHECK-IN +{last}")
    step(desk, *IDENTIFY, shows="▶Demographics")
    step(desk, *SAME_ADDRESS, shows="▶Coverage")
    step(desk, *CARD_SEEN, shows="▶Forms")
    step(desk, *SIGN_BOTH, shows=r"ready: F10 finishes")
    step(desk, "pagedown", shows="▶Payment")


def sign(desk: Terminal, login: str, *, shows: str) -> None:
    """A second person signs in the box that stands there."""
    step(desk, login, "enter", PASSWORD, "f10", shows=shows)


def rows(clinic: TestClinic, sql: str) -> list[tuple[object, ...]]:
    """Rows straight from the file, past every repository."""
    with clinic.store.read() as work:
        return [tuple(row) for row in work.session.connection().exec_driver_sql(sql)]


def journey() -> bytes:
    """A drawer, a check-in paid in cash, a callback with a note, somebody new who walks in, a card: over 300 keys."""
    return keys(
        "f5", "1", *count(FLOAT), "f10",
        "f2", "home", "1", "2", *TO_PAYMENT, "cash 40", "enter", "f10", "f12",
        "f4", "+", "flores", "enter", "bill", "enter", "high", "enter", "tue 2p", "enter", "pool", "enter", NOTE, "f10",
        "f2", "+", "quintana, rosalind", "+", *NEW_PATIENT, "f10", "1",
        "ctrl+f", "baker", "enter",
    )  # fmt: skip
