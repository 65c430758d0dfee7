"""Triggers of the ledger since revision 0002: posting order without gaps, refunds in part, hand-overs answered once.

The rules of 0001 stand on (`money_triggers`); those that grew are said anew here.
"""

from __future__ import annotations

from psr_tui.store.migrations import money_triggers
from psr_tui.store.migrations.money_triggers import HELD, SESSION_STATE, posted, refuse

_BEFORE = "BEFORE INSERT ON journal"
_REFERRED_KIND = "coalesce((SELECT kind FROM journal WHERE id = NEW.refers_to), '')"
_GIVES_BACK = "('void', 'refund', 'returned_check')"
_TAKEN_FROM = "('till', 'checks', 'cards', 'other_tender', 'bank')"


def journal() -> tuple[str, ...]:
    """Numbers without gaps, what may refer to what, and nothing into a session that takes no money."""
    return (
        *posted("journal", "id = NEW.id OR sequence = NEW.sequence", "A posting"),
        refuse(
            "journal_sequence_gapless", _BEFORE,
            "NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal)",
            "Postings follow one another without a gap.",
        ),
        *_references(),
        *_moves_back(),
        *_second_persons(),
        *_numbers_and_sessions(),
    )  # fmt: skip


def _references() -> tuple[str, ...]:
    return (
        refuse(
            "journal_reversed_once", _BEFORE,
            f"NEW.kind IN {_GIVES_BACK} AND EXISTS (SELECT 1 FROM journal WHERE reverses = NEW.refers_to)",
            "This payment was reversed already.",
        ),
        refuse(
            "journal_reverses_payment", _BEFORE,
            "(NEW.kind = 'void') <> (NEW.reverses IS NOT NULL) OR "
            "(NEW.reverses IS NOT NULL AND NEW.reverses IS NOT NEW.refers_to) OR "
            f"(NEW.kind IN {_GIVES_BACK} AND {_REFERRED_KIND} <> 'payment')",
            "Only a payment can be reversed.",
        ),
        refuse(
            "journal_void_is_whole", _BEFORE,
            "NEW.kind = 'void' AND EXISTS (SELECT 1 FROM journal WHERE refers_to = NEW.refers_to)",
            "Part of this payment went back already; give back what is left of it instead.",
        ),
        refuse(
            "journal_refers_to", _BEFORE,
            f"(NEW.kind IN ('take_over', 'hand_back') AND {_REFERRED_KIND} <> 'hand_over') OR "
            f"(NEW.kind = 'banked' AND {_REFERRED_KIND} NOT IN ('deposit', 'safe_deposit')) OR "
            "(NEW.refers_to IS NOT NULL AND NEW.kind NOT IN "
            "('void', 'refund', 'returned_check', 'take_over', 'hand_back', 'banked', 'move_back'))",
            "A posting names what it answers, and only then.",
        ),
        refuse(
            "journal_answered_once", _BEFORE,
            "NEW.kind IN ('take_over', 'hand_back', 'banked', 'move_back') AND "
            "EXISTS (SELECT 1 FROM journal WHERE refers_to = NEW.refers_to)",
            "This was answered already.",
        ),
    )  # fmt: skip


def _moves_back() -> tuple[str, ...]:
    """A wrong move is reversed where it is, by name and under a second signature (CD-38)."""
    return (
        refuse(
            "journal_move_back_of_move", _BEFORE,
            f"NEW.kind = 'move_back' AND ({_REFERRED_KIND} NOT IN ('drop', 'pay_in', 'pay_out') OR "
            "NEW.session_id IS NOT (SELECT session_id FROM journal WHERE id = NEW.refers_to))",
            "Only a safe drop, pay-in or pay-out is taken back, in the drawer it belongs to.",
        ),
        refuse(
            "journal_move_back_signed", _BEFORE,
            "NEW.kind = 'move_back' AND (NEW.note = '' OR NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id "
            "OR NEW.approved_by = (SELECT staff_id FROM journal WHERE id = NEW.refers_to))",
            "Taking a cash move back needs a comment and the signature of another person.",
        ),
        refuse(
            "journal_move_back_not_banked", _BEFORE,
            "NEW.kind = 'move_back' AND EXISTS (SELECT 1 FROM deposit_drop WHERE drop_journal_id = NEW.refers_to)",
            "This drop went to the bank already, so it stands.",
        ),
    )  # fmt: skip


