"""The call box: it counts the call, takes the outcome, and forgets nothing when it is hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from psr_tui.domain.call_script import Line
from psr_tui.widgets.call_box import Call, CallBox, Outcome
from psr_tui.widgets.form import Form
from psr_tui.widgets.panel import FactsPanel
from tests.helpers.screen_text import screen_text

NOW = datetime(2026, 3, 4, 16, 47, tzinfo=UTC)
OUTCOMES = (
    Outcome("1", "DONE", "Reached,done"),
    Outcome("2", "AGAIN", "Call again", needs_when=True),
    Outcome("3", "VM", "Voicemail"),
    Outcome("8", "STOP", "Stop", needs_note=True),
)
CALL = Call(
    "cb1", 4, "claimed by you · voicemail: callback-only",
    (Line("May I speak with Ruth [/b]?"), Line("Please tell me your full name.", aloud=True)),
    OUTCOMES, ZoneInfo("America/Denver"),
)  # fmt: skip


class BoxApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.seconds = 1000.0
        self.box = CallBox(lambda: NOW, lambda: self.seconds)
        self.saved: list[tuple[Any, ...]] = []
        self.refused: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.box

    def on_call_box_saved(self, message: CallBox.Saved) -> None:
        self.saved.append((message.call.callback_id, message.outcome.code, message.when, message.note, message.seconds))

    def on_form_refused(self, message: Form.Refused) -> None:
        self.refused.append(message.message)


async def test_an_open_call_shows_time_script_and_outcomes() -> None:
    app = BoxApp()
    async with app.run_test() as pilot:
        assert "ON CALL" not in screen_text(app)
        app.box.open_call(CALL)
        app.seconds += 161
        await pilot.pause()
        app.box._head.tick()
        await pilot.pause()
        text = screen_text(app)
        assert "ON CALL 0:02:41 · claimed by you" in text
        assert "May I speak with Ruth [/b]?" in text and "READ “Please tell me" in text
        assert "1Reached,done" in text and "8Stop" in text


async def test_a_digit_ends_a_call_that_needs_nothing_more() -> None:
    app = BoxApp()
    async with app.run_test() as pilot:
        app.box.open_call(CALL)
        await pilot.pause()
        app.seconds += 62.9
        await pilot.press("3")
        await pilot.pause()
        assert app.saved == [("cb1", "VM", None, "", 62)]


async def test_an_outcome_that_needs_a_time_asks_for_it_and_reads_it_in_their_zone() -> None:
    app = BoxApp()
    async with app.run_test() as pilot:
        app.box.open_call(CALL)
        await pilot.pause()
        await pilot.press("2", *"tue", "space", *"2p", "enter", *"after work", "enter")
        await pilot.pause()
        assert app.saved == [] and "Tue 03/10 14:00" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.saved == [("cb1", "AGAIN", datetime(2026, 3, 10, 20, 0, tzinfo=UTC), "after work", 0)]


async def test_without_an_outcome_or_what_it_needs_nothing_is_saved() -> None:
    app = BoxApp()
    async with app.run_test() as pilot:
        app.box.open_call(CALL)
        await pilot.pause()
        await pilot.press("f10")
        await pilot.pause()
        assert app.refused == ["Outcome: press the digit of how the call ended first."]
        await pilot.press("8", "f10")
        await pilot.pause()
        await pilot.pause()
        assert app.saved == [] and app.refused[-1].startswith("Note: “Stop” needs it")
        await pilot.press(*"asked us to", "f10")
        await pilot.pause()
        assert app.saved == [("cb1", "STOP", None, "asked us to", 0)]


async def test_a_digit_that_means_nothing_here_reaches_nothing_behind() -> None:
    class Behind(BoxApp):
        BINDINGS = [("5", "hit"), ("f5", "hit")]
        hits = 0

        def action_hit(self) -> None:
            self.hits += 1

    app = Behind()
    async with app.run_test() as pilot:
        app.box.open_call(CALL)
        await pilot.pause()
        await pilot.press("5")
        assert app.hits == 0 and app.saved == []
        await pilot.press("f5")
        assert app.hits == 1


async def test_hiding_keeps_the_call_the_time_and_what_was_typed() -> None:
    app = BoxApp()
    async with app.run_test() as pilot:
        app.box.open_call(CALL)
        await pilot.pause()
        await pilot.press("down", "down", *"left a message")
        app.box.toggle()
        await pilot.pause()
        assert app.box.hidden and "ON CALL" not in screen_text(app)
        app.seconds += 30
        app.box.toggle()
        await pilot.pause()
        text = screen_text(app)
        assert "0:00:30" in text and "left a message" in text and not app.box.hidden
        draft = app.box.draft()
        app.box.open_call(CALL, elapsed=3600)
        app.box.restore(draft)
        await pilot.pause()
        assert "1:00:00" in screen_text(app) and "left a message" in screen_text(app)


async def test_a_tick_writes_the_timer_cells_and_no_call_ticks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = BoxApp()
    regions: list[tuple[Widget, tuple[Region, ...]]] = []
    plain = Widget.refresh

    def refresh(widget: Widget, *at: Region, **rest: Any) -> Widget:
        regions.append((widget, at))
        return plain(widget, *at, **rest)

    async with app.run_test() as pilot:
        assert app.box._ticks is not None and not app.box._ticks._active.is_set()
        app.box.open_call(CALL)
        await pilot.pause()
        assert app.box._ticks._active.is_set()
        monkeypatch.setattr(Widget, "refresh", refresh)
        app.box._head.tick()
        assert regions == [(app.box._head, (Region(7, 0, 8, 1),))]
        app.box.hide()
        assert not app.box._ticks._active.is_set()


async def test_facts_wrap_and_are_never_markup() -> None:
    class PanelApp(App[None]):
        def compose(self) -> ComposeResult:
            yield FactsPanel("PEÑA [/b]", [("Flags", "[DNR] " * 20), ("Empty", ""), ("Note", "a\x1b]2;x\x07b\nc")])

    app = PanelApp()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        text = screen_text(app)
        assert text.count("[DNR]") == 20 and "PEÑA [/b]" in text and "Empty" not in text
        assert "Note: a]2;xb\n c" in text
