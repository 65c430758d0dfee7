"""Authorisations, their use, and referrals to others."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "authorisation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("coverage_id", sa.String(), nullable=True),
        sa.Column("payer_id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("requested", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=True),
        sa.Column("once_a_day", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("services", sa.String(), nullable=False),
        sa.Column("referred_by", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("call_name", sa.String(), nullable=False),
        sa.Column("call_phone", sa.String(), nullable=False),
        sa.Column("expedited", sa.Boolean(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("denial_code", sa.String(), nullable=False),
        sa.Column("denial_reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("counts IN ('visits', 'units')", name=op.f("ck_authorisation_counts_known")),
        sa.CheckConstraint("kind IN ('authorisation', 'referral')", name=op.f("ck_authorisation_kind_known")),
        sa.CheckConstraint(
            "state IN ('new_request', 'pending_review', 'open', 'authorised', 'denied', 'cancelled', 'closed', "
            "'incomplete')",
            name=op.f("ck_authorisation_state_known"),
        ),
        sa.CheckConstraint("typeof(approved) IN ('integer', 'null')", name=op.f("ck_authorisation_approved_whole")),
        sa.CheckConstraint("typeof(requested) IN ('integer', 'null')", name=op.f("ck_authorisation_requested_whole")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_authorisation_note_length")),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverage.id"], name=op.f("fk_authorisation_coverage_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_authorisation_patient_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["payer.id"], name=op.f("fk_authorisation_payer_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_authorisation_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
    )
    op.create_index("ix_authorisation_patient", "authorisation", ["patient_id", "ends_on"], unique=False)
    op.create_index("ix_authorisation_state", "authorisation", ["state", "due_at"], unique=False)

    op.create_table(
        "authorisation_use",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("authorisation_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.CheckConstraint("typeof(units) IN ('integer', 'null')", name=op.f("ck_authorisation_use_units_whole")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_authorisation_use_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["authorisation.id"], name=op.f("fk_authorisation_use_authorisation_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_authorisation_use_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation_use")),
    )
    op.create_index("ix_authorisation_use_appointment", "authorisation_use", ["appointment_id", "at"], unique=False)
    op.create_index("ix_authorisation_use_authorisation", "authorisation_use", ["authorisation_id", "at"], unique=False)

    op.create_table(
        "referral_out",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("icd_code", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reply_on", sa.Date(), nullable=True),
        sa.Column("reply_from", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'sent', 'scheduled', 'seen', 'reply_received', 'closed', 'declined')",
            name=op.f("ck_referral_out_state_known"),
        ),
        sa.CheckConstraint("urgency IN ('routine', 'soon', 'urgent')", name=op.f("ck_referral_out_urgency_known")),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_referral_out_note_length")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_referral_out_appointment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_referral_out_patient_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_referral_out_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_out")),
    )
    op.create_index("ix_referral_out_patient", "referral_out", ["patient_id"], unique=False)
    op.create_index("ix_referral_out_state", "referral_out", ["state", "due_on"], unique=False)