def _second_persons() -> tuple[str, ...]:
    return (
        refuse(
            "journal_second_person", _BEFORE,
            "NEW.kind IN ('void', 'refund') AND (NEW.approved_by IS NULL OR NEW.approved_by = NEW.staff_id OR "
            "NEW.approved_by = (SELECT staff_id FROM journal WHERE id = NEW.refers_to))",
            "A reversal needs the signature of somebody who did not take the money.",
        ),
        refuse(
            "journal_adjustment_reason", _BEFORE,
            "(NEW.kind = 'adjustment' OR (NEW.kind = 'charge' AND NEW.reason_code <> '')) AND (NOT EXISTS "
            "(SELECT 1 FROM reason_code WHERE kind = 'adjustment' AND code = NEW.reason_code) OR "
            "NEW.approved_by = NEW.staff_id OR (NEW.approved_by IS NULL AND (SELECT needs_approver FROM reason_code "
            "WHERE kind = 'adjustment' AND code = NEW.reason_code)))",
            "An adjustment has a reason of the list, and some need the signature of another person.",
        ),
        refuse(
            "journal_drop_witness", _BEFORE,
            "NEW.kind = 'drop' AND (NEW.witness_id IS NULL OR NEW.witness_id = NEW.staff_id OR NEW.bag = '')",
            "A safe drop needs a bag number and a witness who is another person.",
        ),
        refuse(
            "journal_bag_once", _BEFORE,
            "NEW.bag <> '' AND NEW.kind IN ('drop', 'deposit', 'safe_deposit') AND "
            "EXISTS (SELECT 1 FROM journal WHERE bag = NEW.bag AND kind IN ('drop', 'deposit', 'safe_deposit'))",
            "This bag number was used before; check the number on the bag.",
        ),
        refuse(
            "journal_move_reason", _BEFORE,
            "NEW.kind IN ('drop', 'pay_in', 'pay_out', 'swap') AND NOT EXISTS (SELECT 1 FROM reason_code WHERE "
            "kind = 'cash_move' AND code = NEW.reason_code AND detail = NEW.kind "
            "AND (NOT needs_comment OR NEW.note <> ''))",
            "A cash move has a reason of the list, and some need a receipt number or a note.",
        ),
    )  # fmt: skip


def _numbers_and_sessions() -> tuple[str, ...]:
    return (
        refuse(
            "journal_receipt_gapless", _BEFORE,
            "(NEW.kind IN ('payment', 'void', 'refund')) <> (NEW.receipt_number IS NOT NULL) OR "
            "(NEW.receipt_number IS NOT NULL AND NEW.receipt_number <> "
            "(SELECT coalesce(max(receipt_number), 0) + 1 FROM journal))",
            "Receipt numbers follow one another without a gap.",
        ),
        refuse(
            "journal_session_takes_money", _BEFORE,
            "(NEW.kind IN ('payment', 'void', 'refund', 'drop', 'pay_in', 'pay_out', 'swap', 'hand_over', "
            f"'take_over', 'move_back') AND coalesce({SESSION_STATE}, '') <> 'open') OR "
            f"(NEW.kind = 'hand_back' AND coalesce({SESSION_STATE}, '') NOT IN ('open', 'suspended', 'counting')) OR "
            f"(NEW.session_id IS NOT NULL AND {SESSION_STATE} = 'closed')",
            "This drawer is not open, so no money can be posted to it. Open yours with F5.",
        ),
        refuse(
            "journal_adjusts_only", _BEFORE,
            "NEW.kind NOT IN ('payment', 'void', 'refund', 'clearing') AND "
            "(SELECT adjusts FROM drawer_session WHERE id = NEW.session_id) IS NOT NULL OR (NEW.kind = 'clearing' "
            "AND (SELECT adjusts FROM drawer_session WHERE id = NEW.session_id) IS NULL)",
            "A correction after a close is payments and reversals, cleared against over and short.",
        ),
    )  # fmt: skip


