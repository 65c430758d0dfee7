"""The doctor: every finding has a mend, and each is found where it is true only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from psr_tui.commands_line import doctor_command, doctor_store
from psr_tui.commands_line.doctor_store import store_findings
from psr_tui.commands_line.doctor_terminal import terminal_findings
from psr_tui.commands_line.findings import Finding
from psr_tui.commands_line.key_names import describe
from psr_tui.store import place
from psr_tui.store.vault import key_path
from tests.helpers.clinic import TestClinic

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_US.UTF-8"}
TMUX = {"escape-time": "20", "prefix": "C-b", "set-clipboard": "on"}


def to_mend(findings: list[Finding]) -> list[str]:
    return [f"{one.area}: {one.mend}" for one in findings if not one.fine]


def test_a_good_terminal_has_nothing_to_mend() -> None:
    assert to_mend(list(terminal_findings(GOOD))) == []


@pytest.mark.parametrize(
    ("env", "tmux", "mend"),
    [
        ({"LANG": "C"}, {}, "letters: export LANG=C.UTF-8, or start psr-tui with --ascii"),
        ({"LANG": "", "LC_ALL": "POSIX"}, {}, "letters: export LANG=C.UTF-8"),
        ({"TMUX": "/tmp/x"}, {"escape-time": "500"}, "tmux: add to ~/.tmux.conf: set -s escape-time 20"),
    ],
)
def test_what_is_wrong_with_a_terminal_is_found(env: dict[str, str], tmux: dict[str, str], mend: str) -> None:
    found = to_mend(list(terminal_findings(GOOD | env, lambda name: (TMUX | tmux)[name])))
    assert len(found) == 1
    assert found[0].startswith(mend)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"NO_COLOR": "1"}, "switched off by NO_COLOR"),
        ({"TERM": "vt100", "COLORTERM": ""}, "16 or fewer"),
        ({"COLORTERM": ""}, "256"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "ignores copying"),
        ({"STY": "1.x"}, "GNU screen"),
        ({"TMUX": "/tmp/x"}, "prefix C-b"),
        ({"TMUX": "/tmp/x"}, "set-clipboard is on"),
        ({}, "type: reset"),
    ],
)
def test_what_is_worth_knowing_is_told(env: dict[str, str], words: str) -> None:
    assert any(words in one.what for one in terminal_findings(GOOD | env, TMUX.__getitem__))


def test_a_good_store_has_nothing_to_mend(clinic: TestClinic) -> None:
    clinic.path.parent.chmod(0o700)
    assert to_mend(list(store_findings(clinic.path))) == []


def test_open_rights_are_found_and_closed_by_the_mend(clinic: TestClinic) -> None:
    clinic.path.parent.chmod(0o755)
    clinic.path.chmod(0o644)
    found = to_mend(list(store_findings(clinic.path)))
    assert found == [f"rights: chmod 600 {clinic.path}", f"rights: chmod 700 {clinic.path.parent}"]


def test_a_lost_key_file_and_an_empty_store_are_found(clinic: TestClinic) -> None:
    clinic.path.parent.chmod(0o700)
    key_path(clinic.path).unlink()
    assert any("without it nobody can open" in one for one in to_mend(list(store_findings(clinic.path))))
    empty = clinic.path.with_name("empty.psr")
    place.create_private(empty)
    assert any("restore it from a backup, or take it away" in one for one in to_mend(list(store_findings(empty))))


def test_a_full_disk_a_network_disk_and_memory_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=doctor_store.LEAST_FREE - 1))
    for kind, words in (("nfs4", "local disk"), ("fuse.sshfs", "local disk"), ("tmpfs", "real disk")):
        monkeypatch.setattr(place, "file_system", lambda _path, kind=kind: kind)
        found = to_mend(list(store_findings(tmp_path / "clinic.psr")))
        assert len(found) == 2, kind
        assert "make room" in found[0]
        assert words in found[1]


def test_the_command_tells_by_its_status(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    for name in ("LC_ALL", "LC_CTYPE", "TMUX", "STY", "PSR_TUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    clinic.path.parent.chmod(0o700)
    args = SimpleNamespace(store=str(clinic.path), user="", ascii=False, json=True, keys=False)
    assert doctor_command.run(args) == 0  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["fine"] is True
    clinic.path.chmod(0o644)
    assert doctor_command.run(args) == 1  # type: ignore[arg-type]
    body = json.loads(capsys.readouterr().out)
    assert [one["mend"] for one in body["findings"] if not one["fine"]] == [f"chmod 600 {clinic.path}"]


def test_key_names_say_what_a_key_is_for() -> None:
    assert describe("f2") == "F2            (f2): Queue"
    assert "Alt" in describe("alt+x")
    assert "not used" in describe("f7")
