"""Before a drawer is opened: whether the place is free, what must be in order, and how long one may stay open.

Source of the rules: cash-drawer.md CD-02, CD-03, CD-11, CD-13 and 15.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psr_tui.domain.drawer import STATE_WORDS, DrawerSession, DrawerState
from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.money import Money

BEING_COUNTED = frozenset({DrawerState.COUNTING, DrawerState.COUNTED, DrawerState.APPROVED})
LONGEST_SHIFT = timedelta(hours=12)
ALARM_AT = LONGEST_SHIFT * 4 // 5
"""An open drawer asks for its count after 80 % of the longest shift (15.6)."""


def open_long(session: DrawerSession, now: datetime) -> bool:
    """Whether a session that takes money has been open for so long that somebody should count it."""
    taking = session.state in (DrawerState.OPEN, DrawerState.SUSPENDED)
    return taking and now - session.opened_at >= ALARM_AT


def check_place_free(code: str, live: Sequence[DrawerSession], may_prestage: bool) -> None:
    """Raise Refused, naming who has the drawer, when nobody may open it now.

    With ``may_prestage`` the next shift opens as soon as the one before is counting (CD-03).
    """
    for held in live:
        if held.state not in BEING_COUNTED:
            raise Refused(f"Drawer {code} is {STATE_WORDS[held.state]} with {held.staff_name}; choose another drawer.")
    if live and not may_prestage:
        held = live[-1]
        raise Refused(
            f"Drawer {code} is {STATE_WORDS[held.state]} with {held.staff_name}; wait for the close, or choose another."
        )


def check_not_followed(followed_by: str) -> None:
    """Raise Refused when the next shift has opened the drawer: the one before can only go on to its close (CD-03)."""
    if followed_by:
        raise Refused(f"{followed_by} has opened this drawer already; finish the count and close yours.")


def check_witness(rep_id: str, witness_id: str) -> None:
    """Raise NotAllowed unless the float was counted with another person (CD-11, I9)."""
    if rep_id == witness_id:
        raise NotAllowed("The witness must be another person; ask somebody to count with you and sign.")


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was looked at before the day starts: whether it is in order, and the sentence about it."""

    fine: bool
    words: str


def float_proof(left: Money, last_close_left: Money | None) -> Proof:
    """Whether the drawer is expected to hold what its last close left. None: it was never closed (I15)."""
    if last_close_left is None:
        return Proof(True, "first opening")
    if left == last_close_left:
        return Proof(True, "float as last left")
    return Proof(
        False,
        f"The books expect {left.dollars} in this drawer, but its last close left {last_close_left.dollars}; "
        "tell a supervisor before you open it.",
    )


def older_proof(live: Iterable[DrawerSession], today: date) -> Proof:
    """Whether no drawer is left over from an earlier date."""
    older = [
        f"drawer {one.drawer_code} of {one.staff_name} since {one.business_date:%m/%d/%Y}"
        for one in live
        if one.business_date < today
    ]
    if not older:
        return Proof(True, "no drawer left open")
    return Proof(False, f"Still open: {'; '.join(older)}. A supervisor can count and close it.")


def log_proof(code: int, message: str) -> Proof:
    """What verifying the audit log gave; ``code`` 0 is whole."""
    if code == 0:
        return Proof(True, "log whole")
    return Proof(False, f"{message} Tell an administrator.")


def numbers_proof(gaps: Sequence[str]) -> Proof:
    """Whether receipts, day reports and postings are numbered without a gap; ``gaps`` names those that are not."""
    if not gaps:
        return Proof(True, "numbers without a gap")
    return Proof(False, f"There is a gap in the numbers of {', '.join(gaps)}; tell an administrator.")