def ledger_line() -> tuple[str, ...]:
    """Those of 0001, and: never more back than came or off than is open, transit whole, no pay-out of nothing."""
    before = "BEFORE INSERT ON ledger_line"
    kind = "(SELECT kind FROM journal WHERE id = NEW.journal_id)"
    referred = "(SELECT refers_to FROM journal WHERE id = NEW.journal_id)"
    with_all = (
        "FROM ledger_line l JOIN journal j ON j.id = l.journal_id "
        f"WHERE (j.id = {referred} OR j.refers_to = {referred})"
    )
    return (
        *money_triggers.ledger_line(),
        refuse(
            "ledger_line_not_more_back", before,
            f"NEW.cents < 0 AND NEW.account IN {_TAKEN_FROM} AND {kind} IN {_GIVES_BACK} AND "
            f"(SELECT coalesce(sum(l.cents), 0) {with_all} AND l.account IN {_TAKEN_FROM} AND l.tender = NEW.tender "
            "AND l.reference = NEW.reference AND l.card_last_four = NEW.card_last_four) + NEW.cents < 0",
            "This is more than is left of the payment.",
        ),
        refuse(
            "ledger_line_back_to_its_charge", before,
            f"NEW.cents > 0 AND NEW.account IN ('receivable', 'unapplied') AND {kind} IN {_GIVES_BACK} AND "
            f"(SELECT coalesce(sum(l.cents), 0) {with_all} AND l.account = NEW.account "
            "AND l.charge_id IS NEW.charge_id) + NEW.cents > 0",
            "This is more than is left of the payment there.",
        ),
        refuse(
            "ledger_line_adjustment", before,
            f"NEW.account = 'receivable' AND {kind} = 'adjustment' AND (instr((SELECT r.detail FROM reason_code r "
            "JOIN journal j ON j.reason_code = r.code WHERE r.kind = 'adjustment' AND j.id = NEW.journal_id), "
            "CASE WHEN NEW.cents < 0 THEN '-' ELSE '+' END) = 0 OR (NEW.cents < 0 AND "
            "(SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE charge_id = NEW.charge_id AND "
            "account = 'receivable') + NEW.cents < 0))",
            "An adjustment has the sign of its reason and takes off no more than is open.",
        ),
        refuse(
            "ledger_line_transit_whole", before,
            "NEW.account = 'transit' AND NEW.cents < 0 AND "
            f"(SELECT coalesce(sum(l.cents), 0) {with_all} AND l.account = 'transit') + NEW.cents <> 0",
            "What was handed over is taken or given back whole.",
        ),
        refuse(
            "ledger_line_move_back_whole", before,
            f"{kind} = 'move_back' AND (NOT EXISTS (SELECT 1 FROM ledger_line WHERE journal_id = {referred} AND "
            "account = NEW.account AND cents = -NEW.cents AND tender = NEW.tender AND reference = NEW.reference) OR "
            "EXISTS (SELECT 1 FROM ledger_line WHERE journal_id = NEW.journal_id AND account = NEW.account))",
            "A cash move is taken back whole, line by line.",
        ),
        refuse(
            "ledger_line_pay_out_covered", before,
            f"NEW.account = 'till' AND NEW.cents < 0 AND {kind} IN ('pay_out', 'move_back') AND "
            "(SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE session_id = NEW.session_id AND account = 'till') "
            "+ NEW.cents < 0",
            "There is not that much cash in this drawer; type less, or pay in change first.",
        ),
    )  # fmt: skip


__all__ = ["HELD", "journal", "ledger_line"]
