"""The drawer in full: hand-overs, deposit slips, prints, plans, discounts, refunds in part, corrections after a close.

Three tables are made again because a CHECK cannot be altered; their triggers, and those of tables whose rules grew, come
from `drawer_in_full`. Names columns as they were; never imports the table classes.
"""

import sqlalchemy as sa
from alembic import op

from psr_tui.store.migrations import drawer_in_full
from psr_tui.store.migrations.made_again import made_again, without_triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KINDS = (
    "'apply', 'swap', 'hand_over', 'take_over', 'hand_back', 'returned_check', 'safe_deposit', 'banked', 'clearing', "
    "'move_back'"
)


def upgrade() -> None:
    without_triggers()
    _columns()
    _made_again()
    _new_tables()
    for statement in drawer_in_full.statements():
        op.execute(statement)
    _reasons()


def downgrade() -> None:
    raise RuntimeError("psr-tui does not migrate backwards; restore the copy made before the update")


def _columns() -> None:
    for column, default in (("prestage_drawers", 0), ("opening_witness", 0), ("deposit_witness", 1)):
        op.execute(f"ALTER TABLE clinic ADD COLUMN {column} BOOLEAN NOT NULL DEFAULT {default}")
    op.execute(
        "ALTER TABLE clinic ADD COLUMN returned_check_fee_cents INTEGER NOT NULL DEFAULT 2500 "
        "CONSTRAINT ck_clinic_returned_check_fee_cents_whole "
        "CHECK (typeof(returned_check_fee_cents) IN ('integer', 'null'))"
    )


def _made_again() -> None:
    made_again(
        "journal",
        ("'settlement', 'float_out')", f"'settlement', 'float_out', {_KINDS})"),
        ("content_hash VARCHAR NOT NULL,", "sequence INTEGER NOT NULL, content_hash VARCHAR NOT NULL,"),
        ("reverses VARCHAR,", "reverses VARCHAR, refers_to VARCHAR,"),
        (
            "CONSTRAINT pk_journal",
            "CONSTRAINT ck_journal_sequence_whole CHECK (typeof(sequence) IN ('integer', 'null')), "
            "CONSTRAINT fk_journal_refers_to FOREIGN KEY(refers_to) REFERENCES journal (id), "
            "CONSTRAINT uq_journal_sequence UNIQUE (sequence), CONSTRAINT pk_journal",
        ),
        computed={
            "sequence": "row_number() OVER (ORDER BY rowid)",
            # what was a refund whole is one that refers to its payment; only a void reverses
            "refers_to": "reverses",
            "reverses": "CASE kind WHEN 'refund' THEN NULL ELSE reverses END",
        },
    )
    op.create_index("ix_journal_refers_to", "journal", ["refers_to"])
    made_again(
        "ledger_line",
        ("'transit', 'equity')", "'transit', 'equity', 'bank')"),
        ("reference VARCHAR NOT NULL,", "reference VARCHAR NOT NULL, payer VARCHAR NOT NULL,"),
        computed={"payer": "''"},
    )
    made_again(
        "count_attempt",
        ("'drop')", "'drop', 'swap_out', 'swap_in', 'hand_over', 'take_over')"),
    )
    made_again(
        "drawer_session",
        ("z_number INTEGER,", "z_number INTEGER, adjusts VARCHAR,"),
        (
            "CONSTRAINT pk_drawer_session",
            "CONSTRAINT fk_drawer_session_adjusts FOREIGN KEY(adjusts) REFERENCES drawer_session (id), "
            "CONSTRAINT pk_drawer_session",
        ),
        without=("ux_drawer_session_live", "ux_drawer_session_rep"),
        computed={"adjusts": "NULL"},
    )
    for name, column, states in (
        ("ux_drawer_session_takes_money", "drawer_id", "'open', 'suspended'"),
        ("ux_drawer_session_rep", "staff_id", "'open', 'suspended', 'counting'"),
    ):
        where = sa.text(f"state IN ({states}) AND adjusts IS NULL")
        op.create_index(name, "drawer_session", [column], unique=True, sqlite_where=where)


def _reasons() -> None:
    """A clinic that is there already gets the new reasons; a new one loads them with its reference data."""
    for kind, code, label, detail, comment, approver, position in drawer_in_full.REASONS:
        op.get_bind().exec_driver_sql(
            "INSERT OR IGNORE INTO reason_code "
            "(kind, code, label, detail, needs_comment, needs_approver, position, active) "
            "SELECT ?, ?, ?, ?, ?, ?, ?, 1 WHERE EXISTS (SELECT 1 FROM reason_code)",
            (kind, code, label, detail, comment, approver, position),
        )


