"""Calls, what happened in them, transfers, interpreters and scripts."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "call_script",
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.CheckConstraint("length(body) <= 20000", name=op.f("ck_call_script_body_length")),
        sa.PrimaryKeyConstraint("reason_code", "language", "direction", "number", name=op.f("pk_call_script")),
    )

    op.create_table(
        "call",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("callback_id", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_typed", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("line_call_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("caller_role", sa.String(), nullable=False),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("script_step", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("held_since", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("wrapped_at", sa.DateTime(), nullable=True),
        sa.Column("wait_seconds", sa.Integer(), nullable=False),
        sa.Column("ring_seconds", sa.Integer(), nullable=False),
        sa.Column("talk_seconds", sa.Integer(), nullable=False),
        sa.Column("hold_seconds", sa.Integer(), nullable=False),
        sa.Column("dead_seconds", sa.Integer(), nullable=False),
        sa.Column("wrap_seconds", sa.Integer(), nullable=False),
        sa.Column("transferred_from", sa.String(), nullable=True),
        sa.CheckConstraint(
            "caller_role IN ('patient', 'guardian', 'authorised', 'provider', 'payer', 'other', 'unknown')",
            name=op.f("ck_call_caller_role_known"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_call_direction_known")),
        sa.CheckConstraint(
            "state IN ('ringing', 'talking', 'held', 'wrap', 'done', 'missed')", name=op.f("ck_call_state_known")
        ),
        sa.CheckConstraint("typeof(dead_seconds) IN ('integer', 'null')", name=op.f("ck_call_dead_seconds_whole")),
        sa.CheckConstraint("typeof(hold_seconds) IN ('integer', 'null')", name=op.f("ck_call_hold_seconds_whole")),
        sa.CheckConstraint("typeof(ring_seconds) IN ('integer', 'null')", name=op.f("ck_call_ring_seconds_whole")),
        sa.CheckConstraint("typeof(talk_seconds) IN ('integer', 'null')", name=op.f("ck_call_talk_seconds_whole")),
        sa.CheckConstraint("typeof(wait_seconds) IN ('integer', 'null')", name=op.f("ck_call_wait_seconds_whole")),
        sa.CheckConstraint("typeof(wrap_seconds) IN ('integer', 'null')", name=op.f("ck_call_wrap_seconds_whole")),
        sa.CheckConstraint("length(caller_name) <= 80", name=op.f("ck_call_caller_name_length")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_call_note_length")),
        sa.CheckConstraint(
            "wait_seconds >= 0 AND talk_seconds >= 0 AND hold_seconds >= 0", name=op.f("ck_call_seconds_not_negative")
        ),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_call_callback_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_call_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_call_staff_id")),
        sa.ForeignKeyConstraint(["transferred_from"], ["call.id"], name=op.f("fk_call_transferred_from")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_number", "call", ["number", "started_at"], unique=False)
    op.create_index("ix_call_open", "call", ["staff_id", "state"], unique=False)
    op.create_index("ix_call_patient", "call", ["patient_id", "started_at"], unique=False)
    op.create_index("ix_call_started", "call", ["started_at"], unique=False)
    op.create_index(
        "ux_call_line", "call", ["line_call_id", "staff_id"], unique=True, sqlite_where=sa.text("line_call_id <> ''")
    )
    op.create_index("ux_call_talking", "call", ["staff_id"], unique=True, sqlite_where=sa.text("state = 'talking'"))

    op.create_table(
        "call_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.CheckConstraint("told_by IN ('rep', 'line', 'system')", name=op.f("ck_call_event_told_by_known")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_event_call_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_call_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_event")),
    )
    op.create_index("ux_call_event_seq", "call_event", ["call_id", "seq"], unique=True)

    op.create_table(
        "call_transfer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("to_staff_id", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("refused_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("way IN ('blind', 'attended')", name=op.f("ck_call_transfer_way_known")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_transfer_call_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_call_transfer_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_transfer")),
    )
    op.create_index("ix_call_transfer_call", "call_transfer", ["call_id"], unique=False)
    op.create_index("ix_call_transfer_to", "call_transfer", ["to_staff_id", "asked_at"], unique=False)

    op.create_table(
        "interpreter_call",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("callback_id", sa.String(), nullable=True),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("connected_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        sa.Column("own_is_minor", sa.Boolean(), nullable=False),
        sa.Column("emergency_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_interpreter_call_call_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_interpreter_call_callback_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_interpreter_call_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_interpreter_call_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_call")),
    )
    op.create_index("ix_interpreter_call_call", "interpreter_call", ["call_id"], unique=False)
    op.create_index("ix_interpreter_call_patient", "interpreter_call", ["patient_id"], unique=False)
