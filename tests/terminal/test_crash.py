"""An error anywhere ends in one line with a reference, and no patient data on the line, in logs or files (RT-32)."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual.app import App
from textual.worker import WorkerFailed

from psr_tui.terminal import crash_report
from psr_tui.terminal.safe_app import SafeApp
from tests.helpers.terminal import ROOT, Terminal, app_argv, keys

SECRET = b"078-05-1120"
PLACES = ["handler", "worker", "thread", "timer", "loop", "task", "compose", "input"]


@pytest.mark.soak
@pytest.mark.pty
@pytest.mark.parametrize("place", PLACES)
def test_the_secret_is_nowhere_and_the_reference_is_shown(place: str, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    with Terminal(app_argv("hostile", f"fail={place}", f"log={logs}"), cwd=tmp_path) as terminal:
        if place != "compose":
            terminal.wait_for("READY")
            terminal.send(keys("f5"))
        if place == "input":
            terminal.wait_for("BROKEN")
            terminal.send(keys("x"))
        assert terminal.wait_exit() == 1
        shown = re.findall(rb"psr-tui stopped safely\. Reference ([0-9A-F]{8})\.", terminal.raw)
        assert len(shown) == 1
        for leak in (SECRET, b"Traceback", b"Failure", b"ssn"):
            assert leak not in terminal.raw
        assert b"\x1b[?1049l" in terminal.raw
    log = (logs / crash_report.LOG_NAME).read_bytes()
    assert shown[0] in log
    assert b"Failure" in log
    assert b" fail line " in log
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and SECRET in path.read_bytes()] == []
    assert (logs / crash_report.LOG_NAME).stat().st_mode & 0o077 == 0
    assert logs.stat().st_mode & 0o077 == 0


@pytest.mark.pty
def test_the_stock_app_prints_the_secret(tmp_path: Path) -> None:
    """Proves that the test above bites: Textual by itself shows local variables."""
    stock = tmp_path / "stock.py"
    stock.write_text(
        "from textual.app import App\n"
        "class Stock(App):\n"
        "    def on_mount(self):\n"
        f"        ssn = '{SECRET.decode()}'\n"
        "        raise ValueError(ssn)\n"
        "Stock().run()\n"
    )
    with Terminal([sys.executable, stock]) as terminal:
        terminal.wait_exit()
        assert SECRET in terminal.raw


def test_the_report_names_the_whole_chain_and_no_message() -> None:
    def inner() -> None:
        raise KeyError("Ruth Abeyta")

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError("Ruth Abeyta") from error
    except ValueError as error:
        report = crash_report.redacted(WorkerFailed(error), "00C0FFEE")
    assert "reference 00C0FFEE" in report
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert re.search(r"inner line \d+", report)
    assert "Ruth" not in report


def test_a_log_that_cannot_be_written_still_gives_a_reference(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert re.fullmatch("[0-9A-F]{8}", crash_report.write_report(ValueError("x"), in_the_way / "logs"))


def test_a_symbolic_link_in_place_of_the_log_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    (tmp_path / crash_report.LOG_NAME).symlink_to(target)
    crash_report.write_report(ValueError("x"), tmp_path)
    assert target.read_text() == "precious"


def test_an_error_of_the_main_thread_outside_the_app_is_one_line(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from psr_tui.terminal.crash_report import install_hooks\n"
        "install_hooks(lambda: pathlib.Path(sys.argv[1]))\n"
        f"ssn = '{SECRET.decode()}'\n"
        "raise ValueError(ssn)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, cwd=ROOT / "src", check=False)
    assert done.returncode == 1
    assert re.fullmatch(rb"psr-tui stopped safely\. Reference [0-9A-F]{8}\.\n", done.stderr)
    assert SECRET not in (tmp_path / crash_report.LOG_NAME).read_bytes()


def test_an_error_in_a_finaliser_is_logged_and_work_goes_on(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from psr_tui.terminal.crash_report import install_hooks\n"
        "install_hooks(lambda: pathlib.Path(sys.argv[1]))\n"
        "class Bad:\n"
        f"    def __del__(self): raise ValueError('{SECRET.decode()}')\n"
        "Bad()\n"
        "print('went on')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, cwd=ROOT / "src", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"went on\n", b"")
    log = (tmp_path / crash_report.LOG_NAME).read_bytes()
    assert b"ValueError" in log
    assert SECRET not in log


async def test_a_task_left_behind_in_the_loop_stops_the_app(tmp_path: Path) -> None:
    stopped: list[BaseException | None] = []
    loop = asyncio.get_running_loop()
    crash_report.watch_loop(loop, stopped.append, tmp_path)
    error = ValueError("x")
    loop.call_exception_handler({"message": "left behind", "exception": error})
    loop.call_exception_handler({"message": "only noise"})
    assert stopped == [error]
    loop.set_exception_handler(None)


async def test_run_test_still_raises_what_happened() -> None:
    class Broken(SafeApp):
        def on_mount(self) -> None:
            raise LookupError("for the test")

    with pytest.raises(LookupError):
        async with Broken().run_test():
            pass


def test_the_private_names_it_overrides_are_still_there() -> None:
    for name in ("_handle_exception", "_fatal_error", "panic", "_print_error_renderables", "_build_driver"):
        assert callable(getattr(App, name)), name
    names = vars(App())
    for name in ("_exit_renderables", "_exception", "_return_code", "_clipboard"):
        assert name in names, name


def test_a_test_process_keeps_its_own_hooks() -> None:
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    async def run() -> None:
        async with SafeApp().run_test():
            assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == hooks

    asyncio.run(run())


def test_an_error_that_a_command_lets_through_is_one_line_too(tmp_path: Path) -> None:
    program = (
        "import psr_tui.cli\n"
        "def broken(): raise ValueError('" + SECRET.decode() + "')\n"
        "psr_tui.cli.main = broken\n"
        "from psr_tui.__main__ import main\n"
        "main()\n"
    )
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=env, check=False)
    assert done.returncode == 1
    assert re.fullmatch(rb"psr-tui stopped safely\. Reference [0-9A-F]{8}\.\n", done.stderr)
    [log] = tmp_path.rglob(crash_report.LOG_NAME)
    assert b"broken line" in log.read_bytes()
    assert SECRET not in log.read_bytes()
