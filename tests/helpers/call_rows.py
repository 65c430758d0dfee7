"""Outcome, cadence and calling-hour rows for tests of the rules, as call-center.md 16.1 to 16.4 gives them."""

from __future__ import annotations

from psr_tui.domain.cadence import Cadence, Outcome, Retry
from psr_tui.domain.call_window import WindowRow

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("RES", "1", "Reached, done", True, Retry.NONE, human=True, right_person=True, least_talk_seconds=5),
    Outcome("CBK", "2", "Call again", False, Retry.TYPED, human=True, right_person=True, needs_time=True),
    Outcome("VML", "3", "Voicemail", False, Retry.NEXT_DAY, machine=True),
    Outcome("VMD", "3", "Voicemail, detailed", False, Retry.NEXT_DAY, machine=True),
    Outcome("VMN", "3", "Machine, no message", False, Retry.OTHER_PART, machine=True),
    Outcome("VMF", "", "Voicemail full or none", False, Retry.OTHER_PART, machine=True),
    Outcome("NAN", "4", "No answer", False, Retry.OTHER_PART),
    Outcome("WRG", "5", "Wrong number", False, Retry.NEXT_NUMBER, human=True, closes_number=True),
    Outcome("BSY", "6", "Busy", False, Retry.MINUTES, retry_minutes=30),
    Outcome("NUR", "7", "To nurse", True, Retry.NONE, human=True, right_person=True, route="nurse"),
    Outcome("STP", "8", "Stop calling", True, Retry.NONE, human=True, do_not_call=True),
    Outcome("BAD", "", "Not in service", False, Retry.NEXT_NUMBER, closes_number=True),
    Outcome("DEC", "", "Declined", True, Retry.NONE, human=True, right_person=True),
    Outcome("MSG", "", "Message for another team", True, Retry.NONE, human=True, route="team"),
    Outcome("THD", "", "Other person answered", False, Retry.OTHER_PART, human=True),
    Outcome("LNG", "", "Language barrier", False, Retry.MINUTES, retry_minutes=15, human=True),
    Outcome("HUP", "", "Ended early", False, Retry.OTHER_PART, human=True),
    Outcome("TEC", "", "Technical failure", False, Retry.MINUTES, retry_minutes=15, counts=False),
    Outcome("SKP", "", "Skipped", False, Retry.UNCHANGED, counts=False, system=True),
    Outcome("CIN", "", "Patient called in", True, Retry.NONE, counts=False, system=True),
    Outcome("EXP", "", "Expired", True, Retry.NONE, counts=False, system=True),
)

CADENCES: tuple[Cadence, ...] = (
    Cadence("PRM", "promise", 3, 3, (30, 1440), "supervisor"),
    Cadence("ABN", "hung up in queue", 2, 2, (120,), "expire"),
    Cadence("CLN", "message from a clinician", 3, 2, (), "emergency contact, portal, letter, certified letter"),
    Cadence("SCH", "booking, referral", 6, 3, (), "portal or letter"),
    Cadence("RCL", "recall", 3, 1, (7 * 1440,), "letter"),
    Cadence("CNF", "confirmation", 2, 1, (1440,), "stays unconfirmed"),
    Cadence("REC", "records, forms", 3, 1, (1440,), "letter"),
    Cadence("BIL", "billing", 3, 1, (), "statement"),
)

CALL_REASONS: tuple[tuple[str, str, str], ...] = (
    ("SCHED", "book a visit", "SCH"),
    ("RESCH", "move or cancel", "SCH"),
    ("CONF", "confirm", "CNF"),
    ("REFILL", "refill", "CLN"),
    ("RESULT", "result wanted", "CLN"),
    ("CLIN", "clinical question", "CLN"),
    ("MED", "medication", "CLN"),
    ("PORTAL", "portal help", "REC"),
    ("DIRECT", "hours, directions", "REC"),
    ("REFER", "referral", "SCH"),
    ("AUTH", "authorisation", "SCH"),
    ("BILL", "bill, payment", "BIL"),
    ("COST", "cost question", "BIL"),
    ("INSUR", "insurance change", "BIL"),
    ("RECORD", "records request", "REC"),
    ("FORM", "form, letter", "REC"),
    ("COMPL", "complaint", "CLN"),
    ("VENDOR", "pharmacy, lab, office", "CLN"),
    ("ABAND", "hung up in queue", "ABN"),
    ("OTHER", "other", "REC"),
)
"""Code, short label and the cadence of each reason for a call (call-center.md 16.4)."""

_DEFAULT_STATES = "AL FL LA MD MA MS OK WA WY"


def default_rows() -> tuple[WindowRow, ...]:
    """Rows a new clinic starts with, where a state differs from 08:00-20:00 (call-center.md 16.3: check before
    relying on them): Kentucky from 10, Maine 9-17, Rhode Island 9-18, Texas from noon on Sundays."""
    rows = [WindowRow(state, day, 8, 20) for state in _DEFAULT_STATES.split() for day in range(7)]
    rows += [WindowRow("KY", day, 10, 20) for day in range(7)]
    rows += [WindowRow("ME", day, 9, 17) for day in range(7)]
    rows += [WindowRow("RI", day, 9, 18) for day in range(7)]
    rows.append(WindowRow("TX", 6, 12, 20))
    return tuple(rows)
