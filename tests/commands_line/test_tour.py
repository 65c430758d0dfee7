"""The demo without a terminal, and init and doctor at one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from psr_tui.commands_line.tour import STOPS
from tests.helpers.clinic import PASSWORD
from tests.helpers.terminal import Terminal, keys
from tests.test_package import run

PSR = (sys.executable, "-m", "psr_tui")


@pytest.mark.soak  # the gate runs the tour from the wheel each time
def test_the_tour_shows_every_screen_with_its_caption_and_ends_well(tmp_path: Path) -> None:
    told = run("-m", "psr_tui", "demo", TMPDIR=str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert told.stderr == ""
    for stop in STOPS:
        screen = told.stdout.partition(stop.caption)[2].split("-" * 80)[1]
        assert re.search(stop.shows, screen.strip("\n")), stop.name
        assert len(screen.strip("\n").split("\n")) <= 24
        assert all(len(line) <= 80 for line in screen.split("\n"))
    assert "TRAINING" in told.stdout
    assert "\x1b" not in told.stdout
    assert list(tmp_path.iterdir()) == []  # the training clinic is thrown away


@pytest.mark.pty
def test_the_demo_opens_at_a_terminal_and_leaves_nothing(tmp_path: Path) -> None:
    with Terminal([*PSR, "demo"], env={"TMPDIR": str(tmp_path)}) as desk:
        desk.wait_for("training day")
        desk.send(keys("mrivera", "enter", "training day", "enter"))
        desk.wait_for(r"QUEUE +today")
        desk.wait_for(r"waiting 8 \((longest )?0:3")
        desk.send(keys("ctrl+q"))
        assert desk.wait_exit() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pty
def test_init_asks_again_at_a_terminal_and_shows_no_password(tmp_path: Path) -> None:
    store = tmp_path / "clinic.psr"
    with Terminal([*PSR, "init", "--store", store]) as desk:
        desk.wait_for("Clinic name: ")
        desk.send(b"Field Clinic\n")
        desk.wait_for("Time zone")
        desk.send(b"Mars/Olympus\n")
        desk.wait_for("is not known")
        desk.send(b"America/Denver\n")
        for question, answer in (
            ("administrator", "A. Admin"), ("sign in with", "aadmin"), ("good\\): ", PASSWORD),
            ("again: ", "another one"), (r"type both again\.(.|\n)*good\): ", PASSWORD),
            ("again: (.|\n)*again: ", PASSWORD),
            ("drawer", ""), ("Float", ""),
        ):  # fmt: skip
            desk.wait_for(question)
            desk.send(f"{answer}\n".encode())
        desk.wait_for("Field Clinic is ready")
        assert desk.wait_exit() == 0
        assert PASSWORD not in desk.text()
        assert PASSWORD.encode() not in desk.raw
    assert store.exists()


@pytest.mark.pty
def test_the_doctor_names_the_keys_that_arrive() -> None:
    with Terminal([*PSR, "doctor", "--keys"]) as desk:
        desk.wait_for("Press any key")
        desk.send(keys("f2", "ctrl+f"))
        desk.wait_for(r"\(f2\): Queue")
        desk.wait_for(r"\(ctrl\+f\): Find")
        desk.send(keys("ctrl+q"))
        assert desk.wait_exit() == 0
