"""A row of a patient in every table that can have one, made from the schema; and a whole store as text to compare."""

from __future__ import annotations

import itertools
import re
from typing import Any

from sqlalchemy import Column, Table

from psr_tui.store.tables.every import METADATA
from psr_tui.store.unit_of_work import UnitOfWork
from tests.helpers.clinic import TestClinic

_number = itertools.count(1)
_ONE_OF = re.compile(r"(\w+) IN \('([^']*)'")
_ALWAYS: dict[str, dict[str, Any]] = {
    "discount": {"staff_id": "u-mrivera", "approved_by": "u-sotto"},
    "callback": {"state": "open", "claimed_by": None},
    "coverage": {"source_id": ""},
    "appointment": {"source_id": "", "local_date": "2026-05-05"},
    "payment_plan": {"state": "active"},
    "work_item": {"object_id": ""},
}
MADE_BY_MONEY = frozenset(("charge", "journal", "ledger_line", "receipt"))
_PERSONAL = MADE_BY_MONEY | {"patient_name_part", "patient_merge", "patient_merge_move", "patient_phone", "patient"}


def tables_of_patients() -> list[Table]:
    """Every table that has rows of a patient and that this file fills."""
    return [one for one in METADATA.sorted_tables if "patient_id" in one.columns and one.name not in _PERSONAL]


def add_row(work: UnitOfWork, table: Table, patient_id: str, others: dict[str, str]) -> None:
    """One row of this patient. ``others``: ids of rows that foreign keys lead to, by table."""
    checks = " ".join(str(one.sqltext) for one in table.constraints if hasattr(one, "sqltext"))
    allowed = dict(_ONE_OF.findall(checks))
    values: dict[str, Any] = {}
    for column in table.columns:
        links = [key.column.table.name for key in column.foreign_keys]
        if column.name == "patient_id":
            values[column.name] = patient_id
        elif links and "patient" in links:
            values[column.name] = others["relative"] if column.primary_key else None
        elif links:
            values[column.name] = others.get(links[0]) if not column.nullable else None
        elif column.name in allowed:
            values[column.name] = allowed[column.name]
        elif column.primary_key or not column.nullable:
            values[column.name] = _plain(column)
    values |= _ALWAYS.get(table.name, {})
    marks = ", ".join("?" * len(values))
    work.session.connection().exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )


def _plain(column: Column[Any]) -> Any:
    kind, number = str(column.type), next(_number)
    if "DATETIME" in kind:
        return "2026-03-04 15:00:00.000000"
    if "DATE" in kind:
        return "2026-03-04"
    if "INT" in kind:
        return number % 90
    if "BOOL" in kind:
        return 1
    return b"" if "BLOB" in kind else f"{column.name}-{number}"


_NOT_COMPARED = frozenset(
    ("audit", "patient_merge", "patient_merge_move", "different_people", "alembic_version", "topic", "sign_in")
)


def whole_store(clinic: TestClinic) -> dict[str, list[str]]:
    """Every row of every table but the log and the trail of merges; versions of patients are left out."""
    found: dict[str, list[str]] = {}
    with clinic.store.read() as work:
        raw = work.session.connection()
        for table in METADATA.sorted_tables:
            if table.name not in _NOT_COMPARED:
                skipped = {"version", "changed_by", "changed_at"} if table.name == "patient" else set()
                names = [one.name for one in table.columns if one.name not in skipped]
                kept = " WHERE entity <> 'patient'" if table.name == "record_version" else ""
                rows = raw.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}{kept}").fetchall()
                found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found
