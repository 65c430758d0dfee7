"""The terminal driver: Textual's own for Linux and macOS, made safe against what real lines send.

Bad bytes are replaced instead of ending the input thread (RS-51, textual#6456), a vanished terminal ends the program
with status 129 instead of spinning (RS-52), a paste whose end was lost is closed after a while (RS-48), and everything
read in one go reaches the event loop in one go, so that a burst cannot be split by the thread switch.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual import constants
from textual.message import Message

if TYPE_CHECKING:
    from textual.driver import Driver

_CHUNK = 4096
_PASTE_START = "\x1b[200~"
_PASTE_END = "\x1b[201~"
_PASTE_SILENCE = 3.0
"""Seconds without a byte after which an open paste counts as ended: terminals send a paste in one stream."""
HANG_UP_STATUS = 128 + 1  # SIGHUP is 1 everywhere


class PasteWatch:
    """Knows whether a bracketed paste is open, from the text that passes, even when the marks come in pieces."""

    def __init__(self) -> None:
        self.is_open = False
        self._tail = ""

    def passing(self, text: str) -> None:
        """Look at the next piece of input."""
        seen = self._tail + text
        start, end = seen.rfind(_PASTE_START), seen.rfind(_PASTE_END)
        if start != end:
            self.is_open = start > end
        self._tail = seen[-(len(_PASTE_END) - 1) :]


class TerminalOutput:
    """What Textual's writer thread writes to: one write a flush, and no error when the terminal is gone."""

    def __init__(self, fd: int, encoding: str, gone: Callable[[], None]) -> None:
        self._fd = fd
        self._encoding = encoding
        self._gone: Callable[[], None] | None = gone
        self._pieces: list[str] = []

    def write(self, text: str) -> int:
        """Keep text for the next flush."""
        self._pieces.append(text)
        return len(text)

    def flush(self) -> None:
        """Write everything kept; after the terminal has gone, drop it."""
        data = memoryview("".join(self._pieces).encode(self._encoding, "replace"))
        self._pieces.clear()
        while data and self._gone is not None:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                select.select((), (self._fd,), ())
            except OSError:
                gone, self._gone = self._gone, None
                gone()

    def fileno(self) -> int:
        """The descriptor written to."""
        return self._fd


def hang_up() -> None:
    """The terminal is gone: raise SIGHUP here, or leave at once where that signal is ignored."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        os._exit(HANG_UP_STATUS)
    os.kill(os.getpid(), signal.SIGHUP)


if sys.platform != "win32":
    from textual._parser import ParseError
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class DeskDriver(LinuxDriver):
        """Display and input on Linux and macOS."""

        def __init__(self, app: Any, *, debug: bool = False, mouse: bool = True, size: Any = None) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            stderr = sys.__stderr__
            if stderr is not None:
                encoding = stderr.encoding or "utf-8"
                self._file = TerminalOutput(stderr.fileno(), encoding, hang_up)  # type: ignore[assignment]
            self._batch: list[Message] = []

        def send_message(self, message: Message) -> None:
            """Keep what the input thread parsed until its chunk is through; anything else goes at once."""
            if threading.current_thread() is self._key_thread:
                self._batch.append(message)
            else:
                super().send_message(message)

        def _deliver(self, batch: Iterable[Message]) -> None:
            for message in batch:
                self._app.post_message(message)

        def _send_batch(self) -> None:
            if self._batch:
                batch, self._batch = self._batch, []
                self._loop.call_soon_threadsafe(self._deliver, batch)

        def _run_input_thread(self) -> None:
            try:
                self.run_input_thread()
            except Exception as error:  # noqa: BLE001 - the edge of this thread: the app stops with a reference, never silently
                if not self._loop.is_closed():
                    self._app.call_later(self._app._handle_exception, error)

        def run_input_thread(self) -> None:
            """Read, decode, parse and send, until the driver is told to stop or the terminal is gone."""
            parser = XTermParser(self._debug)
            decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
            paste = PasteWatch()
            last_input = time.monotonic()
            while not self.exit_event.is_set():
                if select.select((self.fileno,), (), (), 0.1)[0]:
                    try:
                        data = os.read(self.fileno, _CHUNK)
                    except OSError:
                        data = b""
                    if not data:
                        hang_up()
                        break
                    last_input = time.monotonic()
                    text = decode(data)
                    paste.passing(text)
                elif paste.is_open and time.monotonic() - last_input > _PASTE_SILENCE:
                    text = _PASTE_END
                    paste.passing(text)
                else:
                    text = ""
                self._parse(parser, text)
            self._close_parser(parser)

        def _parse(self, parser: XTermParser, text: str) -> None:
            if text:
                for message in parser.feed(text):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
            self._send_batch()

        def _close_parser(self, parser: XTermParser) -> None:
            try:
                for _ in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass


def desk_driver() -> type[Driver] | None:
    """The driver class for this platform, or None where Textual's own choice must stand (Windows, a browser)."""
    if sys.platform == "win32" or constants.DRIVER is not None:
        return None
    return DeskDriver
