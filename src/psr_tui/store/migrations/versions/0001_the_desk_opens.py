"""The desk opens: every table of the first schema, and its triggers.

Names columns as they were; never imports the table classes.
"""

import sqlalchemy as sa
from alembic import op

from psr_tui.store.migrations import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables()
    for make in triggers.ALL:
        for statement in make():
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("psr-tui does not migrate backwards; restore the copy made before the update")


def _tables() -> None:

    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sign_in_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_actor", "audit", ["actor", "at"], unique=False)
    op.create_index("ix_audit_entity", "audit", ["entity", "entity_id"], unique=False)
    op.create_table(
        "cadence",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("spacing_minutes", sa.String(), nullable=False),
        sa.Column("afterwards", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cadence")),
    )
    op.create_table(
        "call_outcome",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("digit", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("retry", sa.String(), nullable=False),
        sa.Column("retry_minutes", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("human", sa.Boolean(), nullable=False),
        sa.Column("right_person", sa.Boolean(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("closes_number", sa.Boolean(), nullable=False),
        sa.Column("do_not_call", sa.Boolean(), nullable=False),
        sa.Column("needs_time", sa.Boolean(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("least_talk_seconds", sa.Integer(), nullable=False),
        sa.Column("system", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_call_outcome")),
    )
    op.create_table(
        "call_window",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("until_hour", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", "weekday", name=op.f("pk_call_window")),
    )
    op.create_table(
        "callback_tally",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("blocked", sa.String(), nullable=False),
        sa.Column("window_key", sa.String(), nullable=False),
        sa.Column("due_hour", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.CheckConstraint("typeof(items) IN ('integer', 'null')", name=op.f("ck_callback_tally_items_whole")),
        sa.PrimaryKeyConstraint("state", "blocked", "window_key", "due_hour", name=op.f("pk_callback_tally")),
    )
    op.create_table(
        "clinic",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("neutral_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("idle_lock_seconds", sa.Integer(), nullable=False),
        sa.Column("sign_out_seconds", sa.Integer(), nullable=False),
        sa.Column("privacy_mode", sa.Boolean(), nullable=False),
        sa.Column("finished_visible_minutes", sa.Integer(), nullable=False),
        sa.Column("wait_warn_minutes", sa.Integer(), nullable=False),
        sa.Column("wait_alarm_minutes", sa.Integer(), nullable=False),
        sa.Column("approval_threshold_cents", sa.Integer(), nullable=False),
        sa.Column("drawer_maximum_cents", sa.Integer(), nullable=False),
        sa.Column("count_attempts_before_supervisor", sa.Integer(), nullable=False),
        sa.Column("cut_off_hour", sa.Integer(), nullable=False),
        sa.Column("office_days", sa.String(), nullable=False),
        sa.Column("office_from_hour", sa.Integer(), nullable=False),
        sa.Column("office_until_hour", sa.Integer(), nullable=False),
        sa.Column("call_from_hour", sa.Integer(), nullable=False),
        sa.Column("call_until_hour", sa.Integer(), nullable=False),
        sa.Column("lease_minutes", sa.Integer(), nullable=False),
        sa.Column("personal_overdue_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "typeof(approval_threshold_cents) IN ('integer', 'null')",
            name=op.f("ck_clinic_approval_threshold_cents_whole"),
        ),
        sa.CheckConstraint(
            "typeof(drawer_maximum_cents) IN ('integer', 'null')", name=op.f("ck_clinic_drawer_maximum_cents_whole")
        ),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_clinic_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
    )
    op.create_table(
        "closed_day",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "consent_kind",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("months_valid", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_consent_kind")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("typeof(value) IN ('integer', 'null')", name=op.f("ck_counter_value_whole")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "different_people",
        sa.Column("patient_a", sa.String(), nullable=False),
        sa.Column("patient_b", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("patient_a", "patient_b", name=op.f("pk_different_people")),
    )
    op.create_table(
        "drawer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("float_cents", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("typeof(float_cents) IN ('integer', 'null')", name=op.f("ck_drawer_float_cents_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer")),
        sa.UniqueConstraint("code", name=op.f("uq_drawer_code")),
    )
    op.create_table(
        "name_deletion",
        sa.Column("deletion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("deletion", "part", name=op.f("pk_name_deletion")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mrn", sa.Integer(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("earlier_names", sa.String(), nullable=False),
        sa.Column("last_folded", sa.String(), nullable=False),
        sa.Column("first_folded", sa.String(), nullable=False),
        sa.Column("dob", sa.Date(), nullable=True),
        sa.Column("dob_estimated", sa.Boolean(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("street2", sa.String(), nullable=False),
        sa.Column("street_key", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip_code", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("contact_note", sa.String(), nullable=False),
        sa.Column("restriction", sa.String(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("guarantor_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_patient_sex_known")),
        sa.CheckConstraint("length(first_name) <= 80", name=op.f("ck_patient_first_name_length")),
        sa.CheckConstraint("length(last_name) <= 80", name=op.f("ck_patient_last_name_length")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_patient_note_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("mrn", name=op.f("uq_patient_mrn")),
    )
    op.create_index("ix_patient_dob", "patient", ["dob", "last_folded"], unique=False)
    op.create_index("ix_patient_first", "patient", ["first_folded", "last_folded"], unique=False)
    op.create_index("ix_patient_list", "patient", ["id", "last_folded", "first_folded", "mrn"], unique=False)
    op.create_index("ix_patient_name", "patient", ["last_folded", "first_folded", "dob"], unique=False)
    op.create_index("ix_patient_street", "patient", ["street_key", "zip_code"], unique=False)
    op.create_index(
        "ux_patient_source", "patient", ["source", "source_id"], unique=True, sqlite_where=sa.text("source_id <> ''")
    )
    op.create_table(
        "payer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_payer_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer")),
        sa.UniqueConstraint("name", name=op.f("uq_payer_name")),
    )
    op.create_index(op.f("ix_payer_name_folded"), "payer", ["name_folded"], unique=False)
    op.create_table(
        "provider",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("npi", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
    )
    op.create_index(op.f("ix_provider_code"), "provider", ["code"], unique=False)
    op.create_index(
        "ux_provider_source", "provider", ["source", "source_id"], unique=True, sqlite_where=sa.text("source_id <> ''")
    )
    op.create_table(
        "reason_code",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("needs_comment", sa.Boolean(), nullable=False),
        sa.Column("needs_approver", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(label) <= 80", name=op.f("ck_reason_code_label_length")),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_reason_code")),
    )
    op.create_table(
        "staff",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('rep', 'lead', 'supervisor', 'administrator')", name=op.f("ck_staff_role_known")),
        sa.CheckConstraint("length(login) <= 40", name=op.f("ck_staff_login_length")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_staff_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "topic",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_topic")),
    )
    op.create_table(
        "visit_type",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("preparation", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_visit_type")),
    )
    op.create_table(
        "appointment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("local_start", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_at", sa.DateTime(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("coverage_choice", sa.String(), nullable=False),
        sa.Column("coverage_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('scheduled', 'walk_in', 'urgent', 'phone', 'group', 'past')",
            name=op.f("ck_appointment_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'booked', 'arrived', 'checked_in', 'roomed', 'checked_out', 'cancelled', 'rescheduled', 'no_show', 'left_unseen', 'entered_in_error')",
            name=op.f("ck_appointment_state_known"),
        ),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_appointment_note_length")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_appointment_patient_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_appointment_provider_id")),
        sa.ForeignKeyConstraint(["visit_type"], ["visit_type.code"], name=op.f("fk_appointment_visit_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_day", "appointment", ["local_date", "local_start", "id"], unique=False)
    op.create_index("ix_appointment_day_state", "appointment", ["local_date", "state"], unique=False)
    op.create_index("ix_appointment_patient", "appointment", ["patient_id", "local_date"], unique=False)
    op.create_index(
        "ux_appointment_source",
        "appointment",
        ["source", "source_id"],
        unique=True,
        sqlite_where=sa.text("source_id <> ''"),
    )
    op.create_table(
        "coverage",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("payer_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_name", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("group_number", sa.String(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("subscriber_name", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("copay_cents", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("verified_result", sa.String(), nullable=False),
        sa.Column("verified_how", sa.String(), nullable=False),
        sa.Column("card_seen_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.CheckConstraint(
            "relationship IN ('self', 'spouse', 'child', 'other')", name=op.f("ck_coverage_relationship_known")
        ),
        sa.CheckConstraint("typeof(copay_cents) IN ('integer', 'null')", name=op.f("ck_coverage_copay_cents_whole")),
        sa.CheckConstraint(
            "verified_result IN ('', 'active', 'inactive', 'unknown')", name=op.f("ck_coverage_verified_result_known")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_coverage_patient_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_coverage_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    op.create_index("ix_coverage_patient", "coverage", ["patient_id", "position"], unique=False)
    op.create_index(
        "ux_coverage_source", "coverage", ["source", "source_id"], unique=True, sqlite_where=sa.text("source_id <> ''")
    )
    op.create_table(
        "draft",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(body) <= 20000", name=op.f("ck_draft_body_length")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_draft_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "form", "subject_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "drawer_session",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("drawer_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("float_expected_cents", sa.Integer(), nullable=False),
        sa.Column("float_counted_cents", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("witness_id", sa.String(), nullable=True),
        sa.Column("difference_reason", sa.String(), nullable=False),
        sa.Column("difference_comment", sa.String(), nullable=False),
        sa.Column("deposit_bag", sa.String(), nullable=False),
        sa.Column("z_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (z_number IS NOT NULL)",
            name=op.f("ck_drawer_session_closed_complete"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'suspended', 'counting', 'counted', 'approved', 'closed')",
            name=op.f("ck_drawer_session_state_known"),
        ),
        sa.CheckConstraint(
            "typeof(float_counted_cents) IN ('integer', 'null')",
            name=op.f("ck_drawer_session_float_counted_cents_whole"),
        ),
        sa.CheckConstraint(
            "typeof(float_expected_cents) IN ('integer', 'null')",
            name=op.f("ck_drawer_session_float_expected_cents_whole"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> staff_id", name=op.f("ck_drawer_session_approver_is_another")
        ),
        sa.CheckConstraint("float_counted_cents >= 0", name=op.f("ck_drawer_session_float_not_negative")),
        sa.CheckConstraint(
            "witness_id IS NULL OR witness_id <> staff_id", name=op.f("ck_drawer_session_witness_is_another")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_drawer_session_approved_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_drawer_session_closed_by")),
        sa.ForeignKeyConstraint(["drawer_id"], ["drawer.id"], name=op.f("fk_drawer_session_drawer_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drawer_session_staff_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["staff.id"], name=op.f("fk_drawer_session_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_session")),
        sa.UniqueConstraint("z_number", name=op.f("uq_drawer_session_z_number")),
    )
    op.create_index("ix_drawer_session_closed", "drawer_session", ["drawer_id", "closed_at"], unique=False)
    op.create_index(
        "ux_drawer_session_live",
        "drawer_session",
        ["drawer_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "ux_drawer_session_rep",
        "drawer_session",
        ["staff_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'suspended', 'counting')"),
    )
    op.create_table(
        "patient_alert",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("length(text) <= 300", name=op.f("ck_patient_alert_text_length")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_alert_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_alert")),
    )
    op.create_index("ix_patient_alert_patient", "patient_alert", ["patient_id"], unique=False)
    op.create_table(
        "patient_name_part",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_name_part_patient_id")),
        sa.PrimaryKeyConstraint("part", "patient_id", "kind", name=op.f("pk_patient_name_part")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_patient_name_part_patient", "patient_name_part", ["patient_id"], unique=False)
    op.create_table(
        "patient_phone",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voicemail", sa.String(), nullable=False),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("may_text", sa.Boolean(), nullable=False),
        sa.Column("wrong_since", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "voicemail IN ('none', 'callback_only', 'detailed')", name=op.f("ck_patient_phone_voicemail_known")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_phone_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_phone")),
    )
    op.create_index("ix_patient_phone_e164", "patient_phone", ["e164"], unique=False)
    op.create_index("ix_patient_phone_last_four", "patient_phone", ["last_four"], unique=False)
    op.create_index("ix_patient_phone_patient", "patient_phone", ["patient_id", "position"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_staff_id"), "sign_in", ["staff_id"], unique=False)
    op.create_table(
        "staff_preference",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_preference_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "name", name=op.f("pk_staff_preference")),
    )
    op.create_table(
        "appointment_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("reason_kind", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("batch_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_event_appointment_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_appointment_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_event")),
        sa.UniqueConstraint("undoes", name=op.f("uq_appointment_event_undoes")),
    )
    op.create_index(op.f("ix_appointment_event_batch_id"), "appointment_event", ["batch_id"], unique=False)
    op.create_index("ix_appointment_event_staff", "appointment_event", ["staff_id", "at"], unique=False)
    op.create_index("ux_appointment_event_seq", "appointment_event", ["appointment_id", "seq"], unique=True)
    op.create_table(
        "callback",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("phone_id", sa.String(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("patient_zone", sa.String(), nullable=False),
        sa.Column("window_key", sa.String(), nullable=False),
        sa.Column("blocked", sa.String(), nullable=False),
        sa.Column("ladder", sa.String(), nullable=False),
        sa.Column("promise", sa.Boolean(), nullable=False),
        sa.Column("red_flag", sa.Boolean(), nullable=False),
        sa.Column("group_rank", sa.Integer(), nullable=False),
        sa.Column("order_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("dialed_at", sa.DateTime(), nullable=True),
        sa.Column("connected_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("wanted_for", sa.DateTime(), nullable=True),
        sa.Column("last_outcome", sa.String(), nullable=False),
        sa.Column("last_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("route_asked_at", sa.DateTime(), nullable=True),
        sa.Column("route_answered_at", sa.DateTime(), nullable=True),
        sa.Column("where_now", sa.String(), nullable=False),
        sa.Column("exact_words", sa.String(), nullable=False),
        sa.Column("callback_number", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('claimed', 'dialing', 'wrap')) = (claimed_by IS NOT NULL)",
            name=op.f("ck_callback_claim_has_a_holder"),
        ),
        sa.CheckConstraint("priority IN ('urgent', 'high', 'normal', 'low')", name=op.f("ck_callback_priority_known")),
        sa.CheckConstraint(
            "state IN ('open', 'claimed', 'dialing', 'wrap', 'done', 'routed', 'exhausted', 'cancelled', 'expired')",
            name=op.f("ck_callback_state_known"),
        ),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_callback_note_length")),
        sa.ForeignKeyConstraint(["claimed_by"], ["staff.id"], name=op.f("fk_callback_claimed_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_callback_closed_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_callback_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_callback_patient_id")),
        sa.ForeignKeyConstraint(["phone_id"], ["patient_phone.id"], name=op.f("fk_callback_phone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index(
        "ix_callback_due", "callback", ["state", "blocked", "due_at", "requested_at", "attempts", "id"], unique=False
    )
    op.create_index(
        "ix_callback_order",
        "callback",
        [
            "state",
            "blocked",
            "window_key",
            "group_rank",
            "order_at",
            "due_at",
            "requested_at",
            "attempts",
            "id",
            "owner_id",
            "promise",
        ],
        unique=False,
    )
    op.create_index("ix_callback_owner", "callback", ["owner_id", "state", "due_at"], unique=False)
    op.create_index("ix_callback_patient", "callback", ["patient_id", "state"], unique=False)
    op.create_index(
        "ix_callback_window", "callback", ["state", "blocked", "window_key", "due_at", "owner_id"], unique=False
    )
    op.create_index(
        "ux_callback_one_claim", "callback", ["claimed_by"], unique=True, sqlite_where=sa.text("claimed_by IS NOT NULL")
    )
    op.create_index(
        "ux_callback_open_reason",
        "callback",
        ["patient_id", "reason_code"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'claimed', 'dialing', 'wrap', 'exhausted') AND red_flag = 0"),
    )
    op.create_table(
        "charge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('copay', 'visit', 'past_balance', 'fee', 'deposit')", name=op.f("ck_charge_kind_known")
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_charge_appointment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_charge_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
    )
    op.create_index("ix_charge_appointment", "charge", ["appointment_id"], unique=False)
    op.create_index("ix_charge_patient", "charge", ["patient_id", "service_date"], unique=False)
    op.create_table(
        "check_in_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('done', 'deferred', 'declined', 'overridden', 'reopened')",
            name=op.f("ck_check_in_step_answer_known"),
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_check_in_step_appointment_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_check_in_step_approved_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_check_in_step_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_step")),
    )
    op.create_index("ux_check_in_step_seq", "check_in_step", ["appointment_id", "item", "seq"], unique=True)
    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer IN ('signed', 'refused')", name=op.f("ck_consent_answer_known")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_consent_appointment_id")),
        sa.ForeignKeyConstraint(["kind"], ["consent_kind.code"], name=op.f("fk_consent_kind")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_consent_patient_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_consent_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_patient", "consent", ["patient_id", "kind", "signed_on"], unique=False)
    op.create_table(
        "count_attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("counted_by", sa.String(), nullable=False),
        sa.CheckConstraint("purpose IN ('opening', 'closing', 'drop')", name=op.f("ck_count_attempt_purpose_known")),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_count_attempt_attempt_from_one")),
        sa.ForeignKeyConstraint(["counted_by"], ["staff.id"], name=op.f("fk_count_attempt_counted_by")),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_count_attempt_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_attempt")),
    )
    op.create_index("ux_count_attempt", "count_attempt", ["session_id", "purpose", "attempt"], unique=True)
    op.create_table(
        "day_report",
        sa.Column("z_number", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("grand_total_cents", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_day_report_session_id")),
        sa.PrimaryKeyConstraint("z_number", name=op.f("pk_day_report")),
        sa.UniqueConstraint("session_id", name=op.f("uq_day_report_session_id")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("sign_in_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("receipt_number", sa.Integer(), nullable=True),
        sa.Column("reverses", sa.String(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("bag", sa.String(), nullable=False),
        sa.Column("witness_id", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('opening_funds', 'charge', 'payment', 'void', 'refund', 'adjustment', 'float_in', 'opening_gap', 'drop', 'pay_in', 'pay_out', 'over_short', 'deposit', 'settlement', 'float_out')",
            name=op.f("ck_journal_kind_known"),
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_journal_appointment_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_journal_approved_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_journal_patient_id")),
        sa.ForeignKeyConstraint(["reverses"], ["journal.id"], name=op.f("fk_journal_reverses")),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_journal_session_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_journal_staff_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["staff.id"], name=op.f("fk_journal_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_journal_receipt_number")),
        sa.UniqueConstraint("reverses", name=op.f("uq_journal_reverses")),
    )
    op.create_index("ix_journal_day", "journal", ["business_date"], unique=False)
    op.create_index("ix_journal_patient", "journal", ["patient_id", "at"], unique=False)
    op.create_index("ix_journal_session", "journal", ["session_id", "at"], unique=False)
    op.create_table(
        "callback_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("callback_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("voicemail", sa.String(), nullable=False),
        sa.Column("talk_seconds", sa.Integer(), nullable=True),
        sa.Column("due_before", sa.DateTime(), nullable=True),
        sa.Column("due_after", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_callback_event_callback_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_callback_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_event")),
    )
    op.create_index("ix_callback_event_number", "callback_event", ["number", "at"], unique=False)
    op.create_index("ix_callback_event_staff", "callback_event", ["staff_id", "kind", "at"], unique=False)
    op.create_index("ux_callback_event_seq", "callback_event", ["callback_id", "seq"], unique=True)
    op.create_table(
        "count_line",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("form IN ('loose', 'roll', 'strap')", name=op.f("ck_count_line_form_known")),
        sa.CheckConstraint("kind IN ('bill', 'coin')", name=op.f("ck_count_line_kind_known")),
        sa.CheckConstraint("typeof(quantity) IN ('integer', 'null')", name=op.f("ck_count_line_quantity_whole")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_count_line_quantity_not_negative")),
        sa.CheckConstraint(
            "unit_cents IN (1, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000)",
            name=op.f("ck_count_line_unit_known"),
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["count_attempt.id"], name=op.f("fk_count_line_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "kind", "unit_cents", "form", name=op.f("pk_count_line")),
    )
    op.create_table(
        "count_paper",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("journal_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["count_attempt.id"], name=op.f("fk_count_paper_attempt_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_count_paper_journal_id")),
        sa.PrimaryKeyConstraint("attempt_id", "journal_id", "position", name=op.f("pk_count_paper")),
    )
    op.create_table(
        "count_tender",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("tender", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("counted_cents", sa.BigInteger(), nullable=False),
        sa.Column("expected_cents", sa.BigInteger(), nullable=False),
        sa.Column("counted_papers", sa.Integer(), nullable=False),
        sa.Column("expected_papers", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "typeof(counted_cents) IN ('integer', 'null')", name=op.f("ck_count_tender_counted_cents_whole")
        ),
        sa.CheckConstraint(
            "typeof(expected_cents) IN ('integer', 'null')", name=op.f("ck_count_tender_expected_cents_whole")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["count_attempt.id"], name=op.f("fk_count_tender_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "tender", "terminal", name=op.f("pk_count_tender")),
    )
    op.create_table(
        "ledger_line",
        sa.Column("journal_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("drawer_id", sa.String(), nullable=True),
        sa.Column("tender", sa.String(), nullable=False),
        sa.Column("charge_id", sa.String(), nullable=True),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("tendered_cents", sa.Integer(), nullable=True),
        sa.Column("change_cents", sa.Integer(), nullable=True),
        sa.Column("card_brand", sa.String(), nullable=False),
        sa.Column("card_last_four", sa.String(), nullable=False),
        sa.Column("authorisation", sa.String(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.CheckConstraint(
            "account IN ('till', 'checks', 'cards', 'other_tender', 'float', 'safe', 'deposit_bag', 'settlement', 'receivable', 'unapplied', 'income', 'adjustment', 'over_short', 'opening_gap', 'petty_cash', 'transit', 'equity')",
            name=op.f("ck_ledger_line_account_known"),
        ),
        sa.CheckConstraint(
            "card_last_four = '' OR card_last_four GLOB '[0-9][0-9][0-9][0-9]'",
            name=op.f("ck_ledger_line_last_four_only"),
        ),
        sa.CheckConstraint(
            "tender IN ('', 'CASH', 'CHK', 'MO', 'CARD', 'HSA', 'ACH', 'PORT', 'OTH')",
            name=op.f("ck_ledger_line_tender_known"),
        ),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_ledger_line_cents_whole")),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_ledger_line_cents_not_zero")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_ledger_line_charge_id")),
        sa.ForeignKeyConstraint(["drawer_id"], ["drawer.id"], name=op.f("fk_ledger_line_drawer_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_ledger_line_journal_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_ledger_line_patient_id")),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_ledger_line_session_id")),
        sa.PrimaryKeyConstraint("journal_id", "position", name=op.f("pk_ledger_line")),
    )
    op.create_index("ix_ledger_line_charge", "ledger_line", ["charge_id", "cents"], unique=False)
    op.create_index("ix_ledger_line_drawer", "ledger_line", ["drawer_id", "account", "cents"], unique=False)
    op.create_index("ix_ledger_line_patient", "ledger_line", ["patient_id", "account", "cents"], unique=False)
    op.create_index(
        "ix_ledger_line_session", "ledger_line", ["session_id", "account", "tender", "terminal", "cents"], unique=False
    )
    op.create_table(
        "receipt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("journal_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_receipt_journal_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_receipt_patient_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_receipt")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_receipt_journal_id")),
    )
    op.create_index(op.f("ix_receipt_patient_id"), "receipt", ["patient_id"], unique=False)
    op.create_table(
        "receipt_print",
        sa.Column("receipt_number", sa.Integer(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["receipt_number"], ["receipt.number"], name=op.f("fk_receipt_print_receipt_number")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_receipt_print_staff_id")),
        sa.PrimaryKeyConstraint("receipt_number", "copy_number", name=op.f("pk_receipt_print")),
    )
