"""Killed at any statement of a payment or a close: everything or nothing (CD-06, CD-87). Eight at once: one winner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(mode: str, act: str, folder: Path) -> list[dict[str, Any]]:
    """The lines that the other program printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.money_victim", mode, act, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("act", ["payment", "close"])
def test_tc_08_tc_37_killed_at_every_statement_leaves_all_or_nothing(tmp_path: Path, act: str) -> None:
    steps = run("kill", act, tmp_path)
    complete = steps[-1]
    assert complete["ended"] and not complete["nothing"]
    assert len(steps) > 15, "a payment and a close have more statements than this"
    for one in steps:
        assert one["wrong"] == [], one
        assert one["nothing"] or one["after"] == complete["after"], one
        assert one["final"] == complete["final"] and one["same"], one
    killed_before_the_commit = [one for one in steps if one["nothing"]]
    assert len(killed_before_the_commit) >= len(steps) - 3


def test_tc_15_eight_close_and_one_wins(tmp_path: Path) -> None:
    (result,) = run("race", "close", tmp_path)
    assert sorted(result["outcomes"]).count("won") == 1, result
    assert (result["reports"], result["sessions"], result["wrong"]) == (1, 1, [])
    assert all("closed" in text or "was changed" in text for text in result["outcomes"] if text != "won"), result


def test_tc_16_eight_open_and_one_wins(tmp_path: Path) -> None:
    (result,) = run("race", "open", tmp_path)
    assert sorted(result["outcomes"]).count("won") == 1, result
    assert result["sessions"] == 1
