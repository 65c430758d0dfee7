"""Triggers of the money tables: what no statement may do, however it is written (cash-drawer.md section 11).

Each rule also lives in the domain with kinder words; these stop a faulty service, a second program and a hand with
SQL. INSERT OR REPLACE would delete the old row without firing the delete trigger (CD-84), so every posted table has an
insert guard of its own. Messages start with ``desk:`` and are sentences for the rep.
"""

from __future__ import annotations


def _refuse(name: str, when: str, condition: str, sentence: str) -> str:
    where = f"WHEN {condition} " if condition else ""
    return f"CREATE TRIGGER {name} {when} {where}BEGIN SELECT RAISE(ABORT, 'desk: {sentence}'); END"


def _posted(table: str, key: str, what: str) -> tuple[str, ...]:
    """No change, no delete, no replacing insert: ``key`` is the condition under which a row is there already."""
    kept = f"{what} is never changed or deleted; reverse it instead."
    return (
        _refuse(f"{table}_no_update", f"BEFORE UPDATE ON {table}", "", kept),
        _refuse(f"{table}_no_delete", f"BEFORE DELETE ON {table}", "", kept),
        _refuse(
            f"{table}_no_replace", f"BEFORE INSERT ON {table}", f"EXISTS (SELECT 1 FROM {table} WHERE {key})",
            f"{what} is there already.",
        ),
    )  # fmt: skip


_SESSION_STATE = "(SELECT state FROM drawer_session WHERE id = NEW.session_id)"


def journal() -> tuple[str, ...]:
    """Gap-free receipts, whole reversals of payments only, nothing into a session that takes no money."""
    before = "BEFORE INSERT ON journal"
    return (
        *_posted("journal", "id = NEW.id", "A posting"),
        _refuse(
            "journal_reversed_once", before,
            "NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM journal WHERE reverses = NEW.reverses)",
            "This payment was reversed already.",
        ),
        _refuse(
            "journal_reverses_payment", before,
            "(NEW.kind IN ('void', 'refund')) <> (NEW.reverses IS NOT NULL) OR (NEW.reverses IS NOT NULL AND "
            "coalesce((SELECT kind FROM journal WHERE id = NEW.reverses), '') <> 'payment')",
            "Only a payment can be reversed.",
        ),
        _refuse(
            "journal_second_person", before,
            "NEW.kind IN ('void', 'refund') AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id OR "
            "NEW.approved_by = (SELECT staff_id FROM journal WHERE id = NEW.reverses))",
            "A reversal needs the signature of somebody who did not take the money.",
        ),
        _refuse(
            "journal_drop_witness", before,
            "NEW.kind = 'drop' AND (NEW.witness_id IS NULL OR NEW.witness_id = NEW.staff_id OR NEW.bag = '')",
            "A safe drop needs a bag number and a witness who is another person.",
        ),
        _refuse(
            "journal_receipt_gapless", before,
            "(NEW.kind IN ('payment', 'void', 'refund')) <> (NEW.receipt_number IS NOT NULL) OR "
            "(NEW.receipt_number IS NOT NULL AND NEW.receipt_number <> "
            "(SELECT coalesce(max(receipt_number), 0) + 1 FROM journal))",
            "Receipt numbers follow one another without a gap.",
        ),
        _refuse(
            "journal_session_takes_money", before,
            "(NEW.kind IN ('payment', 'void', 'refund', 'drop', 'pay_in', 'pay_out') AND "
            f"coalesce({_SESSION_STATE}, '') <> 'open') OR (NEW.session_id IS NOT NULL AND {_SESSION_STATE} = 'closed')",
            "This drawer is not open, so no money can be posted to it. Open yours with F5.",
        ),
    )  # fmt: skip


