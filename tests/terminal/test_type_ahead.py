"""Bursts of keys through a real pseudo-terminal: every value in its field (textual.md 5.3 to 5.5).

Ordinary UI tests wait for idle after each key, so they cannot see what these see. The stock runs prove that the
bursts bite: without the queue the same bytes end elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.terminal import Terminal, app_argv, keys, paste

pytestmark = pytest.mark.pty

# Ctrl+T stops the loop of the test application until the rest is there, so that stock and queue see the same burst.
SIX = keys("ctrl+t", "one", "tab", "two", "tab", "three", "tab", "four", "tab", "five", "tab", "six")
EDIT = keys("ctrl+t", "ABX", "backspace", "C", "left", "left", "Z", "tab", "Q")
WARNED = keys("ctrl+t", "f6", "enter", "y", "enter")


def typed(tmp_path: Path, burst: bytes, *, flags: tuple[str, ...] = (), until: str = "") -> dict[str, Any]:
    """What stands in the fields after a burst in one write, and the answers the dialogs gave."""
    result = tmp_path / "result.json"
    with Terminal(app_argv("form", result, *flags)) as desk:
        desk.wait_for("READY")
        if until:
            desk.send(burst)
            desk.wait_for(until)
            desk.send(keys("ctrl+d"))
        else:
            desk.send(burst + keys("ctrl+d"))
        assert desk.wait_exit() == 0
    found = json.loads(result.read_text())
    fields = {name: value for name, value in found["fields"].items() if value}
    return {"fields": fields, "answers": found["answers"]}


def test_six_values_between_tabs_stand_in_six_fields(tmp_path: Path) -> None:
    assert typed(tmp_path, SIX)["fields"] == {
        "f0": "one", "f1": "two", "f2": "three", "f3": "four", "f4": "five", "f5": "six",
    }  # fmt: skip


@pytest.mark.soak
def test_without_the_queue_six_values_land_in_the_first_field(tmp_path: Path) -> None:
    stock = typed(tmp_path, SIX, flags=("stock",), until="onetwothreefourfivesix")
    assert stock["fields"] == {"f0": "onetwothreefourfivesix"}


@pytest.mark.soak
def test_a_dialog_opened_by_a_key_gets_the_keys_behind_it(tmp_path: Path) -> None:
    burst = keys("ctrl+t", "f4", "hello", "enter", "f4", "world", "enter")
    assert typed(tmp_path, burst) == {"fields": {}, "answers": ["hello", "world"]}


def test_without_the_queue_two_dialogs_do_not_give_two_answers(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    with Terminal(app_argv("form", result, "stock")) as desk:
        desk.wait_for("READY")
        desk.send(keys("ctrl+t", "f4", "hello", "enter", "f4", "world", "enter"))
        desk.wait_for("ASK|Traceback|hello")
        assert "ANSWERS 2" not in desk.text()


@pytest.mark.soak
def test_a_dialog_that_takes_half_a_second_to_mount_gets_its_keys(tmp_path: Path) -> None:
    burst = keys("f5", "hello", "enter", "f5", "world", "enter")
    assert typed(tmp_path, burst) == {"fields": {}, "answers": ["hello", "world"]}


def test_values_before_in_and_behind_a_dialog_stay_where_they_belong(tmp_path: Path) -> None:
    burst = keys("a", "tab", "f4", "text", "enter", "b", "tab", "c")
    assert typed(tmp_path, burst) == {"fields": {"f0": "a", "f1": "b", "f2": "c"}, "answers": ["text"]}


def test_edits_happen_in_the_order_typed(tmp_path: Path) -> None:
    assert typed(tmp_path, EDIT)["fields"] == {"f0": "AZBC", "f1": "Q"}


@pytest.mark.soak
def test_without_the_queue_edits_come_after_the_letters(tmp_path: Path) -> None:
    stock = typed(tmp_path, EDIT, flags=("stock",), until="A.*C")
    assert stock["fields"] != {"f0": "AZBC", "f1": "Q"}


@pytest.mark.soak
def test_enter_typed_ahead_never_confirms_a_dialog_nobody_asked_for(tmp_path: Path) -> None:
    assert typed(tmp_path, WARNED, until="WARNING") == {"fields": {}, "answers": []}


@pytest.mark.soak
def test_without_discarding_the_warning_is_confirmed_unseen(tmp_path: Path) -> None:
    stock = typed(tmp_path, WARNED, flags=("stock",), until="ANSWERS 1")
    assert stock["answers"] == ["confirmed True"]


@pytest.mark.parametrize(
    "hanging",
    [pytest.param("f7", marks=pytest.mark.soak), "f10"],
    ids=["priority action", "handler in a message pump"],
)
def test_a_handler_that_hangs_holds_keys_for_a_while_and_loses_none(tmp_path: Path, hanging: str) -> None:
    found = typed(tmp_path, keys(hanging, "AFTER", "tab", "B"), flags=("hasty",))
    assert found["fields"] == {"f0": "AFTER", "f1": "B"}


@pytest.mark.soak
def test_three_hundred_keys_into_six_fields(tmp_path: Path) -> None:
    burst = b"\t".join(letter * 50 for letter in (b"a", b"b", b"c", b"d", b"e", b"f"))
    assert typed(tmp_path, burst)["fields"] == {f"f{place}": "abcdef"[place] * 50 for place in range(6)}


@pytest.mark.soak
def test_three_hundred_keys_across_three_screens(tmp_path: Path) -> None:
    burst = keys("a" * 50, "tab", "b" * 50, "f3", "c" * 50, "tab", "d" * 50, "f2", "tab", "e" * 50, "tab", "f" * 50)
    expected = {"f0": "a", "f1": "b", "x0": "c", "x1": "d", "f2": "e", "f3": "f"}
    assert typed(tmp_path, burst)["fields"] == {place: letter * 50 for place, letter in expected.items()}


def test_a_card_reader_burst_with_tabs_and_keypad_enter(tmp_path: Path) -> None:
    burst = keys("f4", "4111-0000", "keypad-enter", "tab", "X1", "tab", "X2")
    assert typed(tmp_path, burst) == {"fields": {"f1": "X1", "f2": "X2"}, "answers": ["4111-0000"]}


def test_a_paste_between_keys_keeps_its_place(tmp_path: Path) -> None:
    burst = keys("a", "tab") + paste("pasted") + keys("tab", "c")
    assert typed(tmp_path, burst)["fields"] == {"f0": "a", "f1": "pasted", "f2": "c"}


@pytest.mark.soak
def test_a_dialog_behind_an_awaited_read_needs_the_hold(tmp_path: Path) -> None:
    """The rule of 5.4: a worker that opens a dialog late must hold the queue; without that the text goes astray."""
    assert typed(tmp_path, keys("f8", "text", "enter", "more"))["fields"] == {"f0": "textmore"}
    held = typed(tmp_path, keys("f9", "text", "enter", "more"))
    assert held == {"fields": {"f0": "more"}, "answers": ["text"]}


def test_escape_and_f12_in_mid_burst_are_keys_like_others(tmp_path: Path) -> None:
    burst = keys("one", "f12", "tab", "two", "tab", "three", "escape")
    assert typed(tmp_path, burst, until="three")["fields"] == {"f0": "one", "f1": "two", "f2": "three"}


@pytest.mark.soak
def test_two_bursts_one_behind_the_other(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    with Terminal(app_argv("form", result)) as desk:
        desk.wait_for("READY")
        desk.send(keys("f5", "hel"))
        desk.send(keys("lo", "enter", "x", "tab", "y", "ctrl+d"))
        assert desk.wait_exit() == 0
    found = json.loads(result.read_text())
    assert found["answers"] == ["hello"]
    assert (found["fields"]["f0"], found["fields"]["f1"]) == ("x", "y")


@pytest.mark.soak
def test_the_screen_says_when_keys_wait(tmp_path: Path) -> None:
    with Terminal(app_argv("form", tmp_path / "result.json", "hasty")) as desk:
        desk.wait_for("READY")
        desk.send(keys("f10", "typed"))
        desk.wait_for("X II")
        desk.wait_for("READY")
        desk.wait_for("typed")
