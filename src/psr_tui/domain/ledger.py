"""The money ledger: double entry in whole cents, where every act on money is one balanced journal.

A journal is never changed or deleted; a mistake is reversed, once, by a journal of its own (cash-drawer.md CD-78).
No balance is kept anywhere: what a patient owes, what a drawer should hold and what a batch should bring are sums
over lines (CD-90, invariant I2). Charges are journals too, so a balance due is the sum of the ``receivable`` lines of
one charge.

Amounts are `Money`; a line's sign is the account's side: plus is debit (money here, owed to us), minus is credit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind


class Account(StrEnum):
    """The accounts of the desk. Till, checks, cards and other_tender belong to one drawer session (`HELD`)."""

    TILL = "till"  # cash in the drawer while a session has it
    CHECKS = "checks"  # checks and money orders, until the close bags them
    CARDS = "cards"  # card slips, until the close settles them per terminal
    OTHER_TENDER = "other_tender"  # transfer, portal, voucher
    FLOAT = "float"  # cash that stays in a drawer between two sessions
    SAFE = "safe"
    DEPOSIT_BAG = "deposit_bag"  # sealed, on the way to the bank
    SETTLEMENT = "settlement"  # card batches and transfers that somebody else still has to pay
    RECEIVABLE = "receivable"  # owed by patients, always for one charge
    UNAPPLIED = "unapplied"  # taken without a charge: a liability to the patient (CD-25)
    INCOME = "income"
    ADJUSTMENT = "adjustment"
    OVER_SHORT = "over_short"  # per drawer and rep, overs like shorts (CD-60)
    OPENING_GAP = "opening_gap"  # opening count against what the last close left; nobody's shift (CD-09)
    PETTY_CASH = "petty_cash"
    TRANSIT = "transit"  # between two drawers
    EQUITY = "equity"  # what the clinic brought in when it began
    BANK = "bank"  # deposits the bank has confirmed, less checks it sent back


HELD = frozenset({Account.TILL, Account.CHECKS, Account.CARDS, Account.OTHER_TENDER})


class JournalKind(StrEnum):
    """What a journal is for; its accounts follow from it."""

    OPENING_FUNDS = "opening_funds"
    CHARGE = "charge"
    PAYMENT = "payment"
    VOID = "void"  # reversal on the business date of the payment (CD-80)
    REFUND = "refund"  # money goes back to the patient: all that is left of a payment, or a part of it
    RETURNED_CHECK = "returned_check"  # the bank sent a check back (CD-33)
    ADJUSTMENT = "adjustment"  # less or more is owed, by a reason of the list
    APPLY = "apply"  # money paid ahead is used for a charge
    FLOAT_IN = "float_in"  # the float goes into the till at opening
    OPENING_GAP = "opening_gap"
    DROP = "drop"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    SWAP = "swap"  # change making: the same cash in other pieces (CD-40)
    HAND_OVER = "hand_over"  # offered to the next shift: till to transit (CD-69)
    TAKE_OVER = "take_over"  # counted and accepted: transit to the other till
    HAND_BACK = "hand_back"  # refused or cancelled: transit back to the till it came from (CD-70)
    OVER_SHORT = "over_short"
    DEPOSIT = "deposit"
    SETTLEMENT = "settlement"
    FLOAT_OUT = "float_out"
    SAFE_DEPOSIT = "safe_deposit"  # drops go from the safe into a deposit bag
    BANKED = "banked"  # the bank confirmed a deposit
    CLEARING = "clearing"  # over/short of a closed drawer that was found, in its adjustment session (CD-60)
    MOVE_BACK = "move_back"  # a drop, pay-in or pay-out that was wrong, taken back whole (CD-38)


REVERSALS = frozenset({JournalKind.VOID, JournalKind.REFUND})
"""Money of a payment goes back, with a receipt and a second person's signature."""
RETURNABLE = frozenset({JournalKind.DROP, JournalKind.PAY_IN, JournalKind.PAY_OUT})
"""Cash moves that can be taken back by name (CD-38)."""
REFERRING = REVERSALS | {
    JournalKind.RETURNED_CHECK,
    JournalKind.TAKE_OVER,
    JournalKind.HAND_BACK,
    JournalKind.BANKED,
    JournalKind.MOVE_BACK,
}
"""Kinds that name the posting they answer in ``refers_to``."""
WITH_RECEIPT = frozenset({JournalKind.PAYMENT, JournalKind.VOID, JournalKind.REFUND})


_HELD_BY_TENDER = {
    TenderKind.CASH: Account.TILL,
    TenderKind.CHECK: Account.CHECKS,
    TenderKind.MONEY_ORDER: Account.CHECKS,
    TenderKind.CARD: Account.CARDS,
    TenderKind.HSA: Account.CARDS,
}


