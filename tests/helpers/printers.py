"""Real printers as far as a test can have them: a listener on this computer, a spool folder, a printer that is off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psr_tui.devices.make import make_printer
from psr_tui.devices.printer import Printer
from psr_tui.domain.printing import PrinterKind, PrinterSettings

GOOD, NO_ROLL, NEAR_END, OPEN = b"\x12\x12", b"\x72\x12", b"\x1e\x12", b"\x12\x16"


@contextmanager
def a_printer(answer: bytes, reads: bool = True) -> Iterator[tuple[int, list[bytes]]]:
    """A real listener on this computer that answers the questions and keeps what comes after them."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            line, _ = server.accept()
            with line:
                question = b""
                while reads and answer and len(question) < 6:
                    question += line.recv(6 - len(question))
                line.sendall(answer)
                while reads and (more := line.recv(4096)):
                    got.append(more)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], got
        thread.join(10)


def spool(folder: Path, receipts: str = "ask", kick: int = 0) -> Printer:
    """Printer bytes, one file a page."""
    return make_printer(PrinterSettings(PrinterKind.FILE, str(folder), receipts=receipts, kick=kick))


def pages(folder: Path) -> list[str]:
    """The names of the pages that came out."""
    return sorted(path.stem for path in folder.iterdir()) if folder.exists() else []


def on_paper(folder: Path, name: str) -> str:
    """A page of the spool folder as the printer shows it."""
    body = (folder / f"{name}.escpos").read_bytes()
    return body[body.index(b"\x1ba\x00") + 3 : body.rindex(b"\x1bd\x06")].decode("cp858")


def switched_off() -> Printer:
    """A network printer that nobody answers for."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return make_printer(PrinterSettings(PrinterKind.NETWORK, f"127.0.0.1:{port}"))
