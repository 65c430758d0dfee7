"""What was posted on some business dates: the one neutral set that every export is made from (cash-drawer.md CD-104).

It holds receipt numbers and ids, no patient and no comment that somebody typed: it is made to leave the clinic's store
(CD-111). The order is total: business date, then the ledger's own order of posting. A session's journals all have its
business date, so within a session this is exactly how it happened, also when its drawer was closed after midnight.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ledger import HELD, REVERSALS, Account, JournalKind, UnbalancedError
from psr_tui.domain.money import Money
from psr_tui.domain.printed_report import PrintedReport
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TenderKind

TAKEN = REVERSALS | {JournalKind.PAYMENT}
"""Money taken from patients, and given back to them."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class ExportKind(StrEnum):
    """The forms in which a posted set leaves the program."""

    HLEDGER = "hledger"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    IIF = "iif"


@dataclass(frozen=True, slots=True)
class PostedLine:
    """One side of a journal; plus is debit. ``tendered`` and ``change`` are memory only (CD-14)."""

    account: Account
    amount: Money
    tender: TenderKind | None = None
    drawer: str = ""
    terminal: str = ""
    batch: str = ""
    reference: str = ""  # check or money order number, transfer reference
    tendered: Money | None = None
    change: Money | None = None


@dataclass(frozen=True, slots=True)
class PostedJournal:
    """One posting. ``sequence`` is its place in the ledger, 1..n; ``session`` the number of its drawer session;
    ``answers`` the code of the posting it takes back or answers; ``bag`` that of the deposit it belongs to."""

    sequence: int
    journal_id: str
    kind: JournalKind
    business_date: date
    at: datetime
    staff_id: str
    rep: str
    lines: tuple[PostedLine, ...]
    session: int | None = None
    receipt: int | None = None
    answers: str = ""
    bag: str = ""
    reason: str = ""

    @property
    def code(self) -> str:
        """The receipt number, or for a posting without a receipt its place in the ledger; no other has it."""
        return posting_code(self.receipt, self.sequence)

    @property
    def held(self) -> Money:
        """What this posting put into drawers, over all tenders; negative when money left."""
        return Money.total(line.amount for line in self.lines if line.account in HELD)


@dataclass(frozen=True, slots=True)
class PostedSession:
    """A drawer session that postings belong to. Its number is the place of its first journal in the ledger.

    ``opening_counted`` and ``counted`` come from the rows that were counted and ``printed`` from the stored report;
    none of them is a sum over ledger lines (CD-108). They are empty until the count, the close. ``answerable`` is
    whose over/short it is: for an adjustment session the rep of the closed one (CD-60).
    """

    number: int
    drawer: str
    answerable: str
    rep: str
    business_date: date
    opened_at: datetime
    closed_at: datetime | None = None
    is_adjustment: bool = False
    z_number: int | None = None
    opening_counted: Money | None = None
    counted: tuple[tuple[ExpectedKey, Money], ...] = ()
    printed: PrintedReport | None = None

    @property
    def name(self) -> str:
        """As it stands in accounts and codes: ``S17``."""
        return f"S{self.number}"


@dataclass(frozen=True, slots=True)
class PostedSet:
    """Every journal of the business dates ``start`` to ``end``, in order, with its sessions by number."""

    clinic: str
    training: bool
    tz: ZoneInfo
    start: date
    end: date
    journals: tuple[PostedJournal, ...] = ()
    sessions: Mapping[int, PostedSession] = field(default_factory=dict)

    def session_of(self, journal: PostedJournal) -> PostedSession | None:
        """The session a journal belongs to."""
        return None if journal.session is None else self.sessions[journal.session]

    def lines(self) -> Iterator[tuple[PostedJournal, PostedLine]]:
        """Every line with its journal, in order."""
        for journal in self.journals:
            for line in journal.lines:
                yield journal, line

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return sum(len(journal.lines) for journal in self.journals)

    @property
    def taken(self) -> Money:
        """What patients paid less what they were given back, over all tenders: the total of every export."""
        return Money.total(journal.held for journal in self.journals if journal.kind in TAKEN)

    def taken_by_tender(self) -> dict[ExpectedKey, Money]:
        """``taken`` per tender, for cards per terminal, in the order of tenders."""
        sums: dict[ExpectedKey, Money] = {}
        for journal, line in self.lines():
            if journal.kind in TAKEN and line.account in HELD and line.tender is not None:
                key = ExpectedKey(line.tender, line.terminal)
                sums[key] = sums.get(key, Money.zero()) + line.amount
        order = list(TenderKind)
        return {key: sums[key] for key in sorted(sums, key=lambda key: (order.index(key.tender), key.terminal))}

    def receipts(self) -> list[PostedJournal]:
        """The journals with a receipt, by its number."""
        return sorted((one for one in self.journals if one.receipt is not None), key=lambda one: one.receipt or 0)

    def totals(self) -> dict[str, Money]:
        """The sum of each account by its name, in the order of names; together they are zero."""
        sums: dict[str, Money] = {}
        for journal, line in self.lines():
            name = account_name(line, journal, self.session_of(journal))
            sums[name] = sums.get(name, Money.zero()) + line.amount
        return dict(sorted(sums.items()))


