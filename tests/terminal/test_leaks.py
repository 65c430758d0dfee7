"""Nothing leaves by the side doors: logs, screenshots, clipboard, core dumps, open modes (RS-40 to RS-43, RT-33)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from psr_tui.terminal import hardening
from psr_tui.terminal.safe_app import SafeApp
from tests.helpers.terminal import ROOT, Terminal, app_argv, keys

WEB = "textual.drivers.web_driver:WebDriver"


@pytest.mark.pty
def test_textual_writes_neither_log_nor_screenshot(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    wishes = {
        "TEXTUAL_LOG": str(work / "keys.log"), "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_SCREENSHOT_LOCATION": str(work),
        "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools", "TEXTUAL_PRESS": "f10",
    }  # fmt: skip
    with Terminal(app_argv("hostile"), env=wishes, cwd=work) as terminal:
        terminal.wait_for("READY 11")
        terminal.send(keys("x"))
        terminal.wait_for("READY 12")
        terminal.send(keys("f10"))
        assert terminal.wait_exit() == 0
    assert list(work.iterdir()) == []


@pytest.mark.pty
def test_a_password_selected_and_copied_stays_here() -> None:
    with Terminal(app_argv("hostile")) as terminal:
        terminal.wait_for("READY 11")
        terminal.send(keys("shift+tab", "home") + b"\x1b[1;2F" + keys("ctrl+c"))
        terminal.wait_raw(b"\x07")  # refused with a bell
        assert b"]52;" not in terminal.raw


class Copying(SafeApp):
    """A field, and a password."""

    def compose(self) -> ComposeResult:
        yield Input("Ruth", id="name")
        yield Input("secret", password=True, id="password")

    def bell(self) -> None:
        self.rung = True


async def test_a_field_can_be_copied_inside_the_program_and_forgotten() -> None:
    app = Copying()
    async with app.run_test() as pilot:
        app.query_one("#name", Input).focus()
        await pilot.press("ctrl+a", "home", "shift+end", "ctrl+c")
        assert app.clipboard == "Ruth"
        app.forget_clipboard()
        assert app.clipboard == ""


async def test_a_password_is_not_even_kept_inside() -> None:
    app = Copying(copy_to_terminal=True)
    async with app.run_test() as pilot:
        app.query_one("#password", Input).focus()
        await pilot.press("home", "shift+end", "ctrl+c")
        assert app.clipboard == ""
        assert app.rung


async def test_no_command_saves_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = Copying()
    async with app.run_test():
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert titles
        assert "Screenshot" not in titles
        assert app.deliver_screenshot() is None
        assert app.save_screenshot() == ""
        app.action_screenshot()
    assert list(tmp_path.iterdir()) == []
    assert app.ALLOW_SELECT is False


def test_the_environment_loses_what_would_leak() -> None:
    environ = {"TEXTUAL_LOG": "x", "TEXTUAL": "debug", "TEXTUAL_DRIVER": "evil:Driver", "TEXTUAL_FPS": "1", "PATH": "p"}
    environ["PYTHONFAULTHANDLER"] = "1"
    hardening.clean_environment(environ)
    assert environ == {"PATH": "p", "TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none"}


def test_the_browser_keeps_the_three_names_it_needs() -> None:
    environ = {"TEXTUAL_DRIVER": WEB, "TEXTUAL_FPS": "30", "TEXTUAL_COLOR_SYSTEM": "truecolor", "TEXTUAL_LOG": "x"}
    hardening.clean_environment(environ)
    expected = {"TEXTUAL_DRIVER": WEB, "TEXTUAL_FPS": "30", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
    assert environ == expected | {"TEXTUAL_ANIMATIONS": "none"}


def hardened(program: str, tmp_path: Path, **env: str) -> str:
    """Standard output of a hardened process."""
    start = "from psr_tui.terminal.hardening import *\nharden()\nimport os, sys\n"
    done = subprocess.run(
        [sys.executable, "-c", start + program], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env}, check=True,
    )  # fmt: skip
    return done.stdout


def test_files_of_the_process_are_for_its_user_only(tmp_path: Path) -> None:
    hardened("open('file', 'w').close(); os.mkdir('folder')", tmp_path)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700


def test_no_core_dump_and_no_fault_handler(tmp_path: Path) -> None:
    program = "import resource, faulthandler; print(resource.getrlimit(4), faulthandler.is_enabled())"
    assert hardened(program, tmp_path, PYTHONFAULTHANDLER="1") == "(0, 0) False\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_SET_DUMPABLE exists on Linux only")
def test_other_processes_may_not_look_into_the_memory(tmp_path: Path) -> None:
    program = "import ctypes; hide_from_debuggers(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert hardened(program, tmp_path) == "0\n"


def test_the_hardening_imports_no_textual(tmp_path: Path) -> None:
    program = "import psr_tui.__main__; print([name for name in sys.modules if name in ('textual', 'rich', 'ctypes')])"
    assert hardened(program, tmp_path) == "[]\n"
