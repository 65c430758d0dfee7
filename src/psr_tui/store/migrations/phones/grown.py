"""Columns that revision 0004 adds to tables that are there: with what old rows hold in them, and new rules."""

from __future__ import annotations

# table -> (columns as (name, type, what an old row gets)), (constraints)
GROWN: dict[str, tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]] = {
    "call_outcome": (
        (
            ("most_talk_seconds", "INTEGER", "NULL"),
            ("done_for", "VARCHAR NOT NULL", "''"),
        ),
        (),
    ),
    "callback": (
        (
            ("owned_at", "DATETIME", "NULL"),
            ("caller_name", "VARCHAR NOT NULL", "''"),
            ("happening_now", "BOOLEAN NOT NULL", "0"),
            ("emergency_told_at", "DATETIME", "NULL"),
            ("stayed_on_line", "BOOLEAN", "NULL"),
            ("advice_refused", "BOOLEAN NOT NULL", "0"),
            ("escalated", "INTEGER NOT NULL", "0"),
            ("origin_call_id", "VARCHAR", "NULL"),
            ("origin_line_call", "VARCHAR NOT NULL", "''"),
            ("provider_id", "VARCHAR", "NULL"),
            ("needs_language", "BOOLEAN NOT NULL", "0"),
            ("tell_when_they_call", "BOOLEAN NOT NULL", "0"),
            ("tell_words", "VARCHAR NOT NULL", "''"),
            ("expires_at", "DATETIME", "NULL"),
            ("reserved_block_id", "VARCHAR", "NULL"),
            ("missed_promises", "INTEGER NOT NULL", "0"),
        ),
        (
            "CONSTRAINT ck_callback_somebody_to_call CHECK (patient_id IS NOT NULL OR callback_number <> '')",
            "CONSTRAINT fk_callback_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)",
            "CONSTRAINT fk_callback_reserved_block_id FOREIGN KEY(reserved_block_id) REFERENCES phone_block (id)",
        ),
    ),
    "clinic": (
        (
            ("service_level_seconds", "INTEGER NOT NULL", "30"),
            ("service_level_percent", "INTEGER NOT NULL", "80"),
            ("short_abandon_seconds", "INTEGER NOT NULL", "5"),
            ("repeat_days", "INTEGER NOT NULL", "7"),
            ("wrap_seconds", "INTEGER NOT NULL", "60"),
            ("rush_callers", "INTEGER NOT NULL", "1"),
            ("rush_seconds", "INTEGER NOT NULL", "30"),
            ("expiry_hours", "INTEGER NOT NULL", "96"),
            ("personal_limit", "INTEGER NOT NULL", "10"),
            ("pickup_minutes", "INTEGER NOT NULL", "3"),
            ("missed_call_minutes", "INTEGER NOT NULL", "15"),
            ("block_minutes", "INTEGER NOT NULL", "60"),
            ("optional_verifiers", "INTEGER NOT NULL", "1"),
            ("dispute_days", "INTEGER NOT NULL", "3"),
            ("gateway_folder", "VARCHAR NOT NULL", "''"),
            ("shrinkage_percent", "INTEGER NOT NULL", "30"),
        ),
        (),
    ),
}
