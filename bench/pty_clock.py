"""A stop-watch at the other end of the terminal: from the write of a key to the end of the frame it causes.

Frames are those the program brackets itself (synchronised output, mode 2026), which is offered to it as a modern
terminal does.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

FRAME_END = b"\x1b[?2026l"
ANSWERS = (
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (b"\x1b]10;?", b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
)
KEYS = {
    "up": b"\x1b[A", "down": b"\x1b[B", "home": b"\x1b[H", "end": b"\x1b[F", "ctrl+home": b"\x1b[1;5H",
    "ctrl+end": b"\x1b[1;5F", "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~", "enter": b"\r", "tab": b"\t", "shift+tab": b"\x1b[Z", "escape": b"\x1b",
    "backspace": b"\x7f", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f12": b"\x1b[24~", "ctrl+f": b"\x06", "ctrl+q": b"\x11", "ctrl+u": b"\x15",
}  # fmt: skip
_MOVES = re.compile(rb"\x1b\[[0-9;]*[Hf]")
_SIGNS = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\-_=>78]")


def words(output: bytes) -> str:
    """What was written as text: styles gone, a new line wherever the cursor was put somewhere."""
    return _SIGNS.sub(b"", _MOVES.sub(b"\n", output)).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Pressed:
    """``frame``: seconds to the end of the first whole frame (or of the output); ``last``: to the last byte before it
    was quiet; ``size``: bytes until then."""

    frame: float
    size: int
    last: float = 0.0


class Clocked:
    """A program under a pseudo-terminal. ``with Clocked([...]) as program: program.key("down")``."""

    def __init__(
        self, argv: Sequence[str], *, columns: int = 120, lines: int = 40, env: Mapping[str, str] | None = None
    ) -> None:
        self._argv, self._size = list(argv), (lines, columns)
        dropped = ("NO_COLOR", "TMUX", "TERM_PROGRAM", "CI", "COLUMNS", "LINES")
        inherited = {name: value for name, value in os.environ.items() if name not in dropped}
        self._env = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.output = b""

    def __enter__(self) -> Clocked:
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(self._argv[0], self._argv, self._env)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", *self._size, 0, 0))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], timeout)
        try:
            data = os.read(self._fd, 65536) if ready else b""
        except OSError:
            return b""
        for question, answer in ANSWERS:
            if question in data:
                os.write(self._fd, answer * data.count(question))
        self.output = (self.output + data)[-200_000:]
        return data

    def wait_for(self, text: str, timeout: float = 60.0) -> float:
        """Seconds from the start until ``text`` was written. Raises TimeoutError."""
        end = time.perf_counter() + timeout
        while text.encode() not in self.output:
            if time.perf_counter() > end:
                raise TimeoutError(f"{text!r} never came; last output: {self.output[-2000:]!r}")
            self._read(0.05)
        return time.perf_counter() - self.started

    def quiet(self, seconds: float = 0.3, most: float = 10.0) -> None:
        """Read until nothing came for so long."""
        end = time.perf_counter() + most
        while self._read(seconds) and time.perf_counter() < end:
            pass

    def key(self, name: str, settle: float = 0.05, most: float = 5.0) -> Pressed:
        """Press one key when all is quiet and clock what follows. Raises TimeoutError when nothing follows."""
        pressed = time.perf_counter()
        os.write(self._fd, KEYS.get(name, name.encode()))
        frame, last, size, tail = 0.0, 0.0, 0, b""
        while data := self._read(settle if size else most):
            last = time.perf_counter() - pressed
            size += len(data)
            tail = tail[-16:] + data
            if not frame and FRAME_END in tail:
                frame = last
        if not size:
            raise TimeoutError(f"nothing was written after {name}")
        return Pressed(frame or last, size, last)

    def send(self, *names: str) -> None:
        """Type keys and text in one write, without waiting for anything."""
        os.write(self._fd, b"".join(KEYS.get(name, name.encode()) for name in names))

    def until(self, pattern: str, *names: str, timeout: float = 30.0) -> float:
        """Seconds from the write of these keys to the end of the first frame that shows a match. Or TimeoutError."""
        wanted, fresh = re.compile(pattern), b""
        begun = time.perf_counter()
        self.send(*names)
        while time.perf_counter() - begun < timeout:
            fresh += self._read(0.05)
            came = time.perf_counter() - begun
            if FRAME_END in fresh and wanted.search(words(fresh[: fresh.rfind(FRAME_END)])):
                return came
        raise TimeoutError(f"{pattern!r} never came after {names}; last output: {words(fresh)[-2000:]}")

    def cpu(self) -> float:
        """Seconds of processor time of all threads so far (Linux)."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def memory_mb(self) -> float:
        """Resident memory now."""
        pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie; by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
