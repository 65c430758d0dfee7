"""The write gate: one writer at a time on this host, in order of arrival (reliability.md RS-64, RS-65).

SQLite's own waiting is a lottery under load; a blocking file lock is fair, and the kernel frees it on any death.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Lock

from psr_tui.domain.errors import StoreBusy

try:
    import fcntl
except ImportError:  # Windows has no flock; there SQLite's own lock is all there is, and doctor says so
    fcntl = None  # type: ignore[assignment]


class Patience:
    """The agreement between a person who waits and the writer thread: either the write begins, or the person gives
    up; never both, so that nobody is told "not saved" about something that is being saved."""

    def __init__(self) -> None:
        self._decision = Lock()
        self._begun = self._over = False

    def begin(self) -> bool:
        """The gate is open: may the write begin? False when the person has given up."""
        with self._decision:
            self._begun = not self._over
            return self._begun

    def give_up(self) -> bool:
        """Stop waiting. False when the write has begun: then its outcome must be awaited."""
        with self._decision:
            self._over = not self._begun
            return self._over


PATIENCE: ContextVar[Patience | None] = ContextVar("patience", default=None)
BUSY = "Somebody else is saving right now, so this was NOT saved. What you typed is kept; press the key again."


class WriteGate:
    """Exclusive right to write to one store, across threads and processes of this host."""

    def __init__(self, store_path: Path) -> None:
        self._path = store_path.with_name(store_path.name + ".wlock")
        self._thread = Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the gate, blocking. Raises StoreBusy, with nothing written, when the caller gave up meanwhile."""
        with self._thread:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                if fcntl is not None:
                    fcntl.flock(handle, fcntl.LOCK_EX)
                patience = PATIENCE.get()
                if patience is not None and not patience.begin():
                    raise StoreBusy(BUSY)
                yield
            finally:
                os.close(handle)  # closing frees the lock
