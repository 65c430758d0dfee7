"""Statements compiled once a run. SQLAlchemy keeps the text it made of a statement with the engine, so that each test's
store would make all of it anew: a third of what using a fresh store costs. The text depends on the statement and the
dialect, never on the file: here all stores of a process share both, as a program's work shares its one engine's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

MOST = 10_000
"""Statements: more than there are, so that none goes for another."""

Make = Callable[[Path, bytes | bytearray], Engine]


def shared(make: Make) -> Make:
    """``make_engine`` whose engines share the dialect and the compiled statements of the first one that connected."""
    first: list[Engine] = []

    def make_engine(path: Path, key: bytes | bytearray) -> Engine:
        engine = make(path, key)
        if first and first[0].dialect.server_version_info:
            engine.dialect = engine.pool._dialect = first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        else:
            first[:] = [engine]
            engine._compiled_cache = LRUCache(MOST)
        return engine

    return make_engine
