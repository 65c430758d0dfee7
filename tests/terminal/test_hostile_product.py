"""A clinic where every word is hostile, walked through from place to place; and the same places without colours.

The texts were put into the tables past the cleaning of every service, as a damaged import would. Nothing of them may
reach the terminal but letters, nothing may be styled, clicked or crash.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.clinic import PASSWORD
from tests.helpers.hostile import HOSTILE, hostile_clinic
from tests.helpers.program import WorkPlace
from tests.helpers.shift import count, open_drawer, step
from tests.helpers.small_day import FLOAT, small_day
from tests.helpers.terminal import Terminal, keys

pytestmark = pytest.mark.pty


def walk_the_queue(desk: Terminal) -> None:
    """The list, its boxes and questions, the side panel where there is one."""
    step(desk, "home", shows=r">07:00 \[/OOPS\] \[B")
    desk.wait_for(r"07:01 \[@CLICK=APP\.QUIT\]")
    desk.wait_for(r"07:03 \[RED\]DROPPED\[/RED")
    desk.wait_for("07:05 山 *田 *太 *郎")
    desk.wait_for("07:07 XXXXXXXX")
    step(desk, "5", shows=r"\[/OOPS\] \[B.*\n(.*\n)*.*arrows and PgDn")
    step(desk, "f12", "down", "9", shows=r"Note: \[@CLICK=APP\.QUIT\]x\[/\]|Note: \[@CLICK=APP\.QUIT\]X")
    step(desk, "f12", "8", shows="Cancel .*: why")
    step(desk, "f12", "1", shows=r"\[@CLICK=APP\.QUIT\]X\[/\].* arrived")
    step(desk, "]", shows="1 visit|3 visits|0 visits")
    step(desk, "[", shows="visits: all providers|visits: today")
    step(desk, "+", shows="Walk-in: who is here")
    step(desk, "a", shows=r"> .*\(")
    step(desk, "f12", "end", "home", "end", shows=">10:00 CASTRO")


def walk_check_in(desk: Terminal) -> None:
    """All five steps of somebody whose address, payer, papers and alerts are hostile, to the receipt."""
    step(desk, "1", shows="CASTRO.* arrived")
    step(desk, "2", shows="CHECK-IN +CASTRO")
    step(desk, "1", "2", shows="▶Demographics")
    step(desk, "2", shows="Change ")
    step(desk, "f12", shows="▶Demographics")
    step(desk, "1", shows="▶Coverage")
    step(desk, "5", shows="Show the answer, the copays")
    step(desk, "2", shows="What .* said")
    step(desk, "f12", "1", shows="▶Forms")
    step(desk, "8", shows="why\\?")
    step(desk, "f12", "1", "2", "3", shows="ready: F10")
    step(desk, "pagedown", shows="Collect now")
    step(desk, "check 1042", "enter", shows=r"Takes \$30\.00")
    step(desk, "f10", shows="R-0000001")
    step(desk, "f12", shows="CASTRO.* checked in")


def walk_calls(desk: Terminal) -> None:
    step(desk, "f4", shows="due 3 · 3 open")
    step(desk, "5", shows="What happened")
    step(desk, "f12", "6", shows="Skip: why")
    step(desk, "f12", "7", shows="Give to whom")
    step(desk, "f12", "1", shows="ON CALL")
    step(desk, "9", shows="How did the call end")
    step(desk, "f12", "ctrl+r", shows="RED FLAG")
    step(desk, "f12", shows="The red flag was NOT sent")
    step(desk, "ctrl+o", shows="The call goes on")


def walk_drawer(desk: Terminal) -> None:
    step(desk, "f5", shows="R-0000001")
    step(desk, "5", shows="RECEIPT")
    step(desk, "f12", "8", shows="Void: the entry was wrong")
    step(desk, "1", shows="Void of R-0000001: why")
    step(desk, "f12", "2", shows="Count first")
    step(desk, *count(FLOAT), "space", "enter", "enter", "f10", shows="EVEN")
    step(desk, "f10", shows="seal the bag")
    step(desk, "B1", "enter", "tchen", "enter", PASSWORD, "f10", shows="Z 000001")
    step(desk, "f12", shows="DEPOSIT SLIP")
    step(desk, "f12", shows="closed, Z 000001")


def walk_everywhere(desk: Terminal) -> None:
    """Find, card, help, palette, lock."""
    step(desk, "ctrl+f", "a]52", shows=r"A\]52;C;")
    step(desk, "f12", "ctrl+f", "oops", shows=r"> \[/OOPS\]")
    step(desk, "enter", shows=r"\[/OOPS\] \[B.*\n(.*\n)*.*2 check-in")
    step(desk, "5", shows=r"Change \[/OOPS\]")
    step(desk, "f12", "f12", "f1", shows="(?i)help")
    step(desk, "f12", "ctrl+p", shows="Everything that can be done")
    step(desk, "f12", "ctrl+l", shows="LOCKED since")
    step(desk, PASSWORD, "enter", shows="F2Queue")


# The wide window shows the same words in more columns; a day in it is in test_day.py, at night too.
@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.soak)], ids=["80x24", "120x40"])
def test_no_word_of_the_store_steers_the_terminal_or_passes_for_markup(tmp_path: Path, size: tuple[int, int]) -> None:
    place = WorkPlace(tmp_path, hostile_clinic(tmp_path))
    with place.open(size=size) as desk:
        open_drawer(desk, "D1")
        desk.send(keys("f2"))
        walk_the_queue(desk)
        walk_check_in(desk)
        walk_calls(desk)
        walk_drawer(desk)
        walk_everywhere(desk)
        step(desk, "ctrl+q", shows="open call|Quit|quit")
        assert desk.running
        raw = bytes(desk.raw)
    reached = [what for what, (_, bad) in HOSTILE.items() if bad.encode() in raw]
    assert reached == []
    assert b"\x1b]8;" not in raw and b"\x1b[31m" not in raw


def short_walk(desk: Terminal) -> list[str]:
    """The four places with something on each; their screens."""
    screens = []
    open_drawer(desk)
    screens.append(desk.text())
    step(desk, "f2", "home", "1", shows="ALVAREZ, Ana arrived")
    screens.append(desk.text())
    step(desk, "space", "down", "2", shows="CHECK-IN +|ALVAREZ")
    screens.append(desk.text())
    step(desk, "f4", "1", shows="ON CALL")
    screens.append(desk.text())
    step(desk, "4", shows="No answer")
    step(desk, "ctrl+p", shows="Everything that can be done")
    screens.append(desk.text())
    return screens


@pytest.mark.soak
def test_an_ascii_run_of_the_places_writes_ascii_only(tmp_path: Path) -> None:
    with small_day(tmp_path).open("mrivera", "--ascii") as desk:
        screens = short_walk(desk)
        assert [char for char in bytes(desk.raw).decode() if char > "\x7f"] == []
    assert any("^ Arrived" in screen for screen in screens), "state is sign and word"


NO_TRUE_COLOUR: dict[str, str | None] = {"COLORTERM": None}


@pytest.mark.parametrize(
    ("env", "never"),
    [
        pytest.param({**NO_TRUE_COLOUR, "TERM": "xterm-256color"}, rb"[34]8;2;", marks=pytest.mark.soak),
        pytest.param({**NO_TRUE_COLOUR, "TERM": "xterm-16color"}, rb"[34]8;[25];", marks=pytest.mark.soak),
        # Greys are three equal numbers; only whole sequences count, because what was read may end in the middle of one.
        ({"NO_COLOR": "1"}, rb"[34]8;2;(?!(\d+);\1;\1[;m])\d+;\d+;\d+[;m]|[34]8;5;|\x1b\[[349][1-6]m"),
    ],
    ids=["256 colours", "16 colours", "NO_COLOR"],
)
def test_the_places_read_without_true_colours(tmp_path: Path, env: dict[str, str | None], never: bytes) -> None:
    with small_day(tmp_path).open(env=env) as desk:
        screens = short_walk(desk)
        found = re.search(never, bytes(desk.raw))
        assert found is None, found
    assert any(re.search(">.?09:30 ALVAREZ", screen) for screen in screens), "the cursor is a sign, not a colour"
