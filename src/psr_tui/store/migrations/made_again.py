"""Make a table again where SQLite cannot alter it: the same statement with edits, the rows in their old order.

Foreign keys are off and triggers dropped meanwhile (store.md 7.3); the caller makes the triggers again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alembic import op


def without_triggers() -> None:
    """A renamed table must not be named by a trigger meanwhile."""
    for (name,) in op.get_bind().exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        op.execute(f"DROP TRIGGER {name}")


def made_again(
    table: str,
    *edits: tuple[str, str],
    without: tuple[str, ...] = (),
    first: str = "",
    last: str = "",
    computed: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make a table again from its own statement with ``edits``, fill it in the old order, and give it its indexes.

    ``first`` and ``last`` are put before its first column and after its last constraint. ``without``: indexes that are
    not made again. ``computed``: columns that are not copied as they are, as SQL over the
    old row. Raises RuntimeError when the statement is not as the revision before left it.
    """
    bind = op.get_bind()
    (made,) = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).one()
    indexes = bind.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    made = made.replace(f'CREATE TABLE "{table}"', f"CREATE TABLE {table}")  # quoted once it was renamed
    for old, new in ((f"CREATE TABLE {table}", f"CREATE TABLE {table}_made_again"), *edits):
        if made.count(old) != 1:
            raise RuntimeError(f"table {table} is not as the revision before left it: {old}")
        made = made.replace(old, new)
    opened, closed = made.index("(") + 1, made.rindex(")")
    bind.exec_driver_sql(f"{made[:opened]}{first}{made[opened:closed]}{last})")
    columns = [row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table}_made_again)")]
    values = ", ".join(computed.get(column, column) for column in columns)
    bind.exec_driver_sql(
        f"INSERT INTO {table}_made_again ({', '.join(columns)}) SELECT {values} FROM {table} ORDER BY rowid"
    )
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_made_again RENAME TO {table}")
    for name, sql in indexes:
        if name not in without:
            bind.exec_driver_sql(sql)


def grown(
    table: str, columns: tuple[tuple[str, str, str], ...], rules: tuple[str, ...], *edits: tuple[str, str]
) -> None:
    """Make a table again with more columns, as (name, type, what an old row gets), and more constraints."""
    added = "".join(f"{name} {kind} DEFAULT {old}, " for name, kind, old in columns)
    ruled = "".join(f", {rule}" for rule in rules)
    made_again(table, *edits, first=added, last=ruled, computed={name: old for name, _, old in columns})
