"""The real program on a clinic of the test's own, in a real pseudo-terminal, and the store read afterwards.

    with work_place.open("mrivera") as desk:       # a process of psr-tui open, signed in
        desk.send(keys("1"))
        desk.wait_for("is here")
    with work_place.store() as found: ...           # the file as it is now, past every screen

Each test has its folder: clinic, home and temporary files of the program all lie in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from psr_tui.store import vault
from psr_tui.store.store import open_store
from tests.helpers.clinic import NOW, PASSWORD, TestClinic
from tests.helpers.terminal import ROOT, Terminal, keys

LAUNCHER = ROOT / "tests" / "terminal" / "apps" / "moved_clock.py"


class WorkPlace:
    """A clinic's file and the folders of whoever works with it. ``store`` names the file, which is closed now."""

    def __init__(self, folder: Path, clinic: TestClinic) -> None:
        self.folder = folder
        self.path = clinic.path
        self.clock = clinic.clock
        clinic.store.close()
        self.home, self.temp = folder / "home", folder / "temp"
        for made in (self.home, self.temp):
            made.mkdir(exist_ok=True)
        self._moved = (NOW - datetime.now(UTC)).total_seconds()

    @property
    def environment(self) -> dict[str, str | None]:
        """The program finds its home, settings, log and temporary files in this folder only."""
        homes = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        return {"HOME": str(self.home), "TMPDIR": str(self.temp), **homes}

    def start(
        self,
        *flags: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
        ignored: Sequence[object] = (),
    ) -> Terminal:
        """A process that shows the sign-in screen; use it as a context manager."""
        argv = [sys.executable, LAUNCHER, f"{self._moved:.3f}", "open", "--store", self.path, *flags]
        return Terminal(argv, env={**self.environment, **(env or {})}, size=size, cwd=self.folder, ignored=ignored)  # type: ignore[arg-type]

    @contextmanager
    def open(
        self,
        login: str = "mrivera",
        *flags: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
    ) -> Iterator[Terminal]:
        """A process with somebody signed in, who stands on the queue."""
        with self.start(*flags, size=size, env=env) as desk:
            sign_in(desk, login)
            yield desk

    @contextmanager
    def store(self) -> Iterator[TestClinic]:
        """The file as it is now, also while programs work with it."""
        keys_of = vault.unlock(self.path, "admin", PASSWORD).keys
        opened = TestClinic(open_store(self.path, keys_of, self.clock), self.clock)
        try:
            yield opened
        finally:
            opened.store.close()


def sign_in(desk: Terminal, login: str = "mrivera", password: str = PASSWORD) -> None:
    """Type user and password in one burst, and wait for the queue."""
    desk.wait_for("User name")
    desk.send(keys(login, "enter", password, "enter"))
    desk.wait_for(r"QUEUE  \w")  # the heading says what is listed once the list is there
