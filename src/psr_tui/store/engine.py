"""Connections to the encrypted file: the driver, its pragmas, and how transactions begin.

Nothing outside this module knows that the driver is sqlcipher3 (reliability.md RS-56 to RS-59, store.md 4 and 11).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import QueuePool

from psr_tui.domain.errors import StoreDamaged, StoreRefused

OLDEST_SQLITE = (3, 51, 3)  # earlier ones have the WAL-reset race with two or more connections
APPLICATION_ID = 0x50535254
BEGIN = "sqlite_begin"
_PRAGMAS = (
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("fullfsync", "1"),
    ("checkpoint_fullfsync", "1"),
    ("foreign_keys", "ON"),
    ("busy_timeout", "5000"),
    ("recursive_triggers", "ON"),
    ("trusted_schema", "OFF"),
    ("secure_delete", "ON"),
    ("temp_store", "MEMORY"),
    ("cell_size_check", "ON"),
    ("mmap_size", "0"),
    ("wal_autocheckpoint", "1000"),
    ("journal_size_limit", "67108864"),
)
_EXPECTED = (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1))


def driver() -> Any:
    """The DB-API module. Raises StoreRefused when its SQLite is too old to be trusted with several processes."""
    from sqlcipher3 import dbapi2

    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    if version < OLDEST_SQLITE:
        raise StoreRefused(
            f"The database driver brings SQLite {dbapi2.sqlite_version}, which can damage shared files; "
            "install sqlcipher3 0.6.4 or newer."
        )
    return dbapi2


def connect(path: Path, key: bytes | bytearray) -> Any:
    """One raw connection with the key given and every pragma set and read back.

    Raises StoreDamaged when the file does not open under the key: the key was proven by its slot before, so the file
    is damaged or not ours.
    """
    dbapi2 = driver()
    connection = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None, timeout=5.0)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{bytes(key).hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for name, value in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        for name, wanted in _EXPECTED:
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != wanted:
                raise StoreRefused(
                    f"The store cannot be opened safely here: {name} is {found!r} instead of {wanted!r}."
                )
    except dbapi2.DatabaseError as error:
        connection.close()
        if "file is not a database" in str(error) or "malformed" in str(error):
            raise StoreDamaged(
                f"{path} is damaged or not a psr-tui file; it was left as it is. Restore a backup of it."
            ) from None
        raise
    except StoreRefused:
        connection.close()
        raise
    return connection


class _HintedCompiler(SQLiteCompiler):
    """Writes what ``Select.with_hint`` says behind the table (``INDEXED BY ...``); SQLAlchemy leaves it out for SQLite.

    SQLite takes the unique index for a join by id, even where another one would spare reading the rows.
    """

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def make_engine(path: Path, key: bytes | bytearray) -> Engine:
    """The SQLAlchemy engine over one pool; transactions begin deferred unless BEGIN says otherwise."""
    engine = create_engine(
        "sqlite://",
        module=driver(),
        creator=lambda: connect(path, key),
        poolclass=QueuePool,
        pool_size=6,
        max_overflow=4,
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = _HintedCompiler

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get(BEGIN, "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def writing(engine: Engine) -> Engine:
    """The same engine and pool, with transactions that take the write lock at once."""
    return engine.execution_options(**{BEGIN: "IMMEDIATE"})
