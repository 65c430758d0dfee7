"""The migrated schema equals the tables, and a migration that is killed leaves the old file."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect
from sqlalchemy.engine import Connection, Engine

from psr_tui.domain.errors import StoreDamaged, StoreRefused
from psr_tui.store import migrate, place
from psr_tui.store.engine import connect, make_engine
from psr_tui.store.migrations import phones_in_full
from psr_tui.store.migrations.front_desk import merging
from psr_tui.store.migrations.phones import rules as phones
from psr_tui.store.revisions import HEAD, REVISIONS
from psr_tui.store.tables.every import METADATA

KEY = bytes(range(32))


def empty_file(folder: Path, name: str = "s.psr") -> Path:
    path = folder / name
    place.create_private(path)
    return path


def shape(connection: Connection) -> dict[str, Any]:
    """What Alembic's own comparison is blind to as well: columns, checks, foreign keys, indexes with their WHERE."""
    looker = inspect(connection)
    found: dict[str, Any] = {}
    for table in looker.get_table_names():
        if table == "alembic_version":
            continue
        columns = connection.exec_driver_sql(f"PRAGMA table_xinfo({table})").fetchall()
        indexes = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall()
        found[table] = {
            "columns": {(row[1], row[2].upper(), row[3], row[5]) for row in columns},
            "checks": {(check["name"], check["sqltext"]) for check in looker.get_check_constraints(table)},
            "keys": {str(sorted(key.items(), key=str)) for key in looker.get_foreign_keys(table)},
            "unique": {str(sorted(item.items(), key=str)) for item in looker.get_unique_constraints(table)},
            "indexes": {(row[0], " ".join(row[1].split())) for row in indexes},
        }
    return found


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_the_migrated_schema_is_the_tables_schema(tmp_path: Path) -> None:
    path = empty_file(tmp_path)
    migrate.upgrade(path, KEY)
    plain = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    METADATA.create_all(plain)
    migrated = make_engine(path, KEY)
    with migrated.connect() as ours, plain.connect() as theirs:
        left, right = shape(ours), shape(theirs)
        assert left.keys() == right.keys()
        for table in left:
            assert left[table] == right[table], table
    migrated.dispose()


def test_every_trigger_is_there_after_migrating(tmp_path: Path) -> None:
    path = empty_file(tmp_path)
    migrate.upgrade(path, KEY)
    connection = connect(path, KEY)
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    connection.close()
    wanted = {statement.split()[2] for statement in phones_in_full.statements()}
    assert wanted == there
    assert len(wanted) > 10


def test_the_known_revisions_are_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == HEAD
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def _die_at(path: Path, step: int) -> None:
    """Migrate, and be killed for real just before the step-th statement."""
    seen = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate.upgrade(path, KEY)


@pytest.mark.parametrize("step", [3, 10, 80, 150, 200, 260, 300])
def test_a_migration_killed_at_any_step_leaves_the_old_file(tmp_path: Path, step: int) -> None:
    path = empty_file(tmp_path)
    connection = connect(path, KEY)
    connection.execute("CREATE TABLE older (note TEXT)")
    connection.execute("INSERT INTO older VALUES ('kept')")
    connection.close()
    worker = multiprocessing.get_context("fork").Process(target=_die_at, args=(path, step))
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    connection = connect(path, KEY)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"older"}
    assert connection.execute("SELECT note FROM older").fetchone()[0] == "kept"
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = empty_file(tmp_path)
    migrate.upgrade(path, KEY)
    connection = connect(path, KEY)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="newer psr-tui"):
        migrate.bring_up(path, KEY)
    assert path.read_bytes() == before


def test_a_foreign_file_under_our_key_is_refused(tmp_path: Path) -> None:
    path = empty_file(tmp_path)
    connection = connect(path, KEY)
    connection.execute("CREATE TABLE somebody_elses (x)")
    connection.close()
    with pytest.raises(StoreRefused, match="not made by psr-tui"):
        migrate.bring_up(path, KEY)


@pytest.mark.parametrize("content", [b"SQLite format 3\x00" + bytes(4080), b"notes of the day\n" * 300, bytes(8192)])
def test_a_damaged_or_foreign_file_says_so_and_keeps_its_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.psr"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="left as it is"):
        migrate.bring_up(path, KEY)
    assert path.read_bytes() == content


def test_an_empty_file_is_never_initialised_over(tmp_path: Path) -> None:
    path = empty_file(tmp_path)
    with pytest.raises(StoreRefused, match="is empty"):
        migrate.bring_up(path, KEY)
    assert path.stat().st_size == 0


def test_network_disks_are_refused_with_advice(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / {tmp_path.resolve()} rw shared:1 - nfs4 server:/x rw\n"
    )
    with pytest.raises(StoreRefused, match="local disk"):
        place.refuse_network(tmp_path / "s.psr", mounts)
    mounts.write_text(f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / {tmp_path.resolve()} rw - tmpfs tmpfs rw\n")
    place.refuse_network(tmp_path / "s.psr", mounts)


def test_a_rule_about_every_column_knows_them_all() -> None:
    """A column that is added to a posted table, or a new table of patients, is named in the rules of merging."""
    for table, (_, names) in merging._POSTED.items():
        assert {*names.split(), "patient_id"} == {column.name for column in METADATA.tables[table].columns}, table
    patient = {column.name for column in METADATA.tables["patient"].columns}
    assert patient - {*merging._PATIENT.split()} == {
        "version", "changed_by", "changed_at", "merged_into", "source", "source_id",
    }  # fmt: skip
    of_patients = {table.name for table in METADATA.sorted_tables if "patient_id" in table.columns}
    ruled = {*merging._TAKES_NOTHING, *phones._TAKES_NOTHING}
    assert of_patients - ruled == {
        "patient_name_part",
        "record_version",
        "print_job",
    }