def held_account(tender: TenderKind) -> Account:
    """Where a tender is held from the payment to the close."""
    return _HELD_BY_TENDER.get(tender, Account.OTHER_TENDER)


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a journal. ``tendered`` and ``change`` are memory only: the amount is what was kept (CD-14)."""

    account: Account
    amount: Money
    tender: TenderKind | Literal[""] = ""
    drawer_id: str | None = None
    charge_id: str | None = None
    patient_id: str | None = None
    terminal: str = ""
    batch: str = ""
    reference: str = ""  # check or money order number, transfer reference, bag number
    brand: str = ""
    last4: str = ""
    auth: str = ""
    payer: str = ""  # who wrote a check, when not the patient
    tendered: Money | None = None
    change: Money | None = None

    @property
    def cents(self) -> int:
        """The amount in cents, debits positive."""
        return self.amount.cents

    @property
    def papers(self) -> int:
        """One paper more, or one less when a check was given back; a terminal prints a slip for a refund too."""
        return 1 if self.account is Account.CARDS or self.amount.cents > 0 else -1


@dataclass(frozen=True, slots=True)
class Journal:
    """A posted act. ``journal_id`` is the command's id made by the screen, so the same act cannot post twice."""

    journal_id: str
    kind: JournalKind
    at: datetime
    business_date: date
    staff_id: str
    lines: tuple[Line, ...]
    content_hash: str
    session_id: str | None = None
    patient_id: str | None = None
    appointment_id: str | None = None
    receipt_number: int | None = None
    reverses: str | None = None
    refers_to: str | None = None
    reason: str = ""
    comment: str = ""
    approved_by: str | None = None
    witness_id: str | None = None
    bag: str = ""


class UnbalancedError(AssertionError):
    """A journal that does not sum to zero was about to be posted: a fault of the program, never of the rep."""


def check_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines of one journal, proven: at least two, none of zero, sum zero (I1). Raises UnbalancedError.

    Debits come first, so that the lines sum to zero only when the last one is in: the store then knows a complete
    journal and takes no more lines for it.
    """
    kept = tuple(sorted(lines, key=lambda line: line.cents < 0))
    if len(kept) < 2:
        raise UnbalancedError("a journal needs two lines")
    if any(line.cents == 0 for line in kept):
        raise UnbalancedError("a line of zero says nothing")
    if sum(line.cents for line in kept) != 0:
        raise UnbalancedError("the lines do not sum to zero")
    for line in kept:
        if line.account is Account.RECEIVABLE and line.charge_id is None:
            raise UnbalancedError("a receivable line names its charge")
        if line.change is not None and line.change and line.tender is not TenderKind.CASH:
            raise UnbalancedError("change only ever leaves as cash")
    return kept


def _check_kind(
    kind: JournalKind, reverses: str | None, refers_to: str | None, staff_id: str, approved_by: str | None
) -> None:
    if (kind is JournalKind.VOID) != (reverses is not None):
        raise UnbalancedError("a void, and only a void, names what it reverses")
    if (kind in REFERRING) != (refers_to is not None):
        raise UnbalancedError("a posting names the one it answers, and only such a posting")
    if kind in REVERSALS | {JournalKind.MOVE_BACK} and approved_by == staff_id:
        raise Refused("Somebody else must approve this: you cannot sign for your own reversal.")


def post(
    journal_id: str,
    kind: JournalKind,
    lines: Iterable[Line],
    *,
    at: datetime,
    business_date: date,
    staff_id: str,
    content_hash: str,
    session_id: str | None = None,
    patient_id: str | None = None,
    appointment_id: str | None = None,
    reverses: str | None = None,
    refers_to: str | None = None,
    reason: str = "",
    comment: str = "",
    approved_by: str | None = None,
    witness_id: str | None = None,
    bag: str = "",
) -> Journal:
    """The one door through which every kind of posting goes (CD-17). A void refers to what it reverses by itself.

    Raises: UnbalancedError, Refused when somebody signs for their own reversal.
    """
    refers_to = refers_to or reverses
    _check_kind(kind, reverses, refers_to, staff_id, approved_by)
    return Journal(
        journal_id=journal_id, kind=kind, at=at, business_date=business_date, staff_id=staff_id,
        lines=check_lines(lines), content_hash=content_hash, session_id=session_id, patient_id=patient_id,
        appointment_id=appointment_id, reverses=reverses, refers_to=refers_to, reason=reason, comment=comment,
        approved_by=approved_by, witness_id=witness_id, bag=bag,
    )  # fmt: skip


def reversed_lines(journal: Journal) -> tuple[Line, ...]:
    """The lines that undo ``journal`` whole, so that post + reverse is zero for every account and tender (CD-81).

    Raises: Refused for anything that is not a payment: a reversal is never reversed (I8).
    """
    if journal.kind is not JournalKind.PAYMENT:
        raise Refused("Only a payment can be reversed; a reversal stands.")
    return tuple(replace(line, amount=-line.amount, tendered=None, change=None) for line in journal.lines)
