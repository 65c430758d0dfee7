"""Core tables and columns of the mapped classes, for queries that read columns instead of entities.

Typed ``Any`` on purpose: the stubs describe at most ten selected columns, and a list's row has more.
"""

from __future__ import annotations

from typing import Any


def table(row: type[Any]) -> Any:
    """The Core table behind a table class."""
    return row.__table__


def columns(row: type[Any]) -> Any:
    """The columns of a table class, by name."""
    return row.__table__.c
