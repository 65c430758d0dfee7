"""Prices and estimates."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables and their indexes."""
    op.create_table(
        "service_price",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_service_price_cents_whole")),
        sa.CheckConstraint("length(label) <= 80", name=op.f("ck_service_price_label_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_price")),
    )
    op.create_index(op.f("ix_service_price_visit_type"), "service_price", ["visit_type"], unique=False)

    op.create_table(
        "estimate",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.Column("given_how", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("why_replaced", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('good_faith', 'benefits')", name=op.f("ck_estimate_kind_known")),
        sa.CheckConstraint("reason IN ('scheduled', 'requested')", name=op.f("ck_estimate_reason_known")),
        sa.CheckConstraint("state IN ('due', 'given', 'replaced', 'not_needed')", name=op.f("ck_estimate_state_known")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_estimate_appointment_id")),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_estimate_given_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_estimate_patient_id")),
        sa.ForeignKeyConstraint(["replaces"], ["estimate.id"], name=op.f("fk_estimate_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate")),
    )
    op.create_index("ix_estimate_appointment", "estimate", ["appointment_id"], unique=False)
    op.create_index("ix_estimate_due", "estimate", ["state", "due_on"], unique=False)
    op.create_index("ix_estimate_patient", "estimate", ["patient_id", "started_at"], unique=False)

    op.create_table(
        "estimate_line",
        sa.Column("estimate_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_estimate_line_cents_whole")),
        sa.CheckConstraint("typeof(quantity) IN ('integer', 'null')", name=op.f("ck_estimate_line_quantity_whole")),
        sa.ForeignKeyConstraint(["estimate_id"], ["estimate.id"], name=op.f("fk_estimate_line_estimate_id")),
        sa.PrimaryKeyConstraint("estimate_id", "position", name=op.f("pk_estimate_line")),
    )
