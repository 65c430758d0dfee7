"""The posted set as a table: one row a line of the ledger, the same columns for CSV and XLSX (CD-104)."""

from __future__ import annotations

from collections.abc import Iterator

from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSession, PostedSet, account_name

HEADER = (
    "date", "code", "description", "account", "amount", "tender", "terminal", "batch", "reference", "tendered",
    "change", "answers", "session", "drawer", "rep", "z", "reason", "posted_at", "sequence", "position", "id",
)  # fmt: skip
AMOUNTS = frozenset({"amount", "tendered", "change"})
KIND_WORDS: dict[JournalKind, str] = {
    JournalKind.OPENING_FUNDS: "opening funds",
    JournalKind.CHARGE: "charge",
    JournalKind.PAYMENT: "payment",
    JournalKind.VOID: "void",
    JournalKind.REFUND: "refund",
    JournalKind.RETURNED_CHECK: "returned check",
    JournalKind.ADJUSTMENT: "adjustment",
    JournalKind.APPLY: "paid ahead, applied",
    JournalKind.FLOAT_IN: "float in",
    JournalKind.OPENING_GAP: "opening gap",
    JournalKind.DROP: "safe drop",
    JournalKind.PAY_IN: "pay-in",
    JournalKind.PAY_OUT: "pay-out",
    JournalKind.SWAP: "change swap",
    JournalKind.HAND_OVER: "hand-over",
    JournalKind.TAKE_OVER: "hand-over taken",
    JournalKind.HAND_BACK: "hand-over given back",
    JournalKind.OVER_SHORT: "over and short",
    JournalKind.DEPOSIT: "deposit",
    JournalKind.SETTLEMENT: "settlement",
    JournalKind.FLOAT_OUT: "float kept",
    JournalKind.SAFE_DEPOSIT: "deposit from the safe",
    JournalKind.BANKED: "banked",
    JournalKind.CLEARING: "over and short cleared",
    JournalKind.MOVE_BACK: "cash move taken back",
}
"""What a posting is called in every export: fixed words, never what somebody typed (CD-111)."""


def plain(amount: Money) -> str:
    """Dollars and cents for programs: ``-1234.50``, two places, no separators, made from whole cents (CD-91)."""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole}.{cents:02d}"


def rows(posted: PostedSet) -> Iterator[tuple[str, ...]]:
    """Every line under `HEADER`, amounts as `plain` text, in posting order."""
    for journal in posted.journals:
        session = posted.session_of(journal)
        for position, line in enumerate(journal.lines, start=1):
            yield _row(journal, session, position, line)


def _row(journal: PostedJournal, session: PostedSession | None, position: int, line: PostedLine) -> tuple[str, ...]:
    z_number = session.z_number if session else None
    return (
        journal.business_date.isoformat(),
        journal.code,
        KIND_WORDS[journal.kind],
        account_name(line, journal, session),
        plain(line.amount),
        line.tender or "",
        line.terminal,
        line.batch,
        line.reference,
        "" if line.tendered is None else plain(line.tendered),
        "" if line.change is None else plain(line.change),
        journal.answers,
        session.name if session else "",
        session.drawer if session else line.drawer,
        journal.rep,
        "" if z_number is None else f"{z_number:06d}",
        journal.reason,
        journal.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        str(journal.sequence),
        str(position),
        journal.journal_id,
    )
