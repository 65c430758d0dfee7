"""What revision 0002 adds to the rules of the database: the triggers of its tables, and reasons to post with.

The rules of revision 0001 (`triggers`) stay as they were released; a table whose rules grew takes them from
`money_rules_2` and `session_rules_2` instead. `statements` is the whole set, in the order it is created.
"""

from __future__ import annotations

from psr_tui.store.migrations import cash_move_rules, money_rules_2, session_rules_2, triggers
from psr_tui.store.migrations import drawer_triggers as drawers
from psr_tui.store.migrations import money_triggers as money

ALL = (
    triggers.audit,
    triggers.appointment_event,
    triggers.check_in_step,
    triggers.consent,
    triggers.callback,
    triggers.callback_event,
    money.charge,
    money_rules_2.journal,
    money_rules_2.ledger_line,
    money.receipt,
    money.receipt_print,
    session_rules_2.drawer_session,
    drawers.count_attempt,
    drawers.count_line,
    drawers.count_tender,
    drawers.count_paper,
    drawers.day_report,
    cash_move_rules.hand_over,
    cash_move_rules.deposit_slip,
    cash_move_rules.deposit_drop,
    cash_move_rules.drawer_kick,
    cash_move_rules.print_job,
    cash_move_rules.payment_plan,
    cash_move_rules.discount,
    cash_move_rules.payment_flag,
)


def statements() -> tuple[str, ...]:
    """Every trigger of this revision as the statement that creates it."""
    return tuple(statement for make in ALL for statement in make())


# (kind, code, label, detail, needs comment, needs approver, position); cash-drawer.md 15.3 and 15.5
REASONS: tuple[tuple[str, str, str, str, int, int, int], ...] = (
    ("cash_move", "DR1", "Over the maximum", "drop", 0, 0, 1),
    ("cash_move", "DR2", "Shift end", "drop", 0, 0, 2),
    ("cash_move", "PI1", "Change fund from the safe", "pay_in", 0, 0, 3),
    ("cash_move", "PI9", "Other money in", "pay_in", 1, 0, 4),
    ("cash_move", "PO1", "Petty cash, receipt number", "pay_out", 1, 0, 5),
    ("cash_move", "PO2", "Postage, supplies", "pay_out", 1, 0, 6),
    ("cash_move", "PO9", "Other money out", "pay_out", 1, 0, 7),
    ("cash_move", "SW1", "Bills for coin", "swap", 0, 0, 8),
    ("cash_move", "NS1", "Change for a patient", "no_sale", 0, 0, 9),
    ("cash_move", "NS2", "Check or count", "no_sale", 0, 0, 10),
    ("cash_move", "NS3", "Drawer stuck, test", "no_sale", 0, 0, 11),
    ("cash_move", "NS9", "Other", "no_sale", 1, 0, 12),
    ("refund", "R1", "Paid too much", "", 0, 1, 1),
    ("refund", "R2", "Insurance paid it", "", 0, 1, 2),
    ("refund", "R3", "Visit did not take place", "", 0, 1, 3),
    ("refund", "R4", "Paid twice", "", 0, 1, 4),
    ("refund", "R9", "Other", "", 1, 1, 5),
    ("adjustment", "AD01", "Administrative", "+-", 1, 1, 1),
    ("adjustment", "AD02", "Insurance adjustment", "-", 0, 0, 2),
    ("adjustment", "AD03", "Insurance bundling", "-", 0, 0, 3),
    ("adjustment", "AD04", "Insurance overpaid or refund", "+", 0, 1, 4),
    ("adjustment", "AD05", "Hardship write-off", "-", 0, 1, 5),
    ("adjustment", "AD06", "Small balance write-off", "-", 0, 0, 6),
    ("adjustment", "AD07", "Bad debt", "-", 0, 1, 7),
    ("adjustment", "AD08", "Collection write-off", "-", 0, 1, 8),
    ("adjustment", "AD09", "Untimely filing", "-", 0, 1, 9),
    ("adjustment", "AD10", "Discount: professional, cash, senior, new patient, referral", "-", 0, 1, 10),
    ("adjustment", "AD11", "Patient overpaid", "+", 0, 0, 11),
    ("adjustment", "AD12", "Patient refund", "+", 0, 1, 12),
    ("adjustment", "AD13", "To copay", "+-", 0, 0, 13),
    ("adjustment", "AD14", "To deductible", "+-", 0, 0, 14),
    ("adjustment", "AD15", "After-hours call", "+", 0, 0, 15),
    ("adjustment", "AD16", "Returned check", "+", 0, 0, 16),
    ("adjustment", "AD17", "Returned check fee", "+", 0, 0, 17),
    ("adjustment", "AD18", "Finance or billing charge", "+", 0, 1, 18),
    ("adjustment", "AD19", "No-show fee", "+", 0, 1, 19),
    ("adjustment", "AD20", "Late-cancel fee", "+", 0, 1, 20),
    ("adjustment", "AD21", "Sliding fee discount", "-", 0, 1, 21),
    ("adjustment", "AD22", "Copay waived by policy", "-", 1, 1, 22),
)
