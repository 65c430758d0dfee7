"""Bursts into the record list and into our own form: each act meets the row, each value the field it was meant for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.terminal import Terminal, app_argv, keys

pytestmark = pytest.mark.pty


def done(tmp_path: Path, which: str, burst: bytes, *flags: str) -> list[Any]:
    """What was acted on after a burst in one write."""
    result = tmp_path / "result.json"
    with Terminal(app_argv("work", which, result, *flags)) as desk:
        desk.wait_for("READY")
        desk.send(keys("ctrl+t") + burst + keys("ctrl+d"))
        assert desk.wait_exit() == 0
    found: list[Any] = json.loads(result.read_text())
    return found


LIST = keys(*["down"] * 150, "1", *["pagedown"] * 3, "1", "end", "1", "up", "1", "home", "1", "n", "down", "1")


@pytest.mark.soak
def test_three_hundred_keys_in_the_list_act_on_the_rows_they_were_typed_for(tmp_path: Path) -> None:
    lines = 24 - 2  # one line of state, one of titles
    assert done(tmp_path, "list", LIST) == [
        ["k150"], [f"k{150 + 3 * lines}"], ["k9999"], ["k9998"], ["k0"], ["k5001"],
    ]  # fmt: skip


@pytest.mark.soak
def test_without_the_queue_the_same_keys_act_on_other_rows(tmp_path: Path) -> None:
    assert done(tmp_path, "list", LIST, "stock") != done(tmp_path, "list", LIST)


@pytest.mark.soak
def test_marks_set_in_a_burst_are_the_rows_that_are_acted_on(tmp_path: Path) -> None:
    burst = keys("space", "down", "down", "space", *["down"] * 100, "space", "home", "1")
    assert done(tmp_path, "list", burst) == [["k0", "k2", "k102"]]


@pytest.mark.soak
def test_keys_typed_ahead_of_a_vanishing_row_do_not_act_on_its_neighbour(tmp_path: Path) -> None:
    assert done(tmp_path, "list", keys("down", "2", "1", "1")) == [["k1"], ["k1"]]
    assert done(tmp_path, "list", keys("down", "2", "down", "1")) == [["k3"]]


def test_a_form_filled_in_one_burst_holds_every_value(tmp_path: Path) -> None:
    burst = keys("one", "enter", "two", "tab", "three", "down", "four", "up", "X", "enter", "enter", "aet", "enter",
                 "space", "enter", "enter")  # fmt: skip
    assert done(tmp_path, "form", burst) == [
        {"f0": "one", "f1": "two", "f2": "X", "f3": "four", "payer": "A", "consent": True}
    ]


def test_a_choice_is_made_from_the_open_list_in_a_burst(tmp_path: Path) -> None:
    burst = keys(*["enter"] * 4, "down", "down", "enter", "f10")
    assert [values["payer"] for values in done(tmp_path, "form", burst)] == ["B"]
