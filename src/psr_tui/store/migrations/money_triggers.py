"""Triggers of the ledger's tables: what no statement may do, however it is written (cash-drawer.md section 11).

Each rule also lives in the domain with kinder words; these stop a faulty service, a second program and a hand with
SQL. INSERT OR REPLACE would delete the old row without firing the delete trigger (CD-84), so every posted table has an
insert guard of its own. Messages start with ``desk:`` and are sentences for the rep.
"""

from __future__ import annotations


def refuse(name: str, when: str, condition: str, sentence: str) -> str:
    """One trigger that ends the statement with ``sentence`` when ``condition`` holds; an empty one always does."""
    where = f"WHEN {condition} " if condition else ""
    return f"CREATE TRIGGER {name} {when} {where}BEGIN SELECT RAISE(ABORT, 'desk: {sentence}'); END"


def posted(table: str, key: str, what: str) -> tuple[str, ...]:
    """No change, no delete, no replacing insert: ``key`` is the condition under which a row is there already."""
    kept = f"{what} is never changed or deleted; reverse it instead."
    return (
        refuse(f"{table}_no_update", f"BEFORE UPDATE ON {table}", "", kept),
        refuse(f"{table}_no_delete", f"BEFORE DELETE ON {table}", "", kept),
        refuse(
            f"{table}_no_replace", f"BEFORE INSERT ON {table}", f"EXISTS (SELECT 1 FROM {table} WHERE {key})",
            f"{what} is there already.",
        ),
    )  # fmt: skip


HELD = "('till', 'checks', 'cards', 'other_tender')"
SESSION_STATE = "(SELECT state FROM drawer_session WHERE id = NEW.session_id)"


def journal() -> tuple[str, ...]:
    """Gap-free receipts, whole reversals of payments only, nothing into a session that takes no money."""
    before = "BEFORE INSERT ON journal"
    return (
        *posted("journal", "id = NEW.id", "A posting"),
        refuse(
            "journal_reversed_once", before,
            "NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM journal WHERE reverses = NEW.reverses)",
            "This payment was reversed already.",
        ),
        refuse(
            "journal_reverses_payment", before,
            "(NEW.kind IN ('void', 'refund')) <> (NEW.reverses IS NOT NULL) OR (NEW.reverses IS NOT NULL AND "
            "coalesce((SELECT kind FROM journal WHERE id = NEW.reverses), '') <> 'payment')",
            "Only a payment can be reversed.",
        ),
        refuse(
            "journal_second_person", before,
            "NEW.kind IN ('void', 'refund') AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id OR "
            "NEW.approved_by = (SELECT staff_id FROM journal WHERE id = NEW.reverses))",
            "A reversal needs the signature of somebody who did not take the money.",
        ),
        refuse(
            "journal_drop_witness", before,
            "NEW.kind = 'drop' AND (NEW.witness_id IS NULL OR NEW.witness_id = NEW.staff_id OR NEW.bag = '')",
            "A safe drop needs a bag number and a witness who is another person.",
        ),
        *_journal_numbers(),
    )  # fmt: skip


def _journal_numbers() -> tuple[str, ...]:
    before = "BEFORE INSERT ON journal"
    return (
        refuse(
            "journal_receipt_gapless", before,
            "(NEW.kind IN ('payment', 'void', 'refund')) <> (NEW.receipt_number IS NOT NULL) OR "
            "(NEW.receipt_number IS NOT NULL AND NEW.receipt_number <> "
            "(SELECT coalesce(max(receipt_number), 0) + 1 FROM journal))",
            "Receipt numbers follow one another without a gap.",
        ),
        refuse(
            "journal_session_takes_money", before,
            "(NEW.kind IN ('payment', 'void', 'refund', 'drop', 'pay_in', 'pay_out') AND "
            f"coalesce({SESSION_STATE}, '') <> 'open') OR "
            f"(NEW.session_id IS NOT NULL AND {SESSION_STATE} = 'closed')",
            "This drawer is not open, so no money can be posted to it. Open yours with F5.",
        ),
    )  # fmt: skip


def ledger_line() -> tuple[str, ...]:
    """Lines belong to their journal and its session; a complete journal takes no more."""
    before = "BEFORE INSERT ON ledger_line"
    return (
        *posted("ledger_line", "journal_id = NEW.journal_id AND position = NEW.position", "A line of the ledger"),
        refuse(
            "ledger_line_complete", before,
            "(SELECT sum(cents) FROM ledger_line WHERE journal_id = NEW.journal_id) = 0",
            "This posting is complete; correct it by a reversal.",
        ),
        refuse(
            "ledger_line_session", before,
            "NEW.session_id IS NOT (SELECT session_id FROM journal WHERE id = NEW.journal_id) OR "
            f"(NEW.account IN {HELD} AND (NEW.session_id IS NULL OR NEW.tender = '')) "
            f"OR (NEW.session_id IS NOT NULL AND {SESSION_STATE} = 'closed')",
            "Money in a drawer belongs to the open session of its posting.",
        ),
        refuse(
            "ledger_line_sides", before,
            "(NEW.account = 'receivable' AND NEW.charge_id IS NULL) OR "
            "(NEW.account IN ('float', 'over_short', 'opening_gap') AND NEW.drawer_id IS NULL) OR "
            "(NEW.account = 'till' AND NEW.tender <> 'CASH') OR "
            "(NEW.tendered_cents IS NOT NULL AND (NEW.tender <> 'CASH' OR "
            "NEW.tendered_cents - NEW.change_cents IS NOT NEW.cents))",
            "A line of the ledger names its charge, its drawer or its tender, and only the cash kept is posted.",
        ),
    )  # fmt: skip


def charge() -> tuple[str, ...]:
    """A charge is never changed or deleted."""
    return posted("charge", "id = NEW.id", "A charge")


def receipt() -> tuple[str, ...]:
    """A receipt is never changed or deleted, and has the number of its posting."""
    return (
        *posted("receipt", "number = NEW.number OR journal_id = NEW.journal_id", "A receipt"),
        refuse(
            "receipt_of_its_posting", "BEFORE INSERT ON receipt",
            "NEW.number IS NOT (SELECT receipt_number FROM journal WHERE id = NEW.journal_id)",
            "A receipt has the number of its posting.",
        ),
    )  # fmt: skip


def receipt_print() -> tuple[str, ...]:
    """Prints of a receipt are numbered without a gap and never change."""
    mine = "receipt_number = NEW.receipt_number"
    return (
        *posted("receipt_print", f"{mine} AND copy_number = NEW.copy_number", "The record of a print"),
        refuse(
            "receipt_print_gapless", "BEFORE INSERT ON receipt_print",
            f"NEW.copy_number <> (SELECT coalesce(max(copy_number), -1) + 1 FROM receipt_print WHERE {mine})",
            "Copies of a receipt are numbered without a gap.",
        ),
    )  # fmt: skip
