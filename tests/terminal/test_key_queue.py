"""The key queue by itself: its bound, discarding, holding, and the private names of Textual it rests on."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message_pump import MessagePump
from textual.screen import ModalScreen
from textual.widgets import Input

from psr_tui.terminal import key_queue
from psr_tui.terminal.safe_app import SafeApp
from psr_tui.terminal.settled import is_busy


class Dialog(ModalScreen[None]):
    BINDINGS = [Binding("z", "dismiss", "close")]


class Fields(SafeApp):
    """Two fields; F2 opens a dialog, F3 waits for ``gate``, F4 leaves."""

    AUTO_FOCUS = "#one"
    BINDINGS = [
        Binding("f2", "open", "open", priority=True),
        Binding("f3", "wait", "wait"),
        Binding("f4", "leave", "leave"),
        Binding("f5", "forget", "forget"),
        Binding("enter", "entered", "enter"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.bells = 0
        self.busy_inside: bool | None = None
        self.entered = 0

    def compose(self) -> ComposeResult:
        yield Input(id="one", select_on_focus=False)
        yield Input(id="two", select_on_focus=False)

    def bell(self) -> None:
        self.bells += 1

    def action_open(self) -> None:
        self.push_screen(Dialog())

    async def action_wait(self) -> None:
        self.busy_inside = is_busy(self)
        await self.gate.wait()

    def action_leave(self) -> None:
        self.exit()

    async def action_forget(self) -> None:
        await self.gate.wait()
        self.discard_type_ahead()

    def on_input_submitted(self) -> None:
        self.entered += 1

    @property
    def values(self) -> tuple[str, str]:
        screen = self.screen_stack[0]
        return screen.query_one("#one", Input).value, screen.query_one("#two", Input).value


def type_ahead(app: SafeApp, *names: str) -> None:
    """Put keys where the driver puts them, without waiting between them."""
    for name in names:
        event = events.Key(name, name if len(name) == 1 else None)
        app.post_message(event.set_sender(app))


async def came_true(condition: Any) -> None:
    """Let the loop turn until the condition holds; a test that hangs here has failed."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


async def test_keys_that_a_pilot_presses_still_work() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        await pilot.press("a", "tab", "b")
        assert app.values == ("a", "b")


async def test_a_burst_goes_through_in_order() -> None:
    app = Fields()
    async with app.run_test():
        type_ahead(app, *"ab", "tab", *"cd")
        await came_true(lambda: app.values == ("ab", "cd"))
        assert not app.input_inhibited


async def test_beyond_the_bound_a_key_is_dropped_with_one_bell() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        hold = app.hold_keys()
        type_ahead(app, *["x"] * (key_queue.LIMIT + 40))
        await came_true(lambda: app.input_inhibited and app.bells)
        hold.release()
        await came_true(lambda: not app.input_inhibited)
        await pilot.pause()
        assert app.bells == 1
        assert app.values == ("x" * key_queue.LIMIT, "")


async def test_a_handler_can_discard_what_was_typed_behind_it() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        type_ahead(app, "a", "f5", "b", "c")
        await came_true(lambda: app._keys.waiting == 2)
        app.gate.set()
        await came_true(lambda: not app.input_inhibited)
        await pilot.pause()
        assert app.values == ("a", "")
        await pilot.press("d")
        assert app.values == ("ad", "")


async def test_discarding_can_last_a_moment() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        app.discard_type_ahead(grace=60)
        await pilot.press("x")
        assert app.values == ("", "")
        app.discard_type_ahead()
        await pilot.press("y")
        assert app.values == ("y", "")


async def test_a_hold_keeps_keys_until_the_last_one_is_released() -> None:
    app = Fields()
    async with app.run_test():
        with app.hold_keys() as first:
            second = app.hold_keys()
            type_ahead(app, "a")
            first.release()
            for _ in range(50):
                await asyncio.sleep(0)
            assert app.values == ("", "")
            assert app.input_inhibited
            second.release()
            second.release()
            await came_true(lambda: app.values == ("a", ""))


