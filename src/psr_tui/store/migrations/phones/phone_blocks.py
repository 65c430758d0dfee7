"""Phone blocks and what reps say of themselves."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "pause_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("billable", sa.String(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("billable IN ('none', 'half', 'full')", name=op.f("ck_pause_code_billable_known")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_pause_code")),
    )

    op.create_table(
        "phone_block",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("planned_start", sa.DateTime(), nullable=False),
        sa.Column("planned_end", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("providers", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'paused', 'ended')", name=op.f("ck_phone_block_state_known")
        ),
        sa.CheckConstraint("typeof(goal) IN ('integer', 'null')", name=op.f("ck_phone_block_goal_whole")),
        sa.CheckConstraint("whose IN ('all', 'mine', 'pool')", name=op.f("ck_phone_block_whose_known")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_phone_block_note_length")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_phone_block_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_block")),
    )
    op.create_index("ix_phone_block_staff", "phone_block", ["staff_id", "planned_start"], unique=False)
    op.create_index(
        "ux_phone_block_running",
        "phone_block",
        ["staff_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('running', 'paused')"),
    )

    op.create_table(
        "rep_line",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("line_call_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("cleared_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('idle', 'ringing', 'talking', 'held', 'wrap', 'unreachable')",
            name=op.f("ck_rep_line_state_known"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rep_line_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_rep_line")),
    )

    op.create_table(
        "rep_period",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("pause_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(intent = 'paused') = (pause_code <> '')", name=op.f("ck_rep_period_pause_has_a_code")),
        sa.CheckConstraint("intent IN ('available', 'paused')", name=op.f("ck_rep_period_intent_known")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_rep_period_approved_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rep_period_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rep_period")),
    )
    op.create_index("ix_rep_period_started", "rep_period", ["started_at"], unique=False)
    op.create_index(
        "ux_rep_period_running", "rep_period", ["staff_id"], unique=True, sqlite_where=sa.text("ended_at IS NULL")
    )

    op.create_table(
        "phone_block_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("block_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["phone_block.id"], name=op.f("fk_phone_block_event_block_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_block_event")),
    )
    op.create_index("ux_phone_block_event_seq", "phone_block_event", ["block_id", "seq"], unique=True)
