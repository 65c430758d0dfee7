"""The invariants I1 to I15 of cash-drawer.md, asked of the file itself, past every service and repository.

Most are one statement that counts what is wrong. Two follow a chain in order and are read in Python. `broken` names
what does not hold; an empty list means that no money was lost or invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.helpers.clinic import TestClinic

HELD = "('till', 'checks', 'cards', 'other_tender')"
CLOSING = "('over_short', 'deposit', 'settlement', 'float_out')"
BACK = "('void', 'refund', 'returned_check')"
LIVE = "state <> 'closed' AND adjusts IS NULL"

WRONG: dict[str, str] = {
    "I1 a journal does not sum to zero": "SELECT count(*) FROM (SELECT 1 FROM journal j LEFT JOIN ledger_line l "
    "ON l.journal_id = j.id GROUP BY j.id HAVING count(l.cents) < 2 OR sum(l.cents) <> 0)",
    "I2 a held line is outside the session of its journal": "SELECT count(*) FROM ledger_line l JOIN journal j "
    f"ON j.id = l.journal_id WHERE l.session_id IS NOT j.session_id OR (l.account IN {HELD} AND l.session_id IS NULL)",
    "I3 a drawer takes money twice": "SELECT count(*) FROM (SELECT 1 FROM drawer_session WHERE state IN "
    "('open', 'suspended') AND adjusts IS NULL GROUP BY drawer_id HAVING count(*) > 1)",
    "I3 a drawer is live twice": f"SELECT count(*) FROM (SELECT 1 FROM drawer_session WHERE {LIVE} GROUP BY drawer_id "
    "HAVING count(*) > 1 + (SELECT max(prestage_drawers) FROM clinic))",
    "I3 a rep has two drawers": "SELECT count(*) FROM (SELECT 1 FROM drawer_session WHERE state IN "
    "('open', 'suspended', 'counting') AND adjusts IS NULL GROUP BY staff_id HAVING count(*) > 1)",
    "I4 counted cash is not the sum of its pieces": "SELECT count(*) FROM count_tender t JOIN count_attempt a "
    "ON a.id = t.attempt_id WHERE t.tender = 'CASH' AND t.counted_cents <> (SELECT coalesce(sum(quantity * unit_cents "
    "* CASE form WHEN 'loose' THEN 1 WHEN 'strap' THEN 100 ELSE CASE unit_cents WHEN 100 THEN 25 WHEN 50 THEN 20 "
    "WHEN 25 THEN 40 WHEN 10 THEN 50 WHEN 5 THEN 40 ELSE 50 END END), 0) FROM count_line WHERE attempt_id = a.id)",
    "I4 what was expected at a freeze is not what the lines say": "SELECT count(*) FROM count_tender t "
    "JOIN count_attempt a ON a.id = t.attempt_id WHERE t.expected_cents <> (SELECT coalesce(sum(l.cents), 0) FROM "
    f"ledger_line l JOIN journal j ON j.id = l.journal_id WHERE j.session_id = a.session_id AND l.account IN {HELD} "
    f"AND j.kind NOT IN {CLOSING} AND l.tender = t.tender AND l.terminal = t.terminal)",
    "I4 a tender of the session is in no frozen count": "SELECT count(*) FROM (SELECT a.id, l.tender, l.terminal "
    f"FROM count_attempt a JOIN journal j ON j.session_id = a.session_id AND j.kind NOT IN {CLOSING} "
    f"JOIN ledger_line l ON l.journal_id = j.id AND l.account IN {HELD} WHERE a.purpose = 'closing' "
    "EXCEPT SELECT attempt_id, tender, terminal FROM count_tender)",
    "I5 a closed session still holds something": "SELECT count(*) FROM (SELECT 1 FROM ledger_line l JOIN "
    f"drawer_session s ON s.id = l.session_id WHERE s.state = 'closed' AND l.account IN {HELD} "
    "GROUP BY s.id, l.account, l.tender, l.terminal HAVING sum(l.cents) <> 0)",
    "I5 the booked over/short is not the frozen difference": "SELECT count(*) FROM (SELECT s.id FROM drawer_session s "
    "WHERE s.state = 'closed' AND s.adjusts IS NULL AND (SELECT coalesce(sum(l.cents), 0) FROM ledger_line l "
    "WHERE l.session_id = s.id AND l.account = 'over_short') <> (SELECT sum(expected_cents - counted_cents) FROM "
    "count_tender WHERE attempt_id = (SELECT id FROM count_attempt WHERE session_id = s.id AND purpose = 'closing' "
    "ORDER BY attempt DESC LIMIT 1)))",
    "I6 something was posted after the close": "SELECT count(*) FROM drawer_session s JOIN journal j "
    "ON j.session_id = s.id WHERE s.state = 'closed' AND s.adjusts IS NULL AND j.sequence > (SELECT max(sequence) FROM "
    f"journal WHERE session_id = s.id AND kind IN {CLOSING}) AND j.kind NOT IN {CLOSING}",
    "I7 receipt numbers": "SELECT coalesce(max(receipt_number), 0) - count(receipt_number) FROM journal",
    "I7 receipts without their text": "SELECT count(receipt_number) - (SELECT count(*) FROM receipt) FROM journal",
    "I7 the receipt counter": "SELECT coalesce((SELECT value FROM counter WHERE name = 'receipt'), 0) - "
    "coalesce(max(number), 0) FROM receipt",
    "I7 receipts out of posting order": "SELECT count(*) FROM journal a JOIN journal b ON a.receipt_number < "
    "b.receipt_number AND a.sequence > b.sequence",
    "I7 Z numbers": "SELECT coalesce(max(z_number), 0) - count(*) FROM day_report",
    "I7 closed without a report": "SELECT (SELECT count(*) FROM drawer_session WHERE state = 'closed') - count(*) "
    "FROM day_report",
    "I7 the posting order has a gap": "SELECT coalesce(max(sequence), 0) - count(*) FROM journal",
    "I7 deposit slips": "SELECT coalesce(max(number), 0) - count(*) FROM deposit_slip",
    "I7 the audit has a gap": "SELECT max(seq) - count(*) FROM audit",
    "I8 more went back than came": "SELECT count(*) FROM (SELECT 1 FROM journal p JOIN journal j ON j.id = p.id OR "
    f"(j.refers_to = p.id AND j.kind IN {BACK}) JOIN ledger_line l ON l.journal_id = j.id WHERE p.kind = 'payment' "
    "AND l.account IN ('till', 'checks', 'cards', 'other_tender', 'bank') GROUP BY p.id HAVING sum(l.cents) < 0)",
    "I8 something else than a payment went back": "SELECT count(*) FROM journal j JOIN journal p ON p.id = j.refers_to "
    f"WHERE j.kind IN {BACK} AND p.kind <> 'payment'",
    "I8 a voided payment went back again": "SELECT count(*) FROM journal v JOIN journal j ON j.refers_to = v.refers_to "
    f"AND j.id <> v.id WHERE v.kind = 'void' AND j.kind IN {BACK}",
    "I9 somebody signed for themselves": "SELECT (SELECT count(*) FROM journal WHERE approved_by = staff_id AND "
    f"kind IN {BACK} OR witness_id = staff_id) + (SELECT count(*) FROM drawer_session WHERE approved_by = staff_id "
    "OR witness_id = staff_id)",
    "I9 the taker signed the return": "SELECT count(*) FROM journal j JOIN journal p ON p.id = j.refers_to "
    "WHERE j.kind IN ('void', 'refund') AND j.approved_by = p.staff_id",
    "I8 a cash move came back twice, in part or elsewhere": "SELECT count(*) FROM journal b JOIN journal m ON m.id = "
    "b.refers_to WHERE b.kind = 'move_back' AND (m.kind NOT IN ('drop', 'pay_in', 'pay_out') OR b.session_id IS NOT "
    "m.session_id OR (SELECT count(*) FROM journal WHERE refers_to = m.id) <> 1 OR EXISTS (SELECT 1 FROM ledger_line "
    "WHERE journal_id IN (b.id, m.id) GROUP BY account HAVING sum(cents) <> 0))",
    "I9 the mover signed the return of a cash move": "SELECT count(*) FROM journal b JOIN journal m ON m.id = "
    "b.refers_to WHERE b.kind = 'move_back' AND (b.approved_by IS NULL OR b.approved_by IN (b.staff_id, m.staff_id))",
    "I11 a drop came back and went to the bank": "SELECT count(*) FROM journal b JOIN deposit_drop d ON "
    "d.drop_journal_id = b.refers_to WHERE b.kind = 'move_back'",
    "I9 a large difference was closed unsigned": "SELECT count(*) FROM drawer_session s WHERE s.state = 'closed' AND "
    "s.approved_by IS NULL AND EXISTS (SELECT 1 FROM count_tender WHERE attempt_id = (SELECT id FROM count_attempt "
    "WHERE session_id = s.id AND purpose = 'closing' ORDER BY attempt DESC LIMIT 1) AND "
    "abs(counted_cents - expected_cents) > (SELECT max(approval_threshold_cents) FROM clinic))",
    "I11 a bag was used twice": "SELECT count(*) FROM (SELECT 1 FROM journal WHERE bag <> '' AND kind IN "
    "('drop', 'deposit', 'safe_deposit') GROUP BY bag HAVING count(*) > 1)",
    "I12 a deposit is not the sum of its lines": "SELECT count(*) FROM (SELECT 1 FROM journal j JOIN ledger_line l "
    "ON l.journal_id = j.id WHERE j.kind = 'deposit' GROUP BY j.id, l.tender HAVING sum(l.cents) <> 0)",
    "I12 a deposit has no bag": "SELECT count(*) FROM journal WHERE kind IN ('deposit', 'safe_deposit') AND bag = ''",
    "I11 a drop is on a slip that does not hold it": "SELECT count(*) FROM (SELECT d.slip_number FROM deposit_drop d "
    "JOIN ledger_line l ON l.journal_id = d.drop_journal_id AND l.account = 'safe' JOIN deposit_slip s "
    "ON s.number = d.slip_number GROUP BY d.slip_number HAVING sum(l.cents) <> (SELECT sum(cents) FROM ledger_line "
    "WHERE journal_id = s.journal_id AND account = 'deposit_bag'))",
    "I11 a deposit has no slip, or a slip no deposit": "SELECT (SELECT count(*) FROM journal WHERE kind IN "
    "('deposit', 'safe_deposit')) - (SELECT count(*) FROM deposit_slip)",
    "I11 the ticked papers are not those in the bag": "SELECT count(*) FROM drawer_session s WHERE s.state = 'closed' "
    "AND s.adjusts IS NULL AND (SELECT coalesce(sum(l.cents), 0) FROM ledger_line l WHERE l.session_id = s.id AND "
    "l.account = 'deposit_bag' AND l.tender IN ('CHK', 'MO')) <> (SELECT coalesce(sum(l.cents), 0) FROM count_paper p "
    "JOIN ledger_line l ON l.journal_id = p.journal_id AND l.position = p.position WHERE p.attempt_id = (SELECT id "
    "FROM count_attempt WHERE session_id = s.id AND purpose = 'closing' ORDER BY attempt DESC LIMIT 1))",
    "I12 the bank confirmed another sum than was sealed": "SELECT count(*) FROM journal b WHERE b.kind = 'banked' AND "
    "(SELECT sum(cents) FROM ledger_line WHERE journal_id = b.id AND account = 'bank') <> (SELECT sum(cents) FROM "
    "ledger_line WHERE journal_id = b.refers_to AND account = 'deposit_bag')",
    "a posting without its row in the log": "SELECT count(*) FROM journal WHERE id NOT IN (SELECT entity_id FROM audit "
    "WHERE action = 'ledger.post' AND entity = 'journal')",
    "I13 card digits": "SELECT count(*) FROM ledger_line WHERE card_last_four NOT GLOB '[0-9][0-9][0-9][0-9]' "
    "AND card_last_four <> ''",
    "cash in transit belongs to no offer": "SELECT (SELECT coalesce(sum(cents), 0) FROM ledger_line "
    "WHERE account = 'transit') - (SELECT coalesce(sum(cents), 0) FROM hand_over WHERE state = 'offered')",
    "a charge is paid below zero": "SELECT count(*) FROM (SELECT 1 FROM ledger_line WHERE account = 'receivable' "
    "GROUP BY charge_id HAVING sum(cents) < 0)",
    "a patient has less than nothing paid ahead": "SELECT count(*) FROM (SELECT 1 FROM ledger_line WHERE "
    "account = 'unapplied' GROUP BY patient_id HAVING sum(cents) > 0)",
    "a session began on two dates": "SELECT count(*) FROM journal j JOIN drawer_session s ON s.id = j.session_id "
    "WHERE j.business_date <> s.business_date",
}

_TOTALS = (
    "SELECT r.grand_total_cents, coalesce((SELECT sum(l.cents) FROM ledger_line l JOIN journal j ON "
    f"j.id = l.journal_id WHERE j.session_id = r.session_id AND l.account IN {HELD} AND j.kind IN "
    "('payment', 'void', 'refund')), 0), CAST(r.body AS TEXT) FROM day_report r ORDER BY r.z_number"
)
_FLOATS = (
    "SELECT s.drawer_id, s.float_expected_cents, s.float_counted_cents, (SELECT coalesce(sum(l.cents), 0) FROM "
    "ledger_line l JOIN journal j ON j.id = l.journal_id WHERE j.session_id = s.id AND j.kind IN "
    "('float_in', 'opening_gap') AND l.account = 'till') FROM drawer_session s WHERE s.adjusts IS NULL"
)
_CARD = re.compile(r"[0-9](?:[ .-]?[0-9]){12,18}")


def broken(clinic: TestClinic) -> list[str]:
    """What does not hold, in words; nothing when every invariant does."""
    with clinic.store.read() as work:
        raw = work.session.connection()
        found = [words for words, statement in WRONG.items() if raw.exec_driver_sql(statement).scalar_one()]
        found += _grand_totals(raw)
        found += _openings(raw)
        found += _card_numbers(raw)
    return found


def _grand_totals(raw: Any) -> Iterator[str]:
    """I14: each report is the one before plus what its session took, in the row and in the words that were printed."""
    before = 0
    for place, (total, taken, body) in enumerate(raw.exec_driver_sql(_TOTALS), start=1):
        before += taken
        if total != before:
            yield f"I14 the grand total of Z {place} is {total}, not {before}"
        printed = body.split("GRAND TOTAL")[1].split()[0] if "GRAND TOTAL" in body else ""
        if printed.replace(",", "") != f"{'-' if before < 0 else ''}{abs(before) // 100}.{abs(before) % 100:02d}":
            yield f"I14 Z {place} prints {printed!r}"


def _openings(raw: Any) -> Iterator[str]:
    """I15: what was expected at an opening went into the till, and the gap to the count went with it."""
    for drawer, expected, counted, booked in raw.exec_driver_sql(_FLOATS):
        if booked != counted:
            yield f"I15 {drawer} opened on {counted} of {expected} and booked {booked}"
    left = "SELECT drawer_id, sum(cents) FROM ledger_line WHERE account = 'float' GROUP BY drawer_id"
    live = {row[0] for row in raw.exec_driver_sql(f"SELECT drawer_id FROM drawer_session WHERE {LIVE}")}
    for drawer, cents in raw.exec_driver_sql(left):
        if cents < 0 or (drawer in live and cents):
            yield f"I15 {drawer} keeps {cents} while its cash is {'in a till' if drawer in live else 'nowhere'}"


def _card_numbers(raw: Any) -> Iterator[str]:
    """I13: no text beside a posting holds a run of 13 to 19 digits."""
    texts = "SELECT reference || '|' || batch || '|' || authorisation || '|' || terminal FROM ledger_line UNION ALL "
    texts += "SELECT note || '|' || bag FROM journal WHERE length(bag) < 13"
    for (text,) in raw.exec_driver_sql(texts):
        if _CARD.search(text):
            yield "I13 something like a whole card number is kept"
