"""Templates, absences, series, the wait list and recalls."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "slot_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("booking_limit", sa.Integer(), nullable=False),
        sa.Column("visit_types", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.CheckConstraint("release IN ('', 'day', 'week')", name=op.f("ck_slot_code_release_known")),
        sa.CheckConstraint(
            "typeof(booking_limit) IN ('integer', 'null')", name=op.f("ck_slot_code_booking_limit_whole")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_slot_code")),
    )

    op.create_table(
        "provider_template",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("first_slot", sa.String(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_template_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_template")),
    )
    op.create_index(
        "ix_provider_template_provider", "provider_template", ["provider_id", "weekday", "starts_on"], unique=False
    )

    op.create_table(
        "absence",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("room_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("visit_types", sa.String(), nullable=False),
        sa.Column("emergency_only", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('practice', 'provider', 'room', 'blockout')", name=op.f("ck_absence_kind_known")),
        sa.CheckConstraint(
            "reason IN ('out', 'vacation', 'lunch', 'holiday', 'closed', 'meeting', 'reserved', 'other')",
            name=op.f("ck_absence_reason_known"),
        ),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_absence_note_length")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_absence_provider_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_absence_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_starts", "absence", ["starts_at", "ends_at"], unique=False)

    op.create_table(
        "recall",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_instead", sa.Date(), nullable=True),
        sa.Column("suppressed_until", sa.Date(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("last_reminded_on", sa.Date(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'booked', 'closed')", name=op.f("ck_recall_state_known")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_recall_patient_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_recall_provider_id")),
        sa.ForeignKeyConstraint(["visit_type"], ["visit_type.code"], name=op.f("fk_recall_visit_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    op.create_index("ix_recall_due", "recall", ["state", "due_on"], unique=False)
    op.create_index("ux_recall_patient_type", "recall", ["patient_id", "kind"], unique=True)

    op.create_table(
        "series",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_series_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )

    op.create_table(
        "wait_list",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("day_parts", sa.String(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'booked', 'closed')", name=op.f("ck_wait_list_state_known")),
        sa.CheckConstraint("typeof(priority) IN ('integer', 'null')", name=op.f("ck_wait_list_priority_whole")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_wait_list_note_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_wait_list_appointment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_wait_list_patient_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_wait_list_provider_id")),
        sa.ForeignKeyConstraint(["visit_type"], ["visit_type.code"], name=op.f("fk_wait_list_visit_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_list")),
    )
    op.create_index("ix_wait_list_patient", "wait_list", ["patient_id"], unique=False)
    op.create_index("ix_wait_list_state", "wait_list", ["state", "priority"], unique=False)

    op.create_table(
        "wait_list_offer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.CheckConstraint(
            "result IN ('unable', 'waiting', 'viewed', 'moved', 'gone', 'declined_time', 'declined_all', 'expired', "
            "'cancelled')",
            name=op.f("ck_wait_list_offer_result_known"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["wait_list.id"], name=op.f("fk_wait_list_offer_entry_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_wait_list_offer_provider_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_wait_list_offer_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_list_offer")),
    )
    op.create_index("ix_wait_list_offer_entry", "wait_list_offer", ["entry_id", "sent_at"], unique=False)
