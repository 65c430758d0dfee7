"""Events of the telephone system, the sources they come from, and callers who wait."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "phone_event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_phone_event")),
    )
    op.create_index("ix_phone_event_at", "phone_event", ["at", "seq"], unique=False)
    op.create_index("ix_phone_event_call", "phone_event", ["call_id"], unique=False)
    op.create_index("ux_phone_event_digest", "phone_event", ["digest"], unique=True)

    op.create_table(
        "phone_source",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("dial", sa.Boolean(), nullable=False),
        sa.Column("dial_context", sa.String(), nullable=False),
        sa.Column("dial_channel", sa.String(), nullable=False),
        sa.Column("inode", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("reader_until", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('queue_log', 'manager', 'replay', 'manual')", name=op.f("ck_phone_source_kind_known")
        ),
        sa.CheckConstraint("length(name) <= 60", name=op.f("ck_phone_source_name_length")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_phone_source")),
    )

    op.create_table(
        "queue_caller",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("ringing", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "queue", name=op.f("pk_queue_caller")),
    )
    op.create_index("ix_queue_caller_joined", "queue_caller", ["joined_at"], unique=False)

    op.create_table(
        "phone_mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_phone_mark")),
    )

    op.create_table(
        "phone_agent",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_phone_agent_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_phone_agent")),
    )
    op.create_index(op.f("ix_phone_agent_agent"), "phone_agent", ["agent"], unique=False)
