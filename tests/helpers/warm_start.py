"""Programs that start warm: forked from a process that has read the modules already, so that a test of the terminal
pays for its own keys and not for the same second of imports as the hundred others.

What starts warm is the same program with the same arguments, environment, folder and terminal; only the reading of
modules lies before its start. A test of the start itself, or of what the interpreter makes of its environment, asks
for a cold one. The child becomes the tester's own (PR_SET_CHILD_SUBREAPER): waiting for it and killing it are as ever.
"""

from __future__ import annotations

import array
import ctypes
import functools
import json
import os
import random
import runpy
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SUBREAPER = 36
_SERVER = "import sys; from tests.helpers.warm_start import serve; serve(int(sys.argv[1]))"
_READ_AHEAD = (
    "psr_tui.app", "psr_tui.bootstrap", "psr_tui.cli", "psr_tui.doors", "psr_tui.services.every", "psr_tui.store.store",
    "psr_tui.store.tables.every", "psr_tui.exchange.eligibility_channels", "argon2.low_level",
)  # fmt: skip
_PACKAGES = ("domain", "store/repositories", "services", "widgets", "screens", "commands_line")
_MOST = 1 << 20


class WarmProcess:
    """What ``subprocess.Popen`` is to a cold one, as far as a terminal needs it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Exit status if it has ended: negative signal number if it was killed by one."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Exit status once it has ended. Raises TimeoutError."""
        if timeout is not None:
            fd = os.pidfd_open(self.pid)
            try:
                import select

                if self.poll() is None and not select.select((fd,), (), (), timeout)[0]:
                    raise TimeoutError(f"process {self.pid} did not end")
            finally:
                os.close(fd)
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def can_start(argv: Sequence[str]) -> bool:
    """Whether this is Python running a file or a module, on a system that lends its children."""
    return sys.platform == "linux" and argv[0] == sys.executable and len(argv) > 1 and not _options(argv)


def start(
    argv: Sequence[str], terminal: int, env: dict[str, str], cwd: Path | None, ignored: Sequence[signal.Signals]
) -> WarmProcess:
    """Start ``argv`` on this terminal. Raises OSError when the warm process is not there."""
    line = _server()
    asked = {"argv": list(argv), "env": env, "cwd": str(cwd or Path.cwd()), "ignored": [int(one) for one in ignored]}
    handed = array.array("i", [terminal])
    line.sendmsg([json.dumps(asked).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)])
    answer = line.recv(4)
    if len(answer) < 4:
        raise OSError("the warm process has ended")
    return WarmProcess(struct.unpack("i", answer)[0])


@functools.cache
def _server() -> socket.socket:
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(filter(None, [str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")]))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "PSR_TUI", "LC_"))}
    subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(theirs.fileno())], pass_fds=[theirs.fileno()], start_new_session=True,
        env={**kept, "PYTHONPATH": path, "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL, cwd=root,
    )  # fmt: skip
    theirs.close()
    return ours


def _options(argv: Sequence[str]) -> bool:
    return argv[1].startswith("-") and argv[1] != "-m"


# -- inside the warm process -------------------------------------------------------------------------


def serve(number: int) -> None:
    """Read modules, then fork for everybody who asks, until nobody is left to ask."""
    _read_ahead()
    line = socket.socket(fileno=number)
    while True:
        asked, handed, _, _ = line.recvmsg(_MOST, socket.CMSG_SPACE(4))
        if not asked:
            return
        terminal = struct.unpack("i", handed[0][2])[0]
        told, telling = os.pipe()
        between = os.fork()
        if between == 0:
            child = os.fork()  # whose parent ends at once, so that it goes to the tester
            if child:
                os.write(telling, struct.pack("i", child))
                os._exit(0)
            os.close(telling)
            os.close(told)
            line.close()
            _become(json.loads(asked), terminal)
            return
        os.waitpid(between, 0)  # only now it is the tester's
        line.send(os.read(told, 4))
        for used in (told, telling, terminal):
            os.close(used)


def _read_ahead() -> None:
    import gc
    import importlib

    from psr_tui.terminal.hardening import clean_environment

    clean_environment(os.environ)  # as the program does before it reads Textual
    root = Path(__file__).resolve().parents[2] / "src" / "psr_tui"
    every = [
        f"psr_tui.{package.replace('/', '.')}.{file.stem}"
        for package in _PACKAGES
        for file in sorted((root / package).glob("*.py"))
        if file.stem != "__init__"
    ]
    for name in (*_READ_AHEAD, *every):
        importlib.import_module(name)
    gc.freeze()


def _become(asked: dict[str, object], terminal: int) -> None:
    """Turn into the program that was asked for; returns when it has ended, so that the process ends as a cold one."""
    import fcntl
    import termios

    os.setsid()
    for number in (0, 1, 2):
        os.dup2(terminal, number)
    os.close(terminal)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for ignored in asked["ignored"]:  # type: ignore[attr-defined]
        signal.signal(ignored, signal.SIG_IGN)
    os.environ.clear()
    os.environ.update(asked["env"])  # type: ignore[call-overload]
    os.chdir(str(asked["cwd"]))
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", buffering=1, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    random.seed()
    argv = [str(part) for part in asked["argv"]][1:]  # type: ignore[attr-defined]
    if argv[0] == "-m":
        sys.argv = argv[1:]
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = argv
        sys.path.insert(0, str(Path(argv[0]).parent))
        runpy.run_path(argv[0], run_name="__main__")
