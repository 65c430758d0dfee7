"""Triggers of drawer sessions, counts and day reports: the drawer's rules where no service can forget them.

The same rules stand in the domain with kinder words (cash-drawer.md section 11).
"""

from __future__ import annotations

from psr_tui.store.migrations.money_triggers import HELD, SESSION_STATE, posted, refuse

_MOVES = (
    "'open>suspended', 'open>counting', 'suspended>open', 'suspended>counting', 'counting>open', 'counting>counted', "
    "'counted>counting', 'counted>approved', 'counted>closed', 'approved>closed'"
)
_LAST_COUNT = (
    "(SELECT id FROM count_attempt WHERE session_id = NEW.id AND purpose = 'closing' ORDER BY attempt DESC LIMIT 1)"
)


_INSERT, _UPDATE = "BEFORE INSERT ON drawer_session", "BEFORE UPDATE ON drawer_session"
_CLOSES = "OLD.state <> 'closed' AND NEW.state = 'closed'"


def drawer_session() -> tuple[str, ...]:
    """Born open on what the last close left; moves as allowed; closed only when all is booked; then frozen."""
    return (*_opening(), *_moving(), *_closing())


def _opening() -> tuple[str, ...]:
    return (
        refuse("drawer_session_kept", "BEFORE DELETE ON drawer_session", "", "A drawer session is never deleted."),
        refuse(
            "drawer_session_one_live", _INSERT,
            "EXISTS (SELECT 1 FROM drawer_session WHERE id = NEW.id "
            "OR (drawer_id = NEW.drawer_id AND state <> 'closed'))",
            "This drawer is open already; press F5 to see who has it.",
        ),
        refuse(
            "drawer_session_one_rep", _INSERT,
            "EXISTS (SELECT 1 FROM drawer_session WHERE staff_id = NEW.staff_id "
            "AND state IN ('open', 'suspended', 'counting'))",
            "You have another drawer open; close that one first.",
        ),
        refuse(
            "drawer_session_born_open", _INSERT,
            "NEW.state <> 'open' OR NEW.approved_by IS NOT NULL",
            "A drawer session starts open.",
        ),
        refuse(
            "drawer_session_float", _INSERT,
            "NEW.float_expected_cents <> (SELECT coalesce(sum(cents), 0) FROM ledger_line "
            "WHERE drawer_id = NEW.drawer_id AND account = 'float')",
            "A drawer opens on what its last close left.",
        ),
    )  # fmt: skip


def _moving() -> tuple[str, ...]:
    return (
        refuse("drawer_session_frozen", _UPDATE, "OLD.state = 'closed'", "A closed drawer stays as it is."),
        refuse(
            "drawer_session_fixed", _UPDATE,
            "NEW.id <> OLD.id OR NEW.drawer_id <> OLD.drawer_id OR NEW.staff_id <> OLD.staff_id "
            "OR NEW.business_date <> OLD.business_date OR NEW.opened_at <> OLD.opened_at "
            "OR NEW.float_expected_cents <> OLD.float_expected_cents "
            "OR NEW.float_counted_cents <> OLD.float_counted_cents",
            "Drawer, rep, business date and float of a session are fixed when it opens.",
        ),
        refuse(
            "drawer_session_moves", _UPDATE,
            f"NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ({_MOVES})",
            "This drawer cannot go from that state to this one.",
        ),
        refuse(
            "drawer_session_approved", _UPDATE,
            "NEW.state = 'approved' AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id)",
            "The person who approves must not be the one who took the money.",
        ),
    )  # fmt: skip


