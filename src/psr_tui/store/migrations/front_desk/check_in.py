"""Versions of the papers that are signed."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "consent_version",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kind"], ["consent_kind.code"], name=op.f("fk_consent_version_kind")),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_consent_version")),
    )
