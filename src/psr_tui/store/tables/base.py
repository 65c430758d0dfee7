"""What all tables share: names for every constraint, a repr without data, and the columns of a changeable record.

Tables are dumb on purpose: they do not validate (rules live in the domain), they only refuse what must never be
stored. There are no relationships; repositories join explicitly.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

METADATA = SQLModel.metadata
METADATA.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table class; its repr names class and key only, so no log can hold a patient (RS-41)."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"

    __str__ = __repr__

    def __repr_args__(self) -> Any:
        return ()


class Changeable(Row):
    """A record a person can act on: a stale act is refused with who changed it and when."""

    version: int = Field(default=1)
    changed_by: str = Field(default="")
    changed_at: datetime


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of these words; adding one needs a migration, which is wanted."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def whole(column: str) -> CheckConstraint:
    """The column holds a true integer or nothing: SQLite alone would keep text or a fraction (store.md 1)."""
    return CheckConstraint(f"typeof({column}) IN ('integer', 'null')", name=f"{column}_whole").ddl_if(dialect="sqlite")


def at_most(column: str, length: int) -> CheckConstraint:
    """The text is no longer than this; VARCHAR(n) alone is not enforced by SQLite."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")
