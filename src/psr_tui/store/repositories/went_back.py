"""How much of a payment went back: sums over the postings that refer to it, for lists of receipts and checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow

_J, _L = columns(JournalRow), columns(LedgerLineRow)
_TAKEN_FROM = ("till", "checks", "cards", "other_tender", "bank")


class WentBack(NamedTuple):
    """What went back of one payment, and the receipt that says so last; None when only the bank took it back."""

    amount: Money
    receipt: int | None


NOT_BACK = WentBack(Money(0), None)


def went_back(session: Session, journal_ids: Sequence[str]) -> dict[str, WentBack]:
    """payment id -> what went back of it, however many postings did; payments of which nothing did are left out."""
    query = (
        sql(_J.refers_to, -func.sum(_L.cents), func.max(_J.receipt_number))
        .select_from(table(JournalRow))
        .join(table(LedgerLineRow), _L.journal_id == _J.id)
        .where(_J.refers_to.in_(journal_ids), _L.account.in_(_TAKEN_FROM))
        .group_by(_J.refers_to)
    )
    return {journal_id: WentBack(Money(int(cents)), receipt) for journal_id, cents, receipt in session.execute(query)}


def papers_back(session: Session, session_id: str) -> Counter[tuple[str, str, str, int]]:
    """(payment, tender, number, cents) -> how many such papers were handed back out of this session."""
    query = (
        sql(_J.refers_to, _L.tender, _L.reference, -_L.cents)
        .select_from(table(LedgerLineRow))
        .join(table(JournalRow), _J.id == _L.journal_id)
        .where(
            _L.session_id == session_id,
            _L.account == Account.CHECKS.value,
            _L.cents < 0,
            _J.refers_to.is_not(None),
        )
    )
    return Counter((payment, tender, number, int(cents)) for payment, tender, number, cents in session.execute(query))
