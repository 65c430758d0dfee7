"""Rooms, delays, waits, care, follow-up orders and services of a visit."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "provider_delay",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.CheckConstraint("typeof(minutes) IN ('integer', 'null')", name=op.f("ck_provider_delay_minutes_whole")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_delay_provider_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_provider_delay_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_delay")),
    )
    op.create_index("ix_provider_delay_day", "provider_delay", ["day", "provider_id", "at"], unique=False)

    op.create_table(
        "room",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_room_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("name", name=op.f("uq_room_name")),
    )

    op.create_table(
        "care_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("job_number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('private_area', 'interpreter', 'accessibility', 'other')", name=op.f("ck_care_note_kind_known")
        ),
        sa.CheckConstraint("length(asked) <= 300", name=op.f("ck_care_note_asked_length")),
        sa.CheckConstraint("length(done) <= 300", name=op.f("ck_care_note_done_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_care_note_appointment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_care_note_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_care_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_note")),
    )
    op.create_index("ix_care_note_at", "care_note", ["at"], unique=False)
    op.create_index("ix_care_note_patient", "care_note", ["patient_id", "at"], unique=False)

    op.create_table(
        "follow_up_order",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("booked_as", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'booked', 'to_schedule', 'declined')", name=op.f("ck_follow_up_order_state_known")
        ),
        sa.CheckConstraint("typeof(count) IN ('integer', 'null')", name=op.f("ck_follow_up_order_count_whole")),
        sa.CheckConstraint("unit IN ('days', 'weeks', 'months', 'years')", name=op.f("ck_follow_up_order_unit_known")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_follow_up_order_appointment_id")),
        sa.ForeignKeyConstraint(["booked_as"], ["appointment.id"], name=op.f("fk_follow_up_order_booked_as")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_follow_up_order_patient_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_follow_up_order_provider_id")),
        sa.ForeignKeyConstraint(["visit_type"], ["visit_type.code"], name=op.f("fk_follow_up_order_visit_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_order")),
    )
    op.create_index("ix_follow_up_order_appointment", "follow_up_order", ["appointment_id"], unique=False)
    op.create_index("ix_follow_up_order_patient", "follow_up_order", ["patient_id", "state"], unique=False)

    op.create_table(
        "visit_service",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("icd_code", sa.String(), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=True),
        sa.Column("handed_by", sa.String(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("typeof(quantity) IN ('integer', 'null')", name=op.f("ck_visit_service_quantity_whole")),
        sa.CheckConstraint("length(label) <= 80", name=op.f("ck_visit_service_label_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_visit_service_appointment_id")),
        sa.ForeignKeyConstraint(["handed_by"], ["staff.id"], name=op.f("fk_visit_service_handed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_service")),
    )
    op.create_index("ix_visit_service_appointment", "visit_service", ["appointment_id"], unique=False)

    op.create_table(
        "wait_talk",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=False),
        sa.Column("told_minutes", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('waits', 'rescheduled', 'left', 'other')", name=op.f("ck_wait_talk_answer_known")
        ),
        sa.CheckConstraint(
            "typeof(waited_minutes) IN ('integer', 'null')", name=op.f("ck_wait_talk_waited_minutes_whole")
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_wait_talk_appointment_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_wait_talk_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_talk")),
    )
    op.create_index("ix_wait_talk_appointment", "wait_talk", ["appointment_id", "at"], unique=False)

    op.create_table(
        "visit_day_close",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_day_close_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_day_close")),
    )
    op.create_index("ix_visit_day_close_day", "visit_day_close", ["day", "closed_at"], unique=False)
