"""A store of the first release becomes one of the second: what was posted is there, in its order, and stays guarded."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from psr_tui.store import migrate, place
from psr_tui.store.engine import connect
from psr_tui.store.revisions import HEAD

KEY = bytes(range(32))
AT = "2026-03-04 15:47:00.000000"
DAY = "2026-03-04"


def insert(connection: Any, table: str, **values: Any) -> None:
    """One row; columns that must be filled and are not named get an empty text or a zero."""
    for _, name, kind, needed, _, _ in connection.execute(f"PRAGMA table_info({table})").fetchall():
        if needed and name not in values:
            values[name] = 0 if kind in ("INTEGER", "BIGINT", "BOOLEAN") else AT if kind == "DATETIME" else ""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def journal(connection: Any, ident: str, kind: str, *lines: tuple[str, int], **more: Any) -> None:
    insert(connection, "journal", id=ident, kind=kind, business_date=DAY, at=AT, staff_id="rep", **more)
    for position, (account, cents) in enumerate(lines, start=1):
        held = account == "till"
        insert(
            connection, "ledger_line", journal_id=ident, position=position, account=account, cents=cents,
            session_id=more.get("session_id"), tender="CASH" if held or account == "float" else "",
            drawer_id="d" if account == "float" else None,
        )  # fmt: skip


@pytest.fixture
def first_release(tmp_path: Path) -> Path:
    path = tmp_path / "s.psr"
    place.create_private(path)
    migrate.upgrade(path, KEY, "0001")
    connection = connect(path, KEY)
    insert(connection, "clinic", id="c", time_zone="America/Chicago", approval_threshold_cents=500)
    insert(connection, "reason_code", kind="void", code="V1", label="Wrong patient")
    for ident, role in (("rep", "rep"), ("boss", "supervisor")):
        insert(connection, "staff", id=ident, login=ident, name=ident, role=role)
    insert(connection, "drawer", id="d", code="D1", float_cents=20000)
    journal(connection, "funds", "opening_funds", ("float", 20000), ("equity", -20000))
    session = {"float_expected_cents": 20000, "float_counted_cents": 20000, "business_date": DAY}
    insert(connection, "drawer_session", id="s", drawer_id="d", staff_id="rep", state="open", **session)
    journal(connection, "in", "float_in", ("till", 20000), ("float", -20000), session_id="s")
    for number, (ident, cents) in enumerate((("zz", 2500), ("aa", 4000), ("mm", 1000)), start=1):
        journal(
            connection, ident, "payment", ("till", cents), ("unapplied", -cents), session_id="s", receipt_number=number
        )
    for number, (kind, payment, cents) in enumerate((("void", "zz", 2500), ("refund", "aa", 4000)), start=4):
        journal(
            connection, f"{kind}-1", kind, ("unapplied", cents), ("till", -cents), session_id="s",
            receipt_number=number, reverses=payment, approved_by="boss", reason_code="V1",
        )  # fmt: skip
    connection.close()
    return path


def test_postings_keep_their_order_and_their_lines(first_release: Path) -> None:
    connection = connect(first_release, KEY)
    before = connection.execute("SELECT id FROM journal ORDER BY rowid").fetchall()
    lines = connection.execute("SELECT * FROM ledger_line ORDER BY journal_id, position").fetchall()
    connection.close()
    assert migrate.bring_up(first_release, KEY) == "0001"
    connection = connect(first_release, KEY)
    assert connection.execute("SELECT id FROM journal ORDER BY sequence").fetchall() == before
    assert [row[0] for row in connection.execute("SELECT sequence FROM journal ORDER BY sequence")] == [*range(1, 8)]
    after = connection.execute("SELECT * FROM ledger_line ORDER BY journal_id, position").fetchall()
    assert after == [(*line, "") for line in lines]  # the column added says who wrote a check
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    assert connection.execute("SELECT deposit_witness, returned_check_fee_cents FROM clinic").fetchone() == (1, 2500)
    connection.close()


def test_reversals_name_what_they_took_back(first_release: Path) -> None:
    migrate.bring_up(first_release, KEY)
    connection = connect(first_release, KEY)
    found = connection.execute("SELECT id, reverses, refers_to FROM journal WHERE refers_to IS NOT NULL ORDER BY id")
    assert found.fetchall() == [("refund-1", None, "aa"), ("void-1", "zz", "zz")]
    for what, why in (("zz", "reversed already"), ("aa", "more than is left")):  # both went back whole
        connection.execute("BEGIN")
        with pytest.raises(Exception, match=why):
            journal(
                connection, "again", "refund", ("unapplied", 100), ("till", -100), session_id="s", refers_to=what,
                sequence=8, receipt_number=6, approved_by="boss", reason_code="R1",
            )  # fmt: skip
        connection.execute("ROLLBACK")
    connection.close()


def test_the_reasons_of_the_drawer_are_there_once(first_release: Path) -> None:
    migrate.bring_up(first_release, KEY)
    connection = connect(first_release, KEY)
    found = connection.execute(
        "SELECT kind, count(*) FROM reason_code WHERE kind IN ('adjustment', 'cash_move', 'refund', 'void') "
        "GROUP BY kind"
    ).fetchall()
    assert found == [("adjustment", 22), ("cash_move", 12), ("refund", 5), ("void", 1)]
    connection.close()


def test_a_copy_of_the_old_file_is_kept(first_release: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copy(first_release, kept)
    migrate.bring_up(first_release, KEY)
    old = connect(first_release.with_name(f"{first_release.name}.before-{HEAD}"), KEY)
    assert old.execute("SELECT count(*) FROM journal").fetchone() == (7,)
    assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    old.close()
