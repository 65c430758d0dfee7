"""Scorecards, reviews and service clocks."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "scorecard",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("typeof(pass_percent) IN ('integer', 'null')", name=op.f("ck_scorecard_pass_percent_whole")),
        sa.CheckConstraint("length(label) <= 80", name=op.f("ck_scorecard_label_length")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_scorecard")),
    )

    op.create_table(
        "service_hours",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("until_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_minute < until_minute", name=op.f("ck_service_hours_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("calendar", "weekday", "from_minute", name=op.f("pk_service_hours")),
    )

    op.create_table(
        "service_policy",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("stops_in", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_policy")),
    )

    op.create_table(
        "scorecard_checkpoint",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("scorecard", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("instant_fail", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("typeof(points) IN ('integer', 'null')", name=op.f("ck_scorecard_checkpoint_points_whole")),
        sa.CheckConstraint("length(words) <= 300", name=op.f("ck_scorecard_checkpoint_words_length")),
        sa.ForeignKeyConstraint(["scorecard"], ["scorecard.code"], name=op.f("fk_scorecard_checkpoint_scorecard")),
        sa.PrimaryKeyConstraint("scorecard", "position", name=op.f("pk_scorecard_checkpoint")),
    )

    op.create_table(
        "service_clock",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("running_since", sa.DateTime(), nullable=True),
        sa.Column("used_seconds", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(), nullable=True),
        sa.Column("missed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('active', 'met', 'missed', 'active_missed')", name=op.f("ck_service_clock_status_known")
        ),
        sa.CheckConstraint(
            "typeof(used_seconds) IN ('integer', 'null')", name=op.f("ck_service_clock_used_seconds_whole")
        ),
        sa.ForeignKeyConstraint(["policy"], ["service_policy.code"], name=op.f("fk_service_clock_policy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_clock")),
    )
    op.create_index("ix_service_clock_status", "service_clock", ["status", "deadline"], unique=False)
    op.create_index("ux_service_clock_object", "service_clock", ["object_kind", "object_id", "policy"], unique=True)

    op.create_table(
        "qa_review",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("scorecard", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("scored_by", sa.String(), nullable=True),
        sa.Column("scored_at", sa.DateTime(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("of_points", sa.Integer(), nullable=True),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("dispute_by", sa.DateTime(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(), nullable=True),
        sa.Column("dispute_words", sa.String(), nullable=False),
        sa.Column("answer_by", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answer_words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'passed', 'failed', 'disputed', 'upheld', 'overturned')",
            name=op.f("ck_qa_review_state_known"),
        ),
        sa.CheckConstraint("typeof(of_points) IN ('integer', 'null')", name=op.f("ck_qa_review_of_points_whole")),
        sa.CheckConstraint("typeof(points) IN ('integer', 'null')", name=op.f("ck_qa_review_points_whole")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_qa_review_answered_by")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_qa_review_call_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["staff.id"], name=op.f("fk_qa_review_claimed_by")),
        sa.ForeignKeyConstraint(["scorecard"], ["scorecard.code"], name=op.f("fk_qa_review_scorecard")),
        sa.ForeignKeyConstraint(["scored_by"], ["staff.id"], name=op.f("fk_qa_review_scored_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_qa_review_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qa_review")),
    )
    op.create_index("ix_qa_review_rep", "qa_review", ["staff_id", "scored_at"], unique=False)
    op.create_index("ix_qa_review_state", "qa_review", ["state", "answer_by"], unique=False)
    op.create_index("ux_qa_review_call", "qa_review", ["call_id", "scorecard"], unique=True)
    op.create_index(
        "ux_qa_review_claim", "qa_review", ["claimed_by"], unique=True, sqlite_where=sa.text("state = 'claimed'")
    )

    op.create_table(
        "qa_mark",
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("instant_fail", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["qa_review.id"], name=op.f("fk_qa_mark_review_id")),
        sa.PrimaryKeyConstraint("review_id", "position", name=op.f("pk_qa_mark")),
    )
