"""PDF pages into a folder: one file a page, readable by its owner only, none ever written over."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from psr_tui.devices.receipt_pdf import pdf
from psr_tui.domain.printing import Page, PrintFailed
from psr_tui.domain.visit_papers import LETTER_WIDTH


class PdfFolder:
    """The destination ``pdf``."""

    kicks = False

    def __init__(self, folder: Path, prints_receipts: bool = False) -> None:
        self._folder = folder
        self.prints_receipts = prints_receipts

    @property
    def words(self) -> str:
        return f"PDF files in {self._folder}"

    def print(self, page: Page) -> None:
        new_file(self._folder, page.name, ".pdf", lambda: _body(page))

    def kick(self) -> None:
        raise PrintFailed("A PDF folder opens no drawer; open it with its key.")

    def check(self) -> str:
        return folder_check(self._folder)


def _body(page: Page) -> bytes:
    if page.letter:
        return pdf(page.letter, page.name, LETTER_WIDTH, page.link)
    return pdf(page.text, page.name)


def new_file(folder: Path, name: str, ending: str, make: Callable[[], bytes]) -> Path:
    """Write a new file of this name, with a number behind it when the name is taken. It has its name only when it is
    complete and on the disk. Raises PrintFailed."""
    stem = "".join(ch if ch.isalnum() or ch in "-_" else "-" for ch in name)
    part = folder / f".{stem}.{os.getpid()}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        body = make()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        for number in range(1, 10_000):
            path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
            try:
                os.link(part, path)
            except FileExistsError:
                continue
            return path
        raise PrintFailed(f"{folder} is full of pages called {name}; clear it out and print again.")
    except OSError as error:
        raise PrintFailed(
            f"The page could not be written to {folder} ({error.strerror}); mend the folder or choose another."
        ) from None
    finally:
        with suppress(OSError):  # the folder may be none
            part.unlink(missing_ok=True)


def folder_check(folder: Path) -> str:
    """What is to be said about a folder that pages go to. Raises PrintFailed when none could be written there."""
    there = folder if folder.exists() else next((one for one in folder.parents if one.exists()), folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise PrintFailed(f"{there} cannot be written; chown it to the account psr-tui runs under.")
    return f"pages go to {folder}"