async def test_a_hold_outlasts_what_a_handler_may_take(monkeypatch: Any) -> None:
    """Work that waits for others who are saving takes longer than a handler may: its keys must not go elsewhere."""
    monkeypatch.setattr(key_queue, "PATIENCE", 0.05)
    app = Fields()
    async with app.run_test():
        hold = app.hold_keys()
        type_ahead(app, "f2", "z", "a")
        await asyncio.sleep(0.3)
        assert app._keys.waiting == 3
        hold.release()
        await came_true(lambda: app.values == ("a", ""))


async def test_a_hold_that_is_never_released_does_not_lock_the_keyboard(monkeypatch: Any) -> None:
    """What waited is thrown away with a bell: it was meant for something that never came."""
    monkeypatch.setattr(key_queue, "LONGEST_HOLD", 0.05)
    app = Fields()
    async with app.run_test():
        hold = app.hold_keys()
        type_ahead(app, "a")
        await came_true(lambda: app.bells)
        assert not app.input_inhibited
        type_ahead(app, "b")
        await came_true(lambda: app.values == ("b", ""))
        hold.release()
        assert app.bells == 1


async def test_all_holds_can_be_ended_at_once() -> None:
    app = Fields()
    async with app.run_test():
        held = [app.hold_keys(), app.hold_keys()]
        type_ahead(app, "a")
        app.release_keys()
        await came_true(lambda: app.values == ("a", ""))
        for hold in held:
            hold.release()


@pytest.mark.soak
@pytest.mark.parametrize("waits_in", ["a handler", "a message pump"])
async def test_time_in_which_the_process_stood_still_spends_no_patience(monkeypatch: Any, waits_in: str) -> None:
    """A machine that is too busy, or a process that was stopped: what waited has had no chance to end either."""
    monkeypatch.setattr(key_queue, "PATIENCE", 0.2)
    monkeypatch.setattr("psr_tui.terminal.settled.SLICE", 0.1)
    monkeypatch.setattr(key_queue, "SLICE", 0.1)
    app = Fields()
    async with app.run_test():
        if waits_in == "a handler":
            app._bindings.key_to_bindings["f3"] = [Binding("f3", "wait", "wait", priority=True)]
        type_ahead(app, "f3", "a")
        await came_true(lambda: app._keys.waiting == 1)
        await asyncio.sleep(0.02)
        time.sleep(1.0)  # the loop stands still as the whole process would
        for _ in range(10):
            await asyncio.sleep(0.001)
        assert app._keys.waiting == 1
        app.gate.set()
        await came_true(lambda: app.values == ("a", ""))


async def test_a_hanging_handler_does_not_lock_the_keyboard(monkeypatch: Any) -> None:
    monkeypatch.setattr(key_queue, "PATIENCE", 0.05)
    app = Fields()
    async with app.run_test():
        type_ahead(app, "f3", "a")
        await came_true(lambda: app.values == ("a", ""))
        app.gate.set()


async def test_a_screen_popped_while_keys_wait() -> None:
    app = Fields()
    async with app.run_test():
        type_ahead(app, "f2", "z", "a", "tab", "b")
        await came_true(lambda: app.values == ("a", "b"))


async def test_leaving_forgets_the_keys_that_wait() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        type_ahead(app, "f4", "a", "b")
        await came_true(lambda: app._exit)
        await pilot.pause()
    assert app._keys.waiting == 0


async def test_keypad_enter_that_arrives_as_ctrl_j_is_enter() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+j")
        assert app.entered == 1


async def test_an_endless_paste_is_cut_with_a_bell() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        app.post_message(events.Paste("y" * 1_000_000).set_sender(app))
        await came_true(lambda: app.values[0])
        await pilot.pause()
        assert set(app.values[0]) == {"y"}
        assert len(app.values[0]) < 100_000
        assert app.bells == 1


async def test_the_look_into_a_message_pump_tells_busy_from_idle() -> None:
    """Guards the private names behind ``is_busy``: a bump of Textual that changes them must fail here."""
    app = Fields()
    async with app.run_test() as pilot:
        await pilot.pause()
        field: MessagePump = app.query_one("#one", Input)
        await came_true(lambda: not is_busy(field) and not is_busy(app))
        field.call_later(lambda: None)
        assert is_busy(field)
        await came_true(lambda: not is_busy(field))
        app.gate.set()
        await pilot.press("f3")
        assert app.busy_inside is True
