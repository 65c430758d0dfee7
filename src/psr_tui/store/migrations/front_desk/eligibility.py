"""Eligibility checks, the files they travel in, and cases."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "eligibility_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_eligibility_file_direction_known")),
        sa.CheckConstraint("state IN ('written', 'read', 'set_aside')", name=op.f("ck_eligibility_file_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_file")),
    )
    op.create_index("ux_eligibility_file_content", "eligibility_file", ["direction", "sha256"], unique=True)

    op.create_table(
        "case_policy",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("payer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("claim_number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("adjuster", sa.String(), nullable=False),
        sa.Column("adjuster_phone", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('work_comp', 'auto', 'other')", name=op.f("ck_case_policy_kind_known")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_case_policy_note_length")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_case_policy_patient_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_case_policy_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_policy")),
    )
    op.create_index("ix_case_policy_patient", "case_policy", ["patient_id"], unique=False)

    op.create_table(
        "eligibility_check",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("coverage_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("service_types", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("trace_number", sa.String(), nullable=False),
        sa.Column("control_number", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_name", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("spoke_with", sa.String(), nullable=False),
        sa.Column("reject_code", sa.String(), nullable=False),
        sa.Column("reject_follow_up", sa.String(), nullable=False),
        sa.Column("reject_level", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("copay_cents", sa.Integer(), nullable=True),
        sa.Column("deductible_left_cents", sa.Integer(), nullable=True),
        sa.Column("out_of_pocket_left_cents", sa.Integer(), nullable=True),
        sa.Column("coinsurance", sa.String(), nullable=False),
        sa.Column("plan_name", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("request_raw", sa.LargeBinary(), nullable=False),
        sa.Column("answer_raw", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('x12', 'loopback', 'phone', 'portal')", name=op.f("ck_eligibility_check_channel_known")
        ),
        sa.CheckConstraint(
            "result IN ('', 'active', 'inactive', 'unknown', 'rejected')",
            name=op.f("ck_eligibility_check_result_known"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'answered', 'failed', 'given_up')",
            name=op.f("ck_eligibility_check_state_known"),
        ),
        sa.CheckConstraint(
            "typeof(copay_cents) IN ('integer', 'null')", name=op.f("ck_eligibility_check_copay_cents_whole")
        ),
        sa.CheckConstraint(
            "typeof(deductible_left_cents) IN ('integer', 'null')",
            name=op.f("ck_eligibility_check_deductible_left_cents_whole"),
        ),
        sa.CheckConstraint(
            "typeof(out_of_pocket_left_cents) IN ('integer', 'null')",
            name=op.f("ck_eligibility_check_out_of_pocket_left_cents_whole"),
        ),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_eligibility_check_note_length")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_eligibility_check_appointment_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_eligibility_check_asked_by")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_eligibility_check_coverage_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_eligibility_check_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_check")),
    )
    op.create_index(
        "ix_eligibility_check_appointment", "eligibility_check", ["appointment_id", "asked_at"], unique=False
    )
    op.create_index("ix_eligibility_check_coverage", "eligibility_check", ["coverage_id", "asked_at"], unique=False)
    op.create_index("ix_eligibility_check_patient", "eligibility_check", ["patient_id", "asked_at"], unique=False)
    op.create_index("ix_eligibility_check_state", "eligibility_check", ["state", "asked_at"], unique=False)
    op.create_index("ux_eligibility_check_trace", "eligibility_check", ["trace_number"], unique=True)

    op.create_table(
        "expected_copay",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("coverage_id", sa.String(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_expected_copay_cents_whole")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_expected_copay_appointment_id")),
        sa.ForeignKeyConstraint(["check_id"], ["eligibility_check.id"], name=op.f("fk_expected_copay_check_id")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_expected_copay_coverage_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_expected_copay_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_copay")),
    )
    op.create_index("ix_expected_copay_visit", "expected_copay", ["appointment_id", "at"], unique=False)
