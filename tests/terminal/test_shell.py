"""The real program in a real terminal: bursts over sign-in, places, palette and lock, and silence when idle."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from psr_tui.doors import TRAINING_PASSWORD
from tests.helpers.terminal import Terminal, keys

pytestmark = pytest.mark.pty
SIGN_IN = keys("mrivera", "enter", TRAINING_PASSWORD, "enter")


@pytest.fixture
def demo() -> Iterator[Terminal]:
    """The training day at its sign-in screen."""
    with Terminal([sys.executable, "-m", "psr_tui", "demo"]) as terminal:
        terminal.wait_for("User name")
        yield terminal


@pytest.mark.soak
def test_one_burst_from_sign_in_over_four_places_to_a_filtered_list(demo: Terminal) -> None:
    demo.send(SIGN_IN + keys("f5", "f3", "f4", "f2", "/", "SMY", "enter"))
    demo.wait_for(r">\d\d:\d\d SMYTHE, Jon")
    assert "QUEUE" in demo.lines()[0] and "PREDOVIC" not in demo.text()
    demo.send(keys("escape"))
    demo.wait_for("BUDIMAN")


def test_a_burst_behind_the_lock_key_is_thrown_away(demo: Terminal) -> None:
    demo.send(SIGN_IN)
    demo.wait_for("QUEUE")
    demo.send(keys("ctrl+l", "f5", "enter", TRAINING_PASSWORD, "enter"))
    demo.wait_for("LOCKED since")
    assert not re.search("SMYTHE|ROMERO|QUEUE", demo.text())
    demo.send(keys(TRAINING_PASSWORD, "enter", "f4"))
    demo.wait_for("CALLBACKS")


@pytest.mark.soak
def test_palette_and_command_line_take_bursts(demo: Terminal) -> None:
    demo.send(SIGN_IN + keys("ctrl+p", "cash drawer", "enter"))
    demo.wait_for("DRAWER")
    demo.send(keys("f2", ":", "privacy on", "enter"))
    demo.wait_for("PRIVATE")
    demo.wait_for(r"P\.G\., J\.L\.")
    assert "PEÑA" not in demo.text()


def test_quit_leaves_cleanly(demo: Terminal) -> None:
    demo.send(SIGN_IN)
    demo.wait_for("QUEUE")
    demo.send(keys("ctrl+q"))
    assert demo.wait_exit() == 0
    assert b"\x1b[?1049l" in demo.raw
