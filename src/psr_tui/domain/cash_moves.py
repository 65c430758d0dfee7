"""Cash that goes in or out of an open drawer without a patient: pay-in, pay-out, change swap.

Source of the rules: cash-drawer.md section 5. A move is never deleted, it has a reason of the list, and none is made
while somebody counts (CD-37, CD-38, CD-41). Lines are in cents, debits positive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.counting import CountRow, total
from psr_tui.domain.drawer import STATE_WORDS, DrawerSession, DrawerState, business_end
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import RETURNABLE, Account, Journal, Line
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind, refuse_card_number
from psr_tui.domain.text import clean


class Move(StrEnum):
    """What a reason of a cash move is for; the ``detail`` of its row (15.3)."""

    DROP = "drop"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    SWAP = "swap"
    NO_SALE = "no_sale"


OVER_MAXIMUM, SHIFT_END = "DR1", "DR2"
FROM_THE_SAFE = "PI1"
"""The change fund is fetched from the safe; every other pay-in and pay-out is the petty cash's business."""


@dataclass(frozen=True, slots=True)
class PayIn:
    """Cash into the drawer that no patient paid. ``note``: receipt number or words, where the reason wants them."""

    command_id: str
    session_id: str
    reason: str
    amount: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class PayOut:
    """Cash out of the drawer for a purchase of the clinic, by its receipt (CD-37)."""

    command_id: str
    session_id: str
    reason: str
    amount: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSwap:
    """The same cash in other pieces: what goes out and what comes in, piece by piece (CD-40)."""

    command_id: str
    session_id: str
    reason: str
    out_rows: tuple[CountRow, ...]
    in_rows: tuple[CountRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveBack:
    """Take a drop, pay-in or pay-out back that was wrong: whole, by name, with what was wrong in one line (CD-38)."""

    command_id: str
    journal_id: str
    comment: str


_WAY_OUT: dict[DrawerState, str] = {
    DrawerState.SUSPENDED: "3 takes it up again",
    DrawerState.COUNTING: "finish the count, or step back from it with F12",
    DrawerState.COUNTED: "close it and do this in the next one",
    DrawerState.APPROVED: "close it and do this in the next one",
    DrawerState.CLOSED: "open a drawer with F5",
}


def check_open(session: DrawerSession) -> None:
    """Raise Refused, with the way out, unless cash may go in and out of the session (CD-41)."""
    if session.state is not DrawerState.OPEN:
        raise Refused(
            f"Drawer {session.drawer_code} is {STATE_WORDS[session.state]}, so no cash goes in or out: "
            f"{_WAY_OUT[session.state]}."
        )


def check_may_move(session: DrawerSession, now: datetime, cut_off_hour: int, tz: ZoneInfo) -> None:
    """As `check_open`, and Refused for a drawer that is still on a business day that is over (CD-76)."""
    check_open(session)
    if now >= business_end(session.business_date, cut_off_hour, tz):
        raise Refused(
            f"Drawer {session.drawer_code} is still on {session.business_date:%m/%d/%Y}. "
            "Count and close it (2) before cash goes in or out again."
        )


def check_amount(amount: Money) -> Money:
    """The amount of a move. Raises InvalidInput for nothing and for less."""
    if amount.cents <= 0:
        raise InvalidInput("Amount: type more than zero, for example 12.50.", "Amount")
    return amount


def check_enough(held: Money, amount: Money) -> None:
    """Raise Refused when more is to be paid out than is in the till. The sentence names no figure: it is the
    drawer's own secret until the count (CD-46)."""
    if amount > held:
        raise Refused("There is not that much cash in this drawer; type less, or pay in change first.")


def check_swap(out_rows: Iterable[CountRow], in_rows: Iterable[CountRow]) -> Money:
    """What is swapped. Raises InvalidInput unless both sides are worth the same, and more than nothing (CD-40)."""
    out, into = total(out_rows), total(in_rows)
    if out != into:
        raise InvalidInput(f"Swap: {out.dollars} goes out and {into.dollars} comes in; both must be equal.", "Comes in")
    if not out:
        raise InvalidInput("Swap: type which pieces go out and which come in.", "Goes out")
    return out


def check_note(note: str, needed: bool, label: str) -> str:
    """The receipt number or words of a move, clean. Raises InvalidInput where the reason wants them, and for a card
    number."""
    text = refuse_card_number(clean(note), "Receipt, note")
    if needed and not text:
        raise InvalidInput(f"Receipt, note: {label} needs one; type the number of the receipt or a few words.", "Note")
    return text


def pay_in_lines(reason: str, amount: Money) -> tuple[Line, ...]:
    """Into the till, out of the safe or the petty cash."""
    source = Account.SAFE if reason == FROM_THE_SAFE else Account.PETTY_CASH
    return (Line(Account.TILL, amount, TenderKind.CASH), Line(source, -amount, TenderKind.CASH))


def pay_out_lines(amount: Money) -> tuple[Line, ...]:
    """Out of the till for the clinic's petty expenses."""
    return (Line(Account.PETTY_CASH, amount, TenderKind.CASH), Line(Account.TILL, -amount, TenderKind.CASH))


def swap_lines(amount: Money) -> tuple[Line, ...]:
    """Out of the till and into it: nothing changes but the pieces."""
    return (Line(Account.TILL, amount, TenderKind.CASH), Line(Account.TILL, -amount, TenderKind.CASH))


def check_comment(comment: str) -> str:
    """What was wrong, clean. Raises InvalidInput when nothing is written, and for a card number."""
    text = refuse_card_number(clean(comment), "Comment")
    if not text:
        raise InvalidInput("Comment: write one line on what was wrong.", "Comment")
    return text


def check_still_there(held: Money, lines: Iterable[Line]) -> None:
    """Raise Refused when taking a pay-in back wants more cash than the till holds; as `check_enough`, no figure."""
    if (held + Money.total(line.amount for line in lines if line.account is Account.TILL)).cents < 0:
        raise Refused("There is not that much cash in this drawer now; pay in change first, then take it back.")


def move_back_lines(move: Journal) -> tuple[Line, ...]:
    """The lines that undo a cash move whole, so that both together are nothing in every account (CD-38).

    Raises: Refused for every other kind of posting.
    """
    if move.kind not in RETURNABLE:
        raise Refused("Only a safe drop, a pay-in or a pay-out can be taken back.")
    return tuple(replace(line, amount=-line.amount) for line in move.lines)


def over_maximum(held: Money, maximum: Money) -> bool:
    """Whether the drawer asks for a safe drop (CD-36); it never stops a payment. A maximum of zero asks for none."""
    return bool(maximum) and held > maximum
