"""Messages to patients and from them."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "message_template",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.CheckConstraint("channel IN ('text', 'portal', 'letter')", name=op.f("ck_message_template_channel_known")),
        sa.CheckConstraint(
            "purpose IN ('appointment', 'results', 'billing', 'other')", name=op.f("ck_message_template_purpose_known")
        ),
        sa.CheckConstraint("length(body) <= 8000", name=op.f("ck_message_template_body_length")),
        sa.PrimaryKeyConstraint("code", "channel", "language", "number", name=op.f("pk_message_template")),
    )

    op.create_table(
        "message_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_event")),
    )
    op.create_index("ux_message_event_seq", "message_event", ["message_id", "seq"], unique=True)

    op.create_table(
        "message_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.CheckConstraint("direction IN ('out', 'results', 'in')", name=op.f("ck_message_file_direction_known")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_file_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_file")),
    )
    op.create_index("ux_message_file_digest", "message_file", ["direction", "digest"], unique=True)

    op.create_table(
        "message_in",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("callback_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "pool IN ('unsorted', 'front_desk', 'billing', 'nurses', 'refills', 'records', 'leads')",
            name=op.f("ck_message_in_pool_known"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'routed', 'taken', 'answered', 'closed')", name=op.f("ck_message_in_state_known")
        ),
        sa.CheckConstraint("length(body) <= 20000", name=op.f("ck_message_in_body_length")),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_message_in_callback_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_message_in_patient_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_message_in_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_in")),
    )
    op.create_index("ix_message_in_patient", "message_in", ["patient_id", "received_at"], unique=False)
    op.create_index("ix_message_in_state", "message_in", ["state", "pool", "received_at"], unique=False)
    op.create_index(
        "ux_message_in_external", "message_in", ["external_id"], unique=True, sqlite_where=sa.text("external_id <> ''")
    )

    op.create_table(
        "message_out",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("template_code", sa.String(), nullable=False),
        sa.Column("template_number", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("callback_id", sa.String(), nullable=True),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("gateway_id", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("queued_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("channel IN ('text', 'portal', 'letter')", name=op.f("ck_message_out_channel_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'written', 'sent', 'delivered', 'failed', 'cancelled')",
            name=op.f("ck_message_out_state_known"),
        ),
        sa.CheckConstraint("length(body) <= 8000", name=op.f("ck_message_out_body_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_message_out_appointment_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_message_out_call_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_message_out_callback_id")),
        sa.ForeignKeyConstraint(["file_id"], ["message_file.id"], name=op.f("fk_message_out_file_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_message_out_patient_id")),
        sa.ForeignKeyConstraint(["queued_by"], ["staff.id"], name=op.f("fk_message_out_queued_by")),
        sa.ForeignKeyConstraint(["reply_to"], ["message_in.id"], name=op.f("fk_message_out_reply_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_out")),
    )
    op.create_index("ix_message_out_gateway", "message_out", ["gateway_id"], unique=False)
    op.create_index("ix_message_out_patient", "message_out", ["patient_id", "queued_at"], unique=False)
    op.create_index("ix_message_out_state", "message_out", ["state", "queued_at"], unique=False)
