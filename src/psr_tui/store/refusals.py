"""What the database's own refusals mean, in words for a rep.

A constraint that fires is the second net under a rule of the domain: it must still read like a sentence.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from psr_tui.domain.errors import DeskError, Refused, StoreBusy, StoreFault, StoreFull
from psr_tui.store.gate import BUSY

FAULT = (
    "The disk reported a fault: this was NOT saved, and nothing more is written now. Tell an administrator, "
    "quit and start again; what you see can still be read."
)

# part of the database's message -> sentence; messages of triggers are sentences already and start with "desk:"
_SENTENCES = (
    ("callback.claimed_by", "You hold another callback already; finish or skip that one first."),
    ("callback.patient_id, callback.reason_code", "This patient has an open callback for this reason already."),
    ("drawer_session.drawer_id", "This drawer is open already; press F5 to see who has it."),
    ("drawer_session.staff_id", "You have another drawer open; close or hand over that one first."),
    ("appointment_event.undoes", "That was undone already."),
    ("journal.reverses", "This posting was reversed already."),
    ("staff.login", "This user name is taken; choose another."),
    ("payer.name", "A payer of this name exists already."),
    ("approver_is_another", "The person who approves must not be the one who took the money."),
    ("witness_is_another", "The witness must be another person."),
)


def translate(error: DBAPIError) -> DeskError | None:
    """The refusal a database error stands for, or None when it is a fault of the program."""
    text = str(error.orig)
    if isinstance(error, IntegrityError):
        if "desk:" in text:
            return Refused(text.split("desk:", 1)[1].strip())
        for part, sentence in _SENTENCES:
            if part in text:
                return Refused(sentence)
        return None
    if isinstance(error, OperationalError):
        if "locked" in text or "busy" in text:
            return StoreBusy(BUSY)
        if "disk I/O error" in text:
            return StoreFault(FAULT)
        if "readonly" in text:
            return StoreFault("The store may only be read here: this was NOT saved. Tell an administrator.")
        if "full" in text:
            return StoreFull(
                "The disk is full: this was NOT saved. What you typed is kept; free some space, press again."
            )
    return None