def ledger_line() -> tuple[str, ...]:
    """Lines belong to their journal and its session; a complete journal takes no more."""
    before = "BEFORE INSERT ON ledger_line"
    return (
        *_posted("ledger_line", "journal_id = NEW.journal_id AND position = NEW.position", "A line of the ledger"),
        _refuse(
            "ledger_line_complete", before,
            "(SELECT sum(cents) FROM ledger_line WHERE journal_id = NEW.journal_id) = 0",
            "This posting is complete; correct it by a reversal.",
        ),
        _refuse(
            "ledger_line_session", before,
            "NEW.session_id IS NOT (SELECT session_id FROM journal WHERE id = NEW.journal_id) OR "
            "(NEW.account IN ('till', 'checks', 'cards', 'other_tender') AND (NEW.session_id IS NULL OR NEW.tender = '')) "
            f"OR (NEW.session_id IS NOT NULL AND {_SESSION_STATE} = 'closed')",
            "Money in a drawer belongs to the open session of its posting.",
        ),
        _refuse(
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
    return _posted("charge", "id = NEW.id", "A charge")


def receipt() -> tuple[str, ...]:
    return (
        *_posted("receipt", "number = NEW.number OR journal_id = NEW.journal_id", "A receipt"),
        _refuse(
            "receipt_of_its_posting", "BEFORE INSERT ON receipt",
            "NEW.number IS NOT (SELECT receipt_number FROM journal WHERE id = NEW.journal_id)",
            "A receipt has the number of its posting.",
        ),
    )  # fmt: skip


def receipt_print() -> tuple[str, ...]:
    mine = "receipt_number = NEW.receipt_number"
    return (
        *_posted("receipt_print", f"{mine} AND copy_number = NEW.copy_number", "The record of a print"),
        _refuse(
            "receipt_print_gapless", "BEFORE INSERT ON receipt_print",
            f"NEW.copy_number <> (SELECT coalesce(max(copy_number), -1) + 1 FROM receipt_print WHERE {mine})",
            "Copies of a receipt are numbered without a gap.",
        ),
    )  # fmt: skip


_MOVES = (
    "'open>suspended', 'open>counting', 'suspended>open', 'suspended>counting', 'counting>open', 'counting>counted', "
    "'counted>counting', 'counted>approved', 'counted>closed', 'approved>closed'"
)
_LAST_COUNT = (
    "(SELECT id FROM count_attempt WHERE session_id = NEW.id AND purpose = 'closing' ORDER BY attempt DESC LIMIT 1)"
)


def drawer_session() -> tuple[str, ...]:
    """Born open on what the last close left; moves as allowed; closed only when all is booked; then frozen."""
    insert, update, close = (
        "BEFORE INSERT ON drawer_session",
        "BEFORE UPDATE ON drawer_session",
        "OLD.state <> 'closed' AND NEW.state = 'closed'",
    )
    return (
        _refuse("drawer_session_no_delete", "BEFORE DELETE ON drawer_session", "", "A drawer session is never deleted."),
        _refuse(
            "drawer_session_one_live", insert,
            "EXISTS (SELECT 1 FROM drawer_session WHERE id = NEW.id OR (drawer_id = NEW.drawer_id AND state <> 'closed'))",
            "This drawer is open already; press F5 to see who has it.",
        ),
        _refuse(
            "drawer_session_one_rep", insert,
            "EXISTS (SELECT 1 FROM drawer_session WHERE staff_id = NEW.staff_id "
            "AND state IN ('open', 'suspended', 'counting'))",
            "You have another drawer open; close that one first.",
        ),
        _refuse(
            "drawer_session_born_open", insert,
            "NEW.state <> 'open' OR NEW.approved_by IS NOT NULL",
            "A drawer session starts open.",
        ),
        _refuse(
            "drawer_session_float", insert,
            "NEW.float_expected_cents <> (SELECT coalesce(sum(cents), 0) FROM ledger_line "
            "WHERE drawer_id = NEW.drawer_id AND account = 'float')",
            "A drawer opens on what its last close left.",
        ),
        _refuse("drawer_session_frozen", update, "OLD.state = 'closed'", "A closed drawer stays as it is."),
        _refuse(
            "drawer_session_fixed", update,
            "NEW.id <> OLD.id OR NEW.drawer_id <> OLD.drawer_id OR NEW.staff_id <> OLD.staff_id "
            "OR NEW.business_date <> OLD.business_date OR NEW.opened_at <> OLD.opened_at "
            "OR NEW.float_expected_cents <> OLD.float_expected_cents OR NEW.float_counted_cents <> OLD.float_counted_cents",
            "Drawer, rep, business date and float of a session are fixed when it opens.",
        ),
        _refuse(
            "drawer_session_moves", update,
            f"NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ({_MOVES})",
            "This drawer cannot go from that state to this one.",
        ),
        _refuse(
            "drawer_session_approved", update,
            "NEW.state = 'approved' AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id)",
            "The person who approves must not be the one who took the money.",
        ),
        _refuse(
            "drawer_session_sums", update,
            f"{close} AND (EXISTS (SELECT 1 FROM ledger_line WHERE session_id = NEW.id "
            "GROUP BY journal_id HAVING sum(cents) <> 0) OR EXISTS (SELECT 1 FROM ledger_line WHERE session_id = NEW.id "
            "AND account IN ('till', 'checks', 'cards', 'other_tender') GROUP BY account HAVING sum(cents) <> 0))",
            "The drawer does not balance to zero, so it was not closed. Nothing was changed.",
        ),
        _refuse(
            "drawer_session_counted", update,
            f"{close} AND {_LAST_COUNT} IS NULL", "Count the drawer before it is closed.",
        ),
        _refuse(
            "drawer_session_reason", update,
            f"{close} AND (NEW.difference_reason = '' OR NEW.difference_comment = '') AND EXISTS (SELECT 1 FROM "
            f"count_tender WHERE attempt_id = {_LAST_COUNT} "
            "AND (counted_cents <> expected_cents OR counted_papers <> expected_papers))",
            "The count differs: a reason and a comment are needed.",
        ),
        _refuse(
            "drawer_session_signature", update,
            f"{close} AND NEW.approved_by IS NULL AND EXISTS (SELECT 1 FROM count_tender WHERE "
            f"attempt_id = {_LAST_COUNT} AND abs(counted_cents - expected_cents) > "
            "(SELECT approval_threshold_cents FROM clinic))",
            "The difference is above the limit: a supervisor must sign first.",
        ),
        _refuse(
            "drawer_session_z_gapless", update,
            f"{close} AND NEW.z_number <> (SELECT coalesce(max(z_number), 0) + 1 FROM drawer_session)",
            "Day reports are numbered without a gap.",
        ),
    )  # fmt: skip


def count_attempt() -> tuple[str, ...]:
    mine = "session_id = NEW.session_id AND purpose = NEW.purpose"
    return (
        *_posted("count_attempt", f"id = NEW.id OR ({mine} AND attempt = NEW.attempt)", "A count"),
        _refuse(
            "count_attempt_in_order", "BEFORE INSERT ON count_attempt",
            f"NEW.attempt <> (SELECT coalesce(max(attempt), 0) + 1 FROM count_attempt WHERE {mine}) OR "
            f"{_SESSION_STATE} <> CASE NEW.purpose WHEN 'closing' THEN 'counting' ELSE 'open' END",
            "A count belongs to a drawer that is being counted, one attempt after the other.",
        ),
    )  # fmt: skip


def _of_attempt(table: str, key: str) -> tuple[str, ...]:
    return (
        *_posted(table, key, "A count"),
        _refuse(
            f"{table}_not_frozen", f"BEFORE INSERT ON {table}",
            "(SELECT s.state <> CASE a.purpose WHEN 'closing' THEN 'counting' ELSE 'open' END FROM count_attempt a "
            "JOIN drawer_session s ON s.id = a.session_id WHERE a.id = NEW.attempt_id)",
            "This count is frozen; count again as a new attempt.",
        ),
    )  # fmt: skip


def count_line() -> tuple[str, ...]:
    return _of_attempt(
        "count_line",
        "attempt_id = NEW.attempt_id AND kind = NEW.kind AND unit_cents = NEW.unit_cents AND form = NEW.form",
    )


def count_tender() -> tuple[str, ...]:
    return _of_attempt(
        "count_tender", "attempt_id = NEW.attempt_id AND tender = NEW.tender AND terminal = NEW.terminal"
    )


def count_paper() -> tuple[str, ...]:
    return _of_attempt(
        "count_paper", "attempt_id = NEW.attempt_id AND journal_id = NEW.journal_id AND position = NEW.position"
    )


def day_report() -> tuple[str, ...]:
    """Numbered without gaps, of a closed session, and the grand total never resets (I14)."""
    before = "BEFORE INSERT ON day_report"
    return (
        *_posted("day_report", "z_number = NEW.z_number OR session_id = NEW.session_id", "A day report"),
        _refuse(
            "day_report_gapless", before,
            "NEW.z_number <> (SELECT coalesce(max(z_number), 0) + 1 FROM day_report) OR "
            "NEW.z_number IS NOT (SELECT z_number FROM drawer_session WHERE id = NEW.session_id)",
            "Day reports are numbered without a gap.",
        ),
        _refuse(
            "day_report_grand_total", before,
            "NEW.grand_total_cents <> coalesce((SELECT grand_total_cents FROM day_report ORDER BY z_number DESC LIMIT 1), 0)"
            " + coalesce((SELECT sum(l.cents) FROM ledger_line l JOIN journal j ON j.id = l.journal_id "
            "WHERE l.session_id = NEW.session_id AND l.account IN ('till', 'checks', 'cards', 'other_tender') "
            "AND j.kind IN ('payment', 'void', 'refund')), 0)",
            "The grand total is the one before plus what this session took.",
        ),
    )  # fmt: skip


MONEY = (
    charge,
    journal,
    ledger_line,
    receipt,
    receipt_print,
    drawer_session,
    count_attempt,
    count_line,
    count_tender,
    count_paper,
    day_report,
)
