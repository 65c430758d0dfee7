"""A terminal for tests: starts a program under a pseudo-terminal, answers its queries, and shows its screen as text.

    with Terminal([sys.executable, "-m", "psr_tui", "demo"]) as desk:
        desk.wait_for("QUEUE")
        desk.send(keys("f3", "SMITH", "enter"))    # one write, so a burst stays a burst
        desk.wait_for(r"CHECK-IN +SMITH")
        assert desk.wait_exit() == 0

Every wait ends at a deadline with the screen in the message; nothing sleeps and hopes.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte
from wcwidth import wcwidth

from tests.helpers import warm_start

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
"""Seconds a wait may take; generous, because the machine that runs the tests may be busy."""

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z",
    "escape": "\x1b", "backspace": "\x7f", "space": " ", "keypad-enter": "\n",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f12": "\x1b[24~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip

# What a real terminal understands and the screen model would print: private CSI, OSC, DCS, APC, mode queries.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\", re.S
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?)?\Z")
_FRAME_START, _FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
_LONGEST_QUERY = 16
_QUERIES = re.compile(rb"\x1b\[6n|\x1b\[0?c|\x1b\[\?2026\$p|\x1b\[\?2048\$p|\x1b\]1[01];\?")


def keys(*parts: str) -> bytes:
    """Bytes of named keys and of text, in order: ``keys("tab", "Ruth", "f10")``."""
    return "".join(KEYS.get(part, part) for part in parts).encode()


def paste(text: str) -> bytes:
    """What a terminal sends when text is pasted."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