def posting_code(receipt: int | None, sequence: int) -> str:
    """``R-0000412`` for a posting with a receipt, ``J-0000977`` for any other."""
    return receipt_number(receipt) if receipt is not None else f"J-{sequence:07d}"


def check_set(posted: PostedSet) -> PostedSet:
    """The set, proven: every journal sums to zero, the order is the one that was promised, no code twice, every
    session known. Raises UnbalancedError: such a set must not leave the store in any form."""
    last: tuple[date, int] = (date.min, 0)
    codes: set[str] = set()
    for journal in posted.journals:
        if sum(line.amount.cents for line in journal.lines) != 0:
            raise UnbalancedError(f"{journal.code} does not sum to zero")
        if (journal.business_date, journal.sequence) <= last:
            raise UnbalancedError(f"{journal.code} is out of order")
        if journal.code in codes:
            raise UnbalancedError(f"{journal.code} is there twice")
        if journal.session is not None and journal.session not in posted.sessions:
            raise UnbalancedError(f"{journal.code} belongs to a session that is not there")
        last = (journal.business_date, journal.sequence)
        codes.add(journal.code)
    return posted


def ident(text: str) -> str:
    """An id as it may stand in an export. What was typed as an id and does not look like one (blanks, signs, letters
    outside ASCII: it may be a name) becomes a code of its own, always the same one."""
    if _ID.fullmatch(text):
        return text
    return f"x{hashlib.sha256(text.encode()).hexdigest()[:10]}" if text else ""


_ROOTS: dict[Account, str] = {
    Account.TILL: "assets",
    Account.CHECKS: "assets",
    Account.CARDS: "assets",
    Account.OTHER_TENDER: "assets",
    Account.FLOAT: "assets",
    Account.SAFE: "assets",
    Account.DEPOSIT_BAG: "assets",
    Account.SETTLEMENT: "assets",
    Account.RECEIVABLE: "assets",
    Account.UNAPPLIED: "liabilities",
    Account.INCOME: "revenues",
    Account.ADJUSTMENT: "expenses",
    Account.OVER_SHORT: "expenses",
    Account.OPENING_GAP: "expenses",
    Account.PETTY_CASH: "expenses",
    Account.TRANSIT: "assets",
    Account.EQUITY: "equity",
    Account.BANK: "assets",
}


def account_name(line: PostedLine, journal: PostedJournal, session: PostedSession | None) -> str:
    """The full name of a line's account, for example ``assets:till:D1:S17``.

    What a session holds has an account for each tender and terminal, exactly what is counted for itself at the close;
    over/short is per drawer and rep (CD-60), a deposit per bag.
    """
    parts: Iterable[str] = ()
    if line.account in HELD and session is not None:
        return held_account_name(session, line.account, ExpectedKey(line.tender or TenderKind.CASH, line.terminal))
    if line.account is Account.SETTLEMENT:
        parts = (line.tender or "", ident(line.terminal))
    elif line.account is Account.DEPOSIT_BAG:
        parts = (ident(journal.bag),)
    elif line.account is Account.OVER_SHORT:
        parts = (ident(line.drawer), ident(session.answerable if session else journal.staff_id))
    elif line.drawer:
        parts = (ident(line.drawer),)
    return _joined(line.account, parts)


def held_account_name(session: PostedSession, account: Account, key: ExpectedKey) -> str:
    """The account in which a session holds one tender (of one terminal): ``assets:cards:D1:S17:CARD:T1``."""
    tender = () if account is Account.TILL else (key.tender.value, ident(key.terminal))
    return _joined(account, (ident(session.drawer), session.name, *tender))


def _joined(account: Account, parts: Iterable[str]) -> str:
    return ":".join((_ROOTS[account], account.value, *(part for part in parts if part)))
