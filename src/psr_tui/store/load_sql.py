"""Loading plain INSERT files (reference data, the training day) inside the caller's transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

_MOMENT = re.compile(r"'(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}\.\d{6})'")
_DAY = re.compile(r"'(\d{4}-\d{2}-\d{2})'")
_BORN = re.compile(r"^\s*INSERT INTO patient\b")


def statements(text: str) -> Iterator[str]:
    """The statements of an SQL file one by one; never ``executescript``, which would commit (store.md 7.8)."""
    pending = ""
    for line in text.splitlines(keepends=True):
        if not pending and (not line.strip() or line.lstrip().startswith("--")):
            continue
        pending += line
        # Asked at the end of a line only: looking again at every row would cost the square of the length.
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def load(session: Session, text: str) -> int:
    """Run every statement on the session's connection; returns how many."""
    connection = session.connection()
    count = 0
    for statement in statements(text):
        connection.exec_driver_sql(statement)
        count += 1
    return count


def reference_text() -> str:
    """The rows every new clinic starts with, as SQL text."""
    return (files("psr_tui.store") / "reference.sql").read_text(encoding="utf-8") + phones_text()


def phones_text() -> str:
    """The part of them that is about the phones: older stores get it with revision 0004."""
    store = files("psr_tui.store")
    return "".join(
        (store / name).read_text(encoding="utf-8") for name in ("reference_phones.sql", "reference_messages.sql")
    )


def seed_text() -> str:
    """``data/seed.sql``: from the wheel, or from the repository of an editable install."""
    packaged = files("psr_tui") / "data" / "seed.sql"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "data" / "seed.sql").read_text(encoding="utf-8")


def move_days(statement: str, days: int, tz: ZoneInfo) -> str:
    """The same statement with its day moved: every moment keeps its wall time in ``tz``, every date follows, and
    birth and death dates (the patient table's plain dates) stay."""

    def moment(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(f"{found[1]} {found[2]}").replace(tzinfo=UTC).astimezone(tz)
        moved = (at.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=tz).astimezone(UTC)
        return f"'{moved:%Y-%m-%d %H:%M:%S.%f}'"

    def day(found: re.Match[str]) -> str:
        return f"'{date.fromisoformat(found[1]) + timedelta(days=days)}'"

    moved = _MOMENT.sub(moment, statement)
    return moved if _BORN.match(statement) else _DAY.sub(day, moved)
