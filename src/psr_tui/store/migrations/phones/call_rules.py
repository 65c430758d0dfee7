"""Caps, do-not-call, languages, missed promises, red-flag routes."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "boundary_text",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.CheckConstraint("length(words) <= 8000", name=op.f("ck_boundary_text_words_length")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_boundary_text")),
    )

    op.create_table(
        "call_cap",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("window_hours", sa.Integer(), nullable=True),
        sa.Column("calendar_day", sa.Boolean(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("scope IN ('item', 'patient', 'number')", name=op.f("ck_call_cap_scope_known")),
        sa.CheckConstraint("typeof(maximum) IN ('integer', 'null')", name=op.f("ck_call_cap_maximum_whole")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_call_cap")),
    )

    op.create_table(
        "escalation_step",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_escalation_step")),
    )

    op.create_table(
        "lease_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ahead_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_lease_clock_one_row")),
        sa.CheckConstraint("typeof(ahead_ms) IN ('integer', 'null')", name=op.f("ck_lease_clock_ahead_ms_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_clock")),
    )

    op.create_table(
        "missed_promise_rule",
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "action IN ('retry', 'next_day', 'close')", name=op.f("ck_missed_promise_rule_action_known")
        ),
        sa.PrimaryKeyConstraint("reason_code", name=op.f("pk_missed_promise_rule")),
    )

    op.create_table(
        "red_flag_phrase",
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(phrase) <= 60", name=op.f("ck_red_flag_phrase_phrase_length")),
        sa.PrimaryKeyConstraint("phrase", name=op.f("pk_red_flag_phrase")),
    )

    op.create_table(
        "boundary_read",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["boundary_text.number"], name=op.f("fk_boundary_read_number")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_boundary_read_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "number", name=op.f("pk_boundary_read")),
    )

    op.create_table(
        "do_not_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.Column("removed_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_do_not_call_added_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["staff.id"], name=op.f("fk_do_not_call_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_do_not_call")),
    )
    op.create_index(
        "ux_do_not_call_standing",
        "do_not_call",
        ["e164", "purpose"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "staff_language",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_language_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "language", name=op.f("pk_staff_language")),
    )

    op.create_table(
        "staff_day_off",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_day_off_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "day", name=op.f("pk_staff_day_off")),
    )

    op.create_table(
        "callback_view",
        sa.Column("callback_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_callback_view_callback_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_callback_view_staff_id")),
        sa.PrimaryKeyConstraint("callback_id", "staff_id", name=op.f("pk_callback_view")),
    )