def _closing() -> tuple[str, ...]:
    return (
        refuse(
            "drawer_session_sums", _UPDATE,
            f"{_CLOSES} AND (EXISTS (SELECT 1 FROM ledger_line WHERE session_id = NEW.id "
            "GROUP BY journal_id HAVING sum(cents) <> 0) OR EXISTS "
            "(SELECT 1 FROM ledger_line WHERE session_id = NEW.id "
            f"AND account IN {HELD} GROUP BY account HAVING sum(cents) <> 0))",
            "The drawer does not balance to zero, so it was not closed. Nothing was changed.",
        ),
        refuse(
            "drawer_session_counted", _UPDATE,
            f"{_CLOSES} AND {_LAST_COUNT} IS NULL", "Count the drawer before it is closed.",
        ),
        refuse(
            "drawer_session_reason", _UPDATE,
            f"{_CLOSES} AND (NEW.difference_reason = '' OR NEW.difference_comment = '') AND EXISTS (SELECT 1 FROM "
            f"count_tender WHERE attempt_id = {_LAST_COUNT} "
            "AND (counted_cents <> expected_cents OR counted_papers <> expected_papers))",
            "The count differs: a reason and a comment are needed.",
        ),
        refuse(
            "drawer_session_signature", _UPDATE,
            f"{_CLOSES} AND NEW.approved_by IS NULL AND EXISTS (SELECT 1 FROM count_tender WHERE "
            f"attempt_id = {_LAST_COUNT} AND abs(counted_cents - expected_cents) > "
            "(SELECT approval_threshold_cents FROM clinic))",
            "The difference is above the limit: a supervisor must sign first.",
        ),
        refuse(
            "drawer_session_z_gapless", _UPDATE,
            f"{_CLOSES} AND NEW.z_number <> (SELECT coalesce(max(z_number), 0) + 1 FROM drawer_session)",
            "Day reports are numbered without a gap.",
        ),
    )  # fmt: skip


def count_attempt() -> tuple[str, ...]:
    """A frozen count is never changed, and the next one has the next number."""
    mine = "session_id = NEW.session_id AND purpose = NEW.purpose"
    return (
        *posted("count_attempt", f"id = NEW.id OR ({mine} AND attempt = NEW.attempt)", "A count"),
        refuse(
            "count_attempt_in_order", "BEFORE INSERT ON count_attempt",
            f"NEW.attempt <> (SELECT coalesce(max(attempt), 0) + 1 FROM count_attempt WHERE {mine}) OR "
            f"{SESSION_STATE} <> CASE NEW.purpose WHEN 'closing' THEN 'counting' ELSE 'open' END",
            "A count belongs to a drawer that is being counted, one attempt after the other.",
        ),
    )  # fmt: skip


def _of_attempt(table: str, key: str) -> tuple[str, ...]:
    return (
        *posted(table, key, "A count"),
        refuse(
            f"{table}_not_frozen", f"BEFORE INSERT ON {table}",
            "(SELECT s.state <> CASE a.purpose WHEN 'closing' THEN 'counting' ELSE 'open' END FROM count_attempt a "
            "JOIN drawer_session s ON s.id = a.session_id WHERE a.id = NEW.attempt_id)",
            "This count is frozen; count again as a new attempt.",
        ),
    )  # fmt: skip


def count_line() -> tuple[str, ...]:
    """The counted pieces of a frozen count never change."""
    return _of_attempt(
        "count_line",
        "attempt_id = NEW.attempt_id AND kind = NEW.kind AND unit_cents = NEW.unit_cents AND form = NEW.form",
    )


def count_tender() -> tuple[str, ...]:
    """The slips of a frozen count never change."""
    return _of_attempt(
        "count_tender", "attempt_id = NEW.attempt_id AND tender = NEW.tender AND terminal = NEW.terminal"
    )


def count_paper() -> tuple[str, ...]:
    """The ticked papers of a frozen count never change."""
    return _of_attempt(
        "count_paper", "attempt_id = NEW.attempt_id AND journal_id = NEW.journal_id AND position = NEW.position"
    )


def day_report() -> tuple[str, ...]:
    """Numbered without gaps, of a closed session, and the grand total never resets (I14)."""
    before = "BEFORE INSERT ON day_report"
    return (
        *posted("day_report", "z_number = NEW.z_number OR session_id = NEW.session_id", "A day report"),
        refuse(
            "day_report_gapless", before,
            "NEW.z_number <> (SELECT coalesce(max(z_number), 0) + 1 FROM day_report) OR "
            "NEW.z_number IS NOT (SELECT z_number FROM drawer_session WHERE id = NEW.session_id)",
            "Day reports are numbered without a gap.",
        ),
        refuse(
            "day_report_grand_total", before,
            "NEW.grand_total_cents <> coalesce("
            "(SELECT grand_total_cents FROM day_report ORDER BY z_number DESC LIMIT 1), 0)"
            " + coalesce((SELECT sum(l.cents) FROM ledger_line l JOIN journal j ON j.id = l.journal_id "
            f"WHERE l.session_id = NEW.session_id AND l.account IN {HELD} "
            "AND j.kind IN ('payment', 'void', 'refund')), 0)",
            "The grand total is the one before plus what this session took.",
        ),
    )  # fmt: skip
