"""What a rep types during a day, as keys, each step with the words by which the screen says that it is done."""

from __future__ import annotations

import re

from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.small_day import FLOAT
from tests.helpers.terminal import Terminal, keys

IDENTIFY = ("1", "2")
SAME_ADDRESS = ("1",)
CARD_SEEN = ("1",)
SIGN_BOTH = ("1", "2")
TO_PAYMENT = (*IDENTIFY, *SAME_ADDRESS, *CARD_SEEN, *SIGN_BOTH, "pagedown")
"""From the first step of check-in to the payment, for somebody whose insurance is on file."""


def step(desk: Terminal, *typed: str, shows: str) -> re.Match[str]:
    """Type and wait until the screen answers."""
    desk.send(keys(*typed))
    return desk.wait_for(shows)


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
