"""Noticing what other processes changed: one connection that asks a cheap question four times a second.

``PRAGMA data_version`` moves with every other connection's commit; only then are the topics' counters compared
(store.md 9, reliability.md section 9).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

from psr_tui.store.engine import connect

PERIOD = 0.25


class Watch:
    """Calls ``changed`` with the names of the topics that moved, from its own thread."""

    def __init__(self, path: Path, key: bytes | bytearray, changed: Callable[[frozenset[str]], None]) -> None:
        self._path = path
        self._key = bytes(key)
        self._changed = changed
        self._end = Event()
        self._thread = Thread(target=self._run, name="store-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it, so that no connection outlives the store."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        connection = connect(self._path, self._key)
        try:
            version, topics = _version(connection), _topics(connection)
            while not self._end.wait(PERIOD):
                newest = _version(connection)
                if newest == version:
                    continue
                version = newest
                counted = _topics(connection)
                moved = frozenset(name for name, changes in counted.items() if topics.get(name) != changes)
                topics = counted
                if moved:
                    self._changed(moved)
        finally:
            connection.close()


def _version(connection: Any) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _topics(connection: Any) -> dict[str, int]:
    return dict(connection.execute("SELECT name, changes FROM topic").fetchall())
