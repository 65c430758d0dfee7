"""Changing a record that carries a version: the columns, who changed it and when, and the next version, in one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from psr_tui.store.tables.base import Changeable


def changed(
    session: Session, kind: type[Changeable], record_id: str, by: str, at: datetime, values: Mapping[str, Any]
) -> int:
    """Write these columns of a record and its next version; the answer is that version."""
    row = session.get_one(kind, record_id)
    for name, value in values.items():
        setattr(row, name, value)
    return next_version(session, row, by, at)


def next_version(session: Session, row: Changeable, by: str, at: datetime) -> int:
    """A record whose columns were set has its next version; the answer is that version."""
    row.version += 1
    row.changed_by, row.changed_at = by, at
    session.add(row)
    session.flush()
    return row.version
