"""Triggers of merged records: rows follow the person along a standing merge and nothing else of them changes.

A posted row says what happened; whose record it hangs on is a pointer. That pointer alone may move, between the two
records of a merge that stands, and back when it is taken apart (docs/decisions/0019). Rules made again under the
name of an older one replace it.
"""

from __future__ import annotations

from psr_tui.store.migrations.money_triggers import refuse

_REVERSE = "is never changed or deleted; reverse it instead."
_STAYS = "is never changed or deleted."
_POSTED: dict[str, tuple[str, str]] = {
    "charge": (f"A charge {_REVERSE}", "id appointment_id kind label service_date created_at"),
    "journal": (
        f"A posting {_REVERSE}",
        "id sequence content_hash kind session_id business_date at staff_id staff_name sign_in_id appointment_id "
        "receipt_number reverses refers_to reason_code note bag witness_id approved_by",
    ),
    "ledger_line": (
        f"A line of the ledger {_REVERSE}",
        "journal_id position account session_id drawer_id tender charge_id cents tendered_cents change_cents "
        "card_brand card_last_four authorisation terminal batch reference payer",
    ),
    "receipt": (f"A receipt {_REVERSE}", "number journal_id text at"),
    "discount": (
        f"An approved discount {_REVERSE}",
        "id kind percent nominal_cents starts_on ends_on reason_code note staff_id approved_by at",
    ),
    "consent": (
        f"A signature on file {_STAYS}",
        "id kind answer signed_on expires_on taken_by appointment_id at form_version how signed_by relation "
        "interpreter_used reason",
    ),
    "care_note": (
        f"The policy log {_STAYS}",
        "id appointment_id kind asked done job_number at staff_id staff_name",
    ),
    "disclosure": (
        f"The record of a disclosure {_STAYS}",
        "id request_id on_day recipient address what purpose staff_id at",
    ),
    "contact_log": (
        f"The contact log {_STAYS}",
        "id appointment_id kind channel direction at ended_at staff_id staff_name note",
    ),
    "record_version": (
        f"A version of a record {_STAYS}",
        "entity entity_id version at staff_id staff_name content",
    ),
}
"""Tables that only grow and belong to a patient: the sentence of the refusal, and every column but the pointer."""

_TAKES_NOTHING = (
    "appointment", "callback", "care_note", "case_policy", "charge", "complaint", "consent", "contact_log",
    "contact_permission", "contact_person", "coverage", "disclosure", "discount", "eligibility_check", "estimate",
    "family_link", "follow_up_order", "journal", "ledger_line", "authorisation", "patient_alert", "patient_phone",
    "patient_restriction", "payment_flag", "payment_plan", "recall", "receipt", "records_request", "referral_out",
    "series", "wait_list", "work_item",
)  # fmt: skip
"""Tables in which a merged record gets no new rows: they would be out of sight."""

_PATIENT = (
    "id mrn last_name first_name middle_name suffix preferred_name earlier_names last_folded first_folded dob "
    "dob_estimated sex street street2 street_key city state zip_code time_zone email language interpreter deceased_on "
    "contact_note restriction flags note guarantor_id guarantor_name guarantor_relation guarantor_phone "
    "written_language interpreter_mode access_needs access_note portal heard_of_us heard_note pcp_provider_id "
    "asked_to_arrive unidentified registered_at"
)
_GO_ON = "This record was merged with another one; find the patient again with Ctrl+F and go on with that record."
STANDING = (
    "EXISTS (SELECT 1 FROM patient_merge m WHERE m.undone_at IS NULL AND "
    "((m.kept_id = NEW.patient_id AND m.merged_id = OLD.patient_id) OR "
    "(m.kept_id = OLD.patient_id AND m.merged_id = NEW.patient_id)))"
)
"""The row goes from one record of a standing merge to the other."""


def posted_follow_the_person() -> tuple[str, ...]:
    """Posted and signed rows: nothing changes but whose they are, and that only along a standing merge."""
    made = []
    for table, (sentence, names) in _POSTED.items():
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in ("rowid", *names.split()))
        follows = f"NEW.patient_id IS NOT OLD.patient_id AND {STANDING} AND {same}"
        made.append(refuse(f"{table}_no_update", f"BEFORE UPDATE ON {table}", f"NOT ({follows})", sentence))
    return tuple(made)


def agreed_follow_the_person() -> tuple[str, ...]:
    """A plan and a flag as in 0002, but for whose they are along a merge."""
    elsewhere = f"(NEW.patient_id <> OLD.patient_id AND NOT {STANDING})"
    same = "NEW.patient_id = OLD.patient_id"
    return (
        refuse(
            "payment_plan_fixed", "BEFORE UPDATE ON payment_plan",
            f"(OLD.state = 'ended' AND {same}) OR NEW.id <> OLD.id OR {elsewhere} OR "
            "NEW.since_sequence <> OLD.since_sequence OR NEW.agreed_on <> OLD.agreed_on OR "
            f"(NOT {same} AND (NEW.state <> OLD.state OR NEW.note IS NOT OLD.note))",
            "What was agreed in a payment plan stays; end it and agree anew.",
        ),
        refuse(
            "payment_flag_lifted_once", "BEFORE UPDATE ON payment_flag",
            f"(OLD.lifted_at IS NOT NULL AND {same}) OR NEW.id <> OLD.id OR {elsewhere} OR "
            f"(NOT {same} AND NEW.lifted_at IS NOT OLD.lifted_at)",
            "A flag that was lifted stays lifted; set a new one.",
        ),
    )  # fmt: skip


def merged_records_rest() -> tuple[str, ...]:
    """A merged record gets no new rows and is not changed; it leads to the other until the merge is taken apart."""
    into = "SELECT 1 FROM patient WHERE id = NEW.patient_id AND merged_into IS NOT NULL"
    standing = "EXISTS (SELECT 1 FROM patient_merge m WHERE m.merged_id = NEW.id AND m.undone_at IS NULL)"
    guards = tuple(
        refuse(f"{table}_not_of_merged", f"BEFORE INSERT ON {table}", f"EXISTS ({into})", _GO_ON)
        for table in _TAKES_NOTHING
    )
    return (
        *guards,
        refuse(
            "patient_merged_rests", f"BEFORE UPDATE OF {', '.join(_PATIENT.split())} ON patient",
            "OLD.merged_into IS NOT NULL", _GO_ON,
        ),
        refuse(
            "patient_merged_by_a_merge", "BEFORE UPDATE OF merged_into ON patient",
            f"(NEW.merged_into IS NOT NULL) <> {standing}",
            "Two records become one only by a merge, and two again only by taking it apart.",
        ),
    )  # fmt: skip


ALL = (posted_follow_the_person, agreed_follow_the_person, merged_records_rest)
