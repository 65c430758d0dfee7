"""Question boxes: what answers them, what does not, and where typed-ahead keys go."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual import events

from psr_tui.app import PsrApp
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.screens.base import Place
from psr_tui.screens.dialogs import Choose, Confirm, Dialog, FormDialog, Prompt
from psr_tui.widgets.entry import Entry
from psr_tui.widgets.field import Field
from tests.helpers.clinic import TestClinic
from tests.helpers.screen_text import screen_text
from tests.helpers.station import burst, make_app, quiet, signed_in

REASONS = [("refused", "Patient refused"), ("waived", "Waived"), ("forgot", "No [money] with them")]


class Asked:
    """Opens one dialog in a flow and keeps its answer."""

    def __init__(self, place: Place, dialog: Dialog[Any], *, after: asyncio.Event | None = None) -> None:
        self.answer: Any = "open"
        self._place, self._dialog, self._after = place, dialog, after
        place.flow(self._run())

    async def _run(self) -> None:
        if self._after is not None:
            await self._after.wait()
        self.answer = await self._place.open(self._dialog)


def place_of(app: PsrApp) -> Place:
    assert app.place is not None
    return app.place


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["2"], "waived"),
        (["enter"], "refused"),
        (["down", "down", "enter"], "forgot"),
        (["n", "enter"], "forgot"),
        (["f10"], "refused"),
        (["f12"], None),
        (["escape"], None),
        (["7", "x", "2"], "waived"),
    ],
)
async def test_choose(clinic: TestClinic, keys: list[str], answer: str | None) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        asked = Asked(place_of(app), Choose("Why no copay?", REASONS))
        await quiet(app, pilot)
        assert "3 No [money] with them" in screen_text(app)
        await pilot.press(*keys)
        await quiet(app, pilot)
        assert asked.answer == answer
        assert app.screen is place_of(app)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(["c"], True), (["C"], True), (["enter"], False), (["f12"], False), (["n"], False), (["y", "c"], True)],
)
async def test_only_its_letter_says_yes(clinic: TestClinic, keys: list[str], answer: bool) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        asked = Asked(place_of(app), Confirm("Cancel the visit of [/b] 09:30?", "c"))
        await quiet(app, pilot)
        assert "[/b] 09:30?" in screen_text(app)
        await pilot.press(*keys)
        await quiet(app, pilot)
        assert asked.answer is answer


@pytest.mark.parametrize("letter", ["n", "N", "", "yy", "1"])
def test_a_letter_that_means_no_cannot_mean_yes(letter: str) -> None:
    with pytest.raises(ValueError, match="letter"):
        Confirm("Sure?", letter)


async def test_prompt_keeps_what_cannot_be_understood(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        asked = Asked(place_of(app), Prompt("Safe drop", "Amount", Money.parse))
        await quiet(app, pilot)
        await pilot.press(*"12.345", "enter")
        await quiet(app, pilot)
        assert "for example 25 or 25.50" in screen_text(app) and asked.answer == "open"
        assert app.screen.query_one(Entry).value == "12.345"
        await pilot.press("backspace", "enter")
        await quiet(app, pilot)
        assert asked.answer == Money(1234)


def adults(values: dict[str, Any]) -> None:
    if values["name"] == "child":
        raise Refused("A child needs a guarantor; name one first.")


async def test_form_dialog_checks_and_asks_once_before_throwing_away(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        fields = [Field("Name", "name", required=True), Field("Why", "why")]
        asked = Asked(place_of(app), FormDialog("Walk-in", fields, check=adults))
        await quiet(app, pilot)
        await pilot.press("f10")
        await quiet(app, pilot)
        assert "is needed" in screen_text(app)
        await pilot.press(*"child", "enter", *"cough", "f10")
        await quiet(app, pilot)
        assert "guarantor" in screen_text(app)
        await pilot.press("f12")
        await quiet(app, pilot)
        assert asked.answer == "open" and "F12 again" in screen_text(app)
        await pilot.press("f12")
        await quiet(app, pilot)
        assert asked.answer is None


async def test_keys_typed_ahead_of_a_dialog_reach_it(clinic: TestClinic) -> None:
    """The store has not answered when the text is typed; the dialog opens after that (textual.md 5.4)."""
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        place = place_of(app)
        answered = asyncio.Event()
        asked = Asked(place, Prompt("Note", "Note", str), after=answered)
        burst(app, *"note", "enter", *"25")
        await pilot.pause()
        assert place.query_one("#amount", Entry).value == "", "keys wait for the dialog"
        answered.set()
        await quiet(app, pilot)
        assert asked.answer == "note"
        assert place.query_one("#amount", Entry).value == "25"


async def test_two_dialogs_one_after_another_take_their_own_keys(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        place = place_of(app)
        answers: list[object] = []

        async def both() -> None:
            why = await place.open(Choose("Why?", REASONS))
            await asyncio.sleep(0.05)  # a save between the two
            amount = await place.open(Prompt("Amount", "Amount", Money.parse))
            answers.extend((why, amount))

        place.flow(both())
        burst(app, "2", *"12.50", "enter", *"rest")
        await quiet(app, pilot)
        assert answers == ["waived", Money(1250)]
        assert place.query_one("#amount", Entry).value == "rest"


UNASKED = [Confirm("Other rep changed it. Overwrite?", "o", unasked=True), Choose("Which?", REASONS, unasked=True)]


@pytest.mark.parametrize("dialog", UNASKED)
async def test_an_unasked_dialog_throws_away_what_was_typed(clinic: TestClinic, dialog: Dialog[Any]) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        answered = asyncio.Event()
        asked = Asked(place_of(app), dialog, after=answered)
        burst(app, "enter", "o", "y", "1", "enter")
        await pilot.pause()
        answered.set()
        await quiet(app, pilot)
        assert asked.answer == "open" and app.screen is dialog
        await pilot.press("enter")
        await quiet(app, pilot)
        assert asked.answer in (False, "open"), "Enter is never yes"


async def test_a_covered_dialog_cannot_close_the_one_above(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        lower, upper = Confirm("lower?", "l"), Confirm("upper?", "u")
        first = Asked(place_of(app), lower)
        await quiet(app, pilot)
        second = Asked(place_of(app), upper)
        await quiet(app, pilot)
        lower.finish(True)
        lower.finish(True)
        await quiet(app, pilot)
        assert (first.answer, second.answer, app.screen) == ("open", "open", upper)
        await pilot.press("u")
        await quiet(app, pilot)
        await pilot.press("l")
        await quiet(app, pilot)
        assert (first.answer, second.answer) == (True, True)


async def test_a_dialog_waits_until_its_place_is_shown_again(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        queue, answered = place_of(app), asyncio.Event()
        dialog = Confirm("Over the queue?", "o")
        asked = Asked(queue, dialog, after=answered)
        await app.go("drawer")
        answered.set()
        await quiet(app, pilot)
        assert "Over the queue" not in screen_text(app) and app.current_mode == "drawer"
        await app.go("queue")
        await quiet(app, pilot)
        assert app.screen is dialog
        await pilot.press("o")
        await quiet(app, pilot)
        assert asked.answer is True


async def test_places_and_palette_are_dead_under_a_dialog(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        dialog = Choose("Why?", REASONS)
        Asked(place_of(app), dialog)
        await quiet(app, pilot)
        for key in ("f5", "ctrl+p", "ctrl+q", "slash", "colon"):
            await pilot.press(key)
            await quiet(app, pilot)
            assert app.screen is dialog, key


async def test_a_refusal_in_a_flow_is_told_and_the_keys_go_on(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        place = place_of(app)

        async def refused() -> None:
            raise InvalidInput("Amount: type dollars and cents, for example 25.", "Amount")

        place.flow(refused())
        burst(app, *"25")
        await quiet(app, pilot)
        assert "✗ Amount: type dollars" in screen_text(app)
        assert place.query_one("#amount", Entry).value == "25"


async def test_help_shows_the_field_and_only_keys_that_work(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(80, 110)) as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5", "f1")
        await quiet(app, pilot)
        shown = screen_text(app)
        assert "Type the amount." in shown and "Ctrl+L" in shown and ":privacy" in shown
        assert "Go to check-in" not in shown and "Ctrl+F" not in shown, "keys of what is not there are not named"
        await pilot.press("f12")
        await quiet(app, pilot)
        assert app.screen is place_of(app)


async def test_palette_runs_what_is_typed_even_typed_ahead(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        burst(app, "ctrl+p", *"drawer", "enter")
        await quiet(app, pilot)
        assert app.current_mode == "drawer"
        burst(app, "ctrl+p", *":priv", "enter", *"on", "enter")
        await quiet(app, pilot)
        assert app.privacy


async def test_palette_says_why_an_action_is_off(clinic: TestClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = place_of(app)
        monkeypatch.setattr(place, "why_not", lambda action: "Open the drawer first." if action == "undo" else "")
        await pilot.press("ctrl+z")
        await quiet(app, pilot)
        assert "✗ Open the drawer first." in screen_text(app)
        await pilot.press("ctrl+p", *"undo")
        await quiet(app, pilot)
        assert "off: Open the drawer first." in screen_text(app)
        await pilot.press("enter")
        await quiet(app, pilot)
        assert app.screen is not place and "✗ Open the drawer first." in screen_text(app)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("fly", "no command"), ("", "no command"), ("go mars", "Type :go and a place")],
)
async def test_a_wrong_command_is_told(clinic: TestClinic, typed: str, says: str) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place_of(app).flow(app.run_command(typed))
        await quiet(app, pilot)
        assert says in screen_text(app)


async def test_the_command_line_completes(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("colon", *"g", "tab", *"dr", "tab", "enter")
        await quiet(app, pilot)
        assert app.current_mode == "drawer"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("left a\nscarf at\r\n", "left a scarf at"),
        (" two ", " two "),
        ("a\x1b]52;c;x\x07b\u202e", "a]52;c;xb"),
        ("", ""),
    ],
)
async def test_a_paste_of_several_lines_is_taken_in_whole(clinic: TestClinic, pasted: str, kept: str) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        asked = Asked(place_of(app), Prompt("Note", "Note", lambda text: text, value="old", max_length=16))
        await quiet(app, pilot)
        event = events.Paste(pasted)
        event.set_sender(app)
        app.post_message(event)
        await quiet(app, pilot)
        assert app.screen.query_one(Entry).value == (kept if pasted else "old")
        await pilot.press("enter")
        await quiet(app, pilot)
        assert asked.answer == (kept.strip() if pasted else "old")
