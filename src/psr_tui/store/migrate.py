"""Bringing a file to the newest schema: guard first, copy second, one transaction for all steps.

Sources: store.md section 7, reliability.md RS-70 to RS-73.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from psr_tui.domain.errors import StoreDamaged, StoreRefused
from psr_tui.store.engine import APPLICATION_ID, BEGIN, connect, make_engine
from psr_tui.store.revisions import HEAD, REVISIONS

MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(path: Path, key: bytes | bytearray) -> str:
    """The revision of a file. Raises StoreRefused for a foreign, empty or newer one, without writing a byte."""
    if path.stat().st_size == 0:
        raise StoreRefused(f"{path} is empty: it is not a psr-tui store and was left alone. Restore a backup of it.")
    connection = connect(path, key)
    try:
        return _guard(connection, path)
    finally:
        connection.close()


def _guard(connection: Any, path: Path) -> str:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application != APPLICATION_ID or "alembic_version" not in tables:
        raise StoreRefused(f"{path} was not made by psr-tui and was left alone. Check the path with: psr-tui locate")
    found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    revision = str(found[0][0]) if len(found) == 1 else ""
    if revision not in REVISIONS:
        raise StoreRefused(
            f"{path} was made by a newer psr-tui (its version is {revision or 'unknown'}, this program knows "
            f"{HEAD}). It was left alone; update this program."
        )
    return revision


def upgrade(path: Path, key: bytes | bytearray, target: str = "head") -> None:
    """Run all missing revisions in one exclusive transaction, with foreign keys off before and checked after.

    A new, empty file gets its whole schema. Killed at any step, the file is as it was before.
    """
    from alembic import command
    from alembic.config import Config

    engine = make_engine(path, key)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = OFF"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.execution_options(**{BEGIN: "EXCLUSIVE"}).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, target)
            _finish(connection)
    finally:
        engine.dispose()


def _finish(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StoreDamaged(f"The update was taken back: {len(broken)} rows would point nowhere. Nothing was changed.")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {REVISIONS.index(str(revision)) + 1}")


def bring_up(path: Path, key: bytes | bytearray) -> str:
    """Guard, and migrate an older file after copying it beside itself. Returns the revision found before."""
    found = revision_of(path, key)
    if found != HEAD:
        keep = path.with_name(f"{path.name}.before-{HEAD}")
        keep.unlink(missing_ok=True)
        connection = connect(path, key)
        try:
            connection.execute("VACUUM INTO ?", (str(keep),))
        finally:
            connection.close()
        keep.chmod(0o600)
        upgrade(path, key)
    return found