def _new_tables() -> None:
    op.create_table(
        "discount",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("nominal_cents", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('sliding_fee', 'nominal', 'hardship')", name=op.f("ck_discount_kind_known")),
        sa.CheckConstraint(
            "typeof(nominal_cents) IN ('integer', 'null')", name=op.f("ck_discount_nominal_cents_whole")
        ),
        sa.CheckConstraint("typeof(percent) IN ('integer', 'null')", name=op.f("ck_discount_percent_whole")),
        sa.CheckConstraint("approved_by <> staff_id", name=op.f("ck_discount_approver_is_another")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_discount_ends_after_start")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_discount_percent_of_hundred")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_discount_approved_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_discount_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_discount_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount")),
    )
    op.create_index("ix_discount_patient", "discount", ["patient_id", "ends_on"], unique=False)

    op.create_table(
        "payment_plan",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since_sequence", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'ended')", name=op.f("ck_payment_plan_state_known")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_payment_plan_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_payment_plan_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan")),
    )
    op.create_index("ix_payment_plan_patient", "payment_plan", ["patient_id", "state"], unique=False)

    op.create_table(
        "print_job",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (done_at IS NULL)", name=op.f("ck_print_job_done_complete")),
        sa.CheckConstraint(
            "kind IN ('receipt', 'day_report', 'deposit_slip', 'test')", name=op.f("ck_print_job_kind_known")
        ),
        sa.CheckConstraint("state IN ('waiting', 'printed', 'given_up')", name=op.f("ck_print_job_state_known")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_print_job_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(
        "ix_print_job_waiting",
        "print_job",
        ["station", "created_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "plan_instalment",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_plan_instalment_cents_whole")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_plan_instalment_above_zero")),
        sa.ForeignKeyConstraint(["plan_id"], ["payment_plan.id"], name=op.f("fk_plan_instalment_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_instalment")),
    )
    op.create_table(
        "deposit_slip",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("journal_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("bag", sa.String(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("bag <> ''", name=op.f("ck_deposit_slip_bag_named")),
        sa.CheckConstraint(
            "verified_by IS NULL OR verified_by <> prepared_by", name=op.f("ck_deposit_slip_verifier_is_another")
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_deposit_slip_journal_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["staff.id"], name=op.f("fk_deposit_slip_prepared_by")),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_deposit_slip_session_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["staff.id"], name=op.f("fk_deposit_slip_verified_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deposit_slip")),
        sa.UniqueConstraint("bag", name=op.f("uq_deposit_slip_bag")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_deposit_slip_journal_id")),
        sa.UniqueConstraint("session_id", name=op.f("uq_deposit_slip_session_id")),
    )
    op.create_table(
        "drawer_kick",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("drawer_id", sa.String(), nullable=True),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("journal_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["drawer_id"], ["drawer.id"], name=op.f("fk_drawer_kick_drawer_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_drawer_kick_journal_id")),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_drawer_kick_session_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drawer_kick_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_kick")),
    )
    op.create_index("ix_drawer_kick_session", "drawer_kick", ["session_id", "at"], unique=False)

    op.create_table(
        "hand_over",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("from_session_id", sa.String(), nullable=False),
        sa.Column("to_staff_id", sa.String(), nullable=False),
        sa.Column("to_session_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("offer_journal_id", sa.String(), nullable=False),
        sa.Column("answer_journal_id", sa.String(), nullable=True),
        sa.Column("counted_cents", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (answered_at IS NULL) AND (state = 'accepted') = (to_session_id IS NOT NULL)",
            name=op.f("ck_hand_over_answer_complete"),
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'refused', 'cancelled')", name=op.f("ck_hand_over_state_known")
        ),
        sa.CheckConstraint("typeof(cents) IN ('integer', 'null')", name=op.f("ck_hand_over_cents_whole")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_hand_over_something_offered")),
        sa.ForeignKeyConstraint(["answer_journal_id"], ["journal.id"], name=op.f("fk_hand_over_answer_journal_id")),
        sa.ForeignKeyConstraint(["from_session_id"], ["drawer_session.id"], name=op.f("fk_hand_over_from_session_id")),
        sa.ForeignKeyConstraint(["offer_journal_id"], ["journal.id"], name=op.f("fk_hand_over_offer_journal_id")),
        sa.ForeignKeyConstraint(["to_session_id"], ["drawer_session.id"], name=op.f("fk_hand_over_to_session_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_hand_over_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("answer_journal_id", name=op.f("uq_hand_over_answer_journal_id")),
        sa.UniqueConstraint("offer_journal_id", name=op.f("uq_hand_over_offer_journal_id")),
    )
    op.create_index("ix_hand_over_to", "hand_over", ["to_staff_id", "state"], unique=False)
    op.create_index(
        "ux_hand_over_offered", "hand_over", ["from_session_id"], unique=True, sqlite_where=sa.text("state = 'offered'")
    )

    op.create_table(
        "payment_flag",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("journal_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('no_checks')", name=op.f("ck_payment_flag_kind_known")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_payment_flag_journal_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_payment_flag_lifted_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_payment_flag_patient_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_payment_flag_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_flag")),
    )
    op.create_index(
        "ux_payment_flag",
        "payment_flag",
        ["patient_id", "kind"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
    )

    op.create_table(
        "plan_charge",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("charge_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_plan_charge_charge_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["payment_plan.id"], name=op.f("fk_plan_charge_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "charge_id", name=op.f("pk_plan_charge")),
    )
    op.create_index(op.f("ix_plan_charge_charge_id"), "plan_charge", ["charge_id"], unique=False)

    op.create_table(
        "deposit_drop",
        sa.Column("slip_number", sa.Integer(), nullable=False),
        sa.Column("drop_journal_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["drop_journal_id"], ["journal.id"], name=op.f("fk_deposit_drop_drop_journal_id")),
        sa.ForeignKeyConstraint(["slip_number"], ["deposit_slip.number"], name=op.f("fk_deposit_drop_slip_number")),
        sa.PrimaryKeyConstraint("slip_number", "drop_journal_id", name=op.f("pk_deposit_drop")),
        sa.UniqueConstraint("drop_journal_id", name=op.f("uq_deposit_drop_drop_journal_id")),
    )
