"""Ways on which printer bytes leave: into files, over the network, into a device of this computer.

A way that fails says in one sentence why, and whether some bytes had left before: then paper may be out, and the next
try is marked as a duplicate.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from psr_tui.devices.pdf_folder import folder_check, new_file
from psr_tui.domain.printing import PrintFailed

CONNECT, SEND, ANSWER = 3.0, 10.0, 0.5  # seconds a printer may take
ASK_PAPER = b"\x10\x04\x04"  # DLE EOT 4: the answer has bits 5 and 6 set when the roll is at its end
ASK_OFFLINE = b"\x10\x04\x02"  # DLE EOT 2: bit 2 the cover is open, bit 5 stopped for lack of paper
_PAPER_END, _COVER, _FIXED = 0x60, 0x04, 0x12  # every such answer has bits 1 and 4 set and bits 0 and 7 not
NO_PAPER = "The printer has no paper; put in a new roll and print again."
_REASONS = {
    errno.ENOENT: "there is no such device; is the printer plugged in and switched on?",
    errno.ENXIO: "nothing is behind it; is the printer plugged in and switched on?",
    errno.ENODEV: "the printer is gone; plug it in and switch it on.",
    errno.EACCES: "this account may not write to it; add it to the group lp, or chown the device.",
    errno.EPERM: "this account may not write to it; add it to the group lp, or chown the device.",
    errno.EBUSY: "another program is printing; try again in a moment.",
    errno.EIO: "the printer reports a fault; look at its lights.",
}


class Way(Protocol):
    """Where bytes go."""

    @property
    def words(self) -> str:
        """The place, for the screen."""

    def send(self, body: bytes, name: str, needs_paper: bool = True) -> None:
        """Bring all bytes out. Raises PrintFailed, also before the first byte when the printer says it has no paper."""

    def check(self) -> str:
        """What was found when looking at it. Raises PrintFailed when it would not print."""


Ask = Callable[[socket.socket], bool]
"""Ask a printer on an open line how it is; whether it answered. Raises PrintFailed when it would not print."""


class ToFile:
    """Into a folder, one file a page, or behind each other into one file."""

    def __init__(self, target: Path, ending: str = ".escpos") -> None:
        self._target = target
        self._ending = ending
        self._folder = target if target.is_dir() or not (target.suffix or target.exists()) else None

    @property
    def words(self) -> str:
        return f"printer files in {self._folder}" if self._folder else f"the printer file {self._target}"

    def send(self, body: bytes, name: str, needs_paper: bool = True) -> None:
        if self._folder is not None:
            new_file(self._folder, name, self._ending, lambda: body)
            return
        sent = 0
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            with os.fdopen(os.open(self._target, flags, 0o600), "wb", buffering=0) as file:
                while sent < len(body):
                    sent += file.write(body[sent:]) or 0
                os.fsync(file.fileno())
        except OSError as error:
            raise PrintFailed(
                f"{self._target} cannot be written ({error.strerror}); mend its rights or name another.", sent > 0
            ) from None

    def check(self) -> str:
        if self._folder is not None:
            return folder_check(self._folder)
        folder_check(self._target.parent)
        if self._target.exists() and not os.access(self._target, os.W_OK):
            raise PrintFailed(f"{self._target} cannot be written; mend its rights or name another.")
        return f"pages go behind each other into {self._target}"


def receipt_printer_state(line: socket.socket) -> bool:
    """Ask for cover and paper; whether it answered. Many printers and all print servers keep silent: then it prints."""
    line.settimeout(ANSWER)
    try:
        line.sendall(ASK_PAPER + ASK_OFFLINE)
        answer = b""
        while len(answer) < 2 and (more := line.recv(2 - len(answer))):
            answer += more
    except TimeoutError:
        pass
    paper, offline, *_ = [*answer, 0, 0]
    if paper & 0x93 == _FIXED and paper & _PAPER_END == _PAPER_END:
        raise PrintFailed(NO_PAPER)
    if offline & 0x93 == _FIXED and offline & _COVER:
        raise PrintFailed("The cover of the printer is open; close it and print again.")
    return paper & 0x93 == _FIXED


class ToNetwork:
    """To a printer with a plug for the network, port 9100 as a rule."""

    def __init__(self, host: str, port: int, ask: Ask = receipt_printer_state) -> None:
        self._host, self._port = host, port
        self._ask = ask

    @property
    def words(self) -> str:
        return f"the printer at {self._place}"

    @property
    def _place(self) -> str:
        return f"[{self._host}]:{self._port}" if ":" in self._host else f"{self._host}:{self._port}"

    def send(self, body: bytes, name: str, needs_paper: bool = True) -> None:
        begun = False
        try:
            with socket.create_connection((self._host, self._port), CONNECT) as line:
                if needs_paper:
                    self._ask(line)
                line.settimeout(SEND)
                begun = True
                line.sendall(body)
                line.shutdown(socket.SHUT_WR)
                line.settimeout(ANSWER)
                with suppress(TimeoutError):
                    while line.recv(64):  # until it has taken the page; a reset tells that it has not
                        pass
        except OSError as error:
            raise PrintFailed(self._why(error), begun) from None

    def check(self) -> str:
        try:
            with socket.create_connection((self._host, self._port), CONNECT) as line:
                answered = self._ask(line)
        except OSError as error:
            raise PrintFailed(self._why(error)) from None
        return f"{self._place} answers" + (", paper is in" if answered else ", without telling about paper")

    def _why(self, error: OSError) -> str:
        if isinstance(error, socket.gaierror):
            return f"The printer {self._host} is not known in the network; check the name in the settings."
        if isinstance(error, TimeoutError):
            return f"The printer at {self._place} does not answer; is it switched on and in the network?"
        if isinstance(error, ConnectionRefusedError):
            return f"The printer at {self._place} refuses; is it switched on, is the port right?"
        return f"The line to the printer at {self._place} broke ({error.strerror}); look whether paper came out."


class ToDevice:
    """Into a device of this computer, for example ``/dev/usb/lp0``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def words(self) -> str:
        return f"the printer {self._path}"

    def send(self, body: bytes, name: str, needs_paper: bool = True) -> None:
        sent = 0
        try:
            handle = self._open()
            try:
                until = time.monotonic() + SEND
                while sent < len(body):
                    sent += self._write(handle, body[sent:], until)
            finally:
                os.close(handle)
        except OSError as error:
            raise PrintFailed(self._why(error), sent > 0) from None

    def check(self) -> str:
        try:
            os.close(self._open())
        except OSError as error:
            raise PrintFailed(self._why(error)) from None
        return f"{self._path} can be opened"

    def _open(self) -> int:
        """Never made when it is not there, and never a plain file: a typing error would fill a disk unseen."""
        handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return handle

    @staticmethod
    def _write(handle: int, body: bytes, until: float) -> int:
        if not select.select([], [handle], [], max(0.0, until - time.monotonic()))[1]:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        try:
            return os.write(handle, body[:4096])
        except BlockingIOError:
            return 0

    def _why(self, error: OSError) -> str:
        if error.errno == errno.ENOSPC:  # what Linux says of a printer without paper
            return NO_PAPER
        if isinstance(error, TimeoutError):
            return f"The printer {self._path} takes no more; look at its paper and its lights."
        why = _REASONS.get(error.errno or 0, f"{error.strerror}; look at the printer.")
        return f"The page cannot go to {self._path}: {why}"
