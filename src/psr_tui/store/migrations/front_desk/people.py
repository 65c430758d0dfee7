"""Family, permissions, restrictions, merges, versions and contacts of patients."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "contact_permission",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('voice', 'text', 'email', 'mail', 'portal')", name=op.f("ck_contact_permission_channel_known")
        ),
        sa.CheckConstraint(
            "purpose IN ('appointment', 'results', 'billing', 'other')",
            name=op.f("ck_contact_permission_purpose_known"),
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_permission_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_contact_permission_staff_id")),
        sa.PrimaryKeyConstraint("patient_id", "channel", "purpose", name=op.f("pk_contact_permission")),
    )

    op.create_table(
        "contact_person",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("may_hear", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "may_hear IN ('nothing', 'appointments', 'billing', 'everything')",
            name=op.f("ck_contact_person_may_hear_known"),
        ),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_contact_person_name_length")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_person_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
    )
    op.create_index("ix_contact_person_patient", "contact_person", ["patient_id"], unique=False)

    op.create_table(
        "family_link",
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("relative_id", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('parent', 'child', 'sibling', 'spouse', 'guardian', 'ward', 'other')",
            name=op.f("ck_family_link_relation_known"),
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_family_link_patient_id")),
        sa.ForeignKeyConstraint(["relative_id"], ["patient.id"], name=op.f("fk_family_link_relative_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_family_link_staff_id")),
        sa.PrimaryKeyConstraint("patient_id", "relative_id", name=op.f("pk_family_link")),
    )
    op.create_index("ix_family_link_relative", "family_link", ["relative_id"], unique=False)

    op.create_table(
        "patient_merge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("merged_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("kept_before", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_patient_merge_approved_by")),
        sa.ForeignKeyConstraint(["kept_id"], ["patient.id"], name=op.f("fk_patient_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["patient.id"], name=op.f("fk_patient_merge_merged_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_patient_merge_staff_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_patient_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merge")),
    )
    op.create_index("ix_patient_merge_kept", "patient_merge", ["kept_id"], unique=False)
    op.create_index(
        "ux_patient_merge_standing",
        "patient_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
    )

    op.create_table(
        "patient_restriction",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('no_booking', 'same_day_only', 'supervisor_only')", name=op.f("ck_patient_restriction_kind_known")
        ),
        sa.CheckConstraint("length(reason) <= 300", name=op.f("ck_patient_restriction_reason_length")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_patient_restriction_author_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_patient_restriction_lifted_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_restriction_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_restriction")),
    )
    op.create_index("ix_patient_restriction_patient", "patient_restriction", ["patient_id"], unique=False)

    op.create_table(
        "record_version",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_record_version_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_record_version_staff_id")),
        sa.PrimaryKeyConstraint("entity", "entity_id", "version", name=op.f("pk_record_version")),
    )
    op.create_index("ix_record_version_patient", "record_version", ["patient_id", "at"], unique=False)

    op.create_table(
        "alert_seen",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["patient_alert.id"], name=op.f("fk_alert_seen_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_seen_staff_id")),
        sa.PrimaryKeyConstraint("alert_id", "staff_id", "day", name=op.f("pk_alert_seen")),
    )

    op.create_table(
        "patient_merge_move",
        sa.Column("merge_id", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["patient_merge.id"], name=op.f("fk_patient_merge_move_merge_id")),
        sa.PrimaryKeyConstraint("merge_id", "table_name", "row_key", name=op.f("pk_patient_merge_move")),
    )

    op.create_table(
        "contact_log",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('voice', 'text', 'email', 'mail', 'portal', 'in_person')",
            name=op.f("ck_contact_log_channel_known"),
        ),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_contact_log_direction_known")),
        sa.CheckConstraint(
            "kind IN ('appointment', 'insurance', 'financial', 'recall', 'other')",
            name=op.f("ck_contact_log_kind_known"),
        ),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_contact_log_note_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_contact_log_appointment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_log_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_contact_log_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_log")),
    )
    op.create_index("ix_contact_log_patient", "contact_log", ["patient_id", "at"], unique=False)
