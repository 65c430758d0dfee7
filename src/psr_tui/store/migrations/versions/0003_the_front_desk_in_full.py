"""The front desk in full: families, permissions, merges, eligibility, authorisations, estimates, booking, worklists.

Tables that grow are made again with their new columns; the parts lie in `front_desk`, one module a subject. Names
columns as they were; never imports the table classes.
"""

from alembic import op

from psr_tui.store.migrations import front_desk_in_full
from psr_tui.store.migrations.front_desk import (
    authorisations,
    booking,
    check_in,
    eligibility,
    estimates,
    people,
    visit_day,
    work,
)
from psr_tui.store.migrations.front_desk.grown import GROWN
from psr_tui.store.migrations.made_again import grown, without_triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EDITS = {
    "coverage": (
        (
            "relationship IN ('self', 'spouse', 'child', 'other')",
            "relationship IN ('self', 'spouse', 'child', 'other', 'life_partner', 'employee', 'organ_donor', "
            "'cadaver_donor', 'unknown')",
        ),
    ),
    "patient_alert": (("patient_id VARCHAR NOT NULL", "patient_id VARCHAR"),),
    "print_job": (("'deposit_slip', 'test')", "'deposit_slip', 'test', 'label', 'paper')"),),
}


def upgrade() -> None:
    without_triggers()
    for part in (people, eligibility, authorisations, estimates, visit_day, booking, work, check_in):
        part.make()
    for table, (columns, rules) in GROWN.items():
        grown(table, columns, rules, *_EDITS.get(table, ()))
    _indexes()
    for statement in front_desk_in_full.statements():
        op.execute(statement)
    _rows()


def downgrade() -> None:
    raise RuntimeError("psr-tui does not migrate backwards; restore the copy made before the update")


def _indexes() -> None:
    op.execute(
        "CREATE INDEX ix_appointment_provider ON appointment "
        "(local_date, provider_id, local_start, state, minutes, provider_minutes)"
    )
    op.execute("CREATE INDEX ix_appointment_replaces ON appointment (replaces_id) WHERE replaces_id IS NOT NULL")
    op.execute("CREATE INDEX ix_appointment_no_show ON appointment (patient_id, local_date) WHERE state = 'no_show'")
    op.execute(
        "CREATE INDEX ix_coverage_member ON coverage (replace(replace(upper(member_id), '-', ''), ' ', ''), patient_id)"
    )
    for column in ("e164", "last_four"):  # a number leads to the patient without the row of the telephone
        op.execute(f"DROP INDEX ix_patient_phone_{column}")
        op.execute(f"CREATE INDEX ix_patient_phone_{column} ON patient_phone ({column}, patient_id)")
    op.execute("DROP INDEX ix_patient_dob")
    op.execute("CREATE INDEX ix_patient_dob ON patient (dob, last_folded, first_folded)")
    op.execute(
        "CREATE INDEX ix_coverage_subscriber ON coverage (subscriber_patient_id) WHERE subscriber_patient_id IS NOT NULL"
    )
    op.execute("CREATE INDEX ix_patient_guarantor ON patient (guarantor_id) WHERE guarantor_id IS NOT NULL")
    op.execute("CREATE INDEX ix_patient_merged_into ON patient (merged_into) WHERE merged_into IS NOT NULL")
    op.execute("CREATE INDEX ix_print_job_sheet ON print_job (station, sheet, done_at) WHERE next_label IS NOT NULL")
    op.execute("CREATE INDEX ix_patient_unidentified ON patient (registered_at) WHERE unidentified <> ''")


def _rows() -> None:
    """A clinic that is there already gets the new rows; a new one loads them with its reference data."""
    bind = op.get_bind()
    if not bind.exec_driver_sql("SELECT 1 FROM reason_code").fetchone():
        return
    for reason in front_desk_in_full.REASONS:
        bind.exec_driver_sql(
            "INSERT OR IGNORE INTO reason_code "
            "(kind, code, label, detail, needs_comment, needs_approver, position, active) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            reason,
        )
    for code in front_desk_in_full.SLOT_CODES:
        bind.exec_driver_sql(
            "INSERT INTO slot_code (code, label, minutes, release, booking_limit, visit_types, colour) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            code,
        )
    bind.exec_driver_sql(
        "INSERT INTO consent_version (kind, number, words, from_day, why) "
        "SELECT code, 1, words, '2000-01-01', '' FROM consent_kind"
    )
    # a restriction was a word on the record; now it is a row with author and end
    bind.exec_driver_sql(
        "INSERT INTO patient_restriction (id, patient_id, kind, reason, author_id, since, version, changed_by, changed_at) "
        "SELECT 'r-' || p.id, p.id, p.restriction, 'From before the update', s.id, p.registered_at, 1, s.name, "
        "p.changed_at FROM patient p JOIN (SELECT id, name FROM staff ORDER BY role = 'administrator' DESC, id LIMIT 1) s "
        "WHERE p.restriction IN ('no_booking', 'same_day_only', 'supervisor_only')"
    )
