"""The real places in the frame: same lines, whole legends, and no key shown that is not bound."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.containers import ScrollableContainer
from textual.widgets import Input

from psr_tui import keymap
from psr_tui.bootstrap import Terminal
from psr_tui.bootstrap import make_app as real_app
from psr_tui.keys import KEYS
from psr_tui.screens.base import Place
from psr_tui.widgets.frame import Line
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor, quiet

PLACES = {
    "f2": "queue",
    "f3": "check_in",
    "f4": "callbacks",
    "f5": "drawer",
    "f6": "schedule",
    "f8": "worklists",
    "f9": "dashboard",
}
THEIRS = {part.action for kind in (Input, ScrollableContainer) for part in Binding.make_bindings(kind.BINDINGS)}
MOVING = {"focus_next", "focus_previous", "copy_text"}


@pytest.mark.parametrize("key", PLACES)
async def test_every_place_stands_in_the_same_frame(clinic: TestClinic, key: str) -> None:
    app = real_app(ClinicDoor(clinic), Terminal())  # type: ignore[arg-type]  # the door of a test opens its store
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await pilot.press(key)
        await quiet(app, pilot)
        lines = screen_lines(app)
        assert app.current_mode == PLACES[key]
        assert re.fullmatch(r" [A-Z-]+ .* \w{3} \d\d/\d\d \d\d:\d\d ", lines[0]), lines[0]
        assert lines[22].rstrip() == " F1Help F2Queue F3Check-in F4Calls F5Drawer F6Sched F8Work F9Board"
        assert "…" not in lines[21], "a legend is shown whole"


@pytest.mark.parametrize("key", PLACES)
async def test_every_key_that_is_live_has_a_row_and_arrives(clinic: TestClinic, key: str) -> None:
    app = real_app(ClinicDoor(clinic), Terminal())  # type: ignore[arg-type]
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await pilot.press(key)
        await quiet(app, pilot)
        place = app.screen
        assert isinstance(place, Place)
        table = {row.name: row for row in KEYS}
        for name, active in place.active_bindings.items():
            action = active.binding.action.rpartition(".")[2]
            if active.binding.id in table:
                assert not keymap.never(name), name
            else:
                assert action in MOVING or active.binding.action in THEIRS, f"{name} runs {action} without a row"
        shown = {row.names[0] for row in place.legend_keys() if row.bound}
        assert shown <= set(place.active_bindings), "every key of the legend is live"


@pytest.mark.parametrize("key", PLACES)
async def test_help_palette_and_command_line_open_on_every_place(clinic: TestClinic, key: str) -> None:
    app = real_app(ClinicDoor(clinic), Terminal())  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await pilot.press(key)
        await quiet(app, pilot)
        place = app.screen
        for opener, shows in (("f1", "Help"), ("ctrl+p", "Everything that can be done")):
            await pilot.press(opener)
            await quiet(app, pilot)
            assert shows in screen_text(app) and app.screen is not place, opener
            assert app.screen.query_one("#box-title", Line).region.width <= 78
            await pilot.press("f12")
            await quiet(app, pilot)
            assert app.screen is place, opener
