"""The receipts of a posted set as a list, and the words of its totals: for the workbook and for paper."""

from __future__ import annotations

from collections.abc import Iterator

from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ledger import HELD
from psr_tui.domain.posted_set import PostedJournal, PostedSet
from psr_tui.domain.tenders import TENDER_LABELS
from psr_tui.exchange.journal_rows import KIND_WORDS, plain

RECEIPT_HEADER = ("receipt", "date", "time", "what", "tenders", "amount", "drawer", "rep")


def receipt_rows(posted: PostedSet) -> Iterator[tuple[str, ...]]:
    """One row a receipt, by number. Times are the clinic's; money given back is negative and names its receipt."""
    for journal in posted.receipts():
        session = posted.session_of(journal)
        what = KIND_WORDS[journal.kind] + (f" of {journal.answers}" if journal.answers else "")
        yield (
            journal.code,
            f"{journal.business_date:%m/%d/%Y}",
            f"{journal.at.astimezone(posted.tz):%H:%M}",
            what,
            ", ".join(_tenders(journal)),
            plain(journal.held),
            session.drawer if session else "",
            journal.rep,
        )


def _tenders(journal: PostedJournal) -> list[str]:
    return [
        f"{TENDER_LABELS[line.tender]} {plain(line.amount)}"
        for line in journal.lines
        if line.account in HELD and line.tender is not None
    ]


def tender_words(key: ExpectedKey) -> str:
    """``card T1`` for cards of one terminal, ``cash`` for cash."""
    return f"{TENDER_LABELS[key.tender]} {key.terminal}".strip()
