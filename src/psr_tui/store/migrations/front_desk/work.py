"""Worklist items, records requests, disclosures and complaints."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "complaint",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("about_staff_id", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('complaint', 'grievance')", name=op.f("ck_complaint_kind_known")),
        sa.CheckConstraint(
            "state IN ('open', 'resolved_at_once', 'acknowledged', 'in_review', 'decided', 'letter_sent', 'closed')",
            name=op.f("ck_complaint_state_known"),
        ),
        sa.CheckConstraint("length(words) <= 4000", name=op.f("ck_complaint_words_length")),
        sa.ForeignKeyConstraint(["about_staff_id"], ["staff.id"], name=op.f("fk_complaint_about_staff_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_complaint_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_complaint_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_state", "complaint", ["state", "decide_by"], unique=False)

    op.create_table(
        "records_request",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_reason", sa.String(), nullable=False),
        sa.Column("extended_letter_on", sa.Date(), nullable=True),
        sa.Column("requester", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("identity_proof", sa.String(), nullable=False),
        sa.Column("authorised_until", sa.Date(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("fee_parts", sa.String(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'identity_verified', 'in_progress', 'extended', 'fulfilled', 'denied', 'withdrawn')",
            name=op.f("ck_records_request_state_known"),
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_records_request_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_request")),
    )
    op.create_index("ix_records_request_patient", "records_request", ["patient_id"], unique=False)
    op.create_index("ix_records_request_state", "records_request", ["state", "due_on"], unique=False)

    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('treatment', 'payment', 'operations', 'other')", name=op.f("ck_disclosure_purpose_known")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_disclosure_patient_id")),
        sa.ForeignKeyConstraint(["request_id"], ["records_request.id"], name=op.f("fk_disclosure_request_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_disclosure_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_patient", "disclosure", ["patient_id", "on_day"], unique=False)

    op.create_table(
        "work_item",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("assignee_id", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('task', 'left_unseen', 'eligibility', 'authorisation', 'estimate', 'unidentified', "
            "'no_show', 'missing_check_out', 'to_schedule', 'records_request', "
            "'complaint', 'referral', 'interpreter', 'duplicate', 'message')",
            name=op.f("ck_work_item_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'in_progress', 'done', 'cancelled')", name=op.f("ck_work_item_state_known")
        ),
        sa.CheckConstraint("length(title) <= 120", name=op.f("ck_work_item_title_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_work_item_appointment_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_work_item_assignee_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_work_item_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
    )
    op.create_index("ix_work_item_open", "work_item", ["state", "kind", "due_at"], unique=False)
    op.create_index("ix_work_item_patient", "work_item", ["patient_id"], unique=False)
    op.create_index(
        "ux_work_item_object",
        "work_item",
        ["kind", "object_id"],
        unique=True,
        sqlite_where=sa.text("object_id <> '' AND state IN ('open', 'in_progress')"),
    )

    op.create_table(
        "work_item_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_work_item_event_note_length")),
        sa.ForeignKeyConstraint(["item_id"], ["work_item.id"], name=op.f("fk_work_item_event_item_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_work_item_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item_event")),
    )
    op.create_index("ux_work_item_event_seq", "work_item_event", ["item_id", "seq"], unique=True)