class Terminal:
    """A program and the terminal it runs in. ``size``: columns, lines; ``ignored``: signals it starts with ignored;
    ``cold``: with an interpreter of its own, for tests of the start itself (see ``warm_start``)."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = (80, 24),
        cwd: Path | None = None,
        ignored: Sequence[signal.Signals] = (),
        cold: bool = False,
    ) -> None:
        self._argv = [str(part) for part in argv]
        self._env = _environment(env or {})
        self._size = size
        self._cwd = cwd
        self._ignored = tuple(ignored)
        asks_interpreter = any(name.startswith(("PYTHON", "TEXTUAL")) for name in env or {})
        self._cold = cold or asks_interpreter or not warm_start.can_start(self._argv)
        self.raw = bytearray()
        """Every byte the program has written."""
        self._answered = 0
        self._drawn = 0
        self._shown: list[str] = []

    # -- life --------------------------------------------------------------------------------------

    def __enter__(self) -> Terminal:
        columns, lines = self._size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._process: subprocess.Popen[bytes] | warm_start.WarmProcess
        self._master, slave = pty.openpty()
        self.resize(columns, lines)

        if self._cold:
            self._process = self._start_cold(slave)
        else:
            self._process = warm_start.start(self._argv, slave, self._env, self._cwd, self._ignored)
        os.close(slave)
        os.set_blocking(self._master, False)
        self._open = True
        return self

    def _start_cold(self, slave: int) -> subprocess.Popen[bytes]:
        def own_the_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            for number in self._ignored:
                signal.signal(number, signal.SIG_IGN)

        return subprocess.Popen(
            self._argv, stdin=slave, stdout=slave, stderr=slave, env=self._env, cwd=self._cwd,
            start_new_session=True, preexec_fn=own_the_terminal, close_fds=True,
        )  # fmt: skip

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.close()
        self._process.wait()

    @property
    def pid(self) -> int:
        """Process id of the program."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the program is still there."""
        return self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    def close(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        if self._open:
            self._open = False
            os.close(self._master)

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Exit status of the program: negative signal number if it was killed by one."""
        deadline = time.monotonic() + timeout
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end\n{self._show()}")
            self._pump(0.02)
        while self._open and self._pump(0.0):
            pass
        return self._process.wait()

    def wait_exit_unread(self, timeout: float = PATIENCE) -> int:
        """Exit status, waited for while nobody reads what the program writes."""
        return self._process.wait(timeout)

    # -- input -------------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Type: everything in one write as long as the line takes it, then the rest as it drains."""
        rest = memoryview(data)
        deadline = time.monotonic() + PATIENCE
        while rest:
            try:
                rest = rest[os.write(self._master, rest) :]
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise AssertionError(f"the program does not read its input\n{self._show()}") from None
                self._pump(0.01)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self.resize_unread(columns, lines)
        self.text()
        self._screen.resize(lines, columns)

    def resize_unread(self, columns: int, lines: int) -> None:
        """Change the size and read nothing of what the program draws then."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    # -- output ------------------------------------------------------------------------------------

    def wait_for(self, pattern: str, timeout: float = PATIENCE) -> re.Match[str]:
        """Wait until the screen shows a match of the regular expression, and return it."""
        wanted = re.compile(pattern)
        deadline = time.monotonic() + timeout
        while True:
            found = wanted.search(self.text())
            if found:
                return found
            ended = not self.running
            if not self._pump(0.05) and (ended or time.monotonic() > deadline):
                status = f"program ended with {self._process.returncode}" if ended else f"no match in {timeout} s"
                raise AssertionError(f"{status}: {pattern!r}\n{self._show()}")

    def wait_raw(self, data: bytes, timeout: float = PATIENCE, start: int = 0) -> None:
        """Wait until the program has written these bytes after position ``start`` of ``raw``."""
        deadline = time.monotonic() + timeout
        while data not in self.raw[start:]:
            if not self._pump(0.05) and (not self.running or time.monotonic() > deadline):
                raise AssertionError(f"never written: {data!r}\n{self._show()}")

    def quiet(self, seconds: float) -> None:
        """Read until nothing has come for this long: for measurements, between two of them; tests wait for a sign."""
        while self._pump(seconds):
            pass

    def text(self) -> str:
        """The screen as it is now, one line a row."""
        while self._pump(0.0):
            pass
        self._draw()
        return "\n".join(self._rows())

    def lines(self) -> list[str]:
        """The rows of the screen without trailing spaces."""
        return [line.rstrip() for line in self.text().split("\n")]

    def _show(self) -> str:
        self._draw()
        return "\n".join(line.rstrip() for line in self._rows())

    def _rows(self) -> list[str]:
        """The rows of the screen; only those that were drawn on since the last time are put together anew."""
        screen = self._screen
        self._shown = self._shown[: screen.lines] + [""] * (screen.lines - len(self._shown))
        for y in sorted(screen.dirty & set(range(screen.lines))):
            cells = [screen.buffer[y][x].data for x in range(screen.columns)]
            wide = [wcwidth(cell[0]) == 2 if cell > "~" else False for cell in cells]
            self._shown[y] = "".join(cell for x, cell in enumerate(cells) if x == 0 or not wide[x - 1])
        screen.dirty.clear()
        return self._shown

    def _pump(self, timeout: float) -> bool:
        """Read what there is, waiting up to ``timeout`` seconds; True when something came."""
        if not getattr(self, "_open", False):
            time.sleep(min(timeout, 0.01))
            return False
        if not select.select((self._master,), (), (), timeout)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            time.sleep(min(timeout, 0.01))
            return False
        self.raw += data
        self._answer()
        return bool(data)

    def _answer(self) -> None:
        """Say what a modern terminal says to the questions programs ask at their start."""
        columns, lines = self._screen.columns, self._screen.lines
        for query in _QUERIES.finditer(self.raw, self._answered):
            self._answered = query.end()
            asked = query.group()
            if asked == b"\x1b[6n":
                answer = b"\x1b[%d;%dR" % (lines, columns)
            elif asked.endswith(b"c"):
                answer = b"\x1b[?62;22c"
            elif asked.endswith(b"$p"):
                answer = asked[:-2] + (b";2$y" if b"2026" in asked else b";0$y")
            else:
                answer = asked[:-1] + (b"rgb:ffff/ffff/ffff\x1b\\" if b"10;" in asked else b"rgb:0000/0000/0000\x1b\\")
            self.send(answer)
        self._answered = max(self._answered, len(self.raw) - _LONGEST_QUERY)

    def _draw(self) -> None:
        fresh = bytes(self.raw[self._drawn :])
        opened = fresh.rfind(_FRAME_START)
        if opened > fresh.rfind(_FRAME_END) and self.running:
            fresh = fresh[:opened]  # as a terminal does: half a frame is not shown
        unfinished = _UNFINISHED.search(fresh)
        if unfinished:
            fresh = fresh[: unfinished.start()]
        if fresh:
            self._drawn += len(fresh)
            self._stream.feed(_UNKNOWN.sub(b"", fresh))


def app_argv(name: str, *arguments: str | Path) -> list[str | Path]:
    """Command line of one of the small applications in tests/terminal/apps."""
    return [sys.executable, ROOT / "tests" / "terminal" / "apps" / f"{name}.py", *arguments]


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """A plain terminal's environment: what the person who runs the tests has set must not change the result."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "PSR_TUI", "TERM", "LC_"))
    }
    for name in ("NO_COLOR", "CI", "TMUX", "COLUMNS", "LINES", "LANG"):
        kept.pop(name, None)
    search = os.pathsep.join(filter(None, [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]))
    kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONPATH": search}
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
    return kept
